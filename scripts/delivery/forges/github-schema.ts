import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { root } from '../../root.ts';

/** What we use of GitHub's workflows; an unknown key is refused, as GitHub itself would only do when it is too late. */
const permission = z.enum(['read', 'write', 'none']);
const permissionsSchema = z.strictObject({
  contents: permission.optional(),
  'id-token': permission.optional(),
  packages: permission.optional(),
});
const words = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string());
const concurrencySchema = z.strictObject({
  group: z.string(),
  'cancel-in-progress': z.union([z.boolean(), z.string().regex(/^\$\{\{.*\}\}$/)]),
});

const actionStep = z.strictObject({
  uses: z.string(),
  name: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
const runStep = z.strictObject({
  run: z.string(),
  name: z.string().optional(),
  if: z.string().optional(),
  env: words.optional(),
});

const jobSchema = z.strictObject({
  if: z.string().optional(),
  needs: z.array(z.string()).optional(),
  'runs-on': z.literal('ubuntu-24.04'),
  'timeout-minutes': z.number().int().min(1).max(60),
  concurrency: concurrencySchema.optional(),
  permissions: permissionsSchema,
  env: words.optional(),
  steps: z.array(z.union([actionStep, runStep])).min(1),
});

const choice = z.strictObject({
  description: z.string(),
  type: z.literal('choice'),
  options: z.array(z.string()),
  default: z.string(),
});
const triggersSchema = z.strictObject({
  push: z.strictObject({ branches: z.array(z.string()) }).optional(),
  pull_request: z.strictObject({ types: z.array(z.string()) }).optional(),
  schedule: z.array(z.strictObject({ cron: z.string().regex(/^[\d*/, -]+$/) })).optional(),
  workflow_dispatch: z.strictObject({ inputs: z.record(z.string(), choice) }).optional(),
  repository_dispatch: z.strictObject({ types: z.array(z.string()) }).optional(),
});

export const githubSchema = z.strictObject({
  name: z.string(),
  on: triggersSchema,
  permissions: z.strictObject({}),
  concurrency: concurrencySchema,
  defaults: z.strictObject({ run: z.strictObject({ shell: z.literal('bash') }) }),
  env: words.optional(),
  jobs: z.record(z.string().regex(/^[a-z][a-z-]*$/), jobSchema),
});
export type GithubWorkflow = z.infer<typeof githubSchema>;
export type GithubJob = z.infer<typeof jobSchema>;

export const githubFiles = ['.github/workflows/pipeline.yml', '.github/workflows/roll-back.yml'] as const;

/** @throws Error for what is not YAML, ZodError for what is no workflow of ours */
export function parseWorkflow(text: string): GithubWorkflow {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) throw first;
  return githubSchema.parse(document.toJS());
}

export const readText = (file: string): string => readFileSync(join(root, file), 'utf8');
