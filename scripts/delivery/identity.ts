import { z } from 'zod';
import type { DeliveryTarget, Forge } from './environment.ts';

type Env = Readonly<Record<string, string | undefined>>;

const audience = 'sts.amazonaws.com';
const tokenSchema = z.object({ value: z.string().min(1) });
const sessionSchema = z.object({
  AssumeRoleWithWebIdentityResponse: z.object({
    AssumeRoleWithWebIdentityResult: z.object({
      Credentials: z.object({
        AccessKeyId: z.string(),
        SecretAccessKey: z.string(),
        SessionToken: z.string(),
      }),
    }),
  }),
});
const ANSWER_MS = 10_000;

export function forgeOf(env: Env): Forge {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  if (env['GITLAB_CI'] === 'true') return 'gitlab';
  throw new Error('Neither GitHub Actions nor GitLab CI: this run has no identity token.');
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

/**
 * Lets every AWS program that this process starts act in the environment's delivery role, for an hour; no key is kept anywhere.
 * Exchanged at once: the run's own token is good for some minutes only, and a build takes longer.
 * @param sts where the token is exchanged. Default: AWS's own service in the environment's region
 * @throws Error when infra has made no role for this forge, or AWS refuses it
 */
export async function takeRole(
  target: DeliveryTarget,
  env: NodeJS.ProcessEnv = process.env,
  sts = `https://sts.${target.region}.amazonaws.com/`,
): Promise<void> {
  const forge = forgeOf(env);
  const role = target.roles[forge];
  if (role === undefined) {
    throw new Error(
      `${target.name} has no role for ${forge}: name the repository in infra/environments/${target.name}.ts ` +
        `(delivery), then infra:up and infra:outputs.`,
    );
  }
  // In the body, where no proxy's log has it.
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: `delivery-${target.name}`,
    DurationSeconds: '3600',
    WebIdentityToken: await identityToken(env),
  });
  const headers = { accept: 'application/json' };
  const response = await fetch(sts, {
    method: 'POST',
    body,
    headers,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!response.ok)
    throw new Error(`AWS refuses ${role} to this run: ${response.status}. Is it of the branch that deploys?`);
  const { Credentials: credentials } = sessionSchema.parse(await response.json())
    .AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult;
  if (forge === 'github') {
    for (const secret of [credentials.SecretAccessKey, credentials.SessionToken])
      console.log(`::add-mask::${secret}`);
  }
  Object.assign(env, {
    AWS_REGION: target.region,
    AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: credentials.SessionToken,
  });
}
