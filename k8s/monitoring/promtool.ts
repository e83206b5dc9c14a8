import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FoundProgram } from '@gnar/lodge/debian';
import { stringify } from 'yaml';
import { z } from 'zod';

const run = promisify(execFile);
const LIMIT_MS = 120_000;

/** What promtool said, and whether it was content. */
export interface Verdict {
  readonly ok: boolean;
  readonly output: string;
}

/** Prometheus's own checker, with files in a folder of their own for each question. */
export class Promtool {
  readonly #program: FoundProgram;

  constructor(program: FoundProgram) {
    this.#program = program;
  }

  /** Whether Prometheus would take these rules. */
  checkRules(rules: unknown): Promise<Verdict> {
    return this.#ask({ 'rules.yaml': stringify(rules) }, ['check', 'rules', '--lint=all', '--lint-fatal']);
  }

  /** Whether the rules do what the tests say; the tests' `rule_files` must name `rules.yaml`. */
  testRules(rules: unknown, tests: string): Promise<Verdict> {
    return this.#ask({ 'rules.yaml': stringify(rules), 'tests.yaml': tests }, ['test', 'rules']);
  }

  /** @param files by name; promtool is asked about the last one */
  async #ask(files: Readonly<Record<string, string>>, question: readonly string[]): Promise<Verdict> {
    const folder = await mkdtemp(join(tmpdir(), 'gnar-promtool-'));
    try {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const asked = Object.keys(files).at(-1) ?? '';
      const { path, env } = this.#program;
      const options = { cwd: folder, env: { ...process.env, ...env }, timeout: LIMIT_MS };
      const { stdout, stderr } = await run(path, [...question, asked], options);
      return { ok: true, output: `${stdout}${stderr}` };
    } catch (error) {
      return { ok: false, output: outputOf(error) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

const failureSchema = z.looseObject({ stdout: z.string(), stderr: z.string() });

function outputOf(error: unknown): string {
  const failure = failureSchema.safeParse(error);
  if (failure.success) return `${failure.data.stdout}${failure.data.stderr}`;
  return error instanceof Error ? error.message : 'promtool failed';
}
