import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../../services.types.ts';
import { root } from '../root.ts';

/** Folders of k8s/base that are no service's: what is in them is for all services, or for all of a kind. */
export const layers: readonly string[] = ['every', 'node', 'page'];

/** What is a service's alone, and goes with it: its folder, what k8s/ and tools have for it. */
export function ownFiles(name: string, folder = root): string[] {
  if (layers.includes(name)) throw new Error(`k8s/base/${name} belongs to all services.`);
  return filesBelow(
    [`services/${name}`, `k8s/base/${name}`, `{packages/*/src,scripts/*}/services/${name}.{ts,test.ts}`],
    folder,
  );
}

/** The sources in which a service that has it among its peers names it. */
export function usersOf(name: string, all: readonly Service[], folder = root): string[] {
  const askers = all.filter((service) => service.name !== name && service.needs.peers.includes(name));
  return filesBelow(
    askers.map((service) => `${service.folder}/src/**/*.{ts,tsx}`),
    folder,
  ).filter((file) => readFileSync(join(folder, file), 'utf8').includes(`'${name}'`));
}

/** Pages whose tables may be about a service. */
export const pages = (): string[] =>
  filesBelow(['*.md', '{docs,docker,k8s,infra}/*.md', 'packages/*/*.md'], root);

/** A page without the rows whose first cell links to the service's folder; those of images have its plain name. */
export function withoutRows(page: string, text: string, name: string): string {
  const link = new RegExp(String.raw`\]\((?:\.\.?/)*services/${name}[/#)]`);
  return text
    .split('\n')
    .filter((line) => {
      const [before, first = ''] = line.split('|');
      const isAbout = link.test(first) || (page === 'docker/README.md' && first.trim() === name);
      return before !== '' || !isAbout;
    })
    .join('\n');
}

function filesBelow(patterns: readonly string[], folder: string): string[] {
  return globSync(patterns, { cwd: folder, exclude: ['**/node_modules/**', '**/dist/**'] }).toSorted();
}
