import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { logAgent, serverErrorPattern } from '../../infra/src/for-k8s.ts';
import { checks, type Promised } from '../checks/all.ts';
import { exceptions } from '../checks/exceptions.ts';
import { readKind } from '../checks/kubernetes-object.ts';
import { admits, type Party, policiesOf } from '../checks/network-policy.ts';
import { placeOf } from '../checks/place.ts';
import { product } from '../checks/product.ts';
import { workloadsOf } from '../checks/pods.ts';
import { overlayNames, renderedObjects, root } from '../rendering/overlays.ts';
import { having, type Mutation, without } from './mutation.ts';

const onAws = ['staging', 'production'];
const on = z.enum(['on', 'off']);

/** Options of Fluent Bit 5 by its manual, those that we use: a misspelt one would be passed over in silence. */
const configurationSchema = z.strictObject({
  service: z.strictObject({
    flush: z.number(),
    grace: z.number().max(14),
    log_level: z.literal('warn'),
    http_server: z.literal('on'),
    http_listen: z.string(),
    http_port: z.number(),
    health_check: z.literal('on'),
    hc_errors_count: z.number(),
    hc_retry_failure_count: z.number(),
    hc_period: z.number(),
  }),
  pipeline: z.strictObject({
    inputs: z.tuple([
      z.strictObject({
        name: z.literal('tail'),
        path: z.string(),
        tag: z.string(),
        tag_regex: z.string(),
        'multiline.parser': z.literal('cri'),
        db: z.string(),
        read_from_head: on,
        refresh_interval: z.number(),
        rotate_wait: z.number(),
        skip_long_lines: on,
        buffer_max_size: z.string(),
        mem_buf_limit: z.string(),
      }),
    ]),
    outputs: z.tuple([
      z.strictObject({
        name: z.literal('cloudwatch_logs'),
        match: z.literal('*'),
        region: z.literal('${AWS_REGION}'),
        log_group_name: z.literal('${LOG_GROUP}'),
        log_stream_prefix: z.string().min(1),
        auto_create_group: z.literal('off'),
        log_key: z.literal('log'),
        retry_limit: z.number(),
      }),
    ]),
  }),
});

const file = readFileSync(`${root}components/logs/fluent-bit.yaml`, 'utf8');
const configuration = configurationSchema.parse(parse(file));
const [input] = configuration.pipeline.inputs;
const [output] = configuration.pipeline.outputs;

const id = '0'.repeat(64);
const reads = (name: string) =>
  input.path
    .split(',')
    .some((glob) =>
      new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(
        `/var/log/containers/${name}`,
      ),
    );

describe('the log agent', () => {
  it('reads what the product and the way in write', () => {
    expect(reads(`piste-7d9c5b-x2x4q_gnar_piste-${id}.log`)).toBe(true);
    expect(reads(`nginx-ingress-controller-abc12_nginx-ingress_nginx-ingress-${id}.log`)).toBe(true);
  });

  it.each([
    `log-agent-abc12_logging_log-agent-${id}.log`,
    `piste-7d9c5b-x2x4q_gnar-preview-1_piste-${id}.log`,
    `vault-0_another_vault-${id}.log`,
  ])('never reads %s', (name) => {
    expect(reads(name)).toBe(false);
  });

  it('names the stream after namespace, pod and container', () => {
    const name = `/var/log/containers/ski-lift-7d9c5b-x2x4q_gnar_ski-lift-${id}.log`;
    const { groups = {} } = new RegExp(input.tag_regex).exec(name) ?? {};
    const tag = input.tag.replace(/<(\w+)>/g, (_all, key: string) => groups[key] ?? '');
    expect(`${output.log_stream_prefix}${tag}`).toBe('pods.gnar.ski-lift-7d9c5b-x2x4q.ski-lift');
    // CloudWatch Logs: a stream's name has neither.
    expect(tag).not.toMatch(/[:*]/);
  });

  it('sends the line as it was written: no filter, nothing added', () => {
    expect(configuration.pipeline).not.toHaveProperty('filters');
    // containerd's own words before the line, as the parser `cri` takes them off (containerd, docs/cri).
    const written = '{"level":"error","requestId":"r","route":"/user/get","status":500}';
    const { log } =
      /^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<_p>[FP]) (?<log>.*)$/.exec(
        `2026-01-01T00:00:00.000000000Z stdout F ${written}`,
      )?.groups ?? {};
    expect(log).toBe(written);
    expect(serverErrorPattern).toContain('($.status >= 500)');
  });

  it('keeps what is not sent yet within its memory and its disk', () => {
    expect(input.mem_buf_limit).toBe('16M');
    expect(input.db).toMatch(/^\/state\//);
  });
});

