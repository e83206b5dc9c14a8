import { describe, expect, it } from '@jest/globals';
import { services } from '../../../services.ts';
import { addOnVersions } from '../kubernetes-versions.ts';
import { clusterOf, key } from '../testing/cluster-under-test.ts';
import { policyStatements } from '../testing/policy-statements.ts';
import type { Resource, Synthesised } from '../testing/synthesised.ts';
import { unscopedActions } from '../testing/unscoped-actions.ts';

const byId = (resources: readonly Resource[]) =>
  Object.fromEntries(resources.map((resource) => [resource.id, resource.arguments]));

describe.each(['small', 'production'] as const)('the cluster of size %s', (size) => {
  const { system, files } = clusterOf({ size });
  const cluster = system.one('aws_eks_cluster').arguments;

  it('encrypts Kubernetes’ secrets with the environment’s key', () => {
    expect(cluster['encryption_config']).toEqual({ provider: { key_arn: key }, resources: ['secrets'] });
  });

  it('logs all that its control plane does, into a group that is encrypted and comes first', () => {
    expect(cluster['enabled_cluster_log_types']).toEqual([
      'api',
      'audit',
      'authenticator',
      'controllerManager',
      'scheduler',
    ]);
    const group = system.one('aws_cloudwatch_log_group');
    expect(group.arguments).toMatchObject({
      name: '/aws/eks/gnar-test/cluster',
      kms_key_id: key,
      retention_in_days: size === 'small' ? 30 : 365,
    });
    expect(cluster['depends_on']).toContain(`aws_cloudwatch_log_group.${group.id}`);
  });

  it('knows people by access entries only, and makes no one an administrator implicitly', () => {
    expect(cluster['access_config']).toEqual({
      authentication_mode: 'API',
      bootstrap_cluster_creator_admin_permissions: false,
    });
    const entry = system.one('aws_eks_access_entry').arguments;
    expect(system.follow('test-cluster', entry['principal_arn'])?.resource.arguments['name']).toBe(
      'gnar-test-administrator',
    );
  });

  it('answers nodes inside of the network, and has its own interfaces in private subnets', () => {
    expect(cluster['vpc_config']).toMatchObject({
      endpoint_private_access: true,
      subnet_ids: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'],
    });
  });

  it('is never upgraded to the price of extended support', () => {
    expect(cluster['upgrade_policy']).toEqual({ support_type: 'STANDARD' });
  });

  it('has every add-on in its pinned version, and no other', () => {
    const versions = system
      .all('aws_eks_addon')
      .map(({ arguments: one }) => [one['addon_name'], one['addon_version']]);
    expect(Object.fromEntries(versions)).toEqual(addOnVersions);
    expect(cluster['bootstrap_self_managed_addons']).toBe(false);
  });

  it('enforces network policies', () => {
    const cni = system.one('aws_eks_addon', 'network-vpc-cni').arguments;
    expect(JSON.parse(cni['configuration_values'])).toEqual({ enableNetworkPolicy: 'true' });
  });

  it('brings the network before the nodes, and the nodes before what runs on them', () => {
    expect(system.one('aws_eks_node_group').arguments['depends_on']).toEqual(
      expect.arrayContaining([
        'aws_eks_addon.network-eks-pod-identity-agent',
        'aws_eks_addon.network-kube-proxy',
        'aws_eks_addon.network-vpc-cni',
      ]),
    );
    expect(system.one('aws_eks_addon', 'on-nodes-coredns').arguments['depends_on']).toEqual([
      'aws_eks_node_group.nodes-group',
    ]);
  });

  it('has no file for kops', () => {
    expect([...files.keys()]).toEqual([]);
  });

  it('answers for the load balancer, for the product and for what is redirected to it', () => {
    expect(byId(system.all('aws_autoscaling_attachment'))).toMatchObject({
      'target-group-app': { lb_target_group_arn: 'arn:target-group/app' },
      'target-group-redirect': { lb_target_group_arn: 'arn:target-group/redirect' },
    });
  });
});

describe('who reaches the Kubernetes API', () => {
  it('is the addresses that the environment names', () => {
    const { system } = clusterOf({ kubernetesApiCidrs: ['203.0.113.7/32'] });
    expect(system.one('aws_eks_cluster').arguments['vpc_config']).toMatchObject({
      public_access_cidrs: ['203.0.113.7/32'],
    });
  });

  it.each([
    [['203.0.113.7'], 'use IPv4 blocks such as 203.0.113.7/32'],
    [[], 'name a block, or leave it out for everywhere'],
  ])('is told apart from %j, which names no address', (kubernetesApiCidrs, problem) => {
    expect(() => clusterOf({ kubernetesApiCidrs })).toThrow(problem);
  });
});

