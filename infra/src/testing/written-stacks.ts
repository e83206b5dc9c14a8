import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Environment } from '../config.ts';
import { type WrittenStack, writeStacks } from '../commands/stacks.ts';

interface Template {
  readonly stack: WrittenStack;
  readonly document: string;
}

const templates = new Map<string, readonly Template[]>();

/** As `writeStacks`, which synthesises each environment only once: every test gets a copy of its own in `out`. */
export function writtenStacks(environment: Environment, out: string): readonly WrittenStack[] {
  const key = JSON.stringify(environment);
  const template = templates.get(key) ?? readOnce(environment);
  templates.set(key, template);
  return template.map(({ stack, document }) => {
    const folder = join(out, 'stacks', basename(stack.folder));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'cdk.tf.json'), document);
    return { ...stack, folder };
  });
}

function readOnce(environment: Environment): readonly Template[] {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-stacks-'));
  const template = writeStacks(environment, folder).map((stack) => ({
    stack,
    document: readFileSync(join(stack.folder, 'cdk.tf.json'), 'utf8'),
  }));
  rmSync(folder, { recursive: true });
  return template;
}
