import { defineEnvironment } from '../src/config.ts';

/** Where people are. */
export const environment = defineEnvironment({
  name: 'production',
  domain: 'example.com',
  region: 'us-east-1',
  size: 'production',
  alarmEmail: 'operations@example.com',
  monthlyBudgetUsd: 1600,
  cidr: '10.20.0.0/16',
  delivery: { github: 'example/gnar' },
});
