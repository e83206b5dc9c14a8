import { entries, manifestOf } from '../../../services.ts';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { ClusterStack, type ClusterStackProps } from '../stacks/cluster.stack.ts';
import { environmentWith, Synthesised } from './synthesised.ts';

export const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const queue = 'arn:aws:sqs:eu-west-1:111122223333:gnar-test-queue';
const identity = 'arn:aws:ses:eu-west-1:111122223333:identity/example.com';
const ownerSecret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1';

/** The cluster stack alone, with its neighbours' values as text. */
export function clusterOf(
  overrides: Partial<EnvironmentInput> = {},
  props: Partial<ClusterStackProps> = {},
): { readonly system: Synthesised; readonly files: ReadonlyMap<string, string> } {
  const stack = new ClusterStack(createApp(), environmentWith(overrides), {
    keyArn: key,
    vpcId: 'vpc-1',
    publicSubnetIds: ['subnet-public-a', 'subnet-public-b', 'subnet-public-c'],
    privateSubnetIds: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'],
    workloadGroupId: 'sg-workload',
    queueArns: Object.fromEntries(manifestOf(entries).queues.map(({ name }) => [name, queue])),
    identityArns: [identity],
    ownerSecretArn: ownerSecret,
    zoneId: 'Z1',
    targetGroupArns: ['arn:target-group/app', 'arn:target-group/redirect'],
    ...props,
  });
  stack.prepareStack();
  return {
    system: new Synthesised(new Map([[stack.node.id, stack.toTerraform()]])),
    files: stack.files(),
  };
}
