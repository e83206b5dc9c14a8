import { z } from 'zod';
import { ConfigError, type ConfigProblem } from './config-error.ts';

/** Environment names without prefix, each with the schema of its value. */
export type EnvSchema = Readonly<Record<string, z.ZodType>>;

/** The environment as a program sees it; a key that is absent or undefined is not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<S>;

/** What readConfig returns: keys in camel case, values as their schemas give them. */
export type Config<S extends EnvSchema> = Readonly<{
  [Key in keyof S & string as CamelCase<Key>]: z.output<S[Key]>;
}>;

export interface ReadConfigOptions {
  /** Put before every name, with or without its underscore. Default `GNAR_`. */
  prefix?: string;
}

const secretName = /SECRET|PASSWORD|TOKEN|ACCESS_KEY|PRIVATE/;

/**
 * Reads the environment once, into a frozen object. An empty string counts as absent.
 *
 * @throws ConfigError that lists every missing or bad name together.
 */
export function readConfig<S extends EnvSchema>(
  schema: S,
  source: Environment,
  options: ReadConfigOptions = {},
): Config<S> {
  const prefix = environmentPrefix(options.prefix);
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [key, valueSchema] of Object.entries(schema)) {
    const name = `${prefix}${key}`;
    const raw = source[name]?.trim() === '' ? undefined : source[name]?.trim();
    const result = valueSchema.safeParse(raw);
    if (result.success) values[camelCase(key)] = result.data;
    else problems.push({ name, text: problemText(name, raw, valueSchema, result.error) });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return frozen<S>(values);
}

/** The prefix with its underscore: `GNAR` and `GNAR_` are the same; an empty prefix stays empty. */
export function environmentPrefix(prefix = 'GNAR_'): string {
  return prefix === '' || prefix.endsWith('_') ? prefix : `${prefix}_`;
}

/** `EMAIL_HOST` → `emailHost`. */
export function camelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function problemText(name: string, raw: string | undefined, schema: z.ZodType, error: z.ZodError): string {
  const expected = expectedForm(schema) ?? error.issues.map(({ message }) => message).join('; ');
  if (raw === undefined) return `${name} is missing: ${expected}`;
  if (secretName.test(name)) return `${name} is not as expected (its value is not shown): ${expected}`;
  return `${name} is ${JSON.stringify(raw)}, expected: ${expected}`;
}

/** The form a value should have, for people; a description given before .optional() or .default() counts too. */
export function expectedForm(schema: z.ZodType): string | undefined {
  if (schema.description !== undefined) return schema.description;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner = schema.unwrap();
    return inner instanceof z.ZodType ? expectedForm(inner) : undefined;
  }
  return undefined;
}

// The mapped type is built key by key, which the compiler cannot follow: the loop above is its proof.
function frozen<S extends EnvSchema>(values: Record<string, unknown>): Config<S>;
function frozen(values: Record<string, unknown>): Readonly<Record<string, unknown>> {
  return Object.freeze(values);
}
