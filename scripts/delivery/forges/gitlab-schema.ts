import { parseDocument } from 'yaml';
import { z } from 'zod';

/** What we use of GitLab's pipelines; an unknown key is refused. */
const words = z.record(z.string(), z.string());
const cacheSchema = z.array(
  z.strictObject({
    key: z.union([z.string(), z.strictObject({ files: z.array(z.string()) })]),
    paths: z.array(z.string()),
  }),
);
const ruleSchema = z.strictObject({ if: z.string(), when: z.enum(['on_failure', 'manual']).optional() });
const many = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** What a template (`.name`) may say; a job says more. */
const partSchema = z.strictObject({
  services: z.array(z.strictObject({ name: z.string(), alias: z.string() })).optional(),
  variables: words.optional(),
  cache: cacheSchema.optional(),
  rules: z.array(ruleSchema).optional(),
  interruptible: z.boolean().optional(),
  resource_group: z.string().optional(),
});
const jobSchema = partSchema.extend({
  extends: many.optional(),
  stage: z.string(),
  needs: z.array(z.string()).optional(),
  timeout: z.string().regex(/^\d{1,2} minutes$/),
  id_tokens: z.record(z.string(), z.strictObject({ aud: z.string() })).optional(),
  script: z.array(z.string()).min(1),
  artifacts: z.strictObject({ paths: z.array(z.string()), expire_in: z.string() }).optional(),
});

const settingsSchema = z.strictObject({
  stages: z.array(z.string()),
  workflow: z.strictObject({
    auto_cancel: z.strictObject({ on_new_commit: z.literal('interruptible') }),
    rules: z.array(ruleSchema),
  }),
  variables: words,
  default: z.strictObject({ image: z.string(), interruptible: z.boolean(), cache: cacheSchema }),
});

export type GitlabPart = z.infer<typeof partSchema>;
export type GitlabJob = z.infer<typeof jobSchema>;
export interface GitlabPipeline {
  readonly settings: z.infer<typeof settingsSchema>;
  readonly parts: Readonly<Record<string, GitlabPart>>;
  readonly jobs: Readonly<Record<string, GitlabJob>>;
}

export const gitlabFile = '.gitlab-ci.yml';
const settingNames = Object.keys(settingsSchema.shape);

/** @throws Error for what is not YAML, ZodError for what is no pipeline of ours */
export function parsePipeline(text: string): GitlabPipeline {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) throw first;
  const entries = Object.entries(z.record(z.string(), z.unknown()).parse(document.toJS()));
  const those = (fits: (name: string) => boolean) =>
    Object.fromEntries(entries.filter(([name]) => fits(name)));
  const isSetting = (name: string) => settingNames.includes(name);
  return {
    settings: settingsSchema.parse(those(isSetting)),
    parts: z.record(z.string(), partSchema).parse(those((name) => name.startsWith('.'))),
    jobs: z.record(z.string(), jobSchema).parse(those((name) => !name.startsWith('.') && !isSetting(name))),
  };
}

/** What is true of a job, its templates included; a later template wins over an earlier one, the job over all. */
export function resolveJob({ parts, jobs }: GitlabPipeline, name: string): GitlabJob {
  const job = jobs[name];
  if (job === undefined) throw new Error(`There is no job ${name}.`);
  const templates = (job.extends ?? []).map((template) => {
    const part = parts[template];
    if (part === undefined) throw new Error(`${name} extends ${template}, which does not exist.`);
    return part;
  });
  const layers: readonly GitlabPart[] = [...templates, job];
  const variables = layers.reduce<Record<string, string>>((all, part) => ({ ...all, ...part.variables }), {});
  const inherited = templates.reduce<GitlabPart>((all, part) => ({ ...all, ...part }), {});
  return { ...inherited, ...job, variables };
}
