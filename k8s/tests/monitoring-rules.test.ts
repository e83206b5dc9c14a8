import { readdirSync, readFileSync } from 'node:fs';
import { debianProgram } from '@gnar/lodge/debian';
import { describe, expect, it, jest } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { nodeServices } from '../../services.ts';
import { readKind } from '../checks/kubernetes-object.ts';
import { Promtool } from '../monitoring/promtool.ts';
import { alertsOf, appliedRules, paragraphOf, rulesOf } from '../monitoring/rules.ts';
import { renderedObjects, root } from '../rendering/overlays.ts';

jest.setTimeout(120_000);

const found = await debianProgram('promtool');
const withPromtool = 'missing' in found ? it.skip : it;
const why = 'missing' in found ? ` (skipped: ${found.missing})` : '';
const promtool = () => {
  if ('missing' in found) throw new Error(found.missing);
  return new Promtool(found);
};

const rules = appliedRules();
const alerts = alertsOf(rulesOf(rules));

const testsSchema = z.looseObject({
  tests: z.array(
    z.looseObject({
      name: z.string(),
      input_series: z.array(z.looseObject({ series: z.string() })).default([]),
      promql_expr_test: z.array(
        z.looseObject({ exp_samples: z.array(z.looseObject({ labels: z.string() })) }),
      ),
    }),
  ),
});
const folder = `${root}monitoring/rule-tests/`;
const files = readdirSync(folder).map((file) => ({
  file,
  tests: testsSchema.parse(parse(readFileSync(`${folder}${file}`, 'utf8'))),
}));
const cases = files.flatMap(({ tests }) => tests.tests);

/** Every service that no series is about is measured, all the time. */
const othersMeasured = (series: readonly { readonly series: string }[]) =>
  nodeServices
    .filter(
      ({ name }) =>
        !series.some((one) => one.series.includes(`container="${name}"`) && one.series.startsWith('up{')),
    )
    .map(({ name }) => ({
      series: `up{namespace="gnar",container="${name}",pod="${name}-1"}`,
      values: '1x500',
    }));

describe('the rules that are applied to production', () => {
  withPromtool(`are what Prometheus understands${why}`, async () => {
    expect(await promtool().checkRules(rules)).toMatchObject({ ok: true });
  });

  withPromtool.each(files)(`do what $file expects of them${why}`, async ({ tests }) => {
    const complete = tests.tests.map((one) => ({
      ...one,
      input_series: [...one.input_series, ...othersMeasured(one.input_series)],
    }));
    const text = stringify({ ...tests, tests: complete }, { lineWidth: 0, aliasDuplicateObjects: false });
    expect(await promtool().testRules(rules, text)).toMatchObject({ ok: true });
  });

  it.each(alerts)('$alert has a test in which it fires and one in which nothing does', ({ alert }) => {
    const own = cases
      .filter(({ name }) => name.startsWith(`${alert}:`))
      .flatMap((one) => one.promql_expr_test);
    const fires = own.some(({ exp_samples: samples }) =>
      samples.some(({ labels }) => labels === `{alertname="${alert}"}`),
    );
    expect({ fires, silent: own.some(({ exp_samples: samples }) => samples.length === 0) }).toEqual({
      fires: true,
      silent: true,
    });
  });

  it('test no alert that there is not', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(cases.map(({ name }) => name.replace(/:.*/, '')).filter((name) => !names.includes(name))).toEqual(
      [],
    );
  });
});

describe('each alert', () => {
  it.each(alerts)('$alert says what has happened, how bad that is, and where to read on', (alert) => {
    expect(alert.annotations).toEqual({
      summary: expect.stringMatching(/\S.{10,}/),
      description: expect.stringMatching(/\S.{20,}\.$/),
      runbook_url: `docs/operate.md#alarm-${paragraphOf(alert.alert)}`,
    });
    expect(['page', 'ticket']).toContain(alert.labels['severity']);
    expect(alert.labels['namespace']).toBe('gnar');
  });

  it('is about the product alone, not about previews or others in the cluster', () => {
    const selectors = rulesOf(rules).flatMap(({ expr }) => expr.match(/\w+\{[^}]*\}/g) ?? []);
    expect(selectors.length).toBeGreaterThan(alerts.length);
    for (const selector of selectors) expect(selector).toContain('namespace="gnar"');
  });
});

