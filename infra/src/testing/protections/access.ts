import { unscopedActions } from '../unscoped-actions.ts';
import type { Resource, Synthesised } from '../synthesised.ts';
import { every, none, type Protection } from './protection.ts';

/** Who may do what is written out, narrowly. */
export const access: readonly Protection[] = [
  none('there are no long-lived keys', ['aws_iam_access_key', 'aws_iam_user', 'aws_key_pair']),
  every('no policy allows by wildcard', 'data.aws_iam_policy_document', (document) =>
    statements(document).every(({ effect, actions, not_actions }) =>
      effect === 'Deny'
        ? true
        : not_actions === undefined && list(actions).every((action) => !action.includes('*')),
    ),
  ),
  every(
    'a policy names the resources it is for',
    'data.aws_iam_policy_document',
    (document, resource, synthesised) =>
      // In the policy of a key, `*` is the key itself.
      isPolicyOf('aws_kms_key', resource, synthesised) ||
      statements(document).every(
        ({ effect, actions, resources }) =>
          effect === 'Deny' ||
          !list(resources).includes('*') ||
          list(actions).every((action) => action in unscopedActions),
      ),
  ),
  every(
    'no policy admits every principal',
    'data.aws_iam_policy_document',
    (document, resource, synthesised) =>
      // The policy of an endpoint narrows what goes through it; who it is, their own policies decide.
      isPolicyOf('aws_vpc_endpoint', resource, synthesised) ||
      statements(document).every(
        ({ effect, principals, condition }) =>
          effect === 'Deny' || !JSON.stringify(principals ?? []).includes('"*"') || condition !== undefined,
      ),
  ),
  every(
    'policies are written as documents that can be read and checked',
    [
      'aws_iam_policy',
      'aws_iam_role_policy',
      'aws_sqs_queue_policy',
      'aws_sns_topic_policy',
      'aws_s3_bucket_policy',
      'aws_kms_key',
    ],
    ({ policy }) => policy === undefined || /^\$\{data\./.test(String(policy)),
  ),
  every('pipelines come from one branch of one repository', 'data.aws_iam_policy_document', (document) =>
    statements(document)
      .filter(({ actions }) => list(actions).includes('sts:AssumeRoleWithWebIdentity'))
      .every(({ condition }) =>
        [condition ?? []]
          .flat()
          .some(
            ({ test, variable, values }) =>
              test === 'StringEquals' &&
              /:sub$/.test(variable) &&
              list(values).every((value) => !value.includes('*')),
          ),
      ),
  ),
  every(
    'databases have no address in public',
    'aws_db_instance',
    ({ publicly_accessible }) => publicly_accessible === false,
  ),
  every('nodes on EKS have no address in public', 'aws_launch_template', ({ network_interfaces }) =>
    JSON.stringify(network_interfaces ?? {}).includes('"associate_public_ip_address":"false"'),
  ),
  every('the metadata of a node is not for its pods', 'aws_launch_template', ({ metadata_options }) => {
    const options = [metadata_options].flat()[0] ?? {};
    return options.http_tokens === 'required' && Number(options.http_put_response_hop_limit) === 1;
  }),
  every('what happens in the cluster is logged', 'aws_eks_cluster', ({ enabled_cluster_log_types }) =>
    ['api', 'audit', 'authenticator'].every((log) => list(enabled_cluster_log_types).includes(log)),
  ),
  every('who may use the cluster is written in code', 'aws_eks_cluster', ({ access_config }) =>
    ['"authentication_mode":"API"', '"bootstrap_cluster_creator_admin_permissions":false'].every((setting) =>
      JSON.stringify(access_config ?? {}).includes(setting),
    ),
  ),
  every(
    'no security group admits SSH, or any traffic beyond the front door',
    'aws_vpc_security_group_ingress_rule',
    ({ cidr_ipv4, cidr_ipv6, from_port, to_port, ip_protocol }) => {
      // "Too large" (path MTU discovery): carries nothing.
      if (ip_protocol === 'icmp') return from_port === 3 && to_port === 4;
      if (Number(from_port) <= 22 && Number(to_port) >= 22) return false;
      if (cidr_ipv4 !== '0.0.0.0/0' && cidr_ipv6 !== '::/0') return true;
      return from_port === to_port && [80, 443].includes(Number(from_port));
    },
  ),
  every('the network keeps a record of who spoke to whom', 'aws_vpc', (_arguments, vpc, synthesised) =>
    synthesised
      .all('aws_flow_log')
      .some(
        (log) =>
          synthesised.follow(log.stack, log.arguments['vpc_id'])?.resource === vpc &&
          log.arguments['traffic_type'] === 'ALL',
      ),
  ),
  every('assets are reached through CloudFront alone', 'aws_cloudfront_distribution', ({ origin }) =>
    [origin].flat().every(({ origin_access_control_id }) => origin_access_control_id !== undefined),
  ),
];

// Statements have as many shapes as there are policies; the promises above look into them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const statements = (document: Resource['arguments']): any[] => [document['statement'] ?? []].flat();

const list = (value: unknown): string[] => [value ?? []].flat().map(String);

function isPolicyOf(type: string, document: Resource, synthesised: Synthesised): boolean {
  return synthesised
    .all(type)
    .some(({ stack, arguments: { policy } }) => synthesised.follow(stack, policy)?.resource === document);
}
