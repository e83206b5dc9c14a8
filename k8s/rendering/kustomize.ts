import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const longest = 64 * 1024 * 1024;

/** Renders a folder with a `kustomization.yaml`. @throws Error with what kustomize says of it */
export type Render = (folder: string) => Promise<string>;

const renderers: readonly (readonly [program: string, ask: readonly string[], render: readonly string[]])[] =
  [
    ['kubectl', ['kustomize', '--help'], ['kustomize']],
    ['kustomize', ['version'], ['build']],
  ];

/** kubectl, which has kustomize in it, or kustomize by itself; undefined where PATH has neither. */
export async function findKustomize(): Promise<Render | undefined> {
  for (const [program, ask, render] of renderers) {
    try {
      await run(program, [...ask]);
    } catch {
      continue;
    }
    return async (folder) => (await run(program, [...render, folder], { maxBuffer: longest })).stdout;
  }
  return undefined;
}