describe('what the way in writes', () => {
  const platform = readFileSync(`${root}argocd/base/platform.yaml`, 'utf8');
  const format = /^ +log-format: >-\n((?: {16}.*\n)+)/m.exec(platform)?.[1]?.replace(/\s*\n\s*/g, ' ') ?? '';

  it('is JSON with the status at the top, where the filter of the alarm looks', () => {
    const values: Record<string, string> = { status: '502', request_time: '0.003' };
    const line: unknown = JSON.parse(format.replace(/\$(\w+)/g, (_all, name: string) => values[name] ?? 'x'));
    expect(line).toMatchObject({ app: 'ingress', status: 502 });
    expect(platform).toMatch(/^ +log-format-escaping: json$/m);
  });

  it('contains no path, no query, no user and no browser', () => {
    const variables = [...format.matchAll(/\$(\w+)/g)].map(([, name]) => name).toSorted();
    expect(variables).toEqual([
      'request_method',
      'request_time',
      'service',
      'status',
      'upstream_http_x_request_id',
      'upstream_status',
    ]);
  });
});

describe.each(onAws)('the log agent in %s', (overlay) => {
  const objects = renderedObjects(overlay);
  const agent = workloadsOf(objects).find((workload) => workload.id === 'DaemonSet/log-agent');
  const container = agent?.containers[0];

  it('has the account that infra gives its role to', () => {
    const { namespace, serviceAccount } = logAgent;
    expect(agent).toMatchObject({ namespace, pod: { serviceAccountName: serviceAccount } });
  });

  it('writes to the group that infra made, and may not make another', () => {
    const schema = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });
    const [settings] = readKind(objects, 'ConfigMap', schema).filter(({ name }) =>
      name.startsWith('ConfigMap/gnar-'),
    );
    const { GNAR_LOG_GROUP: group, GNAR_SQS_REGION_NAME: region } = settings?.value.data ?? {};
    expect(group).toMatch(/^\/gnar-[a-z]+\/application$/);
    expect(container?.env).toEqual([
      { name: 'LOG_GROUP', value: group },
      { name: 'AWS_REGION', value: region },
    ]);
    expect(logAgent.actions).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  it('is given what its configuration names, and nothing else', () => {
    const named = [...file.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name).toSorted();
    expect(container?.env.map(({ name }) => name).toSorted()).toEqual(named);
    expect(container?.args).toEqual(['--config=/etc/log-agent/fluent-bit.yaml']);
    expect(container?.ports.map(({ containerPort }) => containerPort)).toEqual([
      configuration.service.http_port,
    ]);
    expect(configuration.service.grace).toBeLessThan(agent?.pod.terminationGracePeriodSeconds ?? 0);
  });

  it('connects to AWS only, and accepts no connection', () => {
    const policies = policiesOf(objects);
    const self: Party = {
      name: 'log-agent',
      namespace: 'logging',
      labels: agent?.labels ?? {},
      ports: { health: 2020 },
    };
    const piste: Party = {
      name: 'piste',
      namespace: 'gnar',
      labels: { 'app.kubernetes.io/name': 'piste' },
      ports: { http: 8080 },
    };
    const to = (address: string, port: number) =>
      admits(policies, self, { name: address, address }, { port, protocol: 'TCP' });
    expect([to('203.0.113.7', 443), to('169.254.170.23', 80)]).toEqual([true, true]);
    expect([to('169.254.169.254', 80), to('203.0.113.7', 80), to('10.20.7.7', 5432)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(admits(policies, self, piste, { port: 8080, protocol: 'TCP' })).toBe(false);
    expect(admits(policies, piste, self, { port: 2020, protocol: 'TCP' })).toBe(false);
  });
});

describe('the one exception', () => {
  const pod = ['spec', 'template', 'spec'] as const;
  const agent = 'DaemonSet/log-agent';
  const security: Promised = 'pods meet the restricted standard, with a read-only root and no token';
  const enforced: Promised = 'namespaces enforce the restricted standard, and everything is in one';

  it('is one, and is where it says', () => {
    expect(exceptions.map(({ workload, hostPath }) => `${workload} ${hostPath}`)).toEqual([
      'DaemonSet/log-agent /var/log',
    ]);
    for (const overlay of overlayNames()) {
      const ids = workloadsOf(renderedObjects(overlay)).map((workload) => workload.id);
      expect(ids.includes(agent)).toBe(onAws.includes(overlay));
    }
  });

  it.each<readonly [string, Mutation, Promised, RegExp]>([
    [
      'writes to the node',
      without(agent, ...pod, 'containers', 0, 'volumeMounts', 1, 'readOnly'),
      security,
      /may write to/,
    ],
    [
      'sees all of the node',
      having(agent, [...pod, 'volumes', 1, 'hostPath', 'path'], '/'),
      security,
      /another folder/,
    ],
    ['is root', having(agent, [...pod, 'securityContext', 'runAsUser'], 0), security, /root/],
    ['is let among the product', having(agent, ['metadata', 'namespace'], 'gnar'), security, /is in gnar/],
    [
      'is followed by another',
      having('Deployment/piste', [...pod, 'volumes', 0], { name: 'tmp', hostPath: { path: '/var/log' } }),
      security,
      /piste: the volume tmp is a hostPath/,
    ],
    [
      'is not even reported',
      without('Namespace/logging', 'metadata', 'labels', 'pod-security.kubernetes.io/audit'),
      enforced,
      /without audit/,
    ],
  ])('is told of when it %s', (_what, mutation, promise, problem) => {
    const problems = checks[promise](mutation(renderedObjects('production')), placeOf('production'), product);
    expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });
});
