import type { ControllerEntries } from './controller-entries.ts';
import type { Ingress } from './ingress.ts';

export interface EdgeSettings {
  ingresses: readonly Ingress[];
  /** Ports of the ready pods behind each Service. */
  endpoints: Readonly<Record<string, readonly number[]>>;
  ports: { http: number; https: number; control: number };
  /** Files of the secret that `tls` names. */
  certificate: { certificate: string; key: string };
  /** What the controller itself is told. */
  controller: ControllerEntries;
  /** Told at the control port once this configuration is the one that serves. */
  generation: number;
}

const LOOPBACK = '127.0.0.1';

type Rule = Ingress['spec']['rules'][number];
type Path = Rule['http']['paths'][number];

/**
 * What an ingress controller makes of Ingress objects, for nginx: one server a host, one location a path, one upstream
 * a Service. It never asks a second endpoint when the first fails: what fails is to be seen.
 */
export function edgeConfiguration(settings: EdgeSettings): string {
  const rules = settings.ingresses.flatMap(({ spec }) => spec.rules);
  const services = new Set(rules.flatMap(({ http }) => http.paths.map(serviceOf)));
  return [
    // Here and not in a server: nginx takes the versions of the default one, which has no certificate.
    `ssl_protocols ${settings.controller['ssl-protocols']};`,
    'map $http_x_request_id $req_id { default $http_x_request_id; "" $request_id; }',
    ...[...services].map((service) => upstream(service, settings.endpoints[service] ?? [])),
    control(settings),
    unknownHosts(settings),
    ...rules.map((rule) => site(rule, settings)),
  ].join('\n');
}

const serviceOf = ({ backend }: Path) => backend.service.name;

/** A Service without a ready endpoint answers 503, as controllers let it. */
function upstream(service: string, ports: readonly number[]): string {
  if (ports.length === 0) return '';
  const servers = ports.map((port) => `server ${LOOPBACK}:${port} max_fails=0;`).join(' ');
  return `upstream ${service} { ${servers} keepalive 32; keepalive_timeout 60s; }`;
}

const control = ({ ports, generation }: EdgeSettings) =>
  `server { listen ${LOOPBACK}:${ports.control}; access_log off; location / { return 200 "${generation}"; } }`;

/** Hosts that no rule names: no certificate is shown to them. */
const unknownHosts = ({ ports }: EdgeSettings) => `
server { listen ${LOOPBACK}:${ports.http} default_server; server_name _; return 404; }
server { listen ${LOOPBACK}:${ports.https} ssl default_server; server_name _; ssl_reject_handshake on; return 421; }`;

/** A host that `tls` names is served by TLS alone; what comes without is sent there. */
function site(
  { host, http }: Rule,
  { ingresses, ports, certificate, endpoints, controller }: EdgeSettings,
): string {
  const paths = http.paths.map((path) => locations(path, endpoints)).join('\n');
  const secured = ingresses.some(({ spec }) => spec.tls.some(({ hosts }) => hosts.includes(host)));
  const plain = `listen ${LOOPBACK}:${ports.http}; server_name ${host};`;
  if (!secured) return `server { ${plain}\n${paths}\n}`;
  return `
server { ${plain} return 308 https://$host$request_uri; }
server {
  listen ${LOOPBACK}:${ports.https} ssl${controller.http2 === 'true' ? ' http2' : ''};
  server_name ${host};
  ssl_certificate ${certificate.certificate};
  ssl_certificate_key ${certificate.key};
${paths}
}`;
}

/**
 * Prefixes are compared element by element (Ingress v1): `/user` holds `/user` and `/user/…`, never `/username`. Of
 * several paths the longest wins, and of two as long the exact one, which is nginx' own order too.
 */
function locations({ path, pathType, backend }: Path, endpoints: EdgeSettings['endpoints']): string {
  const service = backend.service.name;
  const pass = (endpoints[service] ?? []).length === 0 ? 'return 503;' : proxy(service);
  const stem = path.replace(/\/$/, '');
  const matches = pathType === 'Exact' ? [`= ${path}`] : [...(stem ? [`= ${stem}`] : []), `${stem}/`];
  return matches.map((match) => `  location ${match} { ${pass} }`).join('\n');
}

/** Appended to what the client says: the service believes only the hops that it trusts. */
const proxy = (service: string) =>
  [
    `proxy_pass http://${service};`,
    'proxy_http_version 1.1;',
    'proxy_set_header Connection "";',
    'proxy_set_header Host $host;',
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Host $host;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_set_header X-Request-Id $req_id;',
    'proxy_next_upstream off;',
    'proxy_connect_timeout 5s;',
    'proxy_read_timeout 60s;',
  ].join(' ');
