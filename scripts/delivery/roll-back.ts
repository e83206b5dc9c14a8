import { parseArgs } from 'node:util';
import { environmentNamed, type DeployedEnvironment } from './environment.ts';
import { notify } from './notify.ts';
import { deployedFiles, digestsIn, writeDigests } from './overlay-digests.ts';
import { isCommit, Repository, rollBackMessage } from './repository.ts';
import { needTools } from './tools.ts';

/**
 * Goes back from the newest deployment of an environment, by a commit that undoes it, and says so.
 * `node scripts/bootstrap.mjs scripts/delivery/roll-back.ts staging --reason "…" [--built <commit>] [--revision <commit>]`
 *
 * `--built` is what a pipeline has built: then only if that is what was deployed last. `--revision` is what Argo CD could not bring about: then only while no newer deployment has followed it. A message that comes
 * late, twice, or from a stranger undoes nothing else.
 */
if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      reason: { type: 'string', default: 'somebody asked for it' },
      built: { type: 'string' },
      revision: { type: 'string' },
    },
  });
  const environment = environmentNamed(positionals[0]);
  await needTools('kubectl');
  const repository = new Repository();
  const undone = await rollBack(environment, { ...values, repository }).finally(() => repository.close());
  if (undone === undefined) console.log(`${environment}: nothing to go back from.`);
  else await notify(`${environment} went back from deployment ${undone}: ${values.reason}`);
}

export interface RollBackOptions {
  readonly repository: Repository;
  readonly reason: string;
  /** Undoes only a deployment of images that were built from this commit, 40 hexadecimal digits. */
  readonly built?: string | undefined;
  /** A commit of the branch, 40 hexadecimal digits. */
  readonly revision?: string | undefined;
  /** Puts images into the checkout. Default: into the overlay, which it renders anew. */
  readonly write?: typeof writeDigests;
}

/** Nothing but the images goes back: what people have changed in the manifests since stays. @returns what was undone */
export async function rollBack(
  environment: DeployedEnvironment,
  { repository, reason, built, revision, write = writeDigests }: RollBackOptions,
): Promise<string | undefined> {
  for (const word of [built, revision]) {
    if (word !== undefined && !isCommit(word)) throw new Error('--built and --revision are whole commits.');
  }
  await repository.catchUp();
  const newest = await repository.lastDeployment(environment);
  if (newest === undefined) return undefined;
  if (built !== undefined && !built.startsWith(newest.built)) return undefined;
  const asOfThen = revision === undefined ? newest : await repository.lastDeployment(environment, revision);
  if (asOfThen?.commit !== newest.commit) return undefined;
  const before = digestsIn(await repository.textBefore(newest.commit, deployedFiles(environment)[0]));
  if (before === undefined) throw new Error(`${environment} has run nothing before ${newest.commit}.`);
  const message = rollBackMessage(environment, newest.commit, reason);
  const done = await repository.commit(message, deployedFiles(environment), () =>
    write(environment, before, repository.place),
  );
  return done === undefined ? undefined : newest.commit;
}
