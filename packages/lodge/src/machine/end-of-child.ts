import type { ChildProcess } from 'node:child_process';

/** Resolves, with how it happened, when a child has ended or could not even be started. */
export function endOfChild(child: ChildProcess): Promise<string> {
  if (hasEnded(child)) return Promise.resolve('ended');
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal ? `killed by ${signal}` : `exit code ${code ?? 'unknown'}`);
    });
  });
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
