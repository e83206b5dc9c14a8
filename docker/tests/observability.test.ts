import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { debianProgram } from '@gnar/lodge/debian';
import { parse } from 'yaml';
import { nodeServices } from '../../services.ts';
import { readCompose } from '../rehearse/compose-file.ts';
import { repository } from '../rehearse/repository.ts';

const run = promisify(execFile);
const textOf = (file: string) => readFileSync(repository(`docker/observability/${file}`), 'utf8');

const promtool = await debianProgram('promtool');
const itWithPromtool = 'missing' in promtool ? it.skip : it;

describe('the profile observability', () => {
  itWithPromtool(
    `has a Prometheus that is configured well ${'missing' in promtool ? promtool.missing : ''}`,
    async () => {
      if ('missing' in promtool) throw new Error(promtool.missing);
      const { stdout } = await run(
        promtool.path,
        ['check', 'config', repository('docker/observability/prometheus.yaml')],
        { env: { ...process.env, ...promtool.env } },
      );
      expect(stdout).toContain('SUCCESS');
    },
  );

  it('asks every node service on their health ports, by the names that the dashboards use', () => {
    expect(parse(textOf('prometheus.yaml'))).toMatchObject({
      scrape_configs: [
        {
          static_configs: nodeServices.map(({ name }) => ({
            targets: [`${name}:9080`],
            labels: { app: name },
          })),
        },
      ],
    });
  });

  it('keeps logs for two days, and reports nothing to the outside', () => {
    expect(parse(textOf('loki.yaml'))).toMatchObject({
      limits_config: { retention_period: '48h' },
      compactor: { retention_enabled: true, delete_request_store: 'filesystem' },
      analytics: { reporting_enabled: false },
    });
  });

  it('reads what the containers of this project print, and no others', async () => {
    const { name } = await readCompose();
    expect(textOf('logs.alloy')).toContain(`"com.docker.compose.project=${String(name)}"`);
  });

  it('finds its sources and its dashboards where compose puts them', async () => {
    const { services } = await readCompose();
    const volumes = services['grafana']?.volumes ?? [];
    expect(volumes).toContain('./observability/grafana:/etc/grafana/provisioning:ro');
    const { providers } = parse(textOf('grafana/dashboards/dashboards.yaml'));
    expect(volumes).toContain(`../k8s/components/monitoring/dashboards:${providers[0].options.path}:ro`);
    const uids = textOf('grafana/datasources/sources.yaml').match(/(?<=uid: )\w+/g);
    expect(uids).toEqual(['prometheus', 'loki']);
  });
});
