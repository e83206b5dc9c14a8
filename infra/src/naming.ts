import { createHash } from 'node:crypto';
import { product } from '../../packages/contract/src/product.ts';
import type { Environment } from './config.ts';

/** Begins the name of everything in an environment: `gnar-staging`. */
export const prefixOf = ({ project, name }: Environment): string => `${project}-${name}`;

/**
 * Names of buckets are shared with the whole world: the domain makes ours unique. At most 63 characters (S3); of a longer name
 * the end becomes a digest of all of it, so that two that begin alike stay apart.
 */
export function bucketName(environment: Environment, purpose: string): string {
  const name = `${prefixOf(environment)}-${purpose}-${environment.domain.replaceAll('.', '-')}`;
  if (name.length <= 63) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, 54).replace(/-+$/, '')}-${digest}`;
}

/** A queue of services.ts in an environment: the prefix stands in the place of `gnar`. */
export const queueNameOf = (environment: Environment, name: string): string =>
  name.replace(/^gnar/, prefixOf(environment));

export const appHost = ({ domain }: Environment): string => `app.${domain}`;

/** The address that emails come from; the services put the name of the product before it. */
export const senderOf = ({ domain }: Environment): string => `${product.addresses.sender}@${domain}`;

export const assetsHost = ({ domain }: Environment): string => `assets.${domain}`;

/** Where the secrets of an environment live in Parameter Store; nothing else of the account is there. */
export const secretsPath = ({ project, name }: Environment): string => `/${project}/${name}`;

/** EKS takes a plain name; kops a name in the environment's own zone, under which it keeps its records. */
export const clusterNameOf = (environment: Environment): string =>
  environment.features.cluster === 'eks' ? prefixOf(environment) : `k8s.${environment.domain}`;

/** Where shells on nodes are recorded. */
export const sessionLogGroupOf = (environment: Environment): string => `/${prefixOf(environment)}/sessions`;

/** Where the log agent of the cluster ships what pods write. */
export const applicationLogGroupOf = (environment: Environment): string =>
  `/${prefixOf(environment)}/application`;
