import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { services } from '../../services.ts';
import type { Service } from '../../services.types.ts';
import { root } from '../root.ts';
import { Mistake } from './mistake.ts';

export const deployedEnvironments = ['staging', 'production'] as const;
export type DeployedEnvironment = (typeof deployedEnvironments)[number];

/** Images that run in every environment; the base is below them, the lodge is for development. */
export const serviceImages: readonly string[] = services.map(({ image }) => image);

export type Forge = 'github' | 'gitlab';

/** What a pipeline must know of an environment; all of it stands in the repository, none of it is secret. */
export interface DeliveryTarget {
  readonly name: DeployedEnvironment;
  readonly appHost: string;
  readonly region: string;
  /** By the image. */
  readonly registries: Readonly<Record<string, string>>;
  /** ARN of the role that delivers, by forge; absent until `infra:up` has made it. */
  readonly roles: Readonly<Partial<Record<Forge, string>>>;
}

const registry = z.string().regex(/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9/-]+$/);
const roleArn = z.string().regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/);

const settingsSchema = z.object({
  GNAR_APP_HOST: z.string().regex(/^[a-z0-9.-]+$/),
  GNAR_DELIVERY_ROLE_GITHUB: roleArn.optional(),
  GNAR_DELIVERY_ROLE_GITLAB: roleArn.optional(),
});

const registryVariable = ({ variable }: Service) => `GNAR_REGISTRY_${variable}`;
const registriesSchema = z.object(
  Object.fromEntries(services.map((service) => [registryVariable(service), registry])),
);

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
  const text = readEnvFile(join(folder, 'k8s', 'overlays', name, 'infra.env'));
  const settings = settingsSchema.parse(text);
  const addresses = registriesSchema.parse(text);
  const registries = Object.fromEntries(
    services.map((service) => [service.image, addresses[registryVariable(service)] ?? '']),
  );
  const roles = { github: settings.GNAR_DELIVERY_ROLE_GITHUB, gitlab: settings.GNAR_DELIVERY_ROLE_GITLAB };
  return {
    name,
    appHost: settings.GNAR_APP_HOST,
    region: Object.values(registries)[0]?.split('.')[3] ?? '',
    registries,
    roles: Object.fromEntries(Object.entries(roles).filter(([, role]) => role !== undefined)),
  };
}

/** Whether there is an account behind it: a fork that has none yet still has a green pipeline. */
export function isSetUp({ registries }: DeliveryTarget): boolean {
  return Object.values(registries).some((address) => !address.startsWith(EXAMPLE_ACCOUNT));
}

function readEnvFile(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const pairs = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s).slice(0, 2));
  return Object.fromEntries(pairs) as Record<string, string>;
}
