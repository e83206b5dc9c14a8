import { BudgetsBudget } from '#aws/budgets-budget';
import { Construct } from 'constructs';

export interface BudgetAlarmProps {
  /** Begins the budget's name: `gnar-staging`. */
  readonly prefix: string;
  /** USD a month. */
  readonly monthlyUsd: number;
  /** Told by AWS Budgets itself, so that a broken topic cannot hide a bill. */
  readonly email: string;
}

/**
 * Warns when 80 % of the month's budget is spent, and when all of it is foreseen to be.
 * It counts the whole account: a filter by tag shows nothing at all until the tag is activated in the billing
 * console, and a budget that is silent is worse than one that sees too much.
 */
export class BudgetAlarm extends Construct {
  constructor(scope: Construct, id: string, props: BudgetAlarmProps) {
    super(scope, id);
    const warning = (notificationType: string, threshold: number) => ({
      comparisonOperator: 'GREATER_THAN',
      notificationType,
      threshold,
      thresholdType: 'PERCENTAGE',
      subscriberEmailAddresses: [props.email],
    });
    new BudgetsBudget(this, 'budget', {
      name: `${props.prefix}-monthly`,
      budgetType: 'COST',
      limitAmount: String(props.monthlyUsd),
      limitUnit: 'USD',
      timeUnit: 'MONTHLY',
      notification: [warning('ACTUAL', 80), warning('FORECASTED', 100)],
    }).overrideLogicalId('monthly');
  }
}
