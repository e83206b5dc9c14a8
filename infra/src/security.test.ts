import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EnvironmentInput } from './config.ts';
import { access } from './testing/protections/access.ts';
import { atRest } from './testing/protections/at-rest.ts';
import { inTransit } from './testing/protections/in-transit.ts';
import { secrecy } from './testing/protections/secrecy.ts';
import { environmentWith, synthesised, Synthesised } from './testing/synthesised.ts';

const protections = [...atRest, ...inTransit, ...access, ...secrecy];

const environments: Readonly<Record<string, Partial<EnvironmentInput>>> = {
  'free-tier': { size: 'free-tier' },
  small: { size: 'small' },
  production: { size: 'production', delivery: { github: 'example/gnar', gitlab: 'example/gnar' } },
};

describe.each(Object.entries(environments))('in an environment %s', (_name, input) => {
  let all: Synthesised;
  beforeAll(() => {
    all = synthesised(environmentWith(input));
  });

  it.each(protections)('$promise', ({ violations }) => {
    expect(violations(all)).toEqual([]);
  });
});

type Change = (arguments_: any) => void; // eslint-disable-line @typescript-eslint/no-explicit-any

/** What can be removed by hand, and the promise that must fail then. */
const removals: readonly (readonly [string, string, string, Change])[] = [
  [
    'the encryption of the database',
    'aws_db_instance',
    'databases are encrypted with our key',
    (it) => (it.storage_encrypted = false),
  ],
  [
    'the private flag of the database',
    'aws_db_instance',
    'databases have no address in public',
    (it) => (it.publicly_accessible = true),
  ],
  [
    'the backups',
    'aws_db_instance',
    'databases are backed up for days',
    (it) => (it.backup_retention_period = 0),
  ],
  [
    'the deletion protection',
    'aws_db_instance',
    'databases cannot be deleted by mistake',
    (it) => delete it.deletion_protection,
  ],
  [
    'the last snapshot',
    'aws_db_instance',
    'a deleted database leaves a last snapshot',
    (it) => (it.skip_final_snapshot = true),
  ],
  [
    'forced TLS',
    'aws_db_parameter_group',
    'the database refuses connections without TLS',
    (it) => (it.parameter = []),
  ],
  [
    'TLS of the cache',
    'aws_elasticache_replication_group',
    'the cache refuses connections without TLS',
    (it) => (it.transit_encryption_mode = 'preferred'),
  ],
  [
    'the users of the cache',
    'aws_elasticache_replication_group',
    'the cache knows who is asking',
    (it) => delete it.user_group_ids,
  ],
  [
    'the encryption of a queue',
    'aws_sqs_queue',
    'queues are encrypted with our key',
    (it) => delete it.kms_master_key_id,
  ],
  [
    'the policy of a queue',
    'aws_sqs_queue_policy',
    'queues and buckets refuse what is not encrypted',
    (it) => (it.policy = '{}'),
  ],
  [
    'the public access block',
    'aws_s3_bucket_public_access_block',
    'no bucket can be made public',
    (it) => (it.restrict_public_buckets = false),
  ],
  [
    'the versions of a bucket',
    'aws_s3_bucket_versioning',
    'an overwritten object comes back',
    (it) => (it.versioning_configuration.status = 'Suspended'),
  ],
  [
    'immutable tags',
    'aws_ecr_repository',
    'images cannot be replaced under their tag',
    (it) => (it.image_tag_mutability = 'MUTABLE'),
  ],
  ['the rotation of the key', 'aws_kms_key', 'keys are rotated', (it) => delete it.enable_key_rotation],
  [
    'the encryption of a log',
    'aws_cloudwatch_log_group',
    'logs are encrypted and do not stay for ever',
    (it) => delete it.kms_key_id,
  ],
  [
    'a narrow action',
    'data.aws_iam_policy_document',
    'no policy allows by wildcard',
    (it) => (it.statement = [{ effect: 'Allow', actions: ['sqs:*'], resources: ['arn'] }]),
  ],
  [
    'a narrow resource',
    'data.aws_iam_policy_document',
    'a policy names the resources it is for',
    (it) => (it.statement = [{ effect: 'Allow', actions: ['sqs:SendMessage'], resources: ['*'] }]),
  ],
  [
    'IMDSv2',
    'aws_launch_template',
    'the metadata of a node is not for its pods',
    (it) => delete it.metadata_options,
  ],
  [
    'the encryption of secrets in the cluster',
    'aws_eks_cluster',
    'secrets of the cluster are encrypted with our key',
    (it) => delete it.encryption_config,
  ],
  [
    'the modern TLS of the load balancer',
    'aws_lb_listener',
    'the load balancer speaks modern TLS, and the rest in clear text is for the redirect alone',
    (it) => Object.assign(it, { port: 443, ssl_policy: 'ELBSecurityPolicy-2016-08' }),
  ],
  [
    'TLS behind the load balancer',
    'aws_lb_target_group',
    'what the load balancer passes on is encrypted again',
    (it) => (it.protocol = 'TCP'),
  ],
  [
    'the closed door',
    'aws_vpc_security_group_ingress_rule',
    'no security group admits SSH, or any traffic beyond the front door',
    (it) => Object.assign(it, { cidr_ipv4: '0.0.0.0/0', from_port: 5432, to_port: 5432 }),
  ],
  [
    'flow logs',
    'aws_flow_log',
    'the network keeps a record of who spoke to whom',
    (it) => (it.traffic_type = 'REJECT'),
  ],
  [
    'a secret kept out of the state',
    'aws_db_instance',
    "no secret is in Terraform's state",
    (it) => (it.password = 'first snow'),
  ],
];

describe('taken away by hand', () => {
  let documents: string;
  beforeAll(() => {
    const { documents: all } = synthesised(
      environmentWith({ size: 'production', delivery: { github: 'example/gnar' } }),
    );
    documents = JSON.stringify([...all]);
  });

  it.each(removals)('%s', (_what, type, promise, change) => {
    const broken = new Synthesised(new Map(JSON.parse(documents)));
    for (const resource of broken.all(type)) change(resource.arguments);

    const noticed = protections.filter(({ violations }) => violations(broken).length > 0);
    expect(noticed.map((protection) => protection.promise)).toContain(promise);
  });
});
