import { z } from 'zod';
import { nameOf } from '../checks/kubernetes-object.ts';
import { renderedObjects, type Overlay } from './rendered.ts';

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        containers: z
          .array(z.object({ env: z.array(z.object({ name: z.string(), value: z.string().optional() })) }))
          .length(1),
      }),
    }),
  }),
});

/** How the pods of a deployment end. */
export interface Ending {
  /** After so long a pod that has not ended is killed. */
  readonly graceSeconds: number;
  /** The settings that decide how long it waits and drains. */
  readonly settings: Readonly<Record<string, string>>;
}

/** @throws when the overlay has no such deployment, or one without these settings */
export async function endingOf(overlay: Overlay, name: string): Promise<Ending> {
  const object = (await renderedObjects(overlay)).find((each) => nameOf(each) === `Deployment/${name}`);
  const deployment = deploymentSchema.parse(object);
  const { terminationGracePeriodSeconds, containers } = deployment.spec.template.spec;
  const env = new Map(
    containers.flatMap((container) => container.env.map((entry) => [entry.name, entry.value])),
  );
  const setting = (key: string) => {
    const value = env.get(key);
    if (value === undefined) throw new Error(`The deployment ${name} of ${overlay} does not set ${key}`);
    return { [key]: value };
  };
  return {
    graceSeconds: terminationGracePeriodSeconds,
    settings: { ...setting('GNAR_SHUTDOWN_WAIT_SECONDS'), ...setting('GNAR_SHUTDOWN_GRACE_SECONDS') },
  };
}
