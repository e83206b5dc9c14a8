import { defineEnvironment } from '../src/config.ts';

/** Where a change is seen before people use it: the budget path of 2018. */
export const environment = defineEnvironment({
  name: 'staging',
  domain: 'staging.example.com',
  region: 'us-east-1',
  size: 'free-tier',
  alarmEmail: 'operations@example.com',
  monthlyBudgetUsd: 60,
  cidr: '10.30.0.0/16',
});
