/**
 * Every version of the clusters, in one place. Raise `kubernetesVersion` by one minor version at a time, then the add-ons:
 * `aws eks describe-addon-versions --kubernetes-version 1.36 --addon-name coredns` lists what fits.
 */

/** EKS: in standard support (0.10 USD an hour; extended support costs six times as much). */
export const kubernetesVersion = '1.36';

/** EKS add-ons by name; each a build that AWS publishes for `kubernetesVersion`. */
export const addOnVersions = {
  'vpc-cni': 'v1.22.4-eksbuild.3',
  'kube-proxy': 'v1.36.0-eksbuild.21',
  'eks-pod-identity-agent': 'v1.3.10-eksbuild.3',
  coredns: 'v1.14.3-eksbuild.16',
  'aws-ebs-csi-driver': 'v1.66.0-eksbuild.1',
  'metrics-server': 'v0.8.1-eksbuild.10',
} as const;

export type AddOnName = keyof typeof addOnVersions;

/** The program that reads `cluster.yaml` must be of the same minor version as Kubernetes, or newer. */
export const kopsVersion = '1.36.1';

/** The newest patch that kops' stable channel recommends. */
export const kopsKubernetesVersion = '1.36.3';
