export interface Tool {
  readonly version: string;
  /** For Linux on x86-64, which is what both forges lend. */
  readonly url: string;
  /** Of what the address gives; compared before anything of it is run. */
  readonly sha256: string;
  /** Where the program is in the archive; absent when the address gives the program itself. */
  readonly inArchive?: string;
  /** Below the folder of tools; absent: the tool's own name. */
  readonly path?: string;
}

/**
 * Programs that the pipelines use and no package manager of ours brings: one table for both forges. Renovate raises them
 * (.github/renovate.json); every sum here is published by its project and was found in at least two public repositories.
 */
export const tools = {
  kubectl: {
    version: 'v1.36.1',
    url: 'https://dl.k8s.io/release/v1.36.1/bin/linux/amd64/kubectl',
    sha256: '629d3f410e09bf49b64ae7079f7f0bda1191efed311f7d37fdbab0ad5b0ec2b7',
  },
  kind: {
    version: 'v0.32.0',
    url: 'https://github.com/kubernetes-sigs/kind/releases/download/v0.32.0/kind-linux-amd64',
    sha256: '50030de23cf40a18505f20426f6a8506bedf13c6e509244bd1fa9463721b0f54',
  },
  helm: {
    version: 'v3.19.0',
    url: 'https://get.helm.sh/helm-v3.19.0-linux-amd64.tar.gz',
    sha256: 'a7f81ce08007091b86d8bd696eb4d86b8d0f2e1b9f6c714be62f82f96a594496',
    inArchive: 'linux-amd64/helm',
  },
  grype: {
    version: 'v0.119.0',
    url: 'https://github.com/anchore/grype/releases/download/v0.119.0/grype_0.119.0_linux_amd64.tar.gz',
    sha256: '3fa2dc4b924621ab65404cf08d0b8438d896d80ab949c9d5a4ca283c36004c9b',
    inArchive: 'grype',
  },
  cosign: {
    version: 'v3.0.6',
    url: 'https://github.com/sigstore/cosign/releases/download/v3.0.6/cosign-linux-amd64',
    sha256: 'c956e5dfcac53d52bcf058360d579472f0c1d2d9b69f55209e256fe7783f4c74',
  },
  // The client alone; the engine is the forge's (GitLab lends it as a service).
  docker: {
    version: '29.6.2',
    url: 'https://download.docker.com/linux/static/stable/x86_64/docker-29.6.2.tgz',
    sha256: 'd6204aea92238e2453d5445c885b9d2e5eb8f82915568ec50edf9dbe12a3ac74',
    inArchive: 'docker/docker',
  },
  // Docker's own plug-in folder is below DOCKER_CONFIG.
  buildx: {
    version: 'v0.36.1',
    url: 'https://github.com/docker/buildx/releases/download/v0.36.1/buildx-v0.36.1.linux-amd64',
    sha256: '48af8a397ebd60178778bf63611dbcebe5f5e7a9be90eb9147b24b9587455778',
    path: 'docker-config/cli-plugins/docker-buildx',
  },
  // Logs in to ECR by the role of the run; docker and cosign ask it by name.
  'ecr-login': {
    version: '0.10.1',
    url: 'https://amazon-ecr-credential-helper-releases.s3.us-east-2.amazonaws.com/0.10.1/linux-amd64/docker-credential-ecr-login',
    sha256: 'ae5f2c0f1a2283f687e24a529f41d58f29c0a5bcfa0b60d1d3f8dc33b7eac4f2',
    path: 'docker-credential-ecr-login',
  },
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof tools;

/** Images that the pipelines run beside ours, each by its digest. */
export const pipelineImages = {
  /** Teaches the kernel to run programs for arm64, for images of both kinds. */
  emulator:
    'tonistiigi/binfmt:qemu-v10.0.4@sha256:8f58e6214f4cc9dc83ce8f5acad1ece508eb6b20e696a8c1e9f274481982c541',
  /** The cluster of the job `cluster`, of the same minor version as in AWS. */
  node: 'kindest/node:v1.36.1@sha256:3489c7674813ba5d8b1a9977baea8a6e553784dab7b84759d1014dbd78f7ebd5',
} as const;
