import type { z } from 'zod';
import { expectedForm } from '@gnar/gear/config';
import { offPisteSchema } from '@gnar/off-piste/config';
import { pisteSchema } from '@gnar/piste/config';
import { migrationSchema } from '@gnar/piste/migrate';

type Schema = Readonly<Record<string, z.ZodType>>;

interface Variable {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly readers: readonly string[];
}

const readers: readonly (readonly [reader: string, schema: Schema])[] = [
  ['piste', pisteSchema],
  ['off-piste', offPisteSchema],
  ['migrations', migrationSchema],
];

const introduction = `# Environment

What each program reads, made from the schemas in \`config.ts\` by \`npm run docs\`. Every name begins with \`GNAR_\`.
A missing or malformed one is reported at the start, all of them together, and the program ends with code 1. In
development \`npm start\` sets what is needed; what you set yourself wins.

A peer is found by \`GNAR_<SERVICE>_SERVICE_PORT\` in development (\`9401\`, \`localhost:9401\`, \`http://…\`, \`tcp://…\`) and by
\`<SERVICE>_SERVICE_PORT\` in production, which Kubernetes sets for a Service named \`<service>-service\`. Where the AWS keys are
absent, the SDK's own chain of credentials is used.

`;

const ofNpmStart = `
## npm start itself

| name | meaning | default |
| --- | --- | --- |
| \`GNAR_DEV_POWDER_PORT\`, \`…_PISTE_PORT\`, \`…_OFF_PISTE_PORT\`, \`…_SES_PORT\`, \`…_SQS_PORT\`, \`…_PG_PORT\`, \`…_REDIS_PORT\`, \`…_STUBS_PORT\` | where each listens; 0 is any free port | 3000, 9400 to 9406 |
| \`GNAR_DEV_DATA_DIR\` | where data lasts between runs | \`.gnar/data\` |
| \`GNAR_REDIS_ENDPOINT\` | a Redis to use instead of one from the lodge | |
| \`GNAR_BROWSER\` | the browser for \`npm test\` | found, or fetched from npm |
`;

/** The page docs/environment.md. */
export function describeEnvironment(): string {
  const rows = variables().map(({ name, schema, readers: by }) => {
    const missing = schema.safeParse(undefined);
    const byDefault = missing.success ? defaultText(missing.data) : '**required**';
    return `| \`${name}\` | ${expectedForm(schema) ?? 'text'} | ${byDefault} | ${by.join(', ')} |`;
  });
  const table = ['| name | expected | default | read by |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return `${introduction}${table}\n${ofNpmStart}`;
}

function variables(): Variable[] {
  const found = new Map<string, Variable>();
  for (const [reader, schema] of readers) {
    for (const [name, value] of Object.entries(schema)) {
      const known = found.get(name);
      found.set(name, { name, schema: known?.schema ?? value, readers: [...(known?.readers ?? []), reader] });
    }
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function defaultText(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
