import { describe, expect, it } from '@jest/globals';
import { checks, type Promised } from '../checks/all.ts';
import { placeOf } from '../checks/place.ts';
import { renderedObjects } from '../rendering/overlays.ts';
import { having, type Mutation, without, withoutObject } from './mutation.ts';

const piste = 'Deployment/piste';
const powder = 'Deployment/powder';
const pod = ['spec', 'template', 'spec'] as const;
const container = [...pod, 'containers', 0] as const;

type Row = readonly [what: string, mutation: Mutation, promise: Promised, problem: RegExp, overlay?: string];

const security: Promised = 'pods meet the restricted standard, with a read-only root and no token';
const unnoticed: Promised = 'rollouts, drained nodes and lost zones go unnoticed';
const probed: Promised = 'everything that runs on is probed';
const limited: Promised = 'every container asks for what it needs and has a limit';
const pinned: Promised = 'images are fixed by digest and come from registries that are named';
const settings: Promised = 'every setting that a program needs is set, and none that nobody reads';
const named: Promised = 'every name that is used is the name of something';
const connected: Promised = 'every needed connection is let through, and no other';
const reachable: Promised = 'every operation of the contract is reachable, and health never is';
const encrypted: Promised = 'every host is met with TLS';
const enforced: Promised = 'namespaces enforce the restricted standard, and everything is in one';
const admitted: Promised = 'the API server admits our images and no others';
const secret: Promised = 'nothing secret is written down';
const ordered: Promised = 'migrations run after what they need and before what needs them';
const real: Promised = 'production is switched on wherever strangers come';

