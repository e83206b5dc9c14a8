import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { toolsFolder } from './tools.ts';
import type { DeliveryTarget, Forge } from './environment.ts';

type Env = Readonly<Record<string, string | undefined>>;

const audience = 'sts.amazonaws.com';
const tokenSchema = z.object({ value: z.string().min(1) });
const ANSWER_MS = 10_000;

export function forgeOf(env: Env): Forge {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  if (env['GITLAB_CI'] === 'true') return 'gitlab';
  throw new Error('Neither GitHub Actions nor GitLab CI: nobody here can say who this run is.');
}

/**
 * The token by which the forge says which repository and branch this run is of. GitHub gives it on request to a job with
 * `id-token: write`; GitLab puts it into a variable that the job names under `id_tokens`.
 * @throws Error when the job may not have one
 */
export async function identityToken(env: Env): Promise<string> {
  if (forgeOf(env) === 'gitlab') {
    const token = env['AWS_ID_TOKEN'];
    if (token === undefined) throw new Error('The job has no id_tokens.AWS_ID_TOKEN.');
    return token;
  }
  const address = env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (address === undefined || bearer === undefined)
    throw new Error('The job has no permission id-token: write.');
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${bearer}` },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!response.ok) throw new Error(`GitHub refuses a token: ${response.status}`);
  return tokenSchema.parse(await response.json()).value;
}

/** Lets every AWS program that this process starts take the environment's delivery role; no key is anywhere. */
export async function takeRole(target: DeliveryTarget, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const forge = forgeOf(env);
  const role = target.roles[forge];
  if (role === undefined) {
    throw new Error(
      `${target.name} has no role for ${forge}: name the repository in infra/environments/${target.name}.ts ` +
        `(delivery), then infra:up and infra:outputs.`,
    );
  }
  const file = join(toolsFolder, 'aws-token');
  await writeFile(file, await identityToken(env), { mode: 0o600 });
  Object.assign(env, { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_REGION: target.region });
}
