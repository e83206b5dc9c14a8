import type { z } from 'zod';
import { expectedForm } from '@gnar/gear/config';
import { readPrograms, type Program } from '../../services.schemas.ts';
import { documentedPorts } from '../start/settings.ts';

interface Variable {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly readers: readonly string[];
}

const introduction = `# Environment

What each program reads, made from the schemas in \`config.ts\` by \`npm run docs\`. Every name begins with \`GNAR_\`.
A missing or malformed one is reported at the start, all of them together, and the program ends with code 1. In
development \`npm start\` sets what is needed; what you set yourself wins.

A peer is found by \`GNAR_<SERVICE>_SERVICE_PORT\` in development (\`9401\`, \`localhost:9401\`, \`http://…\`, \`tcp://…\`) and by
\`<SERVICE>_SERVICE_PORT\` in production, which Kubernetes sets for a Service named \`<service>-service\`. Where the AWS keys are
absent, the SDK's own chain of credentials is used. \`OTEL_EXPORTER_OTLP_ENDPOINT\` (no prefix: OpenTelemetry names it) says where a
collector takes OTLP over HTTP, e.g. \`http://localhost:4318\`; unless set, nothing is traced.

`;

const portRows = [...documentedPorts]
  .map(
    ([name, { variable, port }]) =>
      `| \`${variable}\` | where ${name} listens; 0 is any free port | ${port} |`,
  )
  .join('\n');

const ofNpmStart = `
## npm start itself

| name | meaning | default |
| --- | --- | --- |
${portRows}
| \`GNAR_DEV_FREE_PORTS\` | \`true\`: any free port for all whose port is not set | |
| \`GNAR_DEV_DATA_DIR\` | where data lasts between runs | \`.gnar/data\` |
| \`GNAR_REDIS_ENDPOINT\` | a Redis to use instead of one from the lodge | |
| \`GNAR_BROWSER\` | the browser for \`npm test\` | found, or fetched from npm |
`;

/** The page docs/environment.md. */
export async function describeEnvironment(): Promise<string> {
  const rows = variables(await readPrograms()).map(({ name, schema, readers: by }) => {
    const missing = schema.safeParse(undefined);
    const byDefault = missing.success ? defaultText(missing.data) : '**required**';
    return `| \`${name}\` | ${expectedForm(schema) ?? 'text'} | ${byDefault} | ${by.join(', ')} |`;
  });
  const table = ['| name | expected | default | read by |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return `${introduction}${table}\n${ofNpmStart}`;
}

function variables(programs: readonly Program[]): Variable[] {
  const found = new Map<string, Variable>();
  for (const { service, kind, schema: read } of programs) {
    const reader = kind === 'service' ? service : kind;
    for (const [name, value] of Object.entries(read)) {
      const known = found.get(name);
      const readers = [...new Set([...(known?.readers ?? []), reader])];
      found.set(name, { name, schema: known?.schema ?? value, readers });
    }
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function defaultText(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
