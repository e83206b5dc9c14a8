import { breaking, type Row } from './breaking.ts';
import {
  asking,
  container,
  having,
  pages,
  pagesDeployment,
  pod,
  service,
  serviceDeployment,
  without,
  withoutObject,
} from './mutation.ts';

breaking('rollouts, drained nodes and lost zones fail no request', [
  [
    'a PodDisruptionBudget is missing',
    withoutObject(`PodDisruptionBudget/${service}`),
    /0 PodDisruptionBudgets/,
  ],
  [
    'a PodDisruptionBudget allows no disruption',
    having(`PodDisruptionBudget/${pages}`, ['spec', 'maxUnavailable'], 0),
    /exactly one pod/,
  ],
  [
    'the spread over zones is missing',
    without(serviceDeployment, ...pod, 'topologySpreadConstraints', {
      topologyKey: 'topology.kubernetes.io/zone',
    }),
    /over the zones/,
  ],
  [
    'the spread over nodes is missing',
    without(pagesDeployment, ...pod, 'topologySpreadConstraints', { topologyKey: 'kubernetes.io/hostname' }),
    /over the nodes/,
  ],
  [
    'a rollout removes a pod first',
    having(serviceDeployment, ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], 1),
    /before the new one/,
  ],
  ['the preStop of nginx is missing', without(pagesDeployment, ...container, 'lifecycle'), /preStop/],
  [
    'the time to stop is too short',
    having(serviceDeployment, [...pod, 'terminationGracePeriodSeconds'], 20),
    /cut off after 20/,
  ],
  ['an autoscaler is missing', withoutObject(`HorizontalPodAutoscaler/${service}`), /is not scaled/],
  [
    'an autoscaler does not follow the requests',
    without(`HorizontalPodAutoscaler/${service}`, 'spec', 'metrics', { type: 'Pods' }),
    /by its requests/,
  ],
  [
    'an autoscaler is content with one pod',
    having(`HorizontalPodAutoscaler/${service}`, ['spec', 'minReplicas'], 1),
    /a single pod/,
  ],
]);

breaking('every setting that a program needs is set, and none that no program reads', [
  [
    'a setting is missing',
    without('ConfigMap/gnar', 'data', 'GNAR_EMAIL_HOST'),
    /GNAR_EMAIL_HOST is missing/,
  ],
  [
    'a setting is misspelt',
    having('ConfigMap/gnar', ['data', 'GNAR_EMIAL_LOGO_URL'], 'https://example.com/x.png'),
    'no program reads GNAR_EMIAL_LOGO_URL',
  ],
  [
    'a setting has a value that its program refuses',
    having('ConfigMap/gnar', ['data', 'GNAR_PG_TLS'], 'perhaps'),
    /GNAR_PG_TLS/,
  ],
  [
    'a secret is missing in the environment',
    without(serviceDeployment, ...container, 'env', { name: 'GNAR_JWT_SECRET_KEY' }),
    'GNAR_JWT_SECRET_KEY is missing',
  ],
  [
    'an optional secret is missing in the environment of one service',
    without(serviceDeployment, ...container, 'env', { name: 'GNAR_PEER_SECRET_KEYS' }),
    `${service} reads GNAR_PEER_SECRET_KEYS, which comes from no Secret`,
  ],
  [
    'a secret is made that no program reads',
    having('ExternalSecret/jwt', ['spec', 'data', 0, 'secretKey'], 'GNAR_JWT_KEY'),
    'no program reads GNAR_JWT_KEY',
  ],
  [
    'a port changes on one side',
    having(serviceDeployment, [...container, 'ports', { name: 'http' }, 'containerPort'], 8081),
    /listens at 8080/,
  ],
  ...(asking === undefined ? [] : peersBroken(asking)),
  [
    'the migrations are not told whether the database speaks TLS',
    without('Job/migrate', ...container, 'env', { name: 'GNAR_PG_TLS' }),
    /reads GNAR_PG_TLS and is not given it/,
  ],
]);

breaking('every name that is used is defined', [
  [
    'a probe asks a port that has no name',
    having(serviceDeployment, [...container, 'livenessProbe', 'httpGet', 'port'], 'admin'),
    /probed at admin/,
  ],
  ['the ServiceAccount is missing', withoutObject(`ServiceAccount/${service}`), `runs as ${service}`],
  [
    'a secret has another name',
    having('ExternalSecret/postgres', ['spec', 'target', 'name'], 'database'),
    /postgres\/GNAR_PG_PASSWORD, which is missing/,
  ],
  [
    'a Service selects no pod',
    having(`Service/${service}-service`, ['spec', 'selector', 'app.kubernetes.io/name'], 'misspelt'),
    /selects 0 workloads/,
  ],
  [
    'a Service leads to the health port',
    having(`Service/${service}-service`, ['spec', 'ports', { name: 'http' }, 'targetPort'], 'health'),
    /health port known/,
  ],
]);

breaking('migrations run after what they need and before what needs them', [
  ['the migrations are missing', withoutObject('Job/migrate'), /is missing/],
  [
    'the migrations run before their password exists',
    having('Job/migrate', ['metadata', 'annotations', 'argocd.argoproj.io/hook'], 'PreSync'),
    /no hook of the sync/,
  ],
  [
    'the services do not wait for the migrations',
    without(serviceDeployment, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave'),
    `${serviceDeployment}: does not wait`,
  ],
]);

breaking('production mode is on everywhere but on a laptop', [
  [
    'production is switched off',
    having(serviceDeployment, [...container, 'env', { name: 'GNAR_PRODUCTION' }, 'value'], 'false'),
    /GNAR_PRODUCTION is false/,
  ],
]);

breaking('no secret is written down', [
  [
    'a password is written into the environment',
    having(serviceDeployment, [...container, 'env', { name: 'GNAR_PG_PASSWORD' }], {
      name: 'GNAR_PG_PASSWORD',
      value: 'x',
    }),
    /is written down/,
  ],
  [
    'a password is written into a Secret',
    having('Secret/ses', ['data', 'GNAR_SES_ACCESS_KEY_ID'], 'QUtJQQ=='),
    /is written down/,
    'preview',
  ],
]);

breaking('the captcha is on in the pages and in the service, or in neither', [
  [
    'only the pages have its key',
    having('ConfigMap/gnar', ['data', 'GNAR_RECAPTCHA_SITE_KEY'], 'a-key'),
    'the services have no GNAR_RECAPTCHA_SECRET_KEY',
  ],
  [
    'only the service has its key',
    having('ExternalSecret/jwt', ['spec'], {
      target: { name: 'recaptcha' },
      data: [{ secretKey: 'GNAR_RECAPTCHA_SECRET_KEY' }],
    }),
    /the pages have no GNAR_RECAPTCHA_SITE_KEY/,
  ],
]);

function peersBroken({ name, peer }: NonNullable<typeof asking>): Row[] {
  return [
    [
      'the links to Services are switched off',
      having(`Deployment/${name}`, [...pod, 'enableServiceLinks'], false),
      `does not find its peer ${peer}`,
    ],
    [
      'the Service of a peer has another name',
      having(`Service/${peer}-service`, ['metadata', 'name'], peer),
      /no Service makes \w+_SERVICE_PORT/,
    ],
  ];
}
