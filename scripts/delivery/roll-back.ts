import { parseArgs } from 'node:util';
import { environmentNamed, type DeployedEnvironment } from './environment.ts';
import { notify } from './notify.ts';
import { deployedFiles, digestsIn, writeDigests } from './overlay-digests.ts';
import { isCommit, Repository, rollBackMessage } from './repository.ts';
import { needTools } from './tools.ts';

const newer = { stays: 'something else was deployed last' };

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
      reason: { type: 'string', default: 'requested by hand' },
      built: { type: 'string' },
      revision: { type: 'string' },
    },
  });
  const environment = environmentNamed(positionals[0]);
  await needTools('kubectl');
  const repository = new Repository();
  const way = await rollBack(environment, { ...values, repository }).finally(() => repository.close());
  if ('stays' in way) console.log(`${environment} stays as it is: ${way.stays}.`);
  else await notify(`${environment} went back from deployment ${way.undone}: ${values.reason}`);
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

/** The commit that was undone, or why none was. */
export type WayBack = { readonly undone: string } | { readonly stays: string };

/** Nothing but the images goes back: what people have changed in the manifests since stays. */
export async function rollBack(
  environment: DeployedEnvironment,
  { repository, reason, built, revision, write = writeDigests }: RollBackOptions,
): Promise<WayBack> {
  for (const word of [built, revision]) {
    if (word !== undefined && !isCommit(word)) throw new Error('--built and --revision are whole commits.');
  }
  await repository.catchUp();
  const newest = await repository.lastDeployment(environment);
  if (newest === undefined) return { stays: 'nothing was deployed' };
  if (built !== undefined && !built.startsWith(newest.built)) return newer;
  const asOfThen = revision === undefined ? newest : await repository.lastDeployment(environment, revision);
  if (asOfThen?.commit !== newest.commit) return newer;
  const before = digestsIn(await repository.textBefore(newest.commit, deployedFiles(environment)[0]));
  // A first deployment that fails is repaired by the next one: there is no way back from it, which is no mistake of the job.
  if (before === undefined) return { stays: `it has run nothing before ${newest.commit}` };
  const message = rollBackMessage(environment, newest.commit, reason);
  const done = await repository.commit(message, deployedFiles(environment), () =>
    write(environment, before, repository.place),
  );
  return done === undefined ? { stays: 'the images of before run already' } : { undone: newest.commit };
}
