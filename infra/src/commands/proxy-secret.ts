import { z } from 'zod';
import { type Aws, AwsError } from './aws.ts';

const credentialsSchema = z.object({ SecretString: z.string() });

/** Where the proxy before the database learns the services' password. Terraform makes it without a value. */
export class ProxySecret {
  readonly #aws: Aws;
  readonly #arn: string;
  readonly #username: string;

  constructor(aws: Aws, arn: string, username: string) {
    this.#aws = aws;
    this.#arn = arn;
    this.#username = username;
  }

  async isSet(): Promise<boolean> {
    try {
      await this.#aws.read(['secretsmanager', 'get-secret-value'], credentialsSchema, {
        SecretId: this.#arn,
      });
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return false;
      throw error;
    }
  }

  async set(password: string): Promise<void> {
    await this.#aws.call(['secretsmanager', 'put-secret-value'], {
      SecretId: this.#arn,
      SecretString: JSON.stringify({ username: this.#username, password }),
    });
  }
}

/** The secret that the data stack has published; none where there is no proxy. */
export function proxySecretOf(aws: Aws, outputs: Readonly<Record<string, unknown>>): ProxySecret | undefined {
  const arn = outputs['GNAR_PG_SERVICE_SECRET_ARN'];
  return typeof arn === 'string' ? new ProxySecret(aws, arn, String(outputs['GNAR_PG_USERNAME'])) : undefined;
}