/** What a hand may do to the manifests, and which promise tells of it. */
const rows: readonly Row[] = [
  ['a startup probe goes', without(piste, ...container, 'startupProbe'), probed, /no startup probe/],
  [
    'a liveness probe goes',
    without('Deployment/off-piste', ...container, 'livenessProbe'),
    probed,
    /no liveness probe/,
  ],
  ['a readiness probe goes', without(powder, ...container, 'readinessProbe'), probed, /no readiness probe/],
  [
    'a probe asks a port that has no name',
    having(piste, [...container, 'livenessProbe', 'httpGet', 'port'], 'admin'),
    named,
    /probed at admin/,
  ],
  [
    'a memory limit goes',
    without(piste, ...container, 'resources', 'limits', 'memory'),
    limited,
    /may take all memory/,
  ],
  [
    'a processor limit goes',
    without(powder, ...container, 'resources', 'limits', 'cpu'),
    limited,
    /every processor/,
  ],
  ['the requests go', without('Job/migrate', ...container, 'resources', 'requests'), limited, /asks for no/],
  [
    'a request is more than its limit',
    having(piste, [...container, 'resources', 'requests', 'memory'], '1Gi'),
    limited,
    /more memory than/,
  ],
  [
    'a scratch volume has no size',
    having(piste, [...pod, 'volumes', 0, 'emptyDir'], {}),
    limited,
    /fill the node's disk/,
  ],
  [
    'the pods ask for more than the one node has',
    having(piste, [...container, 'resources', 'requests', 'cpu'], '900m'),
    limited,
    /the node has/,
    'staging',
  ],

  [
    "the container's security context goes",
    without(piste, ...container, 'securityContext'),
    security,
    /may gain privileges/,
  ],
  ["the pod's security context goes", without(powder, ...pod, 'securityContext'), security, /seccomp/],
  [
    'the root becomes writable',
    having(piste, [...container, 'securityContext', 'readOnlyRootFilesystem'], false),
    security,
    /root file system/,
  ],
  ['the user becomes root', having(piste, [...pod, 'securityContext', 'runAsUser'], 0), security, /or root/],
  [
    'a capability comes back',
    having(powder, [...container, 'securityContext', 'capabilities', 'add'], ['NET_BIND_SERVICE']),
    security,
    /capabilities/,
  ],
  [
    'a container is privileged',
    having(piste, [...container, 'securityContext', 'privileged'], true),
    security,
    /is privileged/,
  ],
  ['a token is mounted', having(piste, [...pod, 'automountServiceAccountToken'], true), security, /token/],
  ["the node's network is used", having(powder, [...pod, 'hostNetwork'], true), security, /network/],
  [
    'a port of the node is taken',
    having(powder, [...container, 'ports', 0, 'hostPort'], 80),
    security,
    /port of the node/,
  ],
  [
    "the node's files are mounted",
    having(piste, [...pod, 'volumes', 0], { name: 'tmp', hostPath: { path: '/' } }),
    security,
    /hostPath/,
  ],
  ['the ServiceAccount is missing', withoutObject('ServiceAccount/piste'), named, /runs as piste/],

  [
    'the digest of an image goes',
    having(
      piste,
      [...container, 'image'],
      '000000000000.dkr.ecr.us-east-1.amazonaws.com/gnar-production/piste:1.2.3',
    ),
    pinned,
    /digest/,
  ],
  [
    'an image is the latest',
    having(powder, [...container, 'image'], 'registry.example.com/powder:latest'),
    pinned,
    /latest/,
  ],
  [
    'an image does not name its registry',
    having(piste, [...container, 'image'], `gnar/piste@sha256:${'0'.repeat(64)}`),
    pinned,
    /registry/,
  ],
  [
    'an image is a stranger',
    having(piste, [...container, 'image'], `docker.io/library/busybox@sha256:${'0'.repeat(64)}`),
    pinned,
    /neither ours/,
  ],
  [
    'an image is of another registry',
    having(piste, [...container, 'image'], `registry.example.com/piste@sha256:${'0'.repeat(64)}`),
    admitted,
    /would be refused/,
  ],
  [
    'the admission policy only reports',
    having('ValidatingAdmissionPolicyBinding/gnar-images', ['spec', 'validationActions'], ['Audit']),
    admitted,
    /only reports/,
  ],
  [
    'the admission policy forgets digests',
    without('ValidatingAdmissionPolicy/gnar-images', 'spec', 'validations', 1),
    admitted,
    /by digest/,
  ],
  [
    'the admission policy forgets init containers',
    having(
      'ValidatingAdmissionPolicy/gnar-images',
      ['spec', 'variables', 0, 'expression'],
      'object.spec.containers.map(c, c.image)',
    ),
    admitted,
    /initContainers/,
  ],
  ['the list of admitted images goes', withoutObject('ConfigMap/admitted-images'), admitted, /is missing/],
  [
    'the namespace stops to enforce',
    without('Namespace/gnar', 'metadata', 'labels', 'pod-security.kubernetes.io/enforce'),
    enforced,
    /does not enforce/,
  ],
  [
    'an object lies in no namespace',
    without('Service/piste-service', 'metadata', 'namespace'),
    enforced,
    /which nothing makes/,
  ],

  [
    'a PodDisruptionBudget goes',
    withoutObject('PodDisruptionBudget/piste'),
    unnoticed,
    /0 PodDisruptionBudgets/,
  ],
  [
    'a PodDisruptionBudget lets nobody go',
    having('PodDisruptionBudget/powder', ['spec', 'maxUnavailable'], 0),
    unnoticed,
    /exactly one pod/,
  ],
  [
    'the spread over zones goes',
    without(piste, ...pod, 'topologySpreadConstraints', 0),
    unnoticed,
    /over the zones/,
  ],
  [
    'the spread over nodes goes',
    without(powder, ...pod, 'topologySpreadConstraints', 1),
    unnoticed,
    /over the nodes/,
  ],
  [
    'a rollout takes a pod away first',
    having(piste, ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], 1),
    unnoticed,
    /before the new one/,
  ],
  ['the preStop of nginx goes', without(powder, ...container, 'lifecycle'), unnoticed, /preStop/],
  [
    'the time to stop is too short',
    having(piste, [...pod, 'terminationGracePeriodSeconds'], 20),
    unnoticed,
    /cut off after 20/,
  ],
  ['an autoscaler goes', withoutObject('HorizontalPodAutoscaler/off-piste'), unnoticed, /is not scaled/],
  [
    'an autoscaler forgets the requests',
    without('HorizontalPodAutoscaler/piste', 'spec', 'metrics', 1),
    unnoticed,
    /by its requests/,
  ],
  [
    'one pod is enough',
    having('HorizontalPodAutoscaler/piste', ['spec', 'minReplicas'], 1),
    unnoticed,
    /a single pod/,
  ],

  [
    'a setting goes',
    without('ConfigMap/gnar', 'data', 'GNAR_EMAIL_HOST'),
    settings,
    /GNAR_EMAIL_HOST is missing/,
  ],
  [
    'a setting is misspelt',
    having('ConfigMap/gnar', ['data', 'GNAR_EMIAL_LOGO_URL'], 'https://example.com/x.png'),
    settings,
    /nobody reads GNAR_EMIAL_LOGO_URL/,
  ],
  [
    'a setting has a value that its program refuses',
    having('ConfigMap/gnar', ['data', 'GNAR_PG_TLS'], 'perhaps'),
    settings,
    /GNAR_PG_TLS/,
  ],
  ['a secret goes from the environment', without(piste, ...container, 'env', 5), settings, /is missing/],
  [
    'a secret that nobody reads is made',
    having('ExternalSecret/jwt', ['spec', 'data', 0, 'secretKey'], 'GNAR_JWT_KEY'),
    settings,
    /nobody reads GNAR_JWT_KEY/,
  ],
  [
    'a secret has another name',
    having('ExternalSecret/postgres', ['spec', 'target', 'name'], 'database'),
    named,
    /postgres\/GNAR_PG_PASSWORD, which is missing/,
  ],
  [
    'a port changes on one side',
    having(piste, [...container, 'ports', 0, 'containerPort'], 8081),
    settings,
    /listens at 8080/,
  ],
  [
    'the links to Services are switched off',
    having(piste, [...pod, 'enableServiceLinks'], false),
    settings,
    /does not find off-piste/,
  ],
  [
    'the Service of off-piste has another name',
    having('Service/off-piste-service', ['metadata', 'name'], 'off-piste'),
    settings,
    /no Service makes OFF_PISTE_SERVICE_PORT/,
  ],
  [
    'a Service selects nobody',
    having('Service/piste-service', ['spec', 'selector', 'app.kubernetes.io/name'], 'pist'),
    named,
    /selects 0 workloads/,
  ],
  [
    'a Service leads to health',
    having('Service/piste-service', ['spec', 'ports', 0, 'targetPort'], 'health'),
    named,
    /health port known/,
  ],
  [
    'production is switched off',
    having(piste, [...container, 'env', 0, 'value'], 'false'),
    real,
    /GNAR_PRODUCTION is false/,
  ],

  [
    'a password is written into the environment',
    having(piste, [...container, 'env', 6], { name: 'GNAR_PG_PASSWORD', value: 'x' }),
    secret,
    /is written down/,
  ],
  [
    'a password is written into a Secret',
    having('Secret/ses', ['data', 'GNAR_SES_ACCESS_KEY_ID'], 'QUtJQQ=='),
    secret,
    /is written down/,
    'preview',
  ],

  ['TLS goes', without('Ingress/gnar', 'spec', 'tls'), encrypted, /without TLS/],
  [
    'the certificate is for another host',
    having('Certificate/app-tls', ['spec', 'dnsNames', 0], 'example.org'),
    encrypted,
    /no certificate/,
  ],
  [
    "the Gateway's TLS goes",
    without('Gateway/gnar', 'spec', 'listeners', 1),
    encrypted,
    /without TLS/,
    'production-gateway',
  ],
  [
    'a path of the contract goes',
    without('Ingress/gnar', 'spec', 'rules', 0, 'http', 'paths', 1),
    reachable,
    /\/10-45 leads to powder-service/,
  ],
  [
    'everything leads to piste',
    having(
      'Ingress/gnar',
      ['spec', 'rules', 0, 'http', 'paths', 4, 'backend', 'service', 'name'],
      'piste-service',
    ),
    reachable,
    /\/healthz leads to piste-service/,
  ],
  [
    'the health port is let in',
    having(
      'Ingress/gnar',
      ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'port', 'name'],
      'health',
    ),
    reachable,
    /leads to the port health/,
  ],

  [
    'the default goes',
    withoutObject('NetworkPolicy/default-deny'),
    connected,
    /stranger → .* is let through/,
  ],
  [
    'the way in goes',
    withoutObject('NetworkPolicy/from-ingress'),
    connected,
    /ingress → piste:8080 is cut off/,
  ],
  [
    'piste may not ask off-piste',
    withoutObject('NetworkPolicy/piste-to-off-piste'),
    connected,
    /piste → off-piste:8080 is cut off/,
  ],
  [
    'off-piste lets nobody in',
    withoutObject('NetworkPolicy/off-piste-from-piste'),
    connected,
    /piste → off-piste:8080 is cut off/,
  ],
  ['names are cut off', withoutObject('NetworkPolicy/to-dns'), connected, /migrate → dns:53 is cut off/],
  [
    'the database is cut off',
    withoutObject('NetworkPolicy/to-managed-postgres'),
    connected,
    /piste → network:5432 is cut off/,
  ],
  [
    'the ingress may ask for health',
    without('NetworkPolicy/from-ingress', 'spec', 'ingress', 0, 'ports'),
    connected,
    /ingress → piste:9080 is let through/,
  ],
  [
    'any namespace may come in',
    having('NetworkPolicy/from-ingress', ['spec', 'ingress', 0, 'from', 0, 'namespaceSelector'], {}),
    connected,
    /elsewhere → piste:8080 is let through/,
  ],
  [
    "the machine's metadata is open",
    without('NetworkPolicy/to-outside-services', 'spec', 'egress', 0, 'to', 0, 'ipBlock', 'except'),
    connected,
    /piste → metadata:443 is let through/,
  ],
  [
    'powder may go out',
    having('NetworkPolicy/to-outside-services', ['spec', 'podSelector'], {}),
    connected,
    /powder → internet:443 is let through/,
  ],
  [
    'a port between pods loses its name',
    having('NetworkPolicy/piste-to-off-piste', ['spec', 'egress', 0, 'ports', 0, 'port'], 8080),
    connected,
    /8080 has no name/,
  ],

  ['the migrations go', withoutObject('Job/migrate'), ordered, /is missing/],
  [
    'the migrations run before their password is there',
    having('Job/migrate', ['metadata', 'annotations', 'argocd.argoproj.io/hook'], 'PreSync'),
    ordered,
    /no hook of the sync/,
  ],
  [
    'the services do not wait for the migrations',
    without(piste, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave'),
    ordered,
    /Deployment\/piste: does not wait/,
  ],
  [
    'the migrations are not told of the database behind the proxy',
    without('Job/migrate', ...container, 'env', 1),
    settings,
    /reads GNAR_PG_DIRECT_ENDPOINT and is not given it/,
  ],
];

describe('when by hand', () => {
  it.each(rows)('%s, a named check tells', (_what, mutation, promise, problem, overlay = 'production') => {
    const problems = checks[promise](mutation(renderedObjects(overlay)), placeOf(overlay));
    expect(problems).toContainEqual(expect.stringMatching(problem));
  });
});
