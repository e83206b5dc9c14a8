import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { serviceImages } from './environment.ts';
import type { PublishedImages } from './images.ts';
import { deployedFiles, digestsIn, withDigests } from './overlay-digests.ts';
import { deployMessage, Repository } from './repository.ts';
import { rollBack } from './roll-back.ts';

const [overlay, rendered] = deployedFiles('staging') as readonly [string, string];
const built = { first: '1'.repeat(40), second: '2'.repeat(40) };
const registry = '111122223333.dkr.ecr.us-east-1.amazonaws.com/gnar-staging';
const imagesOf = (digit: string): PublishedImages =>
  Object.fromEntries(
    serviceImages.map((image) => [image, `${registry}/${image}@sha256:${digit.repeat(64)}`]),
  );

/** An environment that is set up and has run nothing yet. */
const neverDeployed = stringify({
  images: serviceImages.map((image) => ({
    name: `gnar/${image}`,
    newName: `${registry}/${image}`,
    digest: `sha256:${'0'.repeat(64)}`,
  })),
});

let folder: string;
let origin: string;
let work: string;
let repository: Repository;

const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
const inOrigin = (file: string) => git(origin, 'show', `main:${file}`);
const put = (file: string, text: string, at = work) => {
  mkdirSync(dirname(join(at, file)), { recursive: true });
  writeFileSync(join(at, file), text);
};
/** In place of kubectl: rendering is the business of the tests of k8s. */
const write = async (_: string, images: PublishedImages, place = repository.place) => {
  put(overlay, withDigests(readFileSync(join(place, overlay), 'utf8'), images), place);
  put(rendered, `images: ${JSON.stringify(images)}\n`, place);
};
const deploy = (commit: string, digit: string) =>
  repository.commit(deployMessage('staging', commit), [overlay, rendered], () =>
    write('staging', imagesOf(digit)),
  );
/** Another developer, in a clone of their own. */
function colleague(file: string, text: string): string {
  const other = join(folder, `other-${Math.random().toString(36).slice(2)}`);
  git(folder, 'clone', '--quiet', '--branch', 'main', origin, other);
  put(file, text, other);
  git(other, 'add', '.');
  git(other, 'commit', '--quiet', '-m', 'docs: something else');
  git(other, 'push', '--quiet', 'origin', 'main');
  return git(other, 'rev-parse', 'HEAD');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-delivery-'));
  origin = join(folder, 'origin.git');
  work = join(folder, 'work');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
  git(folder, 'clone', '--quiet', origin, work);
  git(work, 'checkout', '--quiet', '-b', 'main');
  put(overlay, neverDeployed);
  put(rendered, 'nothing yet\n');
  git(work, 'add', '.');
  git(work, 'commit', '--quiet', '-m', 'feat: begin');
  git(work, 'push', '--quiet', 'origin', 'main');
  repository = new Repository(work, 'main');
});
afterEach(async () => {
  await repository.close();
  rmSync(folder, { recursive: true, force: true });
});

const wayBack = (options: { readonly built?: string; readonly revision?: string } = {}) =>
  rollBack('staging', { repository, reason: 'a test', write, ...options });
/** What was undone. */
const back = async (options: Parameters<typeof wayBack>[0] = {}) => {
  const way = await wayBack(options);
  return 'undone' in way ? way.undone : undefined;
};
const running = () => digestsIn(inOrigin(overlay));

describe('a deployment commit', () => {
  it('contains the digests and the manifests rendered from them, on the branch', async () => {
    const commit = await deploy(built.first, 'a');
    expect(git(origin, 'rev-parse', 'main')).toBe(commit);
    expect(running()).toEqual(imagesOf('a'));
    expect(git(origin, 'show', '--name-only', '--format=%s', 'main').split('\n')).toEqual([
      `deploy(staging): ${built.first.slice(0, 12)} [skip ci]`,
      '',
      overlay,
      rendered,
    ]);
  });

  it('is not made when nothing changes', async () => {
    await deploy(built.first, 'a');
    expect(await deploy(built.first, 'a')).toBeUndefined();
  });

  it('is made again on top of what was pushed meanwhile', async () => {
    let pushed = false;
    await repository.commit(deployMessage('staging', built.first), [overlay, rendered], async () => {
      await write('staging', imagesOf('a'));
      if (!pushed) colleague('README.md', 'hello');
      pushed = true;
    });
    expect(running()).toEqual(imagesOf('a'));
    expect(inOrigin('README.md')).toBe('hello');
  });
});

describe('a roll-back', () => {
  it('restores the previous images and names the commit that it reverts', async () => {
    await deploy(built.first, 'a');
    const second = await deploy(built.second, 'b');
    expect(await back()).toBe(second);
    expect(running()).toEqual(imagesOf('a'));
    expect(inOrigin(rendered)).toContain('a'.repeat(64));
    expect(git(origin, 'log', '-1', '--format=%s', 'main')).toBe(
      `revert(staging): back from ${second!.slice(0, 12)} [skip ci]`,
    );
  });

  it('does not touch the working tree of the caller', async () => {
    await deploy(built.first, 'a');
    await deploy(built.second, 'b');
    const head = git(work, 'rev-parse', 'HEAD');
    put('README.md', 'half a thought');
    put(rendered, 'changed and not committed');
    await back();
    expect(git(work, 'rev-parse', 'HEAD')).toBe(head);
    expect(readFileSync(join(work, rendered), 'utf8')).toBe('changed and not committed');
    expect(readFileSync(join(work, 'README.md'), 'utf8')).toBe('half a thought');
  });

  it('is done once when it is requested twice', async () => {
    await deploy(built.first, 'a');
    await deploy(built.second, 'b');
    await back();
    expect(await back()).toBeUndefined();
    expect(running()).toEqual(imagesOf('a'));
  });

  it('keeps changes that were made since', async () => {
    await deploy(built.first, 'a');
    await deploy(built.second, 'b');
    colleague('k8s/base/node/all.yaml', 'changed');
    await back();
    expect(inOrigin('k8s/base/node/all.yaml')).toBe('changed');
    expect(running()).toEqual(imagesOf('a'));
  });

  it('of a pipeline reverts only what that pipeline built', async () => {
    await deploy(built.first, 'a');
    await deploy(built.second, 'b');
    expect(await back({ built: built.first })).toBeUndefined();
    expect(running()).toEqual(imagesOf('b'));
    expect(await back({ built: built.second })).toBeDefined();
  });

  it('of Argo CD reverts only the revision that it saw last', async () => {
    await deploy(built.first, 'a');
    const old = colleague('README.md', 'between');
    await deploy(built.second, 'b');
    expect(await back({ revision: old })).toBeUndefined();
    const seen = colleague('README.md', 'after');
    expect(await back({ revision: seen })).toBeDefined();
    expect(running()).toEqual(imagesOf('a'));
  });

  it('of the first deployment is impossible, which is reported and is no failure', async () => {
    const first = await deploy(built.first, 'a');
    expect(await wayBack()).toEqual({ stays: `it has run nothing before ${first!}` });
    expect(running()).toEqual(imagesOf('a'));
  });

  it('without a deployment does nothing', async () => {
    expect(await back()).toBeUndefined();
  });

  it.each(['HEAD', '--all', '1234567', 'main; true'])('refuses the revision %s', async (revision) => {
    await expect(back({ revision })).rejects.toThrow('whole commits');
  });
});
