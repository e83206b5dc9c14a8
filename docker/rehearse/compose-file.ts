import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { repository } from './repository.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const watchRule = z.looseObject({ action: z.string(), path: z.string() });

/** What the rehearsal and the tests read of a service; the rest is the schema's. */
const serviceSchema = z.looseObject({
  image: z.string(),
  build: z
    .looseObject({
      context: z.string(),
      dockerfile: z.string(),
      args: z.record(z.string(), z.string()).default({}),
      additional_contexts: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  pull_policy: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), scalar).default({}),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  profiles: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  develop: z.looseObject({ watch: z.array(watchRule) }).optional(),
});

const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), z.unknown()),
});

export type ComposeService = z.output<typeof serviceSchema>;
export type ComposeFile = z.output<typeof composeSchema>;

/** docker/compose.yaml as compose sees it: anchors merged, variables with their values or defaults. */
export async function readCompose(values: Readonly<Record<string, string>> = {}): Promise<ComposeFile> {
  return composeSchema.parse(parseCompose(await readFile(repository('docker/compose.yaml'), 'utf8'), values));
}

/** The same before we know what we want of it. */
export function parseCompose(text: string, values: Readonly<Record<string, string>> = {}): unknown {
  const document: unknown = parse(text, { merge: true });
  return withVariables(document, values);
}

function withVariables(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return interpolate(value, values);
  if (Array.isArray(value)) return value.map((item) => withVariables(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withVariables(item, values)]));
}

/** `${NAME:-default}`, the only form we use, and `$$` for a dollar. @throws for another form. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\{(\w+):-([^}]*)\}|\$/g, (match, name?: string, fallback = '') => {
    if (match === '$$') return '$';
    if (name === undefined) throw new Error(`Write \${NAME:-default}, with a default, in: ${text}`);
    return values[name] ?? String(fallback);
  });
}
