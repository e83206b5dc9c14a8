import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { LoadBalancer } from './load-balancer.ts';

const system = synthesisedConstruct(
  (stack) =>
    new LoadBalancer(stack, 'app', {
      prefix: 'gnar-test',
      vpcId: 'vpc-1',
      subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
      securityGroupId: 'sg-1',
      certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
      host: 'app.example.com',
      zoneId: 'Z1',
      logBucketName: 'gnar-test-logs',
    }),
);
const balancer = system.one('aws_lb').arguments;
const listener = (port: number) =>
  system.all('aws_lb_listener').find((one) => one.arguments['port'] === port)?.arguments ?? {};
const target = (port: number) =>
  system.all('aws_lb_target_group').find((one) => one.arguments['port'] === port);

describe('the load balancer', () => {
  it('stands in every public subnet and serves all zones from each', () => {
    expect(balancer).toMatchObject({
      load_balancer_type: 'network',
      internal: false,
      subnets: ['subnet-a', 'subnet-b', 'subnet-c'],
      enable_cross_zone_load_balancing: true,
    });
  });

  it('admits whom its security group admits', () => {
    expect(balancer['security_groups']).toEqual(['sg-1']);
  });

  it('cannot be deleted by accident', () => {
    expect(balancer['enable_deletion_protection']).toBe(true);
  });

  it('tells of every TLS connection', () => {
    expect(balancer['access_logs']).toEqual({
      bucket: 'gnar-test-logs',
      prefix: 'load-balancer',
      enabled: true,
    });
  });

  it('listens on 443 and 80, and nowhere else', () => {
    expect(system.all('aws_lb_listener').map((one) => one.arguments['port'])).toEqual([443, 80]);
  });

  it('ends TLS with the certificate, and refuses TLS before 1.2', () => {
    expect(listener(443)).toMatchObject({
      protocol: 'TLS',
      certificate_arn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
      ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    });
  });

  it('offers HTTP/2, which the ingress behind it speaks too', () => {
    expect(listener(443)['alpn_policy']).toBe('HTTP2Preferred');
  });

  it('sends the app to NodePort 30443, encrypted again, and plain HTTP to 30080, which redirects', () => {
    const goesTo = (port: number) =>
      system.follow('test-state', listener(port)['default_action'][0].target_group_arn)?.resource;
    expect(goesTo(443)).toBe(target(30_443));
    expect(goesTo(80)).toBe(target(30_080));
    expect(target(30_443)?.arguments['protocol']).toBe('TLS');
  });

  it('leaves the client’s address as it is', () => {
    for (const { arguments: one } of system.all('aws_lb_target_group')) {
      expect(one).toMatchObject({ target_type: 'instance', preserve_client_ip: 'true' });
    }
  });

  it('notices a lost node within 20 seconds, and lets a leaving one finish', () => {
    for (const { arguments: one } of system.all('aws_lb_target_group')) {
      expect(one).toMatchObject({
        deregistration_delay: '60',
        connection_termination: true,
        health_check: { protocol: 'TCP', port: 'traffic-port', interval: 10, unhealthy_threshold: 2 },
      });
    }
  });

  it('answers at the app’s name', () => {
    expect(system.one('aws_route53_record').arguments).toMatchObject({
      name: 'app.example.com',
      type: 'A',
      alias: { name: '${aws_lb.app-balancer.dns_name}', evaluate_target_health: true },
    });
  });
});
