import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { root } from '../rendering/overlays.ts';

const source = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('prometheus') });

const panelSchema = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string(),
  datasource: source,
  gridPos: z.strictObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string() }) }),
  targets: z
    .array(
      z.looseObject({ refId: z.string(), datasource: source, expr: z.string(), legendFormat: z.string() }),
    )
    .min(1),
});

const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  tags: z.array(z.string()),
  templating: z.looseObject({
    list: z.array(z.looseObject({ name: z.string(), datasource: source, definition: z.string() })),
  }),
  panels: z.array(panelSchema),
});

export type Dashboard = z.infer<typeof dashboardSchema>;

const folder = `${root}components/monitoring/dashboards/`;

/** By file name. @throws ZodError where Grafana would show an empty panel */
export function dashboards(): ReadonlyMap<string, Dashboard> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => {
      const text: unknown = JSON.parse(readFileSync(`${folder}${file}`, 'utf8'));
      return [file, dashboardSchema.parse(text)];
    }),
  );
}

/** What the panels ask Prometheus, with the variables filled in as Grafana would. */
export function dashboardExpressions(): { where: string; expr: string }[] {
  return [...dashboards().values()].flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      panel.targets.map(({ refId, expr }) => ({
        where: `${title}, ${panel.title}, ${refId}`,
        expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$app', '.*'),
      })),
    ),
  );
}
