import { createApp } from '../synthesis/create-app.ts';
import type { Environment } from '../config.ts';
import { NetworkStack } from '../stacks/network.stack.ts';
import { Synthesised } from './synthesised.ts';

export const testKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/test';

/** The network stack of an environment, and no other. */
export function synthesisedNetwork(environment: Environment): Synthesised {
  const stack = new NetworkStack(createApp(), environment, { keyArn: testKeyArn });
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}
