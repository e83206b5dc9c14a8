import { routes } from '../../services.ts';
import { breaking, type Row } from './breaking.ts';
import { asking, having, type Path, pages, service, without, withoutObject } from './mutation.ts';

/** Where an Ingress says what a path leads to. */
const rule = (path: string): Path => ['spec', 'rules', 0, 'http', 'paths', { path }];
const [declared = ''] = routes.flatMap(({ path, service: name }) => (name === service ? [path] : []));

breaking('every host is served with TLS', [
  ['TLS is missing', without('Ingress/gnar', 'spec', 'tls'), /without TLS/],
  [
    'the certificate is for another host',
    having('Certificate/app-tls', ['spec', 'dnsNames', 0], 'example.org'),
    /no certificate/,
  ],
]);

breaking('every public path leads to the service that declares it, and health to none', [
  [
    'a declared path is missing',
    without('Ingress/gnar', ...rule(declared)),
    `${declared} leads to ${pages}-service, not to ${service}`,
  ],
  [
    'every path leads to one service',
    having('Ingress/gnar', [...rule('/'), 'backend', 'service', 'name'], `${service}-service`),
    `/healthz leads to ${service}-service`,
  ],
  [
    'a path leads to the health port',
    having('Ingress/gnar', [...rule(declared), 'backend', 'service', 'port', 'name'], 'health'),
    'leads to the port health',
  ],
]);

breaking('every needed connection is let through, and no other', [
  ['the default is missing', withoutObject('NetworkPolicy/default-deny'), /stranger → .* is let through/],
  [
    'the ingress is cut off',
    withoutObject('NetworkPolicy/from-ingress'),
    `ingress → ${service}:8080 is cut off`,
  ],
  ['names are cut off', withoutObject('NetworkPolicy/to-dns'), /migrate → dns:53 is cut off/],
  [
    'the database is cut off',
    withoutObject('NetworkPolicy/to-managed-postgres'),
    `${service} → network:5432 is cut off`,
  ],
  [
    'the ingress may ask for health',
    without('NetworkPolicy/from-ingress', 'spec', 'ingress', 0, 'ports'),
    `ingress → ${service}:9080 is let through`,
  ],
  [
    'any namespace may come in',
    having('NetworkPolicy/from-ingress', ['spec', 'ingress', 0, 'from', 0, 'namespaceSelector'], {}),
    `elsewhere → ${service}:8080 is let through`,
  ],
  [
    "the machine's metadata is open",
    without('NetworkPolicy/to-outside-services', 'spec', 'egress', 0, 'to', 0, 'ipBlock', 'except'),
    `${service} → metadata:443 is let through`,
  ],
  [
    'the pages may go out',
    having('NetworkPolicy/to-outside-services', ['spec', 'podSelector'], {}),
    `${pages} → internet:443 is let through`,
  ],
  ...(asking === undefined ? [] : peersBroken(asking)),
]);

function peersBroken({ name, peer }: NonNullable<typeof asking>): Row[] {
  const arrow = `${name} → ${peer}:8080 is cut off`;
  return [
    ['a service may not ask its peer', withoutObject(`NetworkPolicy/${name}-to-${peer}`), arrow],
    ['a peer admits no service', withoutObject(`NetworkPolicy/${peer}-from-${name}`), arrow],
    [
      'a port between pods loses its name',
      having(`NetworkPolicy/${name}-to-${peer}`, ['spec', 'egress', 0, 'ports', 0, 'port'], 8080),
      '8080 has no name',
    ],
  ];
}
