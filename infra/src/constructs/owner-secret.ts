import { TerraformStack } from '#cdktf';
import { SecretsmanagerSecret } from '#aws/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '#aws/secretsmanager-secret-version';
import { Construct } from 'constructs';

export interface OwnerSecretProps {
  /** Name in Secrets Manager. */
  readonly name: string;
  /** The key that encrypts it. */
  readonly keyArn: string;
  /** The role in Postgres whose password it is. */
  readonly username: string;
}

/** Raise it, and the next `infra:up` gives the owner a new password; with the same number nothing is ever sent again. */
export const OWNER_PASSWORD_VERSION = 1;
const PASSWORD_LENGTH = 40;
/** Days in which a deleted secret can be taken back: Secrets Manager's shortest, so that a rebuild does not wait for a month. */
const RECOVERY_DAYS = 7;

/**
 * The owner's password where RDS cannot manage it. Nothing of it is in Terraform's plan or state: an ephemeral resource draws
 * it, a write-only argument stores it here, and the instance reads it back from here the same way. So it is the same on both
 * sides even when an apply stops half-way.
 */
export class OwnerSecret extends Construct {
  readonly arn: string;
  /** For a write-only argument, and no other: Terraform refuses it elsewhere. */
  readonly password: string;

  constructor(scope: Construct, id: string, { name, keyArn, username }: OwnerSecretProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    // CDKTF has no ephemeral blocks of its own: they are written into the stack's document as they are.
    stack.addOverride(`ephemeral.aws_secretsmanager_random_password.${id}`, {
      password_length: PASSWORD_LENGTH,
      // Nothing that a connection string or a shell would read as its own.
      exclude_punctuation: true,
    });
    const secret = new SecretsmanagerSecret(this, 'secret', {
      name,
      description: `Password of ${username} in Postgres`,
      kmsKeyId: keyArn,
      recoveryWindowInDays: RECOVERY_DAYS,
    });
    secret.overrideLogicalId(id);
    const drawn = `ephemeral.aws_secretsmanager_random_password.${id}.random_password`;
    const version = new SecretsmanagerSecretVersion(this, 'version', {
      secretId: secret.id,
      secretStringWo: `\${jsonencode({ "username" = "${username}", "password" = ${drawn} })}`,
      secretStringWoVersion: OWNER_PASSWORD_VERSION,
    });
    version.overrideLogicalId(id);
    stack.addOverride(`ephemeral.aws_secretsmanager_secret_version.${id}`, {
      // The version's own attribute, not the secret's: it can only be read once it is written.
      secret_id: `\${aws_secretsmanager_secret_version.${id}.secret_id}`,
    });
    this.arn = secret.arn;
    this.password = `\${jsondecode(ephemeral.aws_secretsmanager_secret_version.${id}.secret_string)["password"]}`;
  }
}
