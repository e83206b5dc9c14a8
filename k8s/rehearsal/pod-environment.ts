import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Lodge } from '@gnar/lodge';
import { settingsOfFeatures } from './features.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the ConfigMap and the Secrets hold in a cluster, for services that stand on a lodge. */
export function podEnvironment(lodge: Lodge, host: string): Record<string, string> {
  return {
    ...lodge.environment(),
    GNAR_JWT_SECRET_KEY: randomBytes(32).toString('base64'),
    GNAR_EMAIL_HOST: `https://${host}`,
    GNAR_EMAIL_SENDER: `hello@${host}`,
    GNAR_MAIL_SPREAD_SECONDS: '0',
    ...settingsOfFeatures,
    // The edge only: clients have other addresses of the loopback network.
    GNAR_TRUSTED_PROXIES: '127.0.0.1/32',
  };
}

/** Runs one of our programs to its end, as a job does. @returns what it printed @throws with what it complained about */
export async function runJob(
  environment: Readonly<Record<string, string>>,
  ...command: readonly string[]
): Promise<string> {
  const args = ['--conditions=source', '--disable-warning=ExperimentalWarning', ...command];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], ...environment },
    timeout: 60_000,
  });
  return stdout;
}