const matcher = z.object({ name: z.string(), matchType: z.literal('='), value: z.string() });
const receiversSchema = z.looseObject({
  spec: z.looseObject({
    route: z.looseObject({ receiver: z.string(), matchers: z.array(matcher).default([]) }),
    inhibitRules: z
      .array(z.looseObject({ sourceMatch: z.array(matcher), targetMatch: z.array(matcher) }))
      .default([]),
    receivers: z.array(
      z.looseObject({
        name: z.string(),
        slackConfigs: z.array(z.looseObject({ apiURL: z.object({ name: z.string(), key: z.string() }) })),
      }),
    ),
  }),
});

describe('whom Alertmanager tells', () => {
  const configs = readKind(renderedObjects('production'), 'AlertmanagerConfig', receiversSchema).map(
    ({ value }) => value.spec,
  );

  it('hears of everything in the chat, and is woken by what is worth it', () => {
    expect(
      configs.map(({ route: { receiver, matchers } }) => [
        receiver,
        matchers.map(({ name, value }) => `${name}=${value}`),
      ]),
    ).toEqual([
      ['chat', []],
      ['pager', ['severity=page']],
    ]);
    for (const { route, receivers } of configs) {
      expect(receivers.map(({ name }) => name)).toEqual([route.receiver]);
    }
  });

  it('is told by an address that is in a Secret, whose name and keys the runbook says', () => {
    const page = readFileSync(`${root}../docs/operate.md`, 'utf8');
    const addresses = configs.flatMap(({ receivers }) =>
      receivers.flatMap(({ slackConfigs }) => slackConfigs.map(({ apiURL }) => apiURL)),
    );
    expect(addresses.length).toBe(2);
    for (const { name, key } of addresses) {
      expect(page).toMatch(new RegExp(`create secret generic ${name} [^\\n]*--from-literal=${key}=`));
    }
  });

  it('is spared only of alerts that there are', () => {
    const names = alerts.map(({ alert }) => alert);
    const named = configs.flatMap(({ inhibitRules }) =>
      inhibitRules.flatMap(({ sourceMatch, targetMatch }) =>
        [...sourceMatch, ...targetMatch].map(({ value }) => value),
      ),
    );
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(names).toContain(name);
  });
});

const recordingSchema = z.object({
  interval: z.string(),
  input_series: z.array(z.object({ series: z.string(), values: z.string() })),
});

describe('a piste that was really measured', () => {
  const file = readFileSync(`${root}monitoring/recordings/piste.yaml`, 'utf8');
  const recording = recordingSchema.parse(parse(file));
  /** At its end the recording is half a minute old. */
  const at = '30s';
  const verdict = (expressions: Readonly<Record<string, readonly { labels: string; value: number }[]>>) => {
    const expectations = Object.entries(expressions).map(([expr, samples]) => ({
      expr,
      eval_time: at,
      exp_samples: samples,
    }));
    const test = {
      interval: recording.interval,
      input_series: [...recording.input_series, ...othersMeasured([])],
      promql_expr_test: expectations,
    };
    const tests = { rule_files: ['rules.yaml'], evaluation_interval: '2s', tests: [test] };
    return promtool().testRules(rules, stringify(tests, { lineWidth: 0 }));
  };

  withPromtool(`leaves every alert silent, those that wait before they fire too${why}`, async () => {
    expect(await verdict({ ALERTS: [] })).toMatchObject({ ok: true });
  });

  withPromtool(`is recorded as busy, quick and without errors${why}`, async () => {
    const piste = (value: number) => [{ labels: '{app="piste"}', value }];
    expect(
      await verdict({
        'gnar:http_requests:rate5m > bool 0.1': piste(1),
        'gnar:http_errors:ratio_rate5m + 0': piste(0),
        'gnar:http_errors:ratio_rate6h + 0': piste(0),
        'gnar:http_request_duration_seconds:p95_rate5m < bool 0.5': piste(1),
        'gnar:http_request_duration_seconds:p99_rate5m > bool 0': piste(1),
      }),
    ).toMatchObject({ ok: true });
  });

  withPromtool(`would show what is wrong: such expectations are refused${why}`, async () => {
    expect(await verdict({ ALERTS: [{ labels: '{alertname="ServiceAway"}', value: 1 }] })).toMatchObject({
      ok: false,
      output: expect.stringContaining('ServiceAway'),
    });
  });
});
