import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { services } from '../../../services.ts';
import { clusterOf } from '../testing/cluster-under-test.ts';
import type { EnvironmentInput } from '../config.ts';

// Documents of kops have as many shapes as kops has options; tests assert on them.
type Document = Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any

const budget = { size: 'free-tier', cidr: '10.30.0.0/16' } as const;
const larger = {
  size: 'small',
  features: { cluster: 'kops', nodesMax: 3, spotNodes: true },
} as const;

function manifestOf(overrides: Partial<EnvironmentInput>) {
  const { system, files } = clusterOf(
    overrides,
    overrides.size === 'free-tier' ? { targetGroupArns: undefined } : {},
  );
  const text = files.get('cluster.yaml') ?? '';
  const documents = parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Document;
  });
  const [cluster, controlPlane, nodes] = documents;
  if (cluster === undefined || controlPlane === undefined || nodes === undefined) throw new Error(text);
  return { system, text, documents, spec: cluster['spec'], cluster, controlPlane, nodes };
}

describe('cluster.yaml of the budget path', () => {
  const { text, documents, cluster, spec, controlPlane, nodes } = manifestOf(budget);

  it('is a cluster, its control plane and its nodes, in kops’ format', () => {
    expect(documents.map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.name])).toEqual([
      ['kops.k8s.io/v1alpha2', 'Cluster', 'k8s.example.com'],
      ['kops.k8s.io/v1alpha2', 'InstanceGroup', 'control-plane-a'],
      ['kops.k8s.io/v1alpha2', 'InstanceGroup', 'nodes'],
    ]);
    expect(cluster['metadata'].name).toBe(controlPlane['metadata'].labels['kops.k8s.io/cluster']);
  });

  it('puts one node up, and one small control plane beside it, which needs port 443 for itself', () => {
    expect(nodes['spec']).toMatchObject({ role: 'Node', minSize: 1, maxSize: 1, machineType: 't4g.medium' });
    expect(controlPlane['spec']).toMatchObject({
      role: 'Master',
      minSize: 1,
      maxSize: 1,
      machineType: 't4g.small',
    });
  });

  it('makes them spot instances', () => {
    for (const { spec: group } of [controlPlane, nodes]) {
      expect(group.mixedInstancesPolicy).toMatchObject({ onDemandBase: 0, onDemandAboveBase: 0 });
    }
  });

  it('keeps instance metadata from pods', () => {
    for (const { spec: group } of [controlPlane, nodes]) {
      expect(group.instanceMetadata).toEqual({ httpTokens: 'required', httpPutResponseHopLimit: 1 });
    }
  });

  it('encrypts every root disk with the key', () => {
    for (const { spec: group } of [controlPlane, nodes]) {
      expect(group).toMatchObject({
        rootVolumeEncryption: true,
        rootVolumeEncryptionKey: '{{ .KOPS_KEY_ARN.value }}',
      });
    }
  });

  it('encrypts etcd, and Kubernetes’ secrets in it, with the key', () => {
    const { etcdClusters }: { readonly etcdClusters: readonly Document[] } = spec;
    expect(etcdClusters.map(({ name }) => name)).toEqual(['main', 'events']);
    for (const { etcdMembers } of etcdClusters) {
      expect(etcdMembers).toMatchObject([{ encryptedVolume: true, kmsKeyId: '{{ .KOPS_KEY_ARN.value }}' }]);
    }
  });

  it('allows no SSH: from no address, and with no key', () => {
    expect(spec.sshAccess).toEqual([]);
    expect(spec.sshKeyName).toBe('');
  });

  it('joins nodes to the workload’s group, by which the database knows them, and the control plane not', () => {
    expect(nodes['spec'].additionalSecurityGroups).toEqual(['{{ .KOPS_WORKLOAD_GROUP.value }}']);
    expect(controlPlane['spec']).not.toHaveProperty('additionalSecurityGroups');
  });

  it('lets Session Manager in on every instance', () => {
    const policies = [
      'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
      '{{ .KOPS_NODE_POLICY.value }}',
    ];
    expect(spec.externalPolicies).toEqual({ master: policies, node: policies });
  });

  it('gives each service account its own policy, and nodes none of them', () => {
    expect(spec.iam.serviceAccountExternalPermissions).toEqual([
      ...services
        .filter(({ needs }) => needs.email || needs.queues.length > 0)
        .map(({ name, variable }) => account(name, 'gnar', `{{ .KOPS_POLICY_${variable}.value }}`)),
      account('external-secrets', 'external-secrets', '{{ .KOPS_POLICY_EXTERNAL_SECRETS.value }}'),
      account('log-agent', 'logging', '{{ .KOPS_POLICY_LOG_AGENT.value }}'),
    ]);
    expect(spec.iam.useServiceAccountExternalPermissions).toBe(true);
    expect(spec.podIdentityWebhook).toEqual({ enabled: true });
  });

  it('shows AWS its public keys through CloudFront, so that no bucket is open', () => {
    expect(spec.kubeAPIServer.serviceAccountIssuer).toBe('https://assets.example.com/identity');
    expect(spec.serviceAccountIssuerDiscovery).toEqual({
      discoveryStore: 's3://gnar-test-assets-example-com/identity',
      enableAWSOIDCProvider: true,
    });
  });

  it('asks kubelets’ callers who they are', () => {
    expect(spec.kubelet).toEqual({
      anonymousAuth: false,
      authorizationMode: 'Webhook',
      authenticationTokenWebhook: true,
    });
    expect(spec.authorization).toEqual({ rbac: {} });
  });

  it('enforces network policies', () => {
    expect(spec.networking).toEqual({ cilium: { enableNodePort: true } });
  });

  it('lies in our network, in the first public subnet, and writes to our zone', () => {
    expect(spec).toMatchObject({
      networkID: '{{ .KOPS_VPC_ID.value }}',
      networkCIDR: '10.30.0.0/16',
      dnsZone: '{{ .KOPS_ZONE_ID.value }}',
      subnets: [{ name: 'public-a', type: 'Public', id: '{{ .KOPS_PUBLIC_SUBNET_A.value }}' }],
    });
    expect([controlPlane['spec'].subnets, nodes['spec'].subnets]).toEqual([['public-a'], ['public-a']]);
  });

  it('lets the certificate manager write to our zone, and to no other', () => {
    expect(spec.certManager).toEqual({ enabled: true, hostedZoneIDs: ['{{ .KOPS_ZONE_ID.value }}'] });
  });

  it('remembers itself in the private state store', () => {
    expect(spec.configBase).toBe('s3://gnar-test-kops-example-com/k8s.example.com');
  });

  it('is the same text every time, and names neither account nor id', () => {
    expect(manifestOf(budget).text).toBe(text);
    expect(text).not.toMatch(/\d{12}:(?!\/)|\b(?:vpc|subnet|sg)-[0-9a-f]{8}/);
  });
});

