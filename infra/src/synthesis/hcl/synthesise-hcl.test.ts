import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from '@cdktf/hcl-tools';
import { parse } from '@cdktf/hcl2json';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadEnvironments } from '../load-environments.ts';
import { synthesise } from '../synthesise.ts';
import { synthesiseHcl } from './synthesise-hcl.ts';

const terraform = commandOnPath('terraform') ?? commandOnPath('tofu');

function commandOnPath(name: string): string | undefined {
  try {
    execFileSync(name, ['version'], { stdio: 'ignore' });
    return name;
  } catch {
    return undefined;
  }
}

describe('the exit to HCL', () => {
  let texts: ReadonlyMap<string, string>;
  let documents: ReadonlyMap<string, unknown>;

  beforeAll(async () => {
    const environments = await loadEnvironments();
    texts = await synthesiseHcl(environments);
    documents = new Map([...synthesise(environments)].map(([name, stack]) => [name, stack.toTerraform()]));
  });

  it('has a file for every stack', () => {
    expect([...texts.keys()]).toEqual([...documents.keys()]);
  });

  it('says the same as the JSON, argument by argument', async () => {
    for (const [name, text] of texts) {
      const { provider, ...parsed } = await parse(`${name}.tf`, text);
      const { provider: expectedProvider, ...expected } = withoutMetadata(documents.get(name));
      expect(flatten(parsed).map(asInJson)).toEqual(flatten(expected).map(asInJson));
      expect(flatten(provider)).toEqual(flatten(expectedProvider));
    }
  });

  it('is formatted as Terraform formats', async () => {
    for (const text of texts.values()) expect(await format(text)).toBe(text);
  });

  it('writes a reference as a reference, not as a string around it', () => {
    for (const text of texts.values()) expect(text).not.toMatch(/= "\$\{[^"{}]*\}"$/m);
  });

  (terraform ? it : it.skip)('is left alone by terraform fmt', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gnar-hcl-'));
    try {
      for (const [name, text] of texts) writeFileSync(join(folder, `${name}.tf`), text);
      const changed = execFileSync(terraform!, ['fmt', '-list=true', '-write=false', folder], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(changed).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

// Documents have no type: Terraform's schema is the provider's.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function withoutMetadata(value: any): any {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, one]) => [key, withoutMetadata(one)]),
  );
}

/** Names stand without quotes in HCL, and the parser takes them for references. */
// The formatter puts spaces between the braces of an object.
const asInJson = (line: string) =>
  line
    .replace(/(\.(?:depends_on|ignore_changes|provider)\S*: )"\$\{(.*)\}"$/, '$1"$2"')
    .replace(/(?<=jsonencode\(.*)\{ (.*?) \}/g, '{$1}');

/** `path: value` lines. A block may stand alone or in a list of one: the two syntaxes differ in that only. */
function flatten(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    if (value.length === 1) return flatten(value[0], path);
    return value.flatMap((one, index) => flatten(one, `${path}[${index}]`)).toSorted();
  }
  if (typeof value !== 'object' || value === null) return [`${path}: ${JSON.stringify(value)}`];
  return Object.entries(value)
    .flatMap(([key, one]) => flatten(one, `${path}.${key}`))
    .toSorted();
}
