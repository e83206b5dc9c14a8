import { stringify } from 'yaml';
import type { Environment } from '../../config.ts';
import type { SecretName, Secrets } from '../secrets.ts';

export interface ExternalSecretsInput {
  readonly environment: Environment;
  readonly parameterOf: Secrets['parameter'];
  readonly present: ReadonlySet<SecretName>;
  /** ARN of the secret that RDS keeps for the database's owner, with `username` and `password` in it. */
  readonly ownerSecretArn: string;
}

const PARAMETER_STORE = 'parameter-store';
const SECRETS_MANAGER = 'secrets-manager';
/** A changed secret is in the cluster after at most this long. */
const REFRESH = '15m';

const jsonOf = (kind: string, name: string, spec: object) => ({
  apiVersion: 'external-secrets.io/v1',
  kind,
  metadata: { name },
  spec,
});

/** The operator has its own identity from the cluster (Pod Identity, or the node's role): no keys are written here. */
const store = (name: string, service: string, region: string) =>
  jsonOf('SecretStore', name, { provider: { aws: { service, region } } });

const secret = (name: string, storeName: string, data: readonly object[]) =>
  jsonOf('ExternalSecret', name, {
    refreshInterval: REFRESH,
    secretStoreRef: { kind: 'SecretStore', name: storeName },
    target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    data,
  });

/**
 * Where the cluster finds the environment's secrets, by name: no value is in it.
 * The founder's secrets are named when they are there: the operator would report one that is not.
 */
export function externalSecrets({
  environment,
  parameterOf,
  present,
  ownerSecretArn,
}: ExternalSecretsInput): string {
  const { name, region } = environment;
  const fromParameter = (secretName: SecretName) => ({
    secretKey: `GNAR_${secretName}`,
    remoteRef: { key: parameterOf(secretName) },
  });
  const ofOwner = (property: string) => ({
    secretKey: `GNAR_PG_OWNER_${property.toUpperCase()}`,
    remoteRef: { key: ownerSecretArn, property },
  });
  const ofFounder = (object: string, secretName: SecretName) =>
    present.has(secretName) ? [secret(object, PARAMETER_STORE, [fromParameter(secretName)])] : [];
  const documents = [
    store(PARAMETER_STORE, 'ParameterStore', region),
    store(SECRETS_MANAGER, 'SecretsManager', region),
    secret('jwt', PARAMETER_STORE, [fromParameter('JWT_SECRET_KEY')]),
    secret('postgres', PARAMETER_STORE, [fromParameter('PG_PASSWORD')]),
    secret('postgres-owner', SECRETS_MANAGER, [ofOwner('username'), ofOwner('password')]),
    secret('redis', PARAMETER_STORE, [fromParameter('REDIS_PASSWORD')]),
    ...ofFounder('recaptcha', 'RECAPTCHA_SECRET_KEY'),
    ...ofFounder('peer', 'PEER_SECRET_KEYS'),
  ];
  const header = `# Where ${name} keeps its secrets, by name: written by \`npm run infra:outputs -- ${name}\`; commit it.`;
  return `${header}\n${documents.map((document) => stringify(document)).join('---\n')}`;
}
