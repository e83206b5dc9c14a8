import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../root.ts';
import { githubFiles, parseWorkflow, readText, type GithubJob } from './forges/github-schema.ts';
import { gitlabFile, parsePipeline, resolveJob } from './forges/gitlab-schema.ts';

const workflows = githubFiles.map((file) => ({
  file,
  text: readText(file),
  ...parseWorkflow(readText(file)),
}));
const github: Readonly<Record<string, GithubJob>> = Object.assign({}, ...workflows.map(({ jobs }) => jobs));
const gitlabText = readText(gitlabFile);
const pipeline = parsePipeline(gitlabText);
const gitlab = Object.fromEntries(
  Object.keys(pipeline.jobs).map((name) => [name, resolveJob(pipeline, name)]),
);

/** The programs of the night: each begins by itself. */
const nightly = ['attack', 'chaos', 'mutants'];
const stages = [
  'test',
  'night',
  'build',
  'scan',
  'cluster',
  'publish',
  'sign',
  'deploy',
  'smoke',
  'roll-back',
  'preview',
];
const allJobs = [
  ...stages.filter((stage) => stage !== 'night'),
  ...nightly,
  'roll-back-on-report',
].toSorted();

const runsOf = ({ steps }: GithubJob) => steps.flatMap((step) => ('run' in step ? [step.run] : []));
const usesOf = ({ steps }: GithubJob) => steps.flatMap((step) => ('uses' in step ? [step.uses] : []));
/** A command as both forges have it: their names for a commit, a registry and a person are the forge's own. */
const neutral = (command: string) =>
  command
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/"\$(GITHUB_SHA|CI_COMMIT_SHA|HEAD)"/g, '"COMMIT"')
    .replace('"${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}"', '"COMMIT"')
    .replace(/"(ghcr\.io\/\$GITHUB_REPOSITORY|\$CI_REGISTRY_IMAGE)"/g, '"REGISTRY"')
    .replace(/"\$(GITHUB_ACTOR|CI_REGISTRY_USER)"/g, '"USER"');
const scriptsOf = (commands: readonly string[]) =>
  commands.map(neutral).filter((command) => /^(node|bash) /.test(command));

