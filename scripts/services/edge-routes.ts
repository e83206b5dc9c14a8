import type { Manifest, Route } from '../../services.types.ts';

/** nginx has no `-` in names of variables. */
const variableOf = (service: string) => `$${service.replaceAll('-', '_')}`;

/** A variable for each service that has public paths: nginx then looks its name up again when the address has changed. */
export function edgeUpstreams({ services }: Manifest): string {
  return services
    .filter(({ paths }) => paths.length > 0)
    .map(({ name }) => `    set ${variableOf(name)} ${name}:8080;`)
    .join('\n');
}

/** The locations of nginx, in the order in which it tries them: of two that match, the one with more segments comes first. */
export function edgeLocations({ services, routes }: Manifest): string {
  const pages = new Set(services.filter(({ kind }) => kind === 'page').map(({ name }) => name));
  const groups = Map.groupBy(
    routes.toSorted((a, b) => segments(b) - segments(a)),
    (route) => JSON.stringify([segments(route), behaviourOf(route)]),
  );
  return [...groups.values()].map((group) => location(group, pages)).join('\n\n');
}

const segments = ({ path }: Route) => (path === '/' ? 0 : path.split('/').length - 1);
const behaviourOf = ({ service, sameForAll, maxBodyKiB, stream }: Route) => ({
  ...{ service, sameForAll, maxBodyKiB, stream },
});

function location(group: readonly Route[], pages: ReadonlySet<string>): string {
  const [{ service, sameForAll, maxBodyKiB, stream } = {}] = group;
  const isPage = pages.has(service ?? '');
  const lines = [
    ...(sameForAll ? compressed : []),
    ...(maxBodyKiB === 64 ? [] : [`client_max_body_size ${maxBodyKiB}k;`]),
    ...(stream ? streamed : []),
    ...(isPage ? [] : ['error_page 413 @too_large;', 'error_page 502 504 =503 @unavailable;']),
    `proxy_pass http://${variableOf(service ?? '')};`,
  ];
  const start = `    location ${matching(group)} {`;
  return [start, ...lines.map((line) => `      ${line}`), '    }'].join('\n');
}

/** As the ingress' paths: whole segments, or one file. */
function matching(group: readonly Route[]): string {
  if (group.some(({ path }) => path === '/')) return '/';
  const patterns = group.map(
    ({ path, exact }) => `${path.slice(1).replaceAll('.', String.raw`\.`)}${exact ? '$' : '(?:/|$)'}`,
  );
  return `~ ^/(?:${patterns.join('|')})`;
}

/** The same for every caller, so that compressing it tells nothing. */
const compressed = [
  'gzip on;',
  'gzip_vary on;',
  'gzip_proxied any;',
  'gzip_types application/json text/css text/javascript;',
];

/** As it comes, for as long as it lasts; a location that sets one header for the service sets all of them. */
const streamed = [
  'proxy_buffering off;',
  'proxy_request_buffering off;',
  'proxy_read_timeout 1h;',
  'proxy_send_timeout 1h;',
  'proxy_set_header Connection $connection_of_stream;',
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Host $http_host;',
  'proxy_set_header X-Forwarded-For $remote_addr;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
  'proxy_set_header X-Request-Id $request_id;',
];
