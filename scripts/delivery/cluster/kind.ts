import { archiveOf, clusterImages } from '../images.ts';
import { program } from '../program.ts';
import { pipelineImages } from '../tool-table.ts';

/** Where the docker engine is: this machine, or the service that GitLab lends (DOCKER_HOST=tcp://docker:2376). */
const engine = new URL(
  process.env['DOCKER_HOST']?.startsWith('tcp://') ? process.env['DOCKER_HOST'] : 'tcp://127.0.0.1',
);

/** The ingress controller's port for plain HTTP, on the node and on the engine's machine. */
const HTTP_NODE_PORT = 30080;

/** Names below `localhost` lead to the machine itself (RFC 6761); elsewhere the job puts one into /etc/hosts. */
export const edgeOrigin = new URL(`http://app.localhost:${HTTP_NODE_PORT}`);

const isElsewhere = engine.hostname !== '127.0.0.1';

/** kindnet, the network of kind, keeps NetworkPolicies since 0.24. */
const configuration = {
  kind: 'Cluster',
  apiVersion: 'kind.x-k8s.io/v1alpha4',
  networking: isElsewhere ? { apiServerAddress: '0.0.0.0', apiServerPort: 6443 } : {},
  nodes: [
    {
      role: 'control-plane',
      extraPortMappings: [{ containerPort: HTTP_NODE_PORT, hostPort: HTTP_NODE_PORT, protocol: 'TCP' }],
      // The API server's certificate is for the name by which it is called.
      kubeadmConfigPatches: isElsewhere
        ? [`kind: ClusterConfiguration\napiServer:\n  certSANs: [localhost, 127.0.0.1, ${engine.hostname}]\n`]
        : [],
    },
    // Two of them: one replica of a pair can go to each.
    { role: 'worker' },
    { role: 'worker' },
  ],
};

export async function createCluster(): Promise<void> {
  const create = [
    'create',
    'cluster',
    '--name',
    'gnar',
    '--image',
    pipelineImages.node,
    '--wait',
    '180s',
    '--config',
    '-',
  ];
  await program('kind', create, { input: JSON.stringify(configuration) });
  if (isElsewhere) {
    const server = `https://${engine.hostname}:6443`;
    await program('kubectl', ['config', 'set-cluster', 'kind-gnar', `--server=${server}`]);
  }
  for (const image of clusterImages) {
    await program('kind', ['load', 'image-archive', archiveOf(image), '--name', 'gnar']);
  }
}
