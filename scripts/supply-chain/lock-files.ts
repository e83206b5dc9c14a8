import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../root.ts';

/** Every lock file of the repository, relative to it; all but the first are installed apart. */
export const lockFiles = [
  'package-lock.json',
  'infra/package-lock.json',
  'k8s/package-lock.json',
  'packages/bench/peers/package-lock.json',
] as const;

const packageSchema = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
});
const lockSchema = z.looseObject({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), packageSchema),
});

export interface LockedPackage extends z.infer<typeof packageSchema> {
  /** `node_modules/a/node_modules/b` */
  readonly path: string;
  /** `b`, or `@scope/b` */
  readonly name: string;
}

/** Foreign packages of a lock file; our own, which are linked, are left out. */
export function lockedPackages(
  lockFile: string,
  text = readFileSync(join(root, lockFile), 'utf8'),
): LockedPackage[] {
  const { packages } = lockSchema.parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([path, locked]) => ({ ...locked, path, name: path.replace(/^.*node_modules\//, '') }));
}

const oldFormSchema = z.object({ type: z.string() });
const manifestSchema = z.looseObject({
  license: z.union([z.string(), oldFormSchema]).optional(),
  licenses: z.union([oldFormSchema, z.array(oldFormSchema)]).optional(),
});

/** What a manifest states, as an SPDX expression; npm's old forms are an object, and a list of objects to choose from. */
export function statedLicence(manifest: unknown): string | undefined {
  const { license, licenses = [] } = manifestSchema.parse(manifest);
  if (license !== undefined) return typeof license === 'string' ? license : license.type;
  return (
    [licenses]
      .flat()
      .map(({ type }) => type)
      .join(' OR ') || undefined
  );
}

/** By the lock file; where it does not say, by the package's own manifest, if it is installed. */
export function licenceOf({ license, path }: LockedPackage, lockFile: string): string | undefined {
  if (license !== undefined) return license;
  const manifest = join(root, lockFile, '..', path, 'package.json');
  if (!existsSync(manifest)) return undefined;
  return statedLicence(JSON.parse(readFileSync(manifest, 'utf8')));
}
