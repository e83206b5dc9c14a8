import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.ts';
import type { DeployedEnvironment } from './environment.ts';
import { deployedFiles } from './overlay-digests.ts';
import { program, tryProgram } from './program.ts';

const identity = {
  GIT_AUTHOR_NAME: 'gnar-delivery',
  GIT_AUTHOR_EMAIL: 'delivery@users.noreply.invalid',
  GIT_COMMITTER_NAME: 'gnar-delivery',
  GIT_COMMITTER_EMAIL: 'delivery@users.noreply.invalid',
};
const PUSH_TRIES = 5;

/** The line by which a deployment's commit is found again. */
const mark = (environment: DeployedEnvironment) => `deploy(${environment}):`;

export interface Deployment {
  readonly commit: string;
  /** What its images were built from: the first 12 digits of that commit. */
  readonly built: string;
}

/**
 * The branch that is the state of the environments, in a working tree of its own, so that the caller's is not touched.
 */
export class Repository {
  readonly #folder: string;
  readonly #branch: string;
  /** Where the newest state of the branch is; made by `catchUp`, taken away by `close`. */
  readonly place: string;

  constructor(
    folder = root,
    branch = process.env['GITHUB_REF_NAME'] ?? process.env['CI_COMMIT_BRANCH'] ?? 'main',
  ) {
    if (!/^[\w./-]+$/.test(branch) || branch.startsWith('-')) throw new Error('That is no name of a branch.');
    this.#folder = folder;
    this.#branch = branch;
    this.place = mkdtempSync(join(tmpdir(), 'gnar-state-'));
  }

  /** Takes the newest state of the branch, in place of the commit that the pipeline runs on. */
  async catchUp(): Promise<void> {
    const inFolder = { cwd: this.#folder, quiet: true };
    await program('git', ['fetch', 'origin', this.#branch], inFolder);
    const newest = (await program('git', ['rev-parse', 'FETCH_HEAD'], inFolder)).trim();
    if (existsSync(join(this.place, '.git'))) await this.#git('checkout', '--force', '--detach', newest);
    else await program('git', ['worktree', 'add', '--detach', this.place, newest], inFolder);
  }

  /** Takes the working tree away. */
  async close(): Promise<void> {
    rmSync(this.place, { recursive: true, force: true });
    await program('git', ['worktree', 'prune'], { cwd: this.#folder, quiet: true });
  }

  /**
   * One change, committed and pushed; done again on the newest state when another push was faster.
   * @param change edits files below `place`; only `paths` are committed
   * @returns the commit, or nothing when there was nothing to change
   */
  async commit(
    message: string,
    paths: readonly string[],
    change: () => Promise<void>,
  ): Promise<string | undefined> {
    for (let attempt = 1; attempt <= PUSH_TRIES; attempt += 1) {
      await this.catchUp();
      await change();
      await this.#git('add', '--', ...paths);
      if ((await this.#try('diff', '--cached', '--quiet')).code === 0) return undefined;
      await this.#git('commit', '--quiet', '--message', message);
      const commit = (await this.#git('rev-parse', 'HEAD')).trim();
      // From the checkout itself: the forge's right to push may be tied to its folder.
      const push = ['push', 'origin', `${commit}:refs/heads/${this.#branch}`];
      const { code } = await tryProgram('git', push, { cwd: this.#folder, quiet: true });
      if (code === 0) return commit;
    }
    throw new Error(`Could not push to ${this.#branch}: is it protected against this pipeline?`);
  }

  /** The newest deployment of an environment, as of a commit. */
  async lastDeployment(environment: DeployedEnvironment, asOf = 'HEAD'): Promise<Deployment | undefined> {
    const words = ['log', '--format=%H%x09%s', asOf, '--', deployedFiles(environment)[0]];
    const lines = (await this.#git(...words)).trim().split('\n');
    const [commit, subject] =
      lines.find((line) => line.split('\t')[1]?.startsWith(mark(environment)))?.split('\t') ?? [];
    if (commit === undefined || subject === undefined) return undefined;
    return { commit, built: subject.slice(mark(environment).length).trim().split(' ')[0] ?? '' };
  }

  /** A file as it was before a commit. */
  async textBefore(commit: string, path: string): Promise<string> {
    return this.#git('show', `${commit}~1:${path}`);
  }

  #git(...args: readonly string[]): Promise<string> {
    return program('git', args, { cwd: this.place, env: identity, quiet: true });
  }

  #try(...args: readonly string[]) {
    return tryProgram('git', args, { cwd: this.place, env: identity, quiet: true });
  }
}

/** `[skip ci]` is for GitLab, where a pipeline's push starts a pipeline; on GitHub it does not. */
export function deployMessage(environment: DeployedEnvironment, commit: string): string {
  return `${mark(environment)} ${commit.slice(0, 12)} [skip ci]\n\nImages built from ${commit}.`;
}

export function rollBackMessage(
  environment: DeployedEnvironment,
  deployment: string,
  reason: string,
): string {
  const why = reason.replace(/[^\w .,:/-]/g, ' ').slice(0, 200);
  return `revert(${environment}): back from ${deployment.slice(0, 12)} [skip ci]\n\n${why}`;
}

export const isCommit = (word: string | undefined): word is string =>
  word !== undefined && /^[0-9a-f]{40}$/.test(word);
