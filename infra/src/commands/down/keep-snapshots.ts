import { z } from 'zod';
import type { Aws } from '../aws.ts';
import type { Terminal } from '../terminal.ts';

const snapshotsSchema = z.object({ DBSnapshots: z.array(z.object({ DBSnapshotIdentifier: z.string() })) });
const KEPT = '-kept';

/** `gnar-staging-final-`: begins the names of the snapshots that databases leave behind. */
export const finalSnapshots = (prefix: string): string => `${prefix}-final-`;

/**
 * Copies the last snapshots to AWS's own key, because the environment's key is about to go and takes with it what it
 * encrypted. Looks at what is there, so that an interrupted run loses none.
 * @returns the names of the copies
 */
export async function keepSnapshots(
  prefix: string,
  aws: Aws,
  terminal: Terminal,
): Promise<readonly string[]> {
  const operation = ['rds', 'describe-db-snapshots', '--snapshot-type', 'manual'];
  const { DBSnapshots } = await aws.read(operation, snapshotsSchema);
  const ours = DBSnapshots.map(({ DBSnapshotIdentifier: name }) => name).filter((name) =>
    name.startsWith(finalSnapshots(prefix)),
  );
  for (const name of ours.filter((one) => !one.endsWith(KEPT))) {
    terminal.say(`\nCopying the snapshot ${name} to AWS’s own key, so that it outlives ours …`);
    if (!ours.includes(`${name}${KEPT}`)) await copy(name, aws);
    await aws.call(['rds', 'wait', 'db-snapshot-completed', '--db-snapshot-identifier', `${name}${KEPT}`]);
    await aws.call(['rds', 'delete-db-snapshot', '--db-snapshot-identifier', name]);
  }
  return [...new Set(ours.map((name) => (name.endsWith(KEPT) ? name : `${name}${KEPT}`)))];
}

const copy = (name: string, aws: Aws): Promise<string> =>
  aws.call(['rds', 'copy-db-snapshot'], {
    SourceDBSnapshotIdentifier: name,
    TargetDBSnapshotIdentifier: `${name}${KEPT}`,
    KmsKeyId: 'alias/aws/rds',
  });
