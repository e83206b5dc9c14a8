import type { App } from '#cdktf';
import type { Environment } from './config.ts';
import { AccessStack } from './stacks/access.stack.ts';
import { CertificatesStack } from './stacks/certificates.stack.ts';
import { ClusterStack } from './stacks/cluster.stack.ts';
import { DataStack } from './stacks/data.stack.ts';
import { DeliveryStack } from './stacks/delivery.stack.ts';
import { DnsStack } from './stacks/dns.stack.ts';
import { EdgeStack } from './stacks/edge.stack.ts';
import type { GnarStack } from './stacks/gnar-stack.ts';
import { MessagingStack } from './stacks/messaging.stack.ts';
import { NetworkStack } from './stacks/network.stack.ts';
import { ObservabilityStack } from './stacks/observability.stack.ts';
import { RegistryStack } from './stacks/registry.stack.ts';
import { StateStack } from './stacks/state.stack.ts';

/**
 * The only place that constructs stacks. What one needs of another is handed in here and travels through their states.
 * @returns the stacks in the order in which they are put up.
 */
export function composeEnvironment(app: App, environment: Environment): readonly GnarStack[] {
  const state = new StateStack(app, environment);
  const { keyArn } = state;
  const network = new NetworkStack(app, environment, { keyArn });
  const dns = new DnsStack(app, environment);
  const certificates = new CertificatesStack(app, environment, { zoneId: dns.zoneId });
  const registry = new RegistryStack(app, environment, {
    keyArn,
    zoneId: dns.zoneId,
    assetsCertificateArn: certificates.assetsCertificateArn,
  });
  const messaging = new MessagingStack(app, environment, { keyArn, zoneId: dns.zoneId });
  const data = new DataStack(app, environment, {
    keyArn,
    vpcId: network.vpcId,
    isolatedSubnetIds: network.isolatedSubnetIds,
    databaseGroupId: network.databaseGroupId,
    cacheGroupId: network.cacheGroupId,
  });
  const edge =
    network.loadBalancerGroupId === undefined
      ? undefined
      : new EdgeStack(app, environment, {
          vpcId: network.vpcId,
          publicSubnetIds: network.publicSubnetIds,
          loadBalancerGroupId: network.loadBalancerGroupId,
          zoneId: dns.zoneId,
          certificateArn: certificates.certificateArn,
          logBucketName: state.logBucketName,
        });
  const cluster = new ClusterStack(app, environment, {
    keyArn,
    vpcId: network.vpcId,
    publicSubnetIds: network.publicSubnetIds,
    privateSubnetIds: network.privateSubnetIds,
    workloadGroupId: network.workloadGroupId,
    queueArns: messaging.queueArns,
    identityArns: messaging.identityArns,
    ownerSecretArn: data.ownerSecretArn,
    zoneId: dns.zoneId,
    targetGroupArns: edge?.targetGroupArns,
  });
  const access = new AccessStack(app, environment, { keyArn });
  const observability = new ObservabilityStack(app, environment, {
    keyArn,
    databaseIdentifier: data.databaseIdentifier,
    cacheId: data.cacheId,
    queueNames: messaging.queueNames,
    deadLetterQueueNames: messaging.deadLetterQueueNames,
    loadBalancerSuffix: edge?.loadBalancerSuffix,
    targetGroupSuffixes: edge?.targetGroupSuffixes,
  });
  const delivery = new DeliveryStack(app, environment, { repositoryArns: registry.repositoryArns });
  const optional = edge ? [edge] : [];
  return [
    state,
    network,
    dns,
    certificates,
    registry,
    messaging,
    data,
    ...optional,
    cluster,
    access,
    observability,
    delivery,
  ];
}