describe('the pipelines of GitHub and GitLab', () => {
  it('have the same jobs', () => {
    expect(Object.keys(github).toSorted()).toEqual(allJobs);
    expect(Object.keys(gitlab).toSorted()).toEqual(allJobs);
    expect(pipeline.settings.stages).toEqual(stages);
  });

  it.each(allJobs)('run the same commands in %s', (name) => {
    expect(scriptsOf(gitlab[name]!.script)).toEqual(scriptsOf(runsOf(github[name]!)));
    expect(scriptsOf(gitlab[name]!.script).length).toBeGreaterThan(0);
  });

  it.each(allJobs)('have the same dependencies and time limit for %s', (name) => {
    const order = (needs: readonly string[] = []) =>
      needs.filter((need) => need !== 'publish' || name === 'sign').toSorted();
    // `deploy` names `publish` on GitLab to be given its artifact; on GitHub it asks for that by name.
    expect(order(gitlab[name]!.needs)).toEqual(order(github[name]!.needs));
    expect(gitlab[name]!.timeout).toBe(`${github[name]!['timeout-minutes']} minutes`);
  });

  it.each(allJobs)('call only existing scripts in %s', (name) => {
    const commands = [...runsOf(github[name]!), ...gitlab[name]!.script].join('\n');
    const files = [...commands.matchAll(/(?:scripts|\.ci)\/[\w./-]+/g)].map(([file]) => file);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each(nightly)('run %s at night, and no other job waits for it', (name) => {
    expect(github[name]!.if).toBe("github.event_name == 'schedule'");
    expect(gitlab[name]!.rules!.map((rule) => rule.if)).toEqual(['$CI_PIPELINE_SOURCE == "schedule"']);
    for (const jobs of [github, gitlab])
      expect(Object.values(jobs).flatMap(({ needs }) => needs ?? [])).not.toContain(name);
  });

  it('test before publishing, and publish before signing, deploying and the smoke test', () => {
    const chain = [
      ['publish', ['test', 'scan', 'cluster']],
      ['sign', ['publish']],
      ['deploy', ['sign']],
      ['smoke', ['deploy']],
      ['roll-back', ['deploy', 'smoke']],
    ] as const;
    for (const [job, needs] of chain) {
      expect(github[job]!.needs).toEqual(needs);
      expect(gitlab[job]!.needs).toEqual(expect.arrayContaining([...needs]));
    }
  });

  it('deliver only from the main branch, started by a push or by hand', () => {
    for (const job of ['publish', 'sign', 'deploy', 'smoke'] as const) {
      const rules = gitlab[job]!.rules!.map((rule) => rule.if);
      expect(rules).toHaveLength(1);
      expect(rules[0]).toMatch(
        /^\$CI_COMMIT_BRANCH == \$CI_DEFAULT_BRANCH && \(\$CI_PIPELINE_SOURCE == "push" \|\| /,
      );
    }
    // What follows `publish` is skipped with it.
    expect(github['publish']!.if).toMatch(
      /^github\.ref == 'refs\/heads\/main' && \(github\.event_name == 'push' \|\| /,
    );
    expect(github['publish']!.if).not.toMatch(/schedule|pull_request/);
  });

  it('roll back when the product breaks, and only then', () => {
    expect(github['roll-back']!.if).toBe("failure() && needs.deploy.result == 'success'");
    expect(gitlab['roll-back']!.rules!.map(({ when }) => when)).toEqual(['on_failure']);
  });

  it('never cancel a running delivery', () => {
    expect(workflows[0]!.concurrency['cancel-in-progress']).toBe(
      "${{ github.event_name == 'pull_request' }}",
    );
    expect(workflows[1]!.concurrency['cancel-in-progress']).toBe(false);
    for (const job of ['publish', 'sign', 'deploy', 'smoke', 'roll-back', 'roll-back-on-report']) {
      expect([job, gitlab[job]!.interruptible]).toEqual([job, false]);
      expect(gitlab[job]!.resource_group).toBeDefined();
    }
  });

  it('let no nightly run and no push cancel a waiting delivery', () => {
    // GitHub keeps one that waits in a group; what tells runs apart must be in its name.
    expect(workflows[0]!.concurrency.group).toBe(
      "pipeline-${{ github.ref }}-${{ github.event_name }}-${{ inputs.environment || 'staging' }}",
    );
    expect(workflows[1]!.concurrency.group).toContain('github.event.client_payload.environment');
    for (const job of ['publish', 'sign', 'deploy', 'smoke']) {
      expect([job, github[job]!.concurrency]).toEqual([
        job,
        { group: "deliver-${{ inputs.environment || 'staging' }}", 'cancel-in-progress': false },
      ]);
      expect(gitlab[job]!.resource_group).toBe('deliver-$ENVIRONMENT');
    }
    // A roll-back waits for no build.
    expect(github['roll-back']!.concurrency).toBeUndefined();
  });

  it('build a preview from the commit that names it', () => {
    const [checkout] = github['preview']!.steps;
    expect(checkout).toMatchObject({ with: { ref: '${{ github.event.pull_request.head.sha }}' } });
    expect(gitlab['preview']!.script.join()).toContain(
      '${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}',
    );
  });
});

describe('actions and images of the pipelines', () => {
  it.each(workflows.map(({ file, text }) => [file, text]))(
    'of %s are fixed by a whole commit, with the version beside it',
    (_, text) => {
      const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
      expect(uses.length).toBeGreaterThan(0);
      const loose = uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));
      expect(loose).toEqual([]);
    },
  );

  it('use the same commit of an action everywhere', () => {
    const used = new Map<string, Set<string>>();
    for (const use of Object.values(github).flatMap(usesOf)) {
      const [name, commit] = use.split('@') as [string, string];
      used.set(name, (used.get(name) ?? new Set()).add(commit));
    }
    expect([...used].filter(([, commits]) => commits.size > 1)).toEqual([]);
  });

  it('are only those of GitHub itself; everything else is a script of ours', () => {
    const owners = new Set(
      Object.values(github)
        .flatMap(usesOf)
        .map((use) => use.split('/')[0]),
    );
    expect([...owners]).toEqual(['actions']);
  });

  it('are pinned by digest on GitLab', () => {
    const services = Object.values(gitlab).flatMap((job) => job.services ?? []);
    const images = [pipeline.settings.default.image, ...services.map(({ name }) => name)];
    expect(images.filter((image) => !/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
  });
});

describe('permissions of the pipelines', () => {
  /** What each job may do beside reading the code. */
  const beyondReading: Readonly<Record<string, object>> = {
    publish: { 'id-token': 'write' },
    sign: { 'id-token': 'write' },
    deploy: { contents: 'write', 'id-token': 'write' },
    'roll-back': { contents: 'write' },
    'roll-back-on-report': { contents: 'write' },
    preview: { packages: 'write' },
  };

  it.each(allJobs)('are minimal for %s', (name) => {
    expect(github[name]!.permissions).toEqual({ contents: 'read', ...beyondReading[name] });
  });

  it('include an identity token only for jobs that use one, for the service that checks it', () => {
    const asking = Object.entries(gitlab).filter(([, job]) => job.id_tokens !== undefined);
    const aws = { AWS_ID_TOKEN: { aud: 'sts.amazonaws.com' } };
    expect(Object.fromEntries(asking.map(([name, { id_tokens: tokens }]) => [name, tokens]))).toEqual({
      publish: aws,
      sign: { ...aws, SIGSTORE_ID_TOKEN: { aud: 'sigstore' } },
      deploy: aws,
    });
  });

  it('leave repository credentials only in the checkout of jobs that push', () => {
    for (const [name, job] of Object.entries(github)) {
      const checkouts = job.steps.filter(
        (step) => 'uses' in step && step.uses.startsWith('actions/checkout@'),
      );
      expect(checkouts).toHaveLength(1);
      const keeps = checkouts.some((step) => 'with' in step && step.with?.['persist-credentials'] !== false);
      expect([name, keeps]).toEqual([name, job.permissions.contents === 'write']);
    }
  });

  it('name no GitHub environment, which would change the identity of a role', () => {
    for (const { text } of workflows) expect(text).not.toMatch(/^ {4}environment:/m);
  });

  it('allow previews only for branches of this repository', () => {
    expect(github['preview']!.if).toContain(
      'github.event.pull_request.head.repo.full_name == github.repository',
    );
    expect(gitlab['preview']!.rules!.map((rule) => rule.if)).toEqual([
      expect.stringContaining('$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID'),
    ]);
  });
});

describe('the pipelines', () => {
  it.each(workflows.map(({ file, text }) => [file, text]))('use no long-lived secret in %s', (_, text) => {
    expect(text).not.toMatch(/\bsecrets\b/);
  });

  it('use no long-lived secret on GitLab, where tokens belong to the run', () => {
    const variables = [...gitlabText.matchAll(/\$\{?([A-Z_]+)/g)].map(([, name]) => name!);
    const secretive = variables.filter((name) => /TOKEN|PASSWORD|SECRET|_KEY/.test(name));
    expect(new Set(secretive)).toEqual(new Set(['CI_REGISTRY_PASSWORD']));
  });

  it('never run code of a fork with the permissions of this repository', () => {
    for (const { text, on } of workflows) {
      expect(text).not.toMatch(/pull_request_target|workflow_run/);
      expect(Object.keys(on).length).toBeGreaterThan(0);
    }
  });

  it.each(allJobs)('interpolate no untrusted input into the commands of %s', (name) => {
    expect(runsOf(github[name]!).filter((run) => run.includes('${{'))).toEqual([]);
    // In quotes, so that what is in a variable stays one word.
    const bare = gitlab[name]!.script.filter((line) =>
      /(?<!["\w{:+-])\$(?!\d)[A-Z_{]/.test(line.replace(/\$\{\w+:\+[^}]*\}/g, '')),
    );
    expect(bare).toEqual([]);
  });
});
