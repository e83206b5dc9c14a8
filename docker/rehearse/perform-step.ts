import { mkdir } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { copyTree, kindOf } from './copy-tree.ts';
import { readDockerIgnore } from './docker-ignore.ts';
import { expandVariables, type Layer } from './layer.ts';
import { linkInstalled } from './link-installed.ts';
import type { Step } from './read-dockerfile.ts';
import { repository } from './repository.ts';
import { runShell } from './run-shell.ts';

/** What the first stages install is this checkout's, which was installed from the same lock file. */
const installEverything = 'npm ci --ignore-scripts';

export interface StepContext {
  /** Build arguments as they are given. */
  readonly given: Readonly<Record<string, string>>;
  /** Those that the stage has declared so far. */
  readonly declared: Record<string, string>;
  /** The root of another stage, performed. */
  readonly rootOf: (stage: string) => Promise<string>;
}

/** Performs one instruction of a stage upon its layer. */
export async function performStep(step: Step, layer: Layer, context: StepContext): Promise<void> {
  const values = { ...context.declared, ...layer.environment };
  const expanded = (text: string) => expandVariables(text, values);
  switch (step.kind) {
    case 'arg':
      context.declared[step.name] = context.given[step.name] ?? expanded(step.value ?? '');
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
      layer.command = [];
      return;
    case 'cmd':
      layer.command = step.words;
      return;
    case 'copy':
      return copy(step, layer, context);
    case 'run':
      return run(expanded(step.command), join(layer.root, layer.workdir), values);
    case 'other':
      return;
  }
}

async function run(command: string, cwd: string, values: Record<string, string>): Promise<void> {
  await (command === installEverything ? linkInstalled(cwd) : runShell(command, cwd, values));
}

async function copy(
  { from, sources, to }: Extract<Step, { kind: 'copy' }>,
  layer: Layer,
  { rootOf }: StepContext,
): Promise<void> {
  const origin = from === undefined ? repository('') : await rootOf(from);
  const inContext = from === undefined ? await readDockerIgnore() : () => true;
  const target = join(layer.root, posix.resolve(layer.workdir, to));
  for (const source of sources) {
    const path = posix.join('.', source);
    const { isDirectory } = await kindOf(join(origin, path));
    await copyTree(
      join(origin, path),
      !isDirectory && to.endsWith('/') ? join(target, basename(path)) : target,
      { keeps: (below) => inContext(posix.join(path, below)), shared: from !== undefined },
    );
  }
}
