import { breaking } from './breaking.ts';
import { container, having, piste, pod, powder, without, withoutObject } from './mutation.ts';

breaking('everything that runs on is probed', [
  ['a startup probe goes', without(piste, ...container, 'startupProbe'), /no startup probe/],
  [
    'a liveness probe goes',
    without('Deployment/off-piste', ...container, 'livenessProbe'),
    /no liveness probe/,
  ],
  ['a readiness probe goes', without(powder, ...container, 'readinessProbe'), /no readiness probe/],
]);

breaking('every container asks for what it needs and has a limit', [
  [
    'a memory limit goes',
    without(piste, ...container, 'resources', 'limits', 'memory'),
    /may take all memory/,
  ],
  ['a processor limit goes', without(powder, ...container, 'resources', 'limits', 'cpu'), /every processor/],
  ['the requests go', without('Job/migrate', ...container, 'resources', 'requests'), /asks for no/],
  [
    'a request is more than its limit',
    having(piste, [...container, 'resources', 'requests', 'memory'], '1Gi'),
    /more memory than/,
  ],
  [
    'a scratch volume has no size',
    having(piste, [...pod, 'volumes', 0, 'emptyDir'], {}),
    /fill the node's disk/,
  ],
  [
    'the pods ask for more than the one node has',
    having(piste, [...container, 'resources', 'requests', 'cpu'], '900m'),
    /the node has/,
    'staging',
  ],
]);

breaking('pods meet the restricted standard, with a read-only root and no token', [
  [
    "the container's security context goes",
    without(piste, ...container, 'securityContext'),
    /may gain privileges/,
  ],
  ["the pod's security context goes", without(powder, ...pod, 'securityContext'), /seccomp/],
  [
    'the root becomes writable',
    having(piste, [...container, 'securityContext', 'readOnlyRootFilesystem'], false),
    /root file system/,
  ],
  ['the user becomes root', having(piste, [...pod, 'securityContext', 'runAsUser'], 0), /or root/],
  [
    'a capability comes back',
    having(powder, [...container, 'securityContext', 'capabilities', 'add'], ['NET_BIND_SERVICE']),
    /capabilities/,
  ],
  [
    'a container is privileged',
    having(piste, [...container, 'securityContext', 'privileged'], true),
    /is privileged/,
  ],
  ['a token is mounted', having(piste, [...pod, 'automountServiceAccountToken'], true), /token/],
  ["the node's network is used", having(powder, [...pod, 'hostNetwork'], true), /network/],
  [
    'a port of the node is taken',
    having(powder, [...container, 'ports', 0, 'hostPort'], 80),
    /port of the node/,
  ],
  [
    "the node's files are mounted",
    having(piste, [...pod, 'volumes', 0], { name: 'tmp', hostPath: { path: '/' } }),
    /hostPath/,
  ],
]);

breaking('images are fixed by digest and come from registries that are named', [
  [
    'the digest of an image goes',
    having(
      piste,
      [...container, 'image'],
      '000000000000.dkr.ecr.us-east-1.amazonaws.com/gnar-production/piste:1.2.3',
    ),
    /digest/,
  ],
  [
    'an image is the latest',
    having(powder, [...container, 'image'], 'registry.example.com/powder:latest'),
    /latest/,
  ],
  [
    'an image does not name its registry',
    having(piste, [...container, 'image'], `gnar/piste@sha256:${'0'.repeat(64)}`),
    /registry/,
  ],
  [
    'an image is a stranger',
    having(piste, [...container, 'image'], `docker.io/library/busybox@sha256:${'0'.repeat(64)}`),
    /neither ours/,
  ],
]);

breaking('the API server admits our images and no others', [
  [
    'an image is of another registry',
    having(piste, [...container, 'image'], `registry.example.com/piste@sha256:${'0'.repeat(64)}`),
    /would be refused/,
  ],
  [
    'the admission policy only reports',
    having('ValidatingAdmissionPolicyBinding/gnar-images', ['spec', 'validationActions'], ['Audit']),
    /only reports/,
  ],
  [
    'the admission policy forgets digests',
    without('ValidatingAdmissionPolicy/gnar-images', 'spec', 'validations', 1),
    /by digest/,
  ],
  [
    'the admission policy forgets init containers',
    having(
      'ValidatingAdmissionPolicy/gnar-images',
      ['spec', 'variables', 0, 'expression'],
      'object.spec.containers.map(c, c.image)',
    ),
    /initContainers/,
  ],
  ['the list of admitted images goes', withoutObject('ConfigMap/admitted-images'), /is missing/],
]);

breaking('namespaces enforce the restricted standard, and everything is in one', [
  [
    'the namespace stops to enforce',
    without('Namespace/gnar', 'metadata', 'labels', 'pod-security.kubernetes.io/enforce'),
    /does not enforce/,
  ],
  [
    'an object lies in no namespace',
    without('Service/piste-service', 'metadata', 'namespace'),
    /which nothing makes/,
  ],
]);
