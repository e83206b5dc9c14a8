import { breaking } from './breaking.ts';
import {
  container,
  having,
  pagesDeployment,
  pod,
  service,
  serviceDeployment,
  without,
  withoutObject,
} from './mutation.ts';

breaking('every long-running workload is probed', [
  [
    'a startup probe is missing',
    without(serviceDeployment, ...container, 'startupProbe'),
    /no startup probe/,
  ],
  [
    'a liveness probe is missing',
    without(serviceDeployment, ...container, 'livenessProbe'),
    /no liveness probe/,
  ],
  [
    'a readiness probe is missing',
    without(pagesDeployment, ...container, 'readinessProbe'),
    /no readiness probe/,
  ],
]);

breaking('every container asks for what it needs and has a limit', [
  [
    'a memory limit is missing',
    without(serviceDeployment, ...container, 'resources', 'limits', 'memory'),
    /may take all memory/,
  ],
  [
    'a processor limit is missing',
    without(pagesDeployment, ...container, 'resources', 'limits', 'cpu'),
    /every processor/,
  ],
  ['the requests are missing', without('Job/migrate', ...container, 'resources', 'requests'), /asks for no/],
  [
    'a request is more than its limit',
    having(serviceDeployment, [...container, 'resources', 'requests', 'memory'], '1Gi'),
    /more memory than/,
  ],
  [
    'a scratch volume has no size',
    having(serviceDeployment, [...pod, 'volumes', { name: 'tmp' }, 'emptyDir'], {}),
    /fill the node's disk/,
  ],
  [
    'the pods ask for more than the one node has',
    having(serviceDeployment, [...container, 'resources', 'requests', 'cpu'], '900m'),
    /the node has/,
    'staging',
  ],
]);

breaking('pods meet the restricted standard, with a read-only root and no token', [
  [
    "the container's security context is missing",
    without(serviceDeployment, ...container, 'securityContext'),
    /may gain privileges/,
  ],
  ["the pod's security context is missing", without(pagesDeployment, ...pod, 'securityContext'), /seccomp/],
  [
    'the root becomes writable',
    having(serviceDeployment, [...container, 'securityContext', 'readOnlyRootFilesystem'], false),
    /root file system/,
  ],
  [
    'the user becomes root',
    having(serviceDeployment, [...pod, 'securityContext', 'runAsUser'], 0),
    /or root/,
  ],
  [
    'a capability is added',
    having(pagesDeployment, [...container, 'securityContext', 'capabilities', 'add'], ['NET_BIND_SERVICE']),
    /capabilities/,
  ],
  [
    'a container is privileged',
    having(serviceDeployment, [...container, 'securityContext', 'privileged'], true),
    /is privileged/,
  ],
  ['a token is mounted', having(serviceDeployment, [...pod, 'automountServiceAccountToken'], true), /token/],
  ["the node's network is used", having(pagesDeployment, [...pod, 'hostNetwork'], true), /network/],
  [
    'a port of the node is used',
    having(pagesDeployment, [...container, 'ports', { name: 'http' }, 'hostPort'], 80),
    /port of the node/,
  ],
  [
    "the node's files are mounted",
    having(serviceDeployment, [...pod, 'volumes', { name: 'tmp' }], { name: 'tmp', hostPath: { path: '/' } }),
    /hostPath/,
  ],
]);

breaking('images are fixed by digest and come from registries that are named', [
  [
    'an image has no digest',
    having(
      serviceDeployment,
      [...container, 'image'],
      '000000000000.dkr.ecr.us-east-1.amazonaws.com/gnar-production/any:1.2.3',
    ),
    /digest/,
  ],
  [
    'an image is the latest',
    having(pagesDeployment, [...container, 'image'], 'registry.example.com/any:latest'),
    /latest/,
  ],
  [
    'an image does not name its registry',
    having(serviceDeployment, [...container, 'image'], `gnar/${service}@sha256:${'0'.repeat(64)}`),
    /registry/,
  ],
  [
    'an image is unknown',
    having(serviceDeployment, [...container, 'image'], `docker.io/library/busybox@sha256:${'0'.repeat(64)}`),
    /neither ours/,
  ],
]);

breaking('the API server admits our images and no others', [
  [
    'an image is of another registry',
    having(
      serviceDeployment,
      [...container, 'image'],
      `registry.example.com/${service}@sha256:${'0'.repeat(64)}`,
    ),
    /would be refused/,
  ],
  [
    'the admission policy only reports',
    having('ValidatingAdmissionPolicyBinding/gnar-images', ['spec', 'validationActions'], ['Audit']),
    /only reports/,
  ],
  [
    'the admission policy does not ask for digests',
    without('ValidatingAdmissionPolicy/gnar-images', 'spec', 'validations', 1),
    /by digest/,
  ],
  [
    'the admission policy does not look at init containers',
    having(
      'ValidatingAdmissionPolicy/gnar-images',
      ['spec', 'variables', 0, 'expression'],
      'object.spec.containers.map(c, c.image)',
    ),
    /initContainers/,
  ],
  ['the list of admitted images is missing', withoutObject('ConfigMap/admitted-images'), /is missing/],
]);

breaking('namespaces enforce the restricted standard, and everything is in one', [
  [
    'the namespace does not enforce it',
    without('Namespace/gnar', 'metadata', 'labels', 'pod-security.kubernetes.io/enforce'),
    /does not enforce/,
  ],
  [
    'an object lies in no namespace',
    without(`Service/${service}-service`, 'metadata', 'namespace'),
    /which nothing makes/,
  ],
]);
