import { databaseConnections } from '../../infra/src/for-k8s.ts';

/** What a check must know of where the objects go. */
export interface Place {
  /** The overlay's name. */
  readonly name: string;
  /** One developer's own machine: plain HTTP, images without digest, passwords that are no secret. */
  readonly laptop: boolean;
  /** Several replicas of each service, and what that asks for. */
  readonly replicated: boolean;
  readonly postgres: 'in-cluster' | 'managed';
  readonly redis: 'in-cluster' | 'managed';
  /** SES and SQS: AWS's own, or the stand-ins. */
  readonly queues: 'in-cluster' | 'managed';
  /** Whether the API server refuses images that are not ours. */
  readonly admission: boolean;
  /** Credentials of AWS come from the node's agent (EKS Pod Identity). */
  readonly podIdentity: boolean;
  /** Connections that the database takes before its alarm rings; absent where it is in the cluster. */
  readonly databaseConnections?: number;
  /** The one node that everything of ours must fit on, beside what the cluster itself needs. */
  readonly oneNode?: { readonly cpuMillis: number; readonly memoryMib: number };
}

/** Every overlay. One without its line here fails the tests. */
export const places: readonly Place[] = [
  {
    name: 'local',
    laptop: true,
    replicated: false,
    postgres: 'in-cluster',
    redis: 'in-cluster',
    queues: 'in-cluster',
    admission: false,
    podIdentity: false,
  },
  {
    name: 'preview',
    laptop: false,
    replicated: false,
    postgres: 'in-cluster',
    redis: 'in-cluster',
    queues: 'in-cluster',
    admission: false,
    podIdentity: false,
  },
  {
    name: 'staging',
    laptop: false,
    replicated: false,
    postgres: 'managed',
    redis: 'in-cluster',
    queues: 'managed',
    admission: true,
    podIdentity: false,
    databaseConnections: databaseConnections['free-tier'],
    // A t4g.medium has 2,000 millicores and 4,096 MiB. The system, network, DNS, ingress, certificates, secrets and Argo CD live
    // there too: a quarter is the product's.
    oneNode: { cpuMillis: 500, memoryMib: 1024 },
  },
  {
    name: 'production',
    laptop: false,
    replicated: true,
    postgres: 'managed',
    redis: 'managed',
    queues: 'managed',
    admission: true,
    podIdentity: true,
    databaseConnections: databaseConnections.production,
  },
];

/** @throws Error for an overlay without a description */
export function placeOf(overlay: string): Place {
  const place = places.find(({ name }) => name === overlay);
  if (place === undefined) throw new Error(`k8s/checks/place.ts says nothing about the overlay ${overlay}`);
  return place;
}
