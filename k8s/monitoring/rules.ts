import { z } from 'zod';
import { readKind } from '../checks/kubernetes-object.ts';
import { renderedObjects } from '../rendering/overlays.ts';

const ruleSchema = z.strictObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});

const prometheusRuleSchema = z.looseObject({
  spec: z.strictObject({
    groups: z.array(
      z.strictObject({ name: z.string(), interval: z.string().optional(), rules: z.array(ruleSchema) }),
    ),
  }),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Alert = Rule & { readonly alert: string };
type Group = z.infer<typeof prometheusRuleSchema>['spec']['groups'][number];

/** The content of a rules file, as Prometheus and promtool read it: all that is applied to production. */
export function appliedRules(): { groups: Group[] } {
  const found = readKind(renderedObjects('production'), 'PrometheusRule', prometheusRuleSchema);
  return { groups: found.flatMap(({ value }) => value.spec.groups) };
}

export const rulesOf = ({ groups }: { groups: readonly Group[] }): Rule[] =>
  groups.flatMap(({ rules }) => rules);

export const alertsOf = (rules: readonly Rule[]): Alert[] =>
  rules.flatMap(({ alert, ...rule }) => (alert === undefined ? [] : [{ ...rule, alert }]));

/** `ErrorBudgetBurnsFast` → `error-budget-burns-fast`: the alert's paragraph in docs/operate.md. */
export const paragraphOf = (alert: string): string => alert.replace(/(?<!^)(?=[A-Z])/g, '-').toLowerCase();
