import type { WrittenStack } from '../stacks.ts';

/** Why a stack stays unless its data shall go too. The network stays because the database stands in it. */
const kept: Readonly<Record<string, string>> = {
  state: 'the states of all stacks, and the key that everything is encrypted with',
  network: 'the database stands in it',
  dns: 'the zone: a new one would have to be delegated again',
  data: 'the database and its backups',
};

export interface Leaving {
  /** In the order in which they are destroyed. */
  readonly goes: readonly WrittenStack[];
  /** Each with why. */
  readonly stays: ReadonlyMap<WrittenStack, string>;
}

/** Divides the stacks into those that go and those that stay. */
export function whatGoes(stacks: readonly WrittenStack[], destroyData: boolean): Leaving {
  const stays = new Map(
    stacks.flatMap((stack) => {
      const reason = destroyData ? undefined : kept[stack.name];
      return reason === undefined ? [] : [[stack, reason] as const];
    }),
  );
  return { goes: stacks.filter((stack) => !stays.has(stack)).toReversed(), stays };
}

/** What is lost with a kind of resource, for people. */
const losses: readonly (readonly [type: string, loss: string])[] = [
  ['aws_db_instance', 'database, with its point-in-time backups (a last snapshot is kept)'],
  ['aws_elasticache_replication_group', 'cache'],
  ['aws_ecr_repository', 'repository of images, with all its images'],
  ['aws_s3_bucket', 'bucket, with all that is in it'],
  ['aws_route53_zone', 'zone of the domain: nothing under it answers any more'],
  ['aws_sqs_queue', 'queue, with the messages that wait in it'],
  ['aws_sesv2_email_identity', 'mail identity: nothing is sent any more'],
  ['aws_cloudwatch_log_group', 'log group, with its lines'],
  ['aws_eks_cluster', 'cluster, with the volumes of its pods'],
  [
    'aws_kms_key',
    'key: AWS deletes it after its waiting time, and what it encrypted cannot be read after that',
  ],
];

/** The addresses among what Terraform knows that hold something, each with what is lost. */
export function lossesOf(stack: WrittenStack, addresses: readonly string[]): readonly string[] {
  return addresses.flatMap((address) => {
    const [type = '', id = ''] = address.split('.');
    const loss = losses.find(([one]) => one === type)?.[1];
    return loss === undefined ? [] : [`${stack.name}: ${id.replace(/\[.*$/, '')}, a ${loss}`];
  });
}
