import { stringify } from 'yaml';
import { externalDns } from '../for-k8s.ts';
import { kopsKubernetesVersion } from '../kubernetes-versions.ts';
import { instanceGroups, type InstanceGroupsProps } from './instance-groups.ts';
import { later, policyOutput, subnetOutputs } from './placeholder.ts';

/** A service account of the cluster that has a role of its own in AWS. */
export interface AccountWithRole {
  /** Ends the names of its role and policy. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What is known before anything is put up. What AWS decides later is a placeholder, see `later`. */
export interface ClusterManifestProps extends InstanceGroupsProps {
  readonly stateBucket: string;
  /** The private bucket, and the folder in it, that hold the cluster's public signing keys. */
  readonly discoveryStore: string;
  /** Where CloudFront serves that folder, without a slash at the end: the `iss` of service accounts' tokens. */
  readonly issuer: string;
  readonly workloads: readonly AccountWithRole[];
}

/** `cluster.yaml`: the cluster and its groups of instances, as kops reads them (`kops.k8s.io/v1alpha2`). */
export function clusterManifest(props: ClusterManifestProps): string {
  const documents = [cluster(props), ...instanceGroups(props)];
  return documents.map(asYaml).join('---\n');
}

/** Each value where it is used, and text as it stands: no anchors, no folded lines. */
const asYaml = (document: object): string =>
  stringify(document, { aliasDuplicateObjects: false, lineWidth: 0, blockQuote: 'literal' });

function cluster(props: ClusterManifestProps): object {
  return {
    apiVersion: 'kops.k8s.io/v1alpha2',
    kind: 'Cluster',
    metadata: { name: props.clusterName },
    spec: {
      cloudProvider: 'aws',
      channel: 'stable',
      kubernetesVersion: kopsKubernetesVersion,
      configBase: `s3://${props.stateBucket}/${props.clusterName}`,
      cloudLabels: { Project: props.environment.project, Environment: props.environment.name },
      ...access(props),
      ...network(props),
      ...addOns(props),
      ...permissions(props),
      etcdClusters: ['main', 'events'].map(etcd),
      kubelet: { anonymousAuth: false, authorizationMode: 'Webhook', authenticationTokenWebhook: true },
    },
  };
}

/** The API by its name in DNS (a load balancer would cost more than the node); no SSH: Session Manager is there. */
function access({ environment }: ClusterManifestProps): object {
  return {
    api: { dns: {} },
    authorization: { rbac: {} },
    kubernetesApiAccess: environment.kubernetesApiCidrs,
    sshAccess: [],
    // Empty: no key on any node.
    sshKeyName: '',
  };
}

function network({ environment, publicSubnets, privateSubnets }: ClusterManifestProps): object {
  const subnet = (tier: 'public' | 'private', letter: string) => {
    const outputs = subnetOutputs(tier, letter);
    const place = { name: `${tier}-${letter}`, id: later(outputs.id), zone: later(outputs.zone) };
    // `External`: the ways out are the network stack's, kops leaves them alone.
    return tier === 'public'
      ? { ...place, type: 'Public' }
      : { ...place, type: 'Private', egress: 'External' };
  };
  return {
    networkID: later('KOPS_VPC_ID'),
    networkCIDR: environment.existingVpc?.cidr ?? environment.cidr,
    nonMasqueradeCIDR: '100.64.0.0/10',
    // Enforces network policies, and lets pods take ports 80 and 443 of their node.
    networking: { cilium: { enableNodePort: true } },
    kubeProxy: { enabled: false },
    dnsZone: later('KOPS_ZONE_ID'),
    topology: { dns: { type: 'Public' } },
    subnets: [
      ...publicSubnets.map((letter) => subnet('public', letter)),
      ...privateSubnets.map((letter) => subnet('private', letter)),
    ],
  };
}

function addOns({ environment }: ClusterManifestProps): object {
  return {
    // Keeps the addresses of `api` and, because the Service of the ingress controller asks for it (an annotation
    // in k8s/argocd/staging), of `app`.
    externalDns,
    // Proves to Let's Encrypt by a record that the domain is ours; may write to our zone and no other.
    certManager: { enabled: true, hostedZoneIDs: [later('KOPS_ZONE_ID')] },
    podIdentityWebhook: { enabled: true },
    metricsServer: { enabled: true, insecure: false },
    // With one node there is none to move to.
    nodeTerminationHandler: { enabled: environment.features.spotNodes && environment.features.nodesMax > 1 },
  };
}

/** Every pod that calls AWS has a role of its own, by its service account; nodes have what kops, and Session Manager, need. */
function permissions({ discoveryStore, issuer, workloads }: ClusterManifestProps): object {
  const nodePolicies = ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', later('KOPS_NODE_POLICY')];
  return {
    kubeAPIServer: { serviceAccountIssuer: issuer },
    serviceAccountIssuerDiscovery: { discoveryStore, enableAWSOIDCProvider: true },
    iam: {
      legacy: false,
      allowContainerRegistry: true,
      useServiceAccountExternalPermissions: true,
      serviceAccountExternalPermissions: workloads.map(({ name, namespace, serviceAccount }) => ({
        name: serviceAccount,
        namespace,
        aws: { policyARNs: [later(policyOutput(name))] },
      })),
    },
    externalPolicies: { master: nodePolicies, node: nodePolicies },
  };
}

/** Kubernetes' memory, secrets included, on a volume that is encrypted with our key. */
function etcd(name: string): object {
  return {
    name,
    cpuRequest: '100m',
    memoryRequest: '100Mi',
    manager: { backupRetentionDays: 30 },
    etcdMembers: [
      {
        name: 'a',
        instanceGroup: 'control-plane-a',
        volumeType: 'gp3',
        volumeSize: 5,
        encryptedVolume: true,
        kmsKeyId: later('KOPS_KEY_ARN'),
      },
    ],
  };
}
