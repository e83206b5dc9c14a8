import { describe, expect, it } from '@jest/globals';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { composeFeatures, type Feature } from './compose-features.ts';

const handler = () => Promise.resolve();

describe('the features of a service', () => {
  it('become one composition, in their order', () => {
    const blueprints = ['/a', '/b'].map((prefix) => defineBlueprint({ prefix, routes: [] }));
    const [first, second] = blueprints;
    const schedule = { name: 'tidy', cron: '0 * * * *', handler };
    const queue = { queue: 'gnar-orders', handler };
    const features: Feature[] = [
      { blueprint: first, jobs: { one: handler } },
      { schedules: [schedule], queues: [queue] },
      { blueprint: second, jobs: { two: { handler, attempts: 2 } } },
    ];
    expect(composeFeatures(features)).toEqual({
      blueprints,
      jobs: { one: handler, two: { handler, attempts: 2 } },
      schedules: [schedule],
      queues: [queue],
    });
  });

  it('without jobs and schedules leave the jobs to other services', () => {
    expect(composeFeatures([{}, { jobs: {} }])).toEqual({ blueprints: [], queues: [] });
  });

  it('must not handle the same jobs', () => {
    const twice = () => composeFeatures([{ jobs: { one: handler } }, { jobs: { one: handler } }]);
    expect(twice).toThrow('Two features handle jobs of the kind "one".');
  });
});
