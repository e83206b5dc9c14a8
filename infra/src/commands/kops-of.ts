import type { Environment } from '../config.ts';
import { Kops } from '../kops/kops.ts';
import { bucketName, clusterNameOf } from '../naming.ts';
import type { Run } from './run.ts';
import type { WrittenStack } from './stacks.ts';

/** kops for the environment's cluster; none where the cluster is EKS. */
export function kopsOf(
  environment: Environment,
  stacks: readonly WrittenStack[],
  run: Run,
): Kops | undefined {
  const cluster = stacks.find(({ name }) => name === 'cluster');
  if (environment.features.cluster !== 'kops' || cluster === undefined) return undefined;
  return new Kops({
    run,
    folder: cluster.folder,
    clusterName: clusterNameOf(environment),
    stateBucket: bucketName(environment, 'kops'),
  });
}
