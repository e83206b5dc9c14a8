import { beforeAll, describe, expect, it } from '@jest/globals';
import { services } from '../../services.ts';
import { exampleNetworks } from './testing/example-networks.ts';
import { environmentWith, synthesised, type Synthesised } from './testing/synthesised.ts';

/** Every station of the 2018 walkthrough's Genesis, and what stands there today. */
const stations: readonly (readonly [string, readonly string[]])[] = [
  ['the bucket of the state', ['aws_s3_bucket', 'aws_s3_bucket_versioning']],
  ['the VPC with its subnets', ['aws_vpc', 'aws_subnet', 'aws_internet_gateway', 'aws_route_table']],
  ['the security groups', ['aws_security_group', 'aws_vpc_security_group_ingress_rule']],
  ['the database', ['aws_db_instance', 'aws_db_subnet_group', 'aws_db_parameter_group']],
  ['the cache', ['aws_elasticache_replication_group', 'aws_elasticache_subnet_group']],
  ['the queue', ['aws_sqs_queue']],
  [
    'the domain that sends mail',
    ['aws_sesv2_email_identity', 'aws_sesv2_email_identity_mail_from_attributes'],
  ],
  ['the registry of images', ['aws_ecr_repository']],
  ['the public bucket with the logo', ['aws_cloudfront_distribution', 'aws_s3_object']],
  ['the zone and its records', ['aws_route53_zone', 'aws_route53_record']],
  ['the certificate', ['aws_acm_certificate', 'aws_acm_certificate_validation']],
  ['the identities that services use, without keys', ['aws_iam_role', 'aws_eks_pod_identity_association']],
  ['the way in, without a jump host', ['aws_ssm_document']],
  ['the cluster', ['aws_eks_cluster', 'aws_eks_node_group']],
];

describe('Genesis', () => {
  let all: Synthesised;
  beforeAll(() => {
    all = synthesised(environmentWith({ size: 'small' }));
  });

  it.each(stations)('still has %s', (_station, types) => {
    expect(types.filter((type) => all.all(type).length === 0)).toEqual([]);
  });

  it('has a repository for each image', () => {
    const names = all
      .all('aws_ecr_repository')
      .map(({ arguments: { name } }) => String(name).split('/').at(-1));
    expect(names.toSorted()).toEqual(services.map(({ image }) => image).toSorted());
  });

  it('brings its own network only where none is given', () => {
    const existing = synthesised(exampleNetworks['existing VPC']);
    const network = ['aws_vpc', 'aws_subnet', 'aws_nat_gateway', 'aws_route', 'aws_network_acl'];
    expect(network.flatMap((type) => existing.all(type))).toEqual([]);
    expect(existing.one('aws_db_subnet_group').arguments['subnet_ids']).toEqual(
      exampleNetworks['existing VPC'].existingVpc?.isolatedSubnetIds,
    );
  });

  it('keeps the budget path: no fee for a control plane, a balancer or a way out', () => {
    const budget = synthesised(environmentWith({ size: 'free-tier' }));
    const fees = ['aws_eks_cluster', 'aws_lb', 'aws_nat_gateway', 'aws_elasticache_replication_group'];
    expect(fees.flatMap((type) => budget.all(type))).toEqual([]);
  });
});
