import { ports } from '../../network/ports.ts';
import { every, type Protection } from './protection.ts';
import type { Resource, Synthesised } from '../synthesised.ts';

const MODERN = /^ELBSecurityPolicy-TLS13-1-[23]-/;

/** What travels is encrypted, and is refused where it is not. */
export const inTransit: readonly Protection[] = [
  every('the database refuses connections without TLS', 'aws_db_parameter_group', ({ parameter }) =>
    [parameter].flat().some(({ name, value }) => name === 'rds.force_ssl' && value === '1'),
  ),
  every(
    'the cache refuses connections without TLS',
    'aws_elasticache_replication_group',
    ({ transit_encryption_enabled, transit_encryption_mode }) =>
      transit_encryption_enabled === true && transit_encryption_mode === 'required',
  ),
  every(
    'the cache knows who is asking',
    'aws_elasticache_replication_group',
    ({ user_group_ids }) => Array.isArray(user_group_ids) && user_group_ids.length > 0,
  ),
  every(
    'the cache requires a password',
    'aws_elasticache_user',
    ({ authentication_mode }) => JSON.stringify(authentication_mode) === '{"type":"iam"}',
  ),
  every(
    'queues and buckets refuse what is not encrypted',
    ['aws_sqs_queue', 'aws_s3_bucket'],
    refusesPlainText,
  ),
  every('mail leaves over TLS only', 'aws_sesv2_configuration_set', ({ delivery_options }) =>
    JSON.stringify(delivery_options ?? {}).includes('"tls_policy":"REQUIRE"'),
  ),
  every(
    'the load balancer speaks modern TLS, and the rest in clear text is for the redirect alone',
    'aws_lb_listener',
    ({ port, protocol, ssl_policy, certificate_arn }) =>
      port === 80 || (protocol === 'TLS' && MODERN.test(String(ssl_policy)) && certificate_arn !== undefined),
  ),
  every(
    'what the load balancer passes on is encrypted again',
    'aws_lb_target_group',
    ({ port, protocol }) => protocol === 'TLS' || port === ports.nodeRedirect,
  ),
  every('assets are served over modern TLS only', 'aws_cloudfront_distribution', (distribution) => {
    const { viewer_certificate, default_cache_behavior } = distribution;
    const oldest = String(viewer_certificate?.minimum_protocol_version);
    return (
      /^TLSv1\.[23]_202\d/.test(oldest) &&
      /https/.test(String(default_cache_behavior?.viewer_protocol_policy))
    );
  }),
];

/** Whether the policy of a queue or bucket denies every request that comes without TLS. */
function refusesPlainText(_arguments: unknown, resource: Resource, synthesised: Synthesised): boolean {
  const [policyType, by] =
    resource.type === 'aws_sqs_queue'
      ? ['aws_sqs_queue_policy', 'queue_url']
      : ['aws_s3_bucket_policy', 'bucket'];
  return synthesised.all(policyType).some((policy) => {
    if (synthesised.follow(policy.stack, policy.arguments[by])?.resource !== resource) return false;
    const document = synthesised.follow(policy.stack, policy.arguments['policy'])?.resource;
    return [document?.arguments['statement'] ?? []]
      .flat()
      .some(
        (statement) =>
          statement.effect === 'Deny' &&
          JSON.stringify(statement.condition).includes('"aws:SecureTransport"') &&
          JSON.stringify(statement.principals).includes('"*"'),
      );
  });
}
