import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Environment } from '../config.ts';
import { prefixOf, secretsPath } from '../naming.ts';
import type { Aws } from './aws.ts';

/** Secrets that we make ourselves. */
export const generatedSecrets = ['JWT_SECRET_KEY', 'PG_PASSWORD', 'REDIS_PASSWORD'] as const;
/** Those that a founder stores, where they are used (docs/deploy-aws.md, step 6). */
export const foundersSecrets = ['RECAPTCHA_SECRET_KEY', 'PEER_SECRET_KEYS'] as const;

export type SecretName = (typeof generatedSecrets)[number] | (typeof foundersSecrets)[number];

const KEY_BYTES = 48;
const namesSchema = z.object({ Parameters: z.array(z.object({ Name: z.string() })) });
const valueSchema = z.object({ Parameter: z.object({ Value: z.string() }) });

/** 384 random bits: the key of the tokens in base64, passwords in letters that need no quoting anywhere. */
export function generateSecret(name: SecretName): string {
  return randomBytes(KEY_BYTES).toString(name === 'JWT_SECRET_KEY' ? 'base64' : 'base64url');
}

/**
 * An environment's secrets: SecureStrings in Parameter Store, encrypted with the environment's key. They are never in
 * Terraform, in arguments or in what is printed.
 */
export class Secrets {
  readonly #aws: Aws;
  readonly #path: string;
  readonly #keyId: string;

  constructor(aws: Aws, environment: Environment) {
    this.#aws = aws;
    this.#path = secretsPath(environment);
    this.#keyId = `alias/${prefixOf(environment)}`;
  }

  /** The parameter's whole name: `/gnar/staging/GNAR_PG_PASSWORD`. */
  parameter(name: SecretName): string {
    return `${this.#path}/GNAR_${name}`;
  }

  /** Which secrets are there. Their values stay where they are. */
  async present(): Promise<ReadonlySet<SecretName>> {
    const { Parameters } = await this.#aws.read(['ssm', 'describe-parameters'], namesSchema, {
      ParameterFilters: [{ Key: 'Path', Option: 'OneLevel', Values: [this.#path] }],
    });
    const names = new Set(Parameters.map(({ Name }) => Name));
    return new Set(
      [...generatedSecrets, ...foundersSecrets].filter((name) => names.has(this.parameter(name))),
    );
  }

  /** Deletes all of them, the founder's too; one that is not there is no error. */
  async deleteAll(): Promise<void> {
    const names = [...generatedSecrets, ...foundersSecrets].map((name) => this.parameter(name));
    await this.#aws.call(['ssm', 'delete-parameters'], { Names: names });
  }

  async read(name: SecretName): Promise<string> {
    const request = { Name: this.parameter(name), WithDecryption: true };
    const { Parameter } = await this.#aws.read(['ssm', 'get-parameter'], valueSchema, request);
    return Parameter.Value;
  }

  /** Keeps a secret. @throws AwsError when there is one already, unless it shall be replaced */
  async write(name: SecretName, value: string, { replace = false } = {}): Promise<void> {
    await this.#aws.call(['ssm', 'put-parameter'], {
      Name: this.parameter(name),
      Value: value,
      Type: 'SecureString',
      KeyId: this.#keyId,
      Overwrite: replace,
    });
  }
}
