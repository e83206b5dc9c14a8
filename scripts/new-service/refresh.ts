import { runCommand, type CommandResult } from '../run-command.ts';

/**
 * Brings what follows from the manifest up to date, each in a process of its own, which reads the manifest as it is now: the
 * lock file and the links between workspaces, the files of docker/ and docs/, those of k8s/ and skaffold.yaml.
 *
 * @returns what is left to do by hand
 */
export async function refresh({ install }: { readonly install: boolean }): Promise<string[]> {
  // Formatted first: the files that are made read them.
  await must('prettier', '--write', '--log-level', 'warn', 'services', 'own', 'services.ts');
  if (install)
    await must('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline');
  await must('node', 'scripts/docs/main.ts');
  const rendered = await runCommand(['node', 'k8s/render.ts', 'all', '--write'], limits);
  await must('prettier', '--write', '--log-level', 'warn', 'skaffold.yaml');
  return leftToDo(rendered);
}

/** What is left to do by hand after k8s/ was not rendered, and why it was not. */
export function leftToDo({ ok, output }: Pick<CommandResult, 'ok' | 'output'>): string[] {
  const byHand = 'k8s/rendered, with kubectl or kustomize on PATH: npm run k8s:render -- all --write';
  return ok ? [] : [`${byHand}\nIt was not possible now:\n${output}`];
}

const limits = { limitMs: 10 * 60_000, show: false };

async function must(...command: readonly [string, ...string[]]): Promise<void> {
  const { ok, output } = await runCommand(command, limits);
  if (!ok) throw new Error(`${command.join(' ')} failed:\n${output}`);
}
