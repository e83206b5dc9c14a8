import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Aws, AwsError } from './aws.ts';
import { CommandError } from './command-error.ts';
import type { WrittenStack } from './stacks.ts';
import type { Terraform } from './terraform.ts';

const OVERRIDE = 'backend_override.tf.json';
const LOCAL_STATE = 'terraform.tfstate';
const localBackend = { terraform: { backend: { local: { path: LOCAL_STATE } } } };
const stateSchema = z.looseObject({ resources: z.array(z.unknown()).default([]) });

/** Whether S3 has a bucket, or an object in it, that is ours. @throws AwsError when another account owns it */
export async function exists(aws: Aws, bucket: string, key?: string): Promise<boolean> {
  try {
    await (key === undefined
      ? aws.call(['s3api', 'head-bucket', '--bucket', bucket])
      : aws.call(['s3api', 'head-object', '--bucket', bucket, '--key', key]));
    return true;
  } catch (error) {
    if (error instanceof AwsError && ['404', 'NotFound', 'NoSuchBucket', 'NoSuchKey'].includes(error.code))
      return false;
    if (error instanceof AwsError && error.code === '403') throw notOurs(bucket);
    throw error;
  }
}

/** Makes a stack keep its state beside its JSON, for the time when there is no bucket. */
export function keepStateHere(stack: WrittenStack): void {
  writeFileSync(join(stack.folder, OVERRIDE), JSON.stringify(localBackend));
}

export function keepStateInBucket(stack: WrittenStack): void {
  rmSync(join(stack.folder, OVERRIDE), { force: true });
}

/** Whether an earlier run made something and was interrupted before its state reached the bucket. */
export function hasStateHere({ folder }: WrittenStack): boolean {
  const path = join(folder, LOCAL_STATE);
  if (!existsSync(path)) return false;
  const content = readFileSync(path, 'utf8');
  return content.trim() !== '' && stateSchema.parse(JSON.parse(content)).resources.length > 0;
}

/**
 * Puts up the stack that holds the state of all, whose own state has nowhere to be at first: it is made with its state
 * beside it, which then moves into the bucket. Interrupted at any point, it goes on from there when it is called again.
 * @throws CommandError when the bucket is there and nothing knows its state
 */
export async function putUpState(stack: WrittenStack, terraform: Terraform, aws: Aws): Promise<void> {
  const begun = hasStateHere(stack);
  if (!begun && (await exists(aws, stack.bucket))) {
    if (!(await exists(aws, stack.bucket, stack.key))) throw orphaned(stack);
    keepStateInBucket(stack);
    await terraform.init(stack, '-reconfigure');
    await terraform.apply(stack);
    return;
  }
  keepStateHere(stack);
  await terraform.init(stack, '-reconfigure');
  await terraform.apply(stack);
  keepStateInBucket(stack);
  await terraform.init(stack, '-migrate-state', '-force-copy');
  if ((await terraform.resources(stack)).length === 0) {
    throw new CommandError(
      `The state of ${stack.name} did not reach the bucket; it is still in ${stack.folder}.`,
    );
  }
  for (const file of [LOCAL_STATE, `${LOCAL_STATE}.backup`])
    rmSync(join(stack.folder, file), { force: true });
}

const orphaned = ({ bucket, key, folder }: WrittenStack) =>
  new CommandError(
    `The bucket ${bucket} is there, but ${key} is not in it: an earlier run was interrupted on another machine.\n` +
      `Bring its terraform.tfstate to ${folder} and try again, or empty and delete the bucket.`,
  );

const notOurs = (bucket: string) =>
  new CommandError(
    `The bucket ${bucket} is not yours to see. Names of buckets are shared with the whole world: if another account owns it, ` +
      'change `project` or `domain` in the environment’s file.',
  );
