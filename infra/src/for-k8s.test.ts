import { describe, expect, it } from '@jest/globals';
import { queues, services } from '../../services.ts';
import { alarmNames, publishedNames } from './for-k8s.ts';
import { environmentWith, synthesised } from './testing/synthesised.ts';

const delivery = { github: 'example/gnar', gitlab: 'example/gnar' };
const environments = [
  environmentWith({ size: 'free-tier' }),
  environmentWith({ size: 'production', delivery }),
].map(synthesised);

describe('what the manifests of k8s rely on', () => {
  it('are all settings that stacks publish, each by some environment', () => {
    const outputs = environments.flatMap(({ documents }) =>
      [...documents.values()].flatMap(({ output = {} }) => Object.keys(output)),
    );
    const published = outputs.flatMap((name) =>
      name.startsWith('GNAR_') ? [name.slice('GNAR_'.length)] : [],
    );
    expect([...new Set(published)].toSorted()).toEqual(
      [
        ...publishedNames,
        ...services.map(({ variable }) => `REGISTRY_${variable}`),
        ...queues.map(({ setting }) => setting),
      ].toSorted(),
    );
  });

  it('are all alarms, each of some environment', () => {
    const described = environments
      .flatMap((all) => all.all('aws_cloudwatch_metric_alarm'))
      .map((one) => /#alarm-([a-z-]+)$/.exec(one.arguments['alarm_description'])?.[1]);
    expect([...new Set(described)].toSorted()).toEqual([...alarmNames].toSorted());
  });
});
