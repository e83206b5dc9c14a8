import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { nodeServices, services } from '../../services.ts';
import { root } from '../root.ts';
import { generatedFiles } from './generated-files.ts';

/** Files of tools: what starts, builds, checks and delivers, whatever the services are. */
const tooling = [
  'scripts',
  'docker',
  ':(glob)*.json',
  ':(glob)*.mjs',
  '.ci',
  '.github',
  '.gitlab-ci.yml',
  '.dockerignore',
];

/** Those that may name a service, and why. */
const allowed: Readonly<Record<string, string>> = {
  'package-lock.json': 'npm writes it',
  'tsconfig.json': 'TypeScript reads no variables; the test below compares',
  'scripts/mutants/': 'names the code into which mistakes are planted',
  'scripts/new-feature/': 'writes features into the service with the API of the product',
};

/** Of one feature or one service, with which it is removed. */
const isOwn = (file: string) =>
  /\/features\/[^/]+\.ts$|^(?:packages\/[^/]+\/src|scripts\/[^/]+)\/services\//.test(file);

const isTest = (file: string) => /\.(?:test|fixture)\.ts$|\/tests\//.test(file);

const mayName = (file: string) =>
  generatedFiles.includes(file) || Object.keys(allowed).some((start) => file.startsWith(start));

const filesOf = (...patterns: readonly string[]) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('.md') && !isOwn(file) && existsSync(join(root, file)));

const files = filesOf(...tooling);
/** They are about accounts, and so name the service that has them. */
const programs = filesOf(
  'packages/bench',
  'packages/gear',
  'packages/lodge',
  'packages/siege',
  'infra/src',
  ':(glob)k8s/**/*.ts',
);

/** The name as a word, in any spelling: ski-lift, skiLift, SKI_LIFT, Ski-Lift. */
const spelt = (name: string) =>
  new RegExp(String.raw`(?<![A-Za-z-])${name.replaceAll('-', '[-_ ]?')}(?![a-z-])`, 'i');

const naming = (name: string, among: readonly string[]) =>
  among.filter((file) => !mayName(file) && spelt(name).test(readFileSync(join(root, file), 'utf8')));

/** The service with the product's own API; tests of tools ask it. */
const main = nodeServices.find(({ migrations }) => migrations)?.name;

describe('the name of a service', () => {
  it.each(nodeServices)('$name stands in no tool', ({ name }) => {
    expect(
      naming(
        name,
        files.filter((file) => !isTest(file)),
      ),
    ).toEqual([]);
  });

  it('stands in no test of a tool and in no program that attacks, measures or rehearses, but for that of the accounts', () => {
    const others = nodeServices.filter(({ name }) => name !== main);
    const found = others.map(({ name }) => [name, naming(name, [...files, ...programs])]);
    expect(found).toEqual(others.map(({ name }) => [name, []]));
  });

  it('is found in every spelling, and as a word alone', () => {
    for (const text of ['ski-lift:', 'skiLift', 'SKI_LIFT_PORT', 'Ski-Lift', 'gnar/ski-lift']) {
      expect([text, spelt('ski-lift').test(text)]).toEqual([text, true]);
    }
    expect(spelt('lift').test('ski-lift')).toBe(false);
  });
});

describe('the name of the product', () => {
  it('stands in product.ts and in no other file that a rename would have to change', () => {
    const told = filesOf().filter(
      (file) =>
        !isTest(file) &&
        !file.includes('/testing/') &&
        /(?<!X-)\bGnar\b(?!-Peer)/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(told.filter((file) => file !== 'LICENSE')).toEqual(['packages/contract/src/product.ts']);
  });
});

describe('tsconfig.json', () => {
  const projectSchema = z.object({ references: z.array(z.object({ path: z.string() })) });
  const projectsOf = (file: string, up: string) =>
    projectSchema
      .parse(JSON.parse(readFileSync(join(root, file), 'utf8')))
      .references.flatMap(({ path }) => (path.startsWith(`${up}services/`) ? [path.slice(up.length)] : []));

  it('and own/tsconfig.json have the types of every service checked', () => {
    const projects = [...projectsOf('tsconfig.json', './'), ...projectsOf('own/tsconfig.json', '../')];
    expect(projects.toSorted()).toEqual(services.map(({ folder }) => folder).toSorted());
  });
});
