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
  const lift = {
    name: 'ski-lift',
    kind: 'node',
    port: 9410,
    needs: {
      queues: [{ name: 'gnar-rides', setting: 'SQS_RIDES_QUEUE_NAME', use: 'both' }],
      peers: ['piste'],
    },
    paths: ['/api/lift', { path: '/api/lift/live', stream: true, maxBodyKiB: 2048 }],
    migrations: true,
    settings: { LIFT_SPEED: '7' },
  } as const;
  const manifest = manifestOf([...entries, lift]);
  const made = (file: string) => generate(file, manifest, () => ['packages/gear']);

  it('is built as an image of its own', async () => {
    const bake = JSON.parse(await made('docker/bake.json'));
    expect(bake.target['ski-lift']).toMatchObject({
      dockerfile: 'docker/service.Dockerfile',
      args: { SERVICE: 'ski-lift' },
      tags: ['${REGISTRY}/ski-lift:${TAG}'],
    });
    for (const group of ['default', 'all']) expect(bake.group[group].targets).toContain('ski-lift');
  });

  it('is a container that waits for what it needs, and is given its queues, peers and settings', async () => {
    const { services } = parse(await made('docker/compose.yaml'), { merge: true });
    expect(services['migrate-ski-lift'].command).toContain('dist/migrate.js');
    expect(services['ski-lift'].depends_on).toEqual({
      secrets: { condition: 'service_completed_successfully' },
      lodge: { condition: 'service_healthy' },
      piste: { condition: 'service_healthy' },
    });
    expect(services['ski-lift'].environment).toMatchObject({
      GNAR_SQS_RIDES_QUEUE_NAME: 'gnar-rides',
      GNAR_PISTE_SERVICE_PORT: 'tcp://piste:8080',
      GNAR_LIFT_SPEED: '${GNAR_LIFT_SPEED:-7}',
    });
    expect(services['ski-lift'].environment).not.toHaveProperty('GNAR_PG_ENDPOINT');
    expect(services.lodge.command).toContain('gnar-rides');
    expect(services.edge.depends_on).toHaveProperty('ski-lift');
    const example = await made('docker/compose.env.example');
    expect(example).toContain('GNAR_LIFT_SPEED=7\n');
  });

  it('is asked for its metrics', async () => {
    const { scrape_configs: configs } = parse(await made('docker/observability/prometheus.yaml'));
    expect(configs[0].static_configs).toContainEqual({
      targets: ['ski-lift:9080'],
      labels: { app: 'ski-lift' },
    });
  });

  it('has its paths tried before the shorter ones of others', async () => {
    const conf = await made('docker/nginx/edge.conf');
    const upstreams = [...conf.matchAll(/location (\S+(?: \S+)?) \{[^}]*proxy_pass http:\/\/(\$\w+);/g)];
    const order = upstreams.map(([, pattern = '', upstream]) => `${pattern} ${upstream}`);
    const at = (start: string) => order.findIndex((line) => line.includes(start));
    expect(order[at('api/lift/live')]).toMatch(/\$ski_lift$/);
    expect(order[at('api/lift(')]).toMatch(/\$ski_lift$/);
    expect(at('api/lift/live')).toBeLessThan(at('api/lift('));
    expect(at('api/lift(')).toBeLessThan(at('api('));
    expect(conf).toContain('set $ski_lift ski-lift:8080;');
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
