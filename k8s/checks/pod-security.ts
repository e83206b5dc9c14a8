import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { exceptionOf } from './exceptions.ts';
import { type Container, type Workload, workloadsOf } from './pods.ts';

const hostPathSchema = z.looseObject({ path: z.string() });

/** Volumes that the restricted standard knows; `hostPath` is not one of them. */
const volumeTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/**
 * The Pod Security Standard "restricted", field by field (kubernetes.io/docs/concepts/security/pod-security-standards), and
 * what we ask for beyond it: a root that is read-only and no token of the API server.
 */
export const podSecurity: Check = (objects) =>
  workloadsOf(objects).flatMap((workload) => [
    ...podProblems(workload),
    ...workload.containers.flatMap((container) => containerProblems(workload, container)),
  ]);

function podProblems({ id, namespace, pod, containers }: Workload): string[] {
  return [
    ...broken([
      [pod.hostNetwork !== true, `${id}: uses the node's network`],
      [pod.hostPID !== true, `${id}: sees the node's processes`],
      [pod.hostIPC !== true, `${id}: shares the node's memory`],
      [(pod.securityContext.sysctls ?? []).length === 0, `${id}: sets sysctls`],
      [pod.automountServiceAccountToken === false, `${id}: mounts a token of the API server`],
      [pod.serviceAccountName !== undefined, `${id}: has no ServiceAccount of its own`],
    ]),
    ...pod.volumes.flatMap((volume) => {
      const type = Object.keys(volume).find((key) => key !== 'name') ?? 'nothing';
      return type === 'hostPath'
        ? hostPathProblems(id, namespace, volume, containers)
        : broken([[volumeTypes.includes(type), `${id}: the volume ${volume.name} is a ${type}`]]);
    }),
  ];
}

/** A folder of the node is for whom k8s/checks/exceptions.ts names, that one folder, and only to read. */
function hostPathProblems(
  id: string,
  namespace: string,
  volume: Workload['pod']['volumes'][number],
  containers: readonly Container[],
): string[] {
  const exception = exceptionOf(id);
  if (exception === undefined) return [`${id}: the volume ${volume.name} is a hostPath`];
  const mounts = containers.flatMap(({ volumeMounts }) =>
    volumeMounts.filter(({ name }) => name === volume.name),
  );
  return broken([
    [namespace === exception.namespace, `${id}: is in ${namespace}, with others`],
    [
      hostPathSchema.safeParse(volume['hostPath']).data?.path === exception.hostPath,
      `${id}: sees another folder of the node than ${exception.hostPath}`,
    ],
    [
      mounts.every(({ readOnly }) => readOnly === true),
      `${id}: may write to the node's ${exception.hostPath}`,
    ],
  ]);
}

function containerProblems({ id, pod }: Workload, container: Container): string[] {
  const name = `${id}, ${container.name}`;
  const { securityContext: own } = container;
  const seccomp = own.seccompProfile?.type ?? pod.securityContext.seccompProfile?.type;
  return broken([
    [own.privileged !== true, `${name}: is privileged`],
    [own.allowPrivilegeEscalation === false, `${name}: may gain privileges`],
    [own.readOnlyRootFilesystem === true, `${name}: writes to its root file system`],
    [
      own.capabilities?.drop?.includes('ALL') === true && (own.capabilities.add ?? []).length === 0,
      `${name}: keeps capabilities`,
    ],
    [(own.runAsNonRoot ?? pod.securityContext.runAsNonRoot) === true, `${name}: may run as root`],
    [(own.runAsUser ?? pod.securityContext.runAsUser ?? 0) > 0, `${name}: has no user of its own, or root`],
    [
      seccomp === 'RuntimeDefault' || seccomp === 'Localhost',
      `${name}: may make every system call (no seccomp profile)`,
    ],
    [own.procMount === undefined || own.procMount === 'Default', `${name}: sees an unmasked /proc`],
    [container.ports.every(({ hostPort }) => hostPort === undefined), `${name}: takes a port of the node`],
  ]);
}
