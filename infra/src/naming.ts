import type { Environment } from './config.ts';

/** Begins the name of everything in an environment: `gnar-staging`. */
export const prefixOf = ({ project, name }: Environment): string => `${project}-${name}`;

/** Names of buckets are shared with the whole world: the domain makes ours unique. At most 63 characters (S3). */
export function bucketName(environment: Environment, purpose: string): string {
  const place = environment.domain.replaceAll('.', '-');
  return `${prefixOf(environment)}-${purpose}-${place}`.slice(0, 63).replace(/-+$/, '');
}

export const appHost = ({ domain }: Environment): string => `app.${domain}`;

export const assetsHost = ({ domain }: Environment): string => `assets.${domain}`;

/** Where the secrets of an environment live in Parameter Store; nothing else of the account is there. */
export const secretsPath = ({ project, name }: Environment): string => `/${project}/${name}`;

/** EKS takes a plain name; kops a name in the environment's own zone, under which it keeps its records. */
export const clusterNameOf = (environment: Environment): string =>
  environment.features.cluster === 'eks' ? prefixOf(environment) : `k8s.${environment.domain}`;
