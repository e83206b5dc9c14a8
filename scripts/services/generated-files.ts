import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { queues, routes, services } from '../../services.ts';
import type { Manifest } from '../../services.types.ts';
import { root } from '../root.ts';
import { workspacesBelow } from '../start/service-program.ts';
import { composeServices, composeSettings, lodgeQueues } from './compose-services.ts';
import { edgeLocations, edgeUpstreams } from './edge-routes.ts';

/** What a file says → what it says of these services. */
type Generator = (text: string, manifest: Manifest, workspacesOf: typeof workspacesBelow) => string;

/** The files that are made, in whole or in part, from the manifest; each part stands between two comments that say so. */
const generators: Readonly<Record<string, Generator>> = {
  'docker/bake.json': bakeFile,
  'docker/compose.yaml': (text, manifest, workspacesOf) => {
    const edge = manifest.services.filter(({ paths }) => paths.length > 0);
    const waits = edge.map(({ name }) => `      ${name}: { condition: service_healthy }`);
    return [
      ['the queues', lodgeQueues(manifest)] as const,
      ['the services', composeServices(manifest, workspacesOf)] as const,
      ['what the edge waits for', waits.join('\n')] as const,
    ].reduce((made, [name, content]) => withRegion(made, name, content), text);
  },
  'docker/compose.env.example': (text, manifest) =>
    withRegion(text, 'the settings of services', composeSettings(manifest)),
  'docker/nginx/edge.conf': (text, manifest) =>
    withRegion(
      withRegion(text, 'the services', edgeUpstreams(manifest)),
      'the paths',
      edgeLocations(manifest),
    ),
  'docker/observability/prometheus.yaml': (text, { services: all }) => {
    const names = all.filter(({ kind }) => kind === 'node').map(({ name }) => name);
    const targets = names.map((name) => `      - { targets: ['${name}:9080'], labels: { app: ${name} } }`);
    return withRegion(text, 'the services', targets.join('\n'));
  },
};

export const generatedFiles = Object.keys(generators);

/** What the file should say of the repository's services, unless others are given, with the workspaces that each is made of. */
export async function generate(
  file: string,
  manifest: Manifest = { services, routes, queues },
  workspacesOf = workspacesBelow,
): Promise<string> {
  const generator = generators[file];
  if (!generator) throw new Error(`${file} is not made from services.ts`);
  const text = generator(await readFile(join(root, file), 'utf8'), manifest, workspacesOf);
  if (!/\.(?:json|yaml)$/.test(file)) return text;
  return format(text, { ...(await resolveConfig(join(root, file))), filepath: file });
}

/** Writes every file of a repository that is made from its manifest. */
export async function writeGenerated(): Promise<void> {
  for (const file of generatedFiles) await writeFile(join(root, file), await generate(file));
}

/** @throws Error when the text has no such region */
export function withRegion(text: string, name: string, content: string): string {
  const from = `# From services.ts, by npm run docs: ${name}.\n`;
  const to = '# End of what services.ts gives.';
  const start = text.indexOf(from);
  const end = text.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`The file has no part "${from.trim()}" that ends with "${to}"`);
  const indent = /[ \t]*$/.exec(text.slice(0, end))?.[0] ?? '';
  const inner = content === '' ? '' : `${content}\n`;
  return `${text.slice(0, start + from.length)}${inner}${indent}${text.slice(end)}`;
}

interface Bake {
  readonly target: Readonly<Record<string, { readonly dockerfile?: string }>>;
}

const dockerfiles = { node: 'docker/service.Dockerfile', page: 'docker/web.Dockerfile' };

/** The targets of the services, after those that are no service's. */
function bakeFile(text: string, { services: all }: Manifest): string {
  // docker/tests/bake.test.ts checks the shape; a schema would put the keys into an order of its own.
  const bake = JSON.parse(text) as Bake;
  const ofServices = Object.values(dockerfiles);
  const others = Object.entries(bake.target).filter(
    ([, { dockerfile = '' }]) => !ofServices.includes(dockerfile),
  );
  const own = all.map(({ name, kind, image }): [string, object] => [
    image,
    {
      inherits: ['common'],
      dockerfile: dockerfiles[kind],
      ...(kind === 'node' ? { contexts: { 'gnar-base': 'target:base' } } : {}),
      args: { SERVICE: name },
      tags: [`\${REGISTRY}/${image}:\${TAG}`],
    },
  ]);
  const images = all.map(({ image }) => image);
  const helpers = others.map(([name]) => name).filter((name) => name !== 'common');
  const group = { default: { targets: images }, all: { targets: [...helpers, ...images] } };
  return JSON.stringify({
    ...bake,
    group,
    target: { ...Object.fromEntries(others), ...Object.fromEntries(own) },
  });
}
