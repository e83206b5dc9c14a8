import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { entries, manifestOf } from '../../services.ts';
import { root } from '../root.ts';
import { generate, generatedFiles, withRegion } from './generated-files.ts';

describe('the files that are made from services.ts', () => {
  it.each(generatedFiles)('%s says what services.ts says; if this fails, run npm run docs', async (file) => {
    expect(readFileSync(join(root, file), 'utf8')).toBe(await generate(file));
  });
});

describe('a service that a fork adds', () => {
  const sample = {
    name: 'sample-service',
    kind: 'node',
    port: 9410,
    needs: {
      queues: [{ name: 'gnar-rides', setting: 'SQS_RIDES_QUEUE_NAME', use: 'both' }],
      peers: ['piste'],
    },
    paths: ['/api/sample', { path: '/api/sample/live', stream: true, maxBodyKiB: 2048 }],
    migrations: true,
    settings: { SAMPLE_SPEED: '7' },
  } as const;
  const manifest = manifestOf([...entries, sample]);
  const made = (file: string) => generate(file, manifest, () => ['packages/gear']);

  it('is built as an image of its own', async () => {
    const bake = JSON.parse(await made('docker/bake.json'));
    expect(bake.target['sample-service']).toMatchObject({
      dockerfile: 'docker/service.Dockerfile',
      args: { SERVICE: 'sample-service' },
      tags: ['${REGISTRY}/sample-service:${TAG}'],
    });
    for (const group of ['default', 'all']) expect(bake.group[group].targets).toContain('sample-service');
  });

  it('is a container that waits for what it needs, and is given its queues, peers and settings', async () => {
    const { services } = parse(await made('docker/compose.yaml'), { merge: true });
    expect(services['migrate-sample-service'].command).toContain('dist/migrate.js');
    expect(services['sample-service'].depends_on).toEqual({
      secrets: { condition: 'service_completed_successfully' },
      lodge: { condition: 'service_healthy' },
      piste: { condition: 'service_healthy' },
    });
    expect(services['sample-service'].environment).toMatchObject({
      GNAR_SQS_RIDES_QUEUE_NAME: 'gnar-rides',
      GNAR_PISTE_SERVICE_PORT: 'tcp://piste:8080',
      GNAR_SAMPLE_SPEED: '${GNAR_SAMPLE_SPEED:-7}',
    });
    expect(services['sample-service'].environment).not.toHaveProperty('GNAR_PG_ENDPOINT');
    expect(services.lodge.command).toContain('gnar-rides');
    expect(services.edge.depends_on).toHaveProperty('sample-service');
    const example = await made('docker/compose.env.example');
    expect(example).toContain('GNAR_SAMPLE_SPEED=7\n');
  });

  it('is asked for its metrics', async () => {
    const { scrape_configs: configs } = parse(await made('docker/observability/prometheus.yaml'));
    expect(configs[0].static_configs).toContainEqual({
      targets: ['sample-service:9080'],
      labels: { app: 'sample-service' },
    });
  });

  it('has its paths tried before the shorter ones of others', async () => {
    const conf = await made('docker/nginx/edge.conf');
    const upstreams = [...conf.matchAll(/location (\S+(?: \S+)?) \{[^}]*proxy_pass http:\/\/(\$\w+);/g)];
    const order = upstreams.map(([, pattern = '', upstream]) => `${pattern} ${upstream}`);
    const at = (start: string) => order.findIndex((line) => line.includes(start));
    expect(order[at('api/sample/live')]).toMatch(/\$sample_service$/);
    expect(order[at('api/sample(')]).toMatch(/\$sample_service$/);
    expect(at('api/sample/live')).toBeLessThan(at('api/sample('));
    expect(at('api/sample(')).toBeLessThan(at('api('));
    expect(conf).toContain('set $sample_service sample-service:8080;');
  });
});

describe('a part of a file', () => {
  const text = '# From services.ts, by npm run docs: a.\nold\n# End of what services.ts gives.\nkept\n';

  it('is replaced, and nothing around it', () => {
    expect(withRegion(text, 'a', 'new')).toBe(text.replace('old', 'new'));
  });

  it('that the file does not have is an error that names it', () => {
    expect(() => withRegion(text, 'b', '')).toThrow(/npm run docs: b/);
  });
});
