import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../root.ts';
import { Mistake } from './mistake.ts';

export const deployedEnvironments = ['staging', 'production'] as const;
export type DeployedEnvironment = (typeof deployedEnvironments)[number];

/** Images that run in every environment; the base is below them, the lodge is for development. */
export const serviceImages = ['piste', 'off-piste', 'powder'] as const;
export type ServiceImage = (typeof serviceImages)[number];

export type Forge = 'github' | 'gitlab';

/** What a pipeline must know of an environment; all of it stands in the repository, none of it is secret. */
export interface DeliveryTarget {
  readonly name: DeployedEnvironment;
  readonly appHost: string;
  readonly region: string;
  readonly registries: Readonly<Record<ServiceImage, string>>;
  /** ARN of the role that delivers, by forge; absent until `infra:up` has made it. */
  readonly roles: Readonly<Partial<Record<Forge, string>>>;
}

const registry = z.string().regex(/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9/-]+$/);
const roleArn = z.string().regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/);

const settingsSchema = z.object({
  GNAR_APP_HOST: z.string().regex(/^[a-z0-9.-]+$/),
  GNAR_REGISTRY_PISTE: registry,
  GNAR_REGISTRY_OFF_PISTE: registry,
  GNAR_REGISTRY_POWDER: registry,
  GNAR_DELIVERY_ROLE_GITHUB: roleArn.optional(),
  GNAR_DELIVERY_ROLE_GITLAB: roleArn.optional(),
});

/** No account has this number: it stands in the examples. */
export const EXAMPLE_ACCOUNT = '000000000000';

/** @throws Error for a word that names no environment: it may come from a form, or from a message */
export function environmentNamed(word: string | undefined): DeployedEnvironment {
  const found = deployedEnvironments.find((name) => name === word);
  if (found === undefined) throw new Mistake(`Name an environment: ${deployedEnvironments.join(' or ')}`);
  return found;
}

/** Reads `k8s/overlays/<environment>/infra.env`, which `npm run infra:outputs` writes. */
export function readTarget(name: DeployedEnvironment, folder = root): DeliveryTarget {
  const settings = settingsSchema.parse(readEnvFile(join(folder, 'k8s', 'overlays', name, 'infra.env')));
  const roles = { github: settings.GNAR_DELIVERY_ROLE_GITHUB, gitlab: settings.GNAR_DELIVERY_ROLE_GITLAB };
  return {
    name,
    appHost: settings.GNAR_APP_HOST,
    region: settings.GNAR_REGISTRY_PISTE.split('.')[3] ?? '',
    registries: {
      piste: settings.GNAR_REGISTRY_PISTE,
      'off-piste': settings.GNAR_REGISTRY_OFF_PISTE,
      powder: settings.GNAR_REGISTRY_POWDER,
    },
    roles: Object.fromEntries(Object.entries(roles).filter(([, role]) => role !== undefined)),
  };
}

/** Whether there is an account behind it: a fork that has none yet still has a green pipeline. */
export function isSetUp({ registries }: DeliveryTarget): boolean {
  return !registries.piste.startsWith(EXAMPLE_ACCOUNT);
}

function readEnvFile(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const pairs = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s).slice(0, 2));
  return Object.fromEntries(pairs) as Record<string, string>;
}
