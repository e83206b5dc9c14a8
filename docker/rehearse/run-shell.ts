import { spawn } from 'node:child_process';

/**
 * Performs a RUN of the shell form in a folder, with nothing of this process' environment but where programs and the
 * cache of npm are. @throws with the end of what it printed
 */
export async function runShell(
  command: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
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