describe('the nodes', () => {
  const { system } = clusterOf();
  const group = system.one('aws_eks_node_group').arguments;
  const template = system.one('aws_launch_template').arguments;

  it('are Graviton by default, x86 where the instance types are, and on demand unless told', () => {
    expect(group).toMatchObject({ ami_type: 'AL2023_ARM_64_STANDARD', capacity_type: 'ON_DEMAND' });
    const x86 = clusterOf({ features: { nodeInstanceTypes: ['m7i.large', 'm7a.large'], spotNodes: true } });
    expect(x86.system.one('aws_eks_node_group').arguments).toMatchObject({
      ami_type: 'AL2023_x86_64_STANDARD',
      capacity_type: 'SPOT',
      instance_types: ['m7i.large', 'm7a.large'],
    });
  });

  it('are as many as the features say', () => {
    expect(group['scaling_config']).toEqual({ min_size: 2, max_size: 4, desired_size: 2 });
  });

  it('keep their metadata from pods: tokens are required and end after one hop', () => {
    expect(template['metadata_options']).toMatchObject({
      http_tokens: 'required',
      http_put_response_hop_limit: 1,
    });
  });

  it('have encrypted disks', () => {
    expect(template['block_device_mappings']).toMatchObject([
      { ebs: { encrypted: 'true', kms_key_id: key, volume_type: 'gp3' } },
    ]);
  });

  it('are private: no public address, private subnets', () => {
    expect(template['network_interfaces']).toMatchObject([{ associate_public_ip_address: 'false' }]);
    expect(group['subnet_ids']).toEqual(['subnet-private-a', 'subnet-private-b', 'subnet-private-c']);
  });

  it('are in the workload’s group alone, with the control plane: no rule is there that is in no plan', () => {
    expect(template['network_interfaces'][0].security_groups).toEqual(['sg-workload']);
    expect(system.one('aws_eks_cluster').arguments['vpc_config'].security_group_ids).toEqual(['sg-workload']);
  });

  it('know no SSH: no key, no remote access', () => {
    expect(template).not.toHaveProperty('key_name');
    expect(group).not.toHaveProperty('remote_access');
  });

  it('carry the tags that the tunnel and its policy look for', () => {
    const specifications: readonly { readonly resource_type: string; readonly tags: unknown }[] =
      template['tag_specifications'];
    expect(specifications.find(({ resource_type: type }) => type === 'instance')?.tags).toEqual({
      Project: 'gnar',
      Environment: 'test',
      Name: 'gnar-test-nodes',
    });
  });

  it('have of AWS’s policies what EKS and Session Manager need, and no right to the network’s', () => {
    expect(managedPoliciesOf(system, 'nodes-role')).toEqual([
      'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy',
      'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
    ]);
  });

  it('use the key for sessions only', () => {
    const decrypt = policyStatements(system, 'nodes-permissions').find(({ actions }) =>
      actions.includes('kms:Decrypt'),
    );
    expect(decrypt?.condition).toEqual([
      { test: 'Null', variable: 'kms:EncryptionContext:aws:ssm:SessionId', values: ['false'] },
    ]);
  });

  it('are replaced one by one, the new before the old', () => {
    expect(group['update_config']).toEqual({ max_unavailable: 1 });
    expect(group['lifecycle']).toMatchObject({ create_before_destroy: true });
    expect(group['node_group_name_prefix']).toBe('gnar-test-nodes-');
  });
});

/** Services that call AWS. */
const withRoles = services
  .filter(({ needs }) => needs.email || needs.queues.length > 0)
  .map(({ name }) => name);

describe('the workloads’ roles', () => {
  const { system } = clusterOf();
  const associations = byId(system.all('aws_eks_pod_identity_association'));

  it.each([
    ...withRoles.map((name) => [name, 'gnar'] as const),
    ['external-secrets', 'external-secrets'],
    ['log-agent', 'logging'],
  ])('%s: assumed by that service account of this cluster only', (name, namespace) => {
    expect(associations[`${name}-identity`]).toMatchObject({ namespace, service_account: name });
    const [trust, ...more] = policyStatements(system, `${name}-trust`);
    expect(more).toEqual([]);
    expect(trust?.principals).toEqual([{ type: 'Service', identifiers: ['pods.eks.amazonaws.com'] }]);
    expect(trust?.condition).toEqual([
      {
        test: 'StringEquals',
        variable: 'aws:SourceAccount',
        values: ['${data.aws_caller_identity.account.account_id}'],
      },
      {
        test: 'StringEquals',
        variable: 'aws:RequestTag/eks-cluster-arn',
        values: ['${aws_eks_cluster.cluster-cluster.arn}'],
      },
      { test: 'StringEquals', variable: 'aws:RequestTag/kubernetes-namespace', values: [namespace] },
      { test: 'StringEquals', variable: 'aws:RequestTag/kubernetes-service-account', values: [name] },
    ]);
  });

  it('are the only ones beside the two add-ons that need one', () => {
    const trusting = system
      .all('data.aws_iam_policy_document')
      .filter(({ id }) => policyStatements(system, id).some(trustsPods))
      .map(({ id }) => id);
    expect(trusting.toSorted()).toEqual(
      [
        'external-secrets-trust',
        'log-agent-trust',
        'network-network-role-trust',
        'on-nodes-volumes-role-trust',
        ...withRoles.map((name) => `${name}-trust`),
      ].toSorted(),
    );
    expect(managedPoliciesOf(system, 'network-network-role-role')).toEqual([
      'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy',
    ]);
  });
});

describe.each([
  ['EKS', {}],
  ['kops', { size: 'free-tier' }],
] as const)('every policy of the cluster on %s', (_, overrides) => {
  const { system } = clusterOf(overrides);
  const statements = system
    .all('data.aws_iam_policy_document')
    .flatMap(({ id }) => policyStatements(system, id))
    .filter(({ effect }) => effect !== 'Deny');

  it('names its actions one by one', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('names its resources, where AWS has any to name', () => {
    const everywhere = statements.filter(({ resources }) => resources.includes('*'));
    const actions = everywhere.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => !Object.hasOwn(unscopedActions, action))).toEqual([]);
  });
});

const trustsPods = ({ principals }: ReturnType<typeof policyStatements>[number]): boolean =>
  principals.some(({ identifiers }) => identifiers.includes('pods.eks.amazonaws.com'));

function managedPoliciesOf(system: Synthesised, role: string): string[] {
  return system
    .all('aws_iam_role_policy_attachment')
    .filter(({ arguments: one }) => one['role'] === `\${aws_iam_role.${role}.name}`)
    .map(({ arguments: one }) => String(one['policy_arn']))
    .toSorted();
}
