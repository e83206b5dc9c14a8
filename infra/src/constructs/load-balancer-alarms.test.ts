import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { LoadBalancerAlarms } from './load-balancer-alarms.ts';

describe('the alarms of the load balancer', () => {
  it('ring for each target group with a node that takes no connections, or when nothing is told', () => {
    const system = synthesisedConstruct(
      (stack) =>
        new LoadBalancerAlarms(stack, 'load-balancer', {
          prefix: 'gnar-test',
          topicArn: 'arn:topic',
          loadBalancerSuffix: 'net/gnar-test/1',
          targetGroups: { product: 'targetgroup/product/1', redirect: 'targetgroup/redirect/2' },
        }),
    );

    for (const which of ['product', 'redirect']) {
      expect(system.one('aws_cloudwatch_metric_alarm', `unhealthy-hosts-${which}`).arguments).toMatchObject({
        metric_name: 'UnHealthyHostCount',
        dimensions: {
          LoadBalancer: 'net/gnar-test/1',
          TargetGroup: expect.stringContaining(`targetgroup/${which}`),
        },
        threshold: 0,
        treat_missing_data: 'breaching',
      });
    }
  });
});
