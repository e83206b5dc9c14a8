import { debianProgram } from '@gnar/lodge/debian';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readKind } from '../checks/kubernetes-object.ts';
import { type Dashboard, dashboardExpressions, dashboards } from '../monitoring/dashboards.ts';
import { Promtool } from '../monitoring/promtool.ts';
import { renderedObjects } from '../rendering/overlays.ts';

const found = await debianProgram('promtool');
const withPromtool = 'missing' in found ? it.skip : it;
const why = 'missing' in found ? ` (skipped: ${found.missing})` : '';

const all = [...dashboards()].map(([file, dashboard]) => ({ file, dashboard }));

describe('the dashboards', () => {
  it('have addresses of their own, which links keep', () => {
    expect(all.map(({ dashboard }) => dashboard.uid).toSorted()).toEqual([
      'gnar-overview',
      'gnar-process',
      'gnar-work',
    ]);
  });

  it.each(all)('$file says of each panel what it shows, and no two lie on each other', ({ dashboard }) => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { title, description } of panels) expect([title, description]).not.toContain('');
    expect(panels.flatMap((panel) => overlapping(panel, panels))).toEqual([]);
  });

  it.each(all)('$file uses only variables that it has', ({ dashboard }) => {
    const known = new Set([...dashboard.templating.list.map(({ name }) => name), '__rate_interval']);
    const used = dashboard.panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => [...expr.matchAll(/\$(\w+)/g)].map(([, name = '']) => name)),
    );
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  withPromtool(`ask what Prometheus understands, in every panel${why}`, async () => {
    if ('missing' in found) throw new Error(found.missing);
    const rules = dashboardExpressions().map(({ expr }, index) => ({ record: `panel:${index}`, expr }));
    const verdict = await new Promtool(found).checkRules({ groups: [{ name: 'panels', rules }] });
    expect(verdict).toMatchObject({ ok: true });
    expect(verdict.output).toContain(`${rules.length} rules found`);
  });

  it('reach Grafana as they are, by the label that its sidecar reads', () => {
    const schema = z.looseObject({
      metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
      data: z.record(z.string(), z.string()).default({}),
    });
    const delivered = readKind(renderedObjects('production'), 'ConfigMap', schema)
      .filter(({ value }) => value.metadata.labels['grafana_dashboard'] === '1')
      .flatMap(({ value }) => Object.entries(value.data));
    const contents = delivered.map(([file, text]): [string, unknown] => [file, JSON.parse(text)]);
    expect(contents.toSorted()).toEqual(all.map(({ file, dashboard }) => [file, dashboard]).toSorted());
  });
});

type Panel = Dashboard['panels'][number];

function overlapping(panel: Panel, panels: readonly Panel[]): string[] {
  const { gridPos: a } = panel;
  return panels
    .filter(
      ({ id, gridPos: b }) =>
        id > panel.id && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
    )
    .map(({ title }) => `${panel.title} lies on ${title}`);
}
