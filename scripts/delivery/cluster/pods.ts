/** A pod as ours are; what a check wants otherwise is put over it. */
export function probePod(name: string, options: ProbeOptions): unknown {
  const { namespace, image, labels = {}, command, runAsNonRoot = true } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: {
        ...(runAsNonRoot ? { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001 } : {}),
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'probe',
          image,
          imagePullPolicy: 'IfNotPresent',
          ...(command === undefined ? {} : { command }),
          resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}

export interface ProbeOptions {
  readonly namespace: string;
  readonly image: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Default true, as it must be. */
  readonly runAsNonRoot?: boolean;
}
