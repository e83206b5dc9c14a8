import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const longest = 64 * 1024 * 1024;

/** Renders a folder with a `kustomization.yaml`. @throws Error with what kustomize says of it */
export type Render = (folder: string) => Promise<string>;

/** The oldest that renders what is committed, character for character; it is in kubectl 1.32. */
const OLDEST = [5, 5] as const;

const renderers: readonly (readonly [program: string, ask: readonly string[], render: readonly string[]])[] =
  [
    ['kubectl', ['version', '--client', '--output=json'], ['kustomize']],
    ['kustomize', ['version'], ['build']],
  ];

/**
 * kubectl, which has kustomize in it, or kustomize by itself; undefined where PATH has neither.
 *
 * @throws Error for one that is too old: it would render other documents
 */
export async function findKustomize(): Promise<Render | undefined> {
  for (const [program, ask, render] of renderers) {
    let answer: string;
    try {
      answer = (await run(program, [...ask])).stdout;
    } catch {
      continue;
    }
    requireVersion(program, answer);
    return async (folder) => (await run(program, [...render, folder], { maxBuffer: longest })).stdout;
  }
  return undefined;
}

function requireVersion(program: string, answer: string): void {
  const of = program === 'kubectl' ? /"kustomizeVersion": *"v(\d+)\.(\d+)/ : /v(\d+)\.(\d+)/;
  const [, major = 0, minor = 0] = (of.exec(answer) ?? []).map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(
    `${program} on PATH renders with kustomize ${major}.${minor}; k8s/ needs ${OLDEST.join('.')} or later. Install kubectl 1.32 or later.`,
  );
}
