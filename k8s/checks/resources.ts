import { broken, type Check } from './check.ts';
import { type Container, type Workload, workloadsOf } from './pods.ts';
import { quantity } from './quantity.ts';

/** MiB of a service of gear at work, at least. */
const leastMib = 128;

/** Every container asks for what it needs and is stopped at what it may take; together they fit where they must. */
export const resources: Check = (objects, { oneNode }, { services }) => {
  const workloads = workloadsOf(objects);
  const each = workloads.flatMap(({ id, name, containers, pod }) => [
    ...containers.flatMap((container) => containerProblems(id, container)),
    ...pod.volumes.flatMap((volume) =>
      broken([[sizeIsLimited(volume), `${id}: the volume ${volume.name} may fill the node's disk`]]),
    ),
    ...containers.flatMap((container) =>
      services.some(({ name: service, kind }) => service === name && kind === 'node')
        ? memoryProblems(id, container)
        : [],
    ),
  ]);
  if (oneNode === undefined || each.length > 0) return each;
  const cpu = most(workloads, (container) => quantity(container.resources.requests?.cpu ?? '0') * 1000);
  const memory = most(
    workloads,
    (container) => quantity(container.resources.requests?.memory ?? '0') / 2 ** 20,
  );
  return broken([
    [
      cpu <= oneNode.cpuMillis,
      `all pods ask for ${cpu} millicores, the node has ${oneNode.cpuMillis} for them`,
    ],
    [
      memory <= oneNode.memoryMib,
      `all pods ask for ${memory} MiB, the node has ${oneNode.memoryMib} for them`,
    ],
  ]);
};

function containerProblems(id: string, { name, resources: { requests, limits } }: Container): string[] {
  const values = [requests?.cpu, requests?.memory, limits?.cpu, limits?.memory];
  const [requestedCpu, requestedMemory, cpu, memory] = values;
  return [
    ...broken([
      [requestedCpu !== undefined, `${id}, ${name}: asks for no processor time`],
      [requestedMemory !== undefined, `${id}, ${name}: asks for no memory`],
      [cpu !== undefined, `${id}, ${name}: may take every processor`],
      [memory !== undefined, `${id}, ${name}: may take all memory`],
    ]),
    ...broken([
      [
        quantity(requestedCpu ?? '0') <= quantity(cpu ?? '9999'),
        `${id}, ${name}: asks for more processor time than it may take`,
      ],
      [
        quantity(requestedMemory ?? '0') <= quantity(memory ?? '9999Gi'),
        `${id}, ${name}: asks for more memory than it may take`,
      ],
    ]),
  ];
}

/** A process of Node that is given less is killed as it starts, or under its first load; the scheduler believes the request. */
function memoryProblems(id: string, { name, resources: { requests, limits } }: Container): string[] {
  const mib = (value: string | undefined) => quantity(value ?? '0') / 2 ** 20;
  const [request, limit] = [mib(requests?.memory), mib(limits?.memory)];
  return broken([
    [request >= leastMib, `${id}, ${name}: asks for ${request} MiB, less than the ${leastMib} that it uses`],
    [limit <= 4 * request, `${id}, ${name}: may take ${limit} MiB, more than four times what it asks for`],
  ]);
}

function sizeIsLimited(volume: Readonly<Record<string, unknown>>): boolean {
  const { emptyDir } = volume;
  if (emptyDir === undefined) return true;
  return typeof emptyDir === 'object' && emptyDir !== null && 'sizeLimit' in emptyDir;
}

/** One of each, and the largest once more: a rollout starts the new pod before it stops the old one. */
function most(workloads: readonly Workload[], of: (container: Container) => number): number {
  const sums = workloads.map(({ containers }) =>
    containers.reduce((sum, container) => sum + of(container), 0),
  );
  const surge = Math.max(0, ...sums);
  return Math.round(sums.reduce((sum, value) => sum + value, surge));
}
