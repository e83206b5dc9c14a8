import { spawn } from 'node:child_process';

/**
 * Performs a RUN of the shell form in a folder, with nothing of this process' environment but what finds programs
 * and packages. @throws with the end of what it printed
 */
export async function runShell(
  command: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: { ...ofThisMachine(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`RUN ${command} ended with ${String(code)}:\n${output.slice(-4000)}`);
}

function ofThisMachine(): NodeJS.ProcessEnv {
  const wanted =
    /^(?:PATH|HOME|TMPDIR|NODE_EXTRA_CA_CERTS|(?:https?|no)_proxy|npm_config_(?:registry|cache|cafile))$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)));
}
