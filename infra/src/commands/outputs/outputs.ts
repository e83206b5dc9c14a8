import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../config.ts';
import type { Aws } from '../aws.ts';
import { CommandError } from '../command-error.ts';
import { Secrets } from '../secrets.ts';
import type { WrittenStack } from '../stacks.ts';
import type { Terminal } from '../terminal.ts';
import type { Terraform } from '../terraform.ts';
import { externalSecrets } from './external-secrets.ts';
import { infraEnv, laptopEnv, settingsOf } from './infra-env.ts';

export interface OutputsParts {
  readonly terraform: Terraform;
  readonly aws: Aws;
  readonly terminal: Terminal;
  /** `k8s/overlays/<environment>`. */
  readonly overlay: string;
  /** Also write settings and secrets here, for a laptop. */
  readonly envFile?: string;
}

const ownerSchema = z.object({ SecretString: z.string() });
const credentialsSchema = z.object({ username: z.string(), password: z.string() });
const OWNER_ONLY = 0o600;

/** Writes what the cluster needs to know about AWS, and prints the names of it: never a secret's value. */
export async function writeOutputs(
  environment: Environment,
  stacks: readonly WrittenStack[],
  { terraform, aws, terminal, overlay, envFile }: OutputsParts,
): Promise<void> {
  const settings = settingsOf(await gather(stacks, terraform));
  const ownerSecretArn = settings.get('GNAR_PG_OWNER_SECRET_ARN');
  if (ownerSecretArn === undefined) {
    throw new CommandError(`${environment.name} is not up: npm run infra:up -- ${environment.name}`);
  }
  const secrets = new Secrets(aws, environment);
  const present = await secrets.present();
  const manifest = externalSecrets({
    environment,
    parameterOf: (name) => secrets.parameter(name),
    present,
    ownerSecretArn,
  });
  mkdirSync(overlay, { recursive: true });
  writeFileSync(join(overlay, 'infra.env'), infraEnv(environment.name, settings));
  writeFileSync(join(overlay, 'external-secrets.yaml'), manifest);
  for (const [name, value] of settings) terminal.say(`  ${name}=${value}`);
  for (const name of present) terminal.say(`  GNAR_${name} (secret, in ${secrets.parameter(name)})`);
  terminal.say(`✓ ${join(overlay, 'infra.env')}, external-secrets.yaml`);
  if (envFile === undefined) return;
  const all = new Map([
    ...settings,
    ...(await secretValues(secrets, present)),
    ...(await owner(aws, ownerSecretArn)),
  ]);
  writePrivately(envFile, laptopEnv(all));
  terminal.say(`✓ ${envFile}: settings and secrets, readable by you alone. Do not commit it.`);
}

async function gather(stacks: readonly WrittenStack[], terraform: Terraform) {
  let outputs: Readonly<Record<string, unknown>> = {};
  for (const stack of stacks) {
    await terraform.init(stack, '-reconfigure');
    outputs = { ...outputs, ...(await terraform.outputs(stack)) };
  }
  return outputs;
}

async function secretValues(secrets: Secrets, present: Awaited<ReturnType<Secrets['present']>>) {
  return Promise.all([...present].map(async (name) => [`GNAR_${name}`, await secrets.read(name)] as const));
}

async function owner(aws: Aws, secretArn: string): Promise<readonly (readonly [string, string])[]> {
  const request = { SecretId: secretArn };
  const { SecretString } = await aws.read(['secretsmanager', 'get-secret-value'], ownerSchema, request);
  const { username, password } = credentialsSchema.parse(JSON.parse(SecretString));
  return [
    ['GNAR_PG_OWNER_USERNAME', username],
    ['GNAR_PG_OWNER_PASSWORD', password],
  ];
}

/** @throws CommandError rather than writing secrets into a file that others may have open */
function writePrivately(path: string, content: string): void {
  if (existsSync(path)) throw new CommandError(`${path} is there already: delete it, or name another file.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode: OWNER_ONLY, flag: 'wx' });
}
