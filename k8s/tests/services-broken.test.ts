import { breaking } from './breaking.ts';
import { having, without, withoutObject, piste, powder, pod, container } from './mutation.ts';

breaking('rollouts, drained nodes and lost zones go unnoticed', [
  ['a PodDisruptionBudget goes', withoutObject('PodDisruptionBudget/piste'), /0 PodDisruptionBudgets/],
  [
    'a PodDisruptionBudget lets nobody go',
    having('PodDisruptionBudget/powder', ['spec', 'maxUnavailable'], 0),
    /exactly one pod/,
  ],
  ['the spread over zones goes', without(piste, ...pod, 'topologySpreadConstraints', 0), /over the zones/],
  ['the spread over nodes goes', without(powder, ...pod, 'topologySpreadConstraints', 1), /over the nodes/],
  [
    'a rollout takes a pod away first',
    having(piste, ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], 1),
    /before the new one/,
  ],
  ['the preStop of nginx goes', without(powder, ...container, 'lifecycle'), /preStop/],
  [
    'the time to stop is too short',
    having(piste, [...pod, 'terminationGracePeriodSeconds'], 20),
    /cut off after 20/,
  ],
  ['an autoscaler goes', withoutObject('HorizontalPodAutoscaler/off-piste'), /is not scaled/],
  [
    'an autoscaler forgets the requests',
    without('HorizontalPodAutoscaler/piste', 'spec', 'metrics', 1),
    /by its requests/,
  ],
  ['one pod is enough', having('HorizontalPodAutoscaler/piste', ['spec', 'minReplicas'], 1), /a single pod/],
]);

breaking('every setting that a program needs is set, and none that nobody reads', [
  ['a setting goes', without('ConfigMap/gnar', 'data', 'GNAR_EMAIL_HOST'), /GNAR_EMAIL_HOST is missing/],
  [
    'a setting is misspelt',
    having('ConfigMap/gnar', ['data', 'GNAR_EMIAL_LOGO_URL'], 'https://example.com/x.png'),
    /nobody reads GNAR_EMIAL_LOGO_URL/,
  ],
  [
    'a setting has a value that its program refuses',
    having('ConfigMap/gnar', ['data', 'GNAR_PG_TLS'], 'perhaps'),
    /GNAR_PG_TLS/,
  ],
  ['a secret goes from the environment', without(piste, ...container, 'env', 5), /is missing/],
  [
    'a secret that is optional goes from the environment of one service',
    without('Deployment/off-piste', ...container, 'env', 6),
    /off-piste reads GNAR_PEER_SECRET_KEYS, which comes from no Secret/,
  ],
  [
    'a secret that nobody reads is made',
    having('ExternalSecret/jwt', ['spec', 'data', 0, 'secretKey'], 'GNAR_JWT_KEY'),
    /nobody reads GNAR_JWT_KEY/,
  ],
  [
    'a port changes on one side',
    having(piste, [...container, 'ports', 0, 'containerPort'], 8081),
    /listens at 8080/,
  ],
  [
    'the links to Services are switched off',
    having(piste, [...pod, 'enableServiceLinks'], false),
    /does not find off-piste/,
  ],
  [
    'the Service of off-piste has another name',
    having('Service/off-piste-service', ['metadata', 'name'], 'off-piste'),
    /no Service makes OFF_PISTE_SERVICE_PORT/,
  ],
  [
    'the migrations are not told of the database behind the proxy',
    without('Job/migrate', ...container, 'env', 1),
    /reads GNAR_PG_DIRECT_ENDPOINT and is not given it/,
  ],
]);

breaking('every name that is used is the name of something', [
  [
    'a probe asks a port that has no name',
    having(piste, [...container, 'livenessProbe', 'httpGet', 'port'], 'admin'),
    /probed at admin/,
  ],
  ['the ServiceAccount is missing', withoutObject('ServiceAccount/piste'), /runs as piste/],
  [
    'a secret has another name',
    having('ExternalSecret/postgres', ['spec', 'target', 'name'], 'database'),
    /postgres\/GNAR_PG_PASSWORD, which is missing/,
  ],
  [
    'a Service selects nobody',
    having('Service/piste-service', ['spec', 'selector', 'app.kubernetes.io/name'], 'pist'),
    /selects 0 workloads/,
  ],
  [
    'a Service leads to health',
    having('Service/piste-service', ['spec', 'ports', 0, 'targetPort'], 'health'),
    /health port known/,
  ],
]);

breaking('migrations run after what they need and before what needs them', [
  ['the migrations go', withoutObject('Job/migrate'), /is missing/],
  [
    'the migrations run before their password is there',
    having('Job/migrate', ['metadata', 'annotations', 'argocd.argoproj.io/hook'], 'PreSync'),
    /no hook of the sync/,
  ],
  [
    'the services do not wait for the migrations',
    without(piste, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave'),
    /Deployment\/piste: does not wait/,
  ],
]);

breaking('production is switched on wherever strangers come', [
  [
    'production is switched off',
    having(piste, [...container, 'env', 0, 'value'], 'false'),
    /GNAR_PRODUCTION is false/,
  ],
]);

breaking('nothing secret is written down', [
  [
    'a password is written into the environment',
    having(piste, [...container, 'env', 7], { name: 'GNAR_PG_PASSWORD', value: 'x' }),
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
    'the pages alone are told of it',
    having('ConfigMap/gnar', ['data', 'GNAR_RECAPTCHA_SITE_KEY'], 'a-key'),
    /piste has no GNAR_RECAPTCHA_SECRET_KEY/,
  ],
  [
    'piste alone is told of it',
    having('ExternalSecret/jwt', ['spec'], {
      target: { name: 'recaptcha' },
      data: [{ secretKey: 'GNAR_RECAPTCHA_SECRET_KEY' }],
    }),
    /the pages have no GNAR_RECAPTCHA_SITE_KEY/,
  ],
]);
