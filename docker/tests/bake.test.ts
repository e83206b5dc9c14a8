import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { repository } from '../rehearse/repository.ts';

const target = z.looseObject({
  inherits: z.array(z.string()).default([]),
  dockerfile: z.string().optional(),
  contexts: z.record(z.string(), z.string()).default({}),
  args: z.record(z.string(), z.string()).default({}),
  tags: z.array(z.string()).default([]),
});

const bake = z
  .object({
    variable: z.record(z.string(), z.object({ default: z.string() })),
    group: z.record(z.string(), z.object({ targets: z.array(z.string()) })),
    target: z.record(z.string(), target),
  })
  .parse(JSON.parse(readFileSync(repository('docker/bake.json'), 'utf8')));

const { common, ...images } = bake.target;
const textOf = (dockerfile = '') => readFileSync(repository(dockerfile), 'utf8');

describe('bake.json', () => {
  it('builds every image of ours, for both processors, with its SBOM and provenance', () => {
    expect(Object.keys(images).sort()).toEqual([...(bake.group['all']?.targets ?? [])].sort());
    expect(Object.values(images).map(({ inherits }) => inherits)).toEqual(
      Object.keys(images).map(() => ['common']),
    );
    expect(common).toMatchObject({
      platforms: ['linux/amd64', 'linux/arm64'],
      attest: [{ type: 'sbom' }, { type: 'provenance', mode: 'max' }],
      args: { SOURCE_DATE_EPOCH: '${SOURCE_DATE_EPOCH}' },
      output: [{ 'rewrite-timestamp': true }],
    });
  });

  it.each(Object.entries(images))(
    'gives %s what its Dockerfile asks for',
    (name, { dockerfile, args, contexts, tags }) => {
      const text = textOf(dockerfile);
      for (const argument of Object.keys({ ...common?.args, ...args })) {
        if (argument !== 'SOURCE_DATE_EPOCH') expect(text).toContain(`ARG ${argument}`);
      }
      expect(text.includes('ARG SERVICE\n')).toBe('SERVICE' in args);
      expect(Object.keys(contexts)).toEqual(text.includes('FROM gnar-base') ? ['gnar-base'] : []);
      for (const context of Object.values(contexts))
        expect(images).toHaveProperty(context.replace('target:', ''));
      expect(tags).toEqual([`\${REGISTRY}/${name}:\${TAG}`]);
    },
  );

  it('uses no variable that it does not declare', () => {
    const used = [...textOf('docker/bake.json').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(bake.variable).sort()).toEqual([...new Set(used)].sort());
  });
});
