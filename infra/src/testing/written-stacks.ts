import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Environment } from '../config.ts';
import { type WrittenStack, writeStacks } from '../commands/stacks.ts';

const templates = new Map<string, readonly WrittenStack[]>();

/** As `writeStacks`, which synthesises each environment only once: every test gets a copy of its own in `out`. */
export function writtenStacks(environment: Environment, out: string): readonly WrittenStack[] {
  const key = JSON.stringify(environment);
  const template =
    templates.get(key) ?? writeStacks(environment, mkdtempSync(join(tmpdir(), 'gnar-stacks-')));
  templates.set(key, template);
  return template.map((stack) => {
    const folder = join(out, 'stacks', basename(stack.folder));
    cpSync(join(stack.folder, 'cdk.tf.json'), join(folder, 'cdk.tf.json'));
    return { ...stack, folder };
  });
}
