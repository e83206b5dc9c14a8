import type { Resource, Synthesised } from '../synthesised.ts';
import type { Protection } from './protection.ts';

/** Arguments whose value Terraform would keep in its state, in plain text. */
const KEPT_SECRETS =
  /^(?:password|master_password|passwords|auth_token|secret_string|secret_binary|secret|private_key)$/;
/** Words in the name or value of an output that would be a secret: the address of one (an ARN) is not. */
const SECRET_OUTPUT = /password|secret_string|auth_token|private_key|access_key/i;

/** No secret is in Terraform's state, or in anything it prints. */
export const secrecy: readonly Protection[] = [
  {
    promise: "no secret is in Terraform's state",
    violations: ({ resources }) =>
      resources.flatMap(({ address, type, arguments: arguments_ }) => [
        ...paths(arguments_)
          .filter((path) => KEPT_SECRETS.test(path.split('.').at(-1) ?? ''))
          .map((path) => `${address}.${path}`),
        ...(/^(?:random_password|tls_private_key|aws_ssm_parameter|data\.aws_ssm_parameter|data\.aws_secretsmanager_secret_version)$/.test(
          type,
        )
          ? [address]
          : []),
      ]),
  },
  {
    promise: 'no secret is in an output',
    violations: ({ documents }) =>
      [...documents].flatMap(([stack, { output = {} }]) =>
        Object.entries(output)
          .filter(
            ([name, { value }]) => SECRET_OUTPUT.test(name) || SECRET_OUTPUT.test(JSON.stringify(value)),
          )
          .map(([name]) => `${stack}/output.${name}`),
      ),
  },
  {
    promise: 'every state is in the private bucket, which encrypts it with our key and no other, and locked',
    violations: (synthesised) =>
      [...synthesised.documents]
        .filter(([, { terraform }]) => {
          const backend = JSON.stringify(terraform?.['backend']);
          const bucket = synthesised
            .all('aws_s3_bucket')
            .find(({ arguments: { bucket: name } }) => backend.includes(`"bucket":${JSON.stringify(name)}`));
          return (
            bucket === undefined ||
            !/"use_lockfile":true/.test(backend) ||
            /"encrypt"/.test(backend) ||
            !refusesOtherKeys(bucket, synthesised)
          );
        })
        .map(([stack]) => stack),
  },
];

function paths(value: unknown, before = ''): string[] {
  if (typeof value !== 'object' || value === null) return before === '' ? [] : [before];
  return Object.entries(value)
    .filter(([key]) => key !== '//')
    .flatMap(([key, one]) => [
      ...(typeof one === 'object' && one !== null ? [`${before}${key}`] : []),
      ...paths(one, `${before}${key}.`).map((path) => path.replace(/\.$/, '')),
    ]);
}

function refusesOtherKeys(bucket: Resource, synthesised: Synthesised): boolean {
  return synthesised
    .all('aws_s3_bucket_policy')
    .filter(({ stack, arguments: { bucket: name } }) => synthesised.follow(stack, name)?.resource === bucket)
    .some(({ stack, arguments: { policy } }) => {
      const document = synthesised.follow(stack, policy)?.resource;
      return [document?.arguments['statement'] ?? []]
        .flat()
        .some(
          ({ effect, condition }) =>
            effect === 'Deny' &&
            JSON.stringify(condition).includes('s3:x-amz-server-side-encryption-aws-kms-key-id'),
        );
    });
}
