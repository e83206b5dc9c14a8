import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { environmentOf } from './environment.ts';
import { readKind } from './kubernetes-object.ts';
import { workloadsOf } from './pods.ts';

const autoscalerSchema = z.looseObject({
  spec: z.looseObject({ scaleTargetRef: z.looseObject({ name: z.string() }), maxReplicas: z.number() }),
});

/** With every pod that the autoscalers may start, and those of a rollout, the database still takes all connections. */
export const connections: Check = (objects, { databaseConnections }, { schemas, services }) => {
  if (databaseConnections === undefined) return [];
  const scalers = readKind(objects, 'HorizontalPodAutoscaler', autoscalerSchema);
  const asked = workloadsOf(objects).flatMap(({ name, kind, containers: [container] }) => {
    const service = services.find((one) => one.name === name);
    if (kind !== 'Deployment' || container === undefined || service?.needs.database !== true) return [];
    const most =
      scalers.find(({ value }) => value.spec.scaleTargetRef.name === name)?.value.spec.maxReplicas ?? 1;
    const pool = schemas
      .get(name)
      ?.['PG_POOL_MAX']?.parse(environmentOf(container, objects)['GNAR_PG_POOL_MAX']);
    // A rollout starts one pod more.
    return (most + 1) * Number(pool);
  });
  const sum = asked.reduce((total, each) => total + each, 0);
  return broken([
    [
      sum <= databaseConnections,
      `all pods together may open ${sum} connections, the database has ${databaseConnections} before its alarm`,
    ],
  ]);
};
