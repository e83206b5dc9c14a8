import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { WrittenStack } from '../stacks.ts';

const documentSchema = z.looseObject({
  resource: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
});

type Arguments = Readonly<Record<string, unknown>>;

/** What has to be said, and applied, before AWS lets a thing go; by type of resource. */
const lifted: Readonly<Record<string, Arguments>> = {
  // Automated backups would outlive the database, but not the key that they are encrypted with.
  aws_db_instance: { deletion_protection: false, skip_final_snapshot: false, delete_automated_backups: true },
  aws_lb: { enable_deletion_protection: false },
  aws_s3_bucket: { force_destroy: true },
  aws_ecr_repository: { force_delete: true },
  aws_route53_zone: { force_destroy: true },
  aws_eks_cluster: { deletion_protection: false },
};

/** Whether AWS itself would keep the thing at this address (`aws_db_instance.postgres`) until a protection is lifted. */
export const isProtected = (address: string): boolean => (address.split('.')[0] ?? '') in lifted;

export interface FinalSnapshot {
  /** Names the snapshot that the database leaves behind. */
  readonly name: string;
}

/**
 * Rewrites a stack's written JSON so that it can be destroyed: protections off, and the database told to leave a last
 * snapshot. The code keeps them: the next synthesis brings them back.
 */
export function liftProtection({ folder }: WrittenStack, snapshot: FinalSnapshot): void {
  const path = join(folder, 'cdk.tf.json');
  const document = documentSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const resource = Object.fromEntries(
    Object.entries(document.resource).map(([type, byId]) => [
      type,
      Object.fromEntries(Object.entries(byId).map(([id, block]) => [id, liftOne(type, block, snapshot)])),
    ]),
  );
  writeFileSync(path, `${JSON.stringify({ ...document, resource }, null, 2)}\n`);
}

function liftOne(type: string, block: Arguments, { name }: FinalSnapshot): Arguments {
  const { lifecycle, ...others } = block;
  const kept = typeof lifecycle === 'object' ? { ...lifecycle, prevent_destroy: false } : undefined;
  return {
    ...others,
    ...lifted[type],
    ...(type === 'aws_db_instance' ? { final_snapshot_identifier: name } : {}),
    ...(kept === undefined ? {} : { lifecycle: kept }),
  };
}
