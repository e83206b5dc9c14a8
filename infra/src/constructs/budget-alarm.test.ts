import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { BudgetAlarm } from './budget-alarm.ts';

const budget = synthesisedConstruct(
  (stack) =>
    new BudgetAlarm(stack, 'budget', {
      prefix: 'gnar-test',
      monthlyUsd: 100,
      email: 'operations@snow.test',
    }),
).one('aws_budgets_budget').arguments;

describe('the budget', () => {
  it('is for a month’s cost of the whole account', () => {
    expect(budget).toMatchObject({
      budget_type: 'COST',
      limit_amount: '100',
      limit_unit: 'USD',
      time_unit: 'MONTHLY',
    });
    expect(budget).not.toHaveProperty('cost_filter');
  });

  it('warns at 80 % and when all of it is foreseen to be spent', () => {
    expect(budget['notification']).toEqual([
      expect.objectContaining({ notification_type: 'ACTUAL', threshold: 80, threshold_type: 'PERCENTAGE' }),
      expect.objectContaining({
        notification_type: 'FORECASTED',
        threshold: 100,
        threshold_type: 'PERCENTAGE',
      }),
    ]);
  });

  it('mails by itself: a broken topic cannot hide a bill', () => {
    for (const one of budget['notification']) {
      expect(one.subscriber_email_addresses).toEqual(['operations@snow.test']);
    }
  });
});
