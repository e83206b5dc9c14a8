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
 * kubectl, which has kustomize in it, or kustomize by itself, whichever is new enough; undefined where PATH has neither.
 *
 * @throws Error when those on PATH are too old: they would render other documents
 */
export async function findKustomize(): Promise<Render | undefined> {
  const tooOld: string[] = [];
  for (const [program, ask, render] of renderers) {
    let answer: string;
    try {
      answer = (await run(program, [...ask])).stdout;
    } catch {
      continue;
    }
    const [major, minor] = versionIn(program, answer);
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]))
      return async (folder) => (await run(program, [...render, folder], { maxBuffer: longest })).stdout;
    tooOld.push(`${program} on PATH renders with kustomize ${major}.${minor}`);
  }
  if (tooOld.length === 0) return undefined;
  throw new Error(
    `${tooOld.join(', ')}; k8s/ needs ${OLDEST.join('.')} or later. Install kubectl 1.32 or later.`,
  );
}

function versionIn(program: string, answer: string): readonly [major: number, minor: number] {
  const of = program === 'kubectl' ? /"kustomizeVersion": *"v(\d+)\.(\d+)/ : /v(\d+)\.(\d+)/;
  const [, major = 0, minor = 0] = (of.exec(answer) ?? []).map(Number);
  return [major, minor];
}
