import { breaking } from './breaking.ts';
import { having, without, withoutObject } from './mutation.ts';

breaking('every host is met with TLS', [
  ['TLS goes', without('Ingress/gnar', 'spec', 'tls'), /without TLS/],
  [
    'the certificate is for another host',
    having('Certificate/app-tls', ['spec', 'dnsNames', 0], 'example.org'),
    /no certificate/,
  ],
  [
    "the Gateway's TLS goes",
    without('Gateway/gnar', 'spec', 'listeners', 1),
    /without TLS/,
    'production-gateway',
  ],
  ['the redirect goes', withoutObject('HTTPRoute/gnar-redirect'), /not redirected/, 'production-gateway'],
  [
    'the services answer plain HTTP',
    having('HTTPRoute/gnar', ['spec', 'parentRefs', 0, 'sectionName'], 'http'),
    /HTTPRoute\/gnar: answers without TLS/,
    'production-gateway',
  ],
]);

breaking('every operation of the contract is reachable, and health never is', [
  [
    'a path of the contract goes',
    without('Ingress/gnar', 'spec', 'rules', 0, 'http', 'paths', 1),
    /\/10-45 leads to powder-service/,
  ],
  [
    'everything leads to piste',
    having(
      'Ingress/gnar',
      ['spec', 'rules', 0, 'http', 'paths', 5, 'backend', 'service', 'name'],
      'piste-service',
    ),
    /\/healthz leads to piste-service/,
  ],
  [
    'the health port is let in',
    having(
      'Ingress/gnar',
      ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'port', 'name'],
      'health',
    ),
    /leads to the port health/,
  ],
]);

breaking('every needed connection is let through, and no other', [
  ['the default goes', withoutObject('NetworkPolicy/default-deny'), /stranger → .* is let through/],
  ['the way in goes', withoutObject('NetworkPolicy/from-ingress'), /ingress → piste:8080 is cut off/],
  [
    'piste may not ask off-piste',
    withoutObject('NetworkPolicy/piste-to-off-piste'),
    /piste → off-piste:8080 is cut off/,
  ],
  [
    'off-piste lets nobody in',
    withoutObject('NetworkPolicy/off-piste-from-piste'),
    /piste → off-piste:8080 is cut off/,
  ],
  ['names are cut off', withoutObject('NetworkPolicy/to-dns'), /migrate → dns:53 is cut off/],
  [
    'the database is cut off',
    withoutObject('NetworkPolicy/to-managed-postgres'),
    /piste → network:5432 is cut off/,
  ],
  [
    'the ingress may ask for health',
    without('NetworkPolicy/from-ingress', 'spec', 'ingress', 0, 'ports'),
    /ingress → piste:9080 is let through/,
  ],
  [
    'any namespace may come in',
    having('NetworkPolicy/from-ingress', ['spec', 'ingress', 0, 'from', 0, 'namespaceSelector'], {}),
    /elsewhere → piste:8080 is let through/,
  ],
  [
    "the machine's metadata is open",
    without('NetworkPolicy/to-outside-services', 'spec', 'egress', 0, 'to', 0, 'ipBlock', 'except'),
    /piste → metadata:443 is let through/,
  ],
  [
    'powder may go out',
    having('NetworkPolicy/to-outside-services', ['spec', 'podSelector'], {}),
    /powder → internet:443 is let through/,
  ],
  [
    'a port between pods loses its name',
    having('NetworkPolicy/piste-to-off-piste', ['spec', 'egress', 0, 'ports', 0, 'port'], 8080),
    /8080 has no name/,
  ],
]);