describe('cluster.yaml with more nodes', () => {
  const { spec, controlPlane, nodes } = manifestOf(larger);

  it('keeps the nodes private and leaves the ways out to the network', () => {
    expect(nodes['spec']).toMatchObject({
      associatePublicIp: false,
      subnets: ['private-a', 'private-b', 'private-c'],
      minSize: 2,
      maxSize: 3,
    });
    const { subnets }: { readonly subnets: readonly Document[] } = spec;
    const ofNodes = subnets.filter(({ type }) => type === 'Private');
    expect(ofNodes.map(({ egress }) => egress)).toEqual(['External', 'External', 'External']);
  });

  it('hangs the nodes, and only them, on the load balancer', () => {
    expect(nodes['spec'].externalLoadBalancers).toEqual([
      { targetGroupArn: '{{ .KOPS_TARGET_GROUP_APP.value }}' },
      { targetGroupArn: '{{ .KOPS_TARGET_GROUP_REDIRECT.value }}' },
    ]);
    expect(controlPlane['spec']).not.toHaveProperty('externalLoadBalancers');
  });

  it('moves pods away from a spot node before it goes', () => {
    expect(spec.nodeTerminationHandler).toEqual({ enabled: true });
  });
});

describe('cluster.yaml, wherever it runs', () => {
  it.each([
    ['arm64', 't4g.large'],
    ['amd64', 't3.large'],
  ])('takes the %s image for %s, and pins it', (architecture, instanceType) => {
    const { controlPlane, nodes } = manifestOf({
      ...budget,
      features: { nodeInstanceTypes: [instanceType] },
    });
    for (const { spec } of [controlPlane, nodes]) {
      expect(spec.image).toMatch(new RegExp(`ubuntu-noble-24\\.04-${architecture}-server-\\d{8}$`));
    }
  });

  it('takes instances on demand where spot is not wanted', () => {
    const { nodes } = manifestOf({ ...budget, features: { spotNodes: false } });
    expect(nodes['spec']).not.toHaveProperty('mixedInstancesPolicy');
  });

  it('lets only the named addresses to the Kubernetes API', () => {
    const { spec } = manifestOf({ ...budget, kubernetesApiCidrs: ['203.0.113.7/32'] });
    expect(spec.kubernetesApiAccess).toEqual(['203.0.113.7/32']);
  });

  it('knows a network that was there before, by its own block', () => {
    const { spec } = manifestOf({
      ...budget,
      existingVpc: {
        id: 'vpc-0a1b2c3d',
        cidr: '172.20.0.0/16',
        publicSubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
        privateSubnetIds: ['subnet-2a1b2c3d', 'subnet-3a1b2c3d'],
        isolatedSubnetIds: ['subnet-4a1b2c3d', 'subnet-5a1b2c3d'],
      },
    });
    expect(spec.networkCIDR).toBe('172.20.0.0/16');
  });

  it.each([
    ['budget', budget],
    ['larger', larger],
  ])('finds an output for every placeholder (%s)', (_, overrides) => {
    const { system, text } = manifestOf(overrides);
    const outputs = Object.keys(system.documents.get('test-cluster')?.output ?? {});
    const wanted = [...text.matchAll(/\{\{ \.(\w+)\.value \}\}/g)].map(([, name]) => name);
    expect(wanted.length).toBeGreaterThan(10);
    expect(outputs).toEqual(expect.arrayContaining(wanted));
  });
});

const account = (name: string, namespace: string, policy: string) => ({
  name,
  namespace,
  aws: { policyARNs: [policy] },
});
