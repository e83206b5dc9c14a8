import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import { copyTree, kindOf } from './copy-tree.ts';
import { readDockerIgnore } from './docker-ignore.ts';
import { linkInstalled } from './link-installed.ts';
import { readDockerfile, type Stage, type Step } from './read-dockerfile.ts';
import { repository } from './repository.ts';

/** What an image would hold above the image it is made from, and how it would be started. */
export interface RehearsedImage {
  /** Stands for the root of the image. */
  readonly root: string;
  /** Within the image. */
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
}

interface Layer {
  root: string;
  workdir: string;
  environment: Record<string, string>;
  entrypoint: string[];
  command: string[];
  user: string;
}

/** Performs Dockerfiles without an engine; stages that several of them share are performed once. */
export class Rehearsal {
  readonly #stages = new Map<string, Promise<Layer>>();
  #folder: Promise<string> | undefined;
  #count = 0;

  /**
   * Performs COPY and RUN of docker/<name>.Dockerfile, stage by stage, each in a plain folder that stands for its root.
   * FROM an image gives an empty folder; RUN is run in the folder that stands for WORKDIR.
   */
  async build(name: string, args: Readonly<Record<string, string>> = {}): Promise<RehearsedImage> {
    const stages = await readDockerfile(name);
    const last = stages.at(-1);
    if (last === undefined) throw new Error(`${name}.Dockerfile has no stage`);
    return this.#perform(last, stages, args);
  }

  async remove(): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #perform(stage: Stage, stages: readonly Stage[], args: Readonly<Record<string, string>>): Promise<Layer> {
    const key = JSON.stringify([stage, earlier(stage, stages), wanted(stage, args)]);
    const known = this.#stages.get(key) ?? this.#begin(stage, stages, args);
    this.#stages.set(key, known);
    return known;
  }

  async #begin(
    stage: Stage,
    stages: readonly Stage[],
    args: Readonly<Record<string, string>>,
  ): Promise<Layer> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'gnar-rehearsal-'));
    const root = join(await this.#folder, String((this.#count += 1)));
    await mkdir(root);
    const layer: Layer = { root, workdir: '/', environment: {}, entrypoint: [], command: [], user: 'root' };
    const below = stages.find(({ name }) => name !== undefined && name === stage.from);
    if (below) {
      const made = await this.#perform(below, stages, args);
      Object.assign(layer, { ...made, environment: { ...made.environment }, root });
      await copyTree(made.root, root, { shared: true });
    }
    const values: Record<string, string> = {};
    for (const step of stage.steps) await this.#step(step, layer, values, stages, args);
    return layer;
  }

  async #step(
    step: Step,
    layer: Layer,
    values: Record<string, string>,
    stages: readonly Stage[],
    args: Readonly<Record<string, string>>,
  ): Promise<void> {
    const expanded = (text: string) => expand(text, { ...values, ...layer.environment });
    switch (step.kind) {
      case 'arg':
        values[step.name] = args[step.name] ?? expanded(step.value ?? '');
        return;
      case 'env':
        layer.environment[step.name] = expanded(step.value ?? '');
        return;
      case 'user':
        layer.user = step.value;
        return;
      case 'workdir':
        layer.workdir = posix.resolve(layer.workdir, expanded(step.value));
        await mkdir(join(layer.root, layer.workdir), { recursive: true });
        return;
      case 'entrypoint':
        layer.entrypoint = step.words;
        return;
      case 'cmd':
        layer.command = step.words;
        return;
      case 'copy':
        return this.#copy(step, layer, stages, args);
      case 'run':
        return run(expanded(step.command), join(layer.root, layer.workdir), {
          ...values,
          ...layer.environment,
        });
      case 'other':
        return;
    }
  }

  async #copy(
    { from, sources, to }: Extract<Step, { kind: 'copy' }>,
    layer: Layer,
    stages: readonly Stage[],
    args: Readonly<Record<string, string>>,
  ): Promise<void> {
    const stage = from === undefined ? undefined : stages.find(({ name }) => name === from);
    if (from !== undefined && stage === undefined) throw new Error(`COPY --from=${from}: no such stage here`);
    const origin = stage ? (await this.#perform(stage, stages, args)).root : repository('');
    const inContext = stage ? () => true : await readDockerIgnore();
    const target = join(layer.root, posix.resolve(layer.workdir, to));
    for (const source of sources) {
      const path = posix.join('.', source);
      const { isFile } = await kindOf(join(origin, path));
      await copyTree(join(origin, path), isFile && to.endsWith('/') ? join(target, basename(path)) : target, {
        keeps: (below) => inContext(posix.join(path, below)),
        shared: stage !== undefined,
      });
    }
  }
}

/** The stages that a stage can be made of. */
function earlier(stage: Stage, stages: readonly Stage[]): readonly Stage[] {
  return stages.slice(0, stages.indexOf(stage));
}

/** Only arguments that a stage declares can make it differ. */
function wanted(stage: Stage, args: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return Object.fromEntries(
    stage.steps.flatMap((step) => (step.kind === 'arg' ? [[step.name, args[step.name]]] : [])),
  );
}

function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    return values[braced ?? bare ?? ''] ?? '';
  });
}

/** What the first stage installs is this checkout's, which was installed from the same lock file. */
const installAll = 'npm ci --ignore-scripts';

async function run(command: string, cwd: string, environment: Record<string, string>): Promise<void> {
  if (command === installAll) return linkInstalled(cwd);
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: { PATH, HOME, TMPDIR, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`RUN ${command} ended with ${String(code)}:\n${output.slice(-4000)}`);
}
