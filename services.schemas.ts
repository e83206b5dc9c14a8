import { z } from 'zod';
import { services } from './services.ts';
import type { Service } from './services.types.ts';

/** A program of ours that reads its environment by a schema, names without `GNAR_`. */
export interface Program {
  readonly service: string;
  readonly kind: 'service' | 'migrations';
  readonly schema: Readonly<Record<string, z.ZodType>>;
}

/** What each program of every node service reads: `<camelCaseName>Schema` of config.ts, `migrationSchema` of migrate.ts. */
export async function readPrograms(): Promise<readonly Program[]> {
  const found = services.filter(({ kind }) => kind === 'node').map((service) => programsOf(service));
  return (await Promise.all(found)).flat();
}

async function programsOf({ name, folder, migrations }: Service): Promise<Program[]> {
  const variable = `${name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Schema`;
  const own = await exported(`./${folder}/src/config.ts`, variable);
  const programs: Program[] = [{ service: name, kind: 'service', schema: own }];
  if (!migrations) return programs;
  const schema = await exported(`./${folder}/src/migrate.ts`, 'migrationSchema');
  return [...programs, { service: name, kind: 'migrations', schema }];
}

const isSchema = (value: unknown) => typeof value === 'object' && value !== null && 'safeParse' in value;
const schemaOfPrograms = z.record(z.string(), z.custom<z.ZodType>(isSchema));

async function exported(path: string, variable: string): Promise<Program['schema']> {
  const module: unknown = await import(path);
  const found = z.looseObject({ [variable]: schemaOfPrograms }).safeParse(module);
  if (!found.success) throw new Error(`${path} does not export ${variable}, a record of zod schemas by name`);
  return schemaOfPrograms.parse(found.data[variable]);
}
