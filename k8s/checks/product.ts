import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { entries, manifestOf } from '../../services.ts';
import type { Manifest, Service } from '../../services.types.ts';
import { migrationJobOf } from '../rendering/services/workloads.ts';

/** Variables that a program reads, by name without prefix. */
export type Schema = Readonly<Record<string, z.ZodType>>;

/** What a check must know of the product: its services, and what their programs read. */
export interface Product extends Manifest {
  /** By the workload that runs the program: a service's name, or that of the Job with its migrations. */
  readonly schemas: ReadonlyMap<string, Schema>;
}

/** Reads the schemas of all programs. @throws Error for a service that does not export its settings by the name it should */
export async function productOf(manifest: Manifest): Promise<Product> {
  const { services } = manifest;
  const programs = services
    .filter(({ kind }) => kind === 'node')
    .flatMap((service) => [
      { workload: service.name, file: 'config', schema: `${camelCase(service)}Schema`, service },
      ...(service.migrations
        ? [
            {
              workload: migrationJobOf(service, services),
              file: 'migrate',
              schema: 'migrationSchema',
              service,
            },
          ]
        : []),
    ]);
  const schemas = programs.map(async ({ workload, file, schema, service: { folder } }) => {
    const path = fileURLToPath(new URL(`../../${folder}/src/${file}.ts`, import.meta.url));
    const loaded: unknown = existsSync(path) ? await import(path) : {};
    const parsed = z.looseObject({ [schema]: schemaSchema }).safeParse(loaded);
    const found = parsed.data?.[schema];
    if (found === undefined)
      throw new Error(`${path} does not export ${schema}, which the checks of k8s read.`);
    return [workload, found] as const;
  });
  return { ...manifest, schemas: new Map(await Promise.all(schemas)) };
}

const schemaSchema = z.record(z.string(), z.instanceof(z.ZodType));

const camelCase = ({ name }: Service): string =>
  name.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** The product as services.ts has it. */
export const product: Product = await productOf(manifestOf(entries));
