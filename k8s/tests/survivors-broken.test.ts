import { services } from '../../services.ts';
import { breaking } from './breaking.ts';
import { container, having, pagesDeployment, pages, pod, service, serviceDeployment } from './mutation.ts';

const scaler = (name: string) => `HorizontalPodAutoscaler/${name}`;
const spread = (topologyKey: string) => [...pod, 'topologySpreadConstraints', { topologyKey }];
const memory = (which: 'requests' | 'limits') => [...container, 'resources', which, 'memory'];
const [stored = ''] = services.filter(({ needs }) => needs.database).map(({ name }) => name);

breaking('every name that is used is defined', [
  [
    'a Service selects the pods of another service',
    having(`Service/${service}-service`, ['spec', 'selector', 'app.kubernetes.io/name'], pages),
    `Service/${service}-service: selects the pods of ${pages}`,
  ],
]);

breaking(
  'only private proxies are trusted, stores outside are asked by TLS, and secrets are of this environment',
  [
    [
      'every address is trusted as a proxy',
      having('ConfigMap/gnar', ['data', 'GNAR_TRUSTED_PROXIES'], '0.0.0.0/0'),
      'GNAR_TRUSTED_PROXIES: 0.0.0.0/0 has addresses that are not private',
    ],
    [
      'a block that is wider than its private network is trusted, behind one that is not',
      having('ConfigMap/gnar', ['data', 'GNAR_TRUSTED_PROXIES'], '10.0.0.0/8,172.16.0.0/11'),
      'GNAR_TRUSTED_PROXIES: 172.16.0.0/11',
    ],
    [
      'the database is asked in clear text',
      having('ConfigMap/gnar', ['data', 'GNAR_PG_TLS'], 'false'),
      'GNAR_PG_TLS is false',
    ],
    [
      'the cache of AWS is asked in clear text',
      having('ConfigMap/gnar', ['data', 'GNAR_REDIS_TLS'], 'false'),
      'GNAR_REDIS_TLS is false',
    ],
    [
      'the database of staging, beside its own cache, is asked in clear text',
      having('ConfigMap/gnar', ['data', 'GNAR_PG_TLS'], 'false'),
      'GNAR_PG_TLS is false',
      'staging',
    ],
    [
      'tokens are signed with the key of another environment',
      having(
        'ExternalSecret/jwt',
        ['spec', 'data', 0, 'remoteRef', 'key'],
        '/gnar/staging/GNAR_JWT_SECRET_KEY',
      ),
      'GNAR_JWT_SECRET_KEY is /gnar/staging/GNAR_JWT_SECRET_KEY, which is not of production',
    ],
  ],
);

breaking('every container asks for what it needs and has a limit', [
  [
    'a service is stopped at less memory than it uses',
    (objects) =>
      having(
        serviceDeployment,
        memory('requests'),
        '64Mi',
      )(having(serviceDeployment, memory('limits'), '64Mi')(objects)),
    'asks for 64 MiB, less than the 128 that it uses',
  ],
  [
    'a service may take far more memory than it asks for',
    having(serviceDeployment, memory('limits'), '5Gi'),
    'may take 5120 MiB, more than four times',
  ],
]);

breaking('the database has a connection for every pod that may be started', [
  [
    'an autoscaler may start more pods than the database has connections for',
    having(scaler(stored), ['spec', 'maxReplicas'], 1000),
    /connections, the database has 540 before its alarm/,
  ],
  [
    'each pod may open more connections than the database has for all',
    having('ConfigMap/gnar', ['data', 'GNAR_PG_POOL_MAX'], '200'),
    /connections, the database has 540 before its alarm/,
  ],
]);

breaking('rollouts, drained nodes and lost zones fail no request', [
  [
    'a pod is killed when it is not up at once',
    having(serviceDeployment, [...container, 'startupProbe', 'failureThreshold'], 1),
    /is killed after 2 s of starting/,
  ],
  [
    'a rollout that hangs is reported after an hour',
    having(serviceDeployment, ['spec', 'progressDeadlineSeconds'], 3600),
    /reported after 3600 s/,
  ],
  [
    'a rollout is given up while its pods may still be starting',
    having(serviceDeployment, ['spec', 'progressDeadlineSeconds'], 30),
    /given up after 30 s/,
  ],
  [
    'all pods may stand on one node',
    having(pagesDeployment, [...spread('kubernetes.io/hostname'), 'whenUnsatisfiable'], 'ScheduleAnyway'),
    /is not spread over the nodes/,
  ],
]);
