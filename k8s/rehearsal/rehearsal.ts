import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLodge, type Lodge } from '@gnar/lodge';
import { debianProgram, type FoundProgram } from '@gnar/lodge/debian';
import { serviceNamed } from '../../services.ts';
import { peerVariable } from '../checks/readers.ts';
import { selfSigned, type Certificate } from './certificate.ts';
import { Edge, type Endpoints } from './edge.ts';
import { EdgeClient } from './edge-client.ts';
import type { Ingress } from './ingress.ts';
import { servePages, type Pages } from './pages.ts';
import { podEnvironment, runJob } from './pod-environment.ts';
import { Pod } from './pod.ts';
import { startRedis } from './redis.ts';

export interface Programs {
  readonly nginx: FoundProgram;
  readonly openssl: FoundProgram;
}

/** The programs that a rehearsal needs, or why there is none. */
export async function findPrograms(): Promise<Programs | { missing: string }> {
  const [nginx, openssl] = await Promise.all([debianProgram('nginx'), debianProgram('openssl')]);
  if ('missing' in nginx) return nginx;
  if ('missing' in openssl) return openssl;
  // Clients have addresses of their own; only Linux has a whole loopback network.
  if (process.platform !== 'linux') return { missing: 'a rehearsal needs Linux' };
  return { nginx, openssl };
}

export interface RehearsalOptions {
  readonly ingresses: readonly Ingress[];
  /** On top of what every pod gets. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default: 1. */
  readonly replicasOfPiste?: number;
  /** Default: without; then powder has no endpoint. */
  readonly withPages?: boolean;
}

interface Parts {
  readonly host: string;
  readonly lodge: Lodge;
  readonly certificate: Certificate;
  /** What pods of piste are started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** The services that piste asks. */
  readonly peers: readonly Pod[];
  readonly pistes: Pod[];
  readonly pages: Pages | undefined;
  readonly edge: Edge;
}

/** The product as in a cluster, but of processes: Ingress → nginx → pods → the lodge's data. */
export class Rehearsal {
  readonly parts: Parts;
  readonly #end: AsyncDisposableStack;

  private constructor(parts: Parts, end: AsyncDisposableStack) {
    this.parts = parts;
    this.#end = end;
  }

  /** Resolves when every pod is ready and nginx sends requests to it; what was started is ended when it fails. */
  static async start({ nginx, openssl }: Programs, options: RehearsalOptions): Promise<Rehearsal> {
    await using end = new AsyncDisposableStack();
    const { ingresses } = options;
    const host = ingresses.flatMap(({ spec }) => spec.rules)[0]?.host ?? '';
    const folder = await mkdtemp(join(tmpdir(), 'gnar-rehearsal-'));
    end.defer(() => rm(folder, { recursive: true, force: true }));
    const redis = await startRedis();
    end.defer(() => redis?.stop());
    const lodge = await startLodge({ ...(redis && { redisEndpoint: redis.endpoint }) });
    end.defer(() => lodge.stop());
    const certificate = await selfSigned(openssl, folder, [host]);
    const pages = options.withPages ? await servePages(nginx, join(folder, 'pages')) : undefined;
    end.defer(() => pages?.stop());

    const pods = await startPods({ ...podEnvironment(lodge, host), ...options.settings }, options, end);
    const endpoints = endpointsOf({ ...pods, pages });
    const edge = await Edge.start(nginx, join(folder, 'edge'), { ingresses, certificate, endpoints });
    end.defer(() => edge.stop());
    return new Rehearsal({ host, lodge, certificate, pages, edge, ...pods }, end.move());
  }

  /** A client outside the cluster, with that address of the loopback network. */
  client(from = '127.0.0.2'): EdgeClient {
    const { host, edge, certificate } = this.parts;
    return new EdgeClient({ host, port: edge.ports.https, ca: certificate.pem, from });
  }

  /** One more replica, which gets requests once it is ready: endpoints follow the readiness probe. */
  async addPiste(settings: Readonly<Record<string, string>> = {}): Promise<Pod> {
    const { pistes, environment } = this.parts;
    const pod = await Pod.start({ service: 'piste', env: { ...environment, ...settings } });
    this.#end.defer(() => pod.kill());
    await pod.untilReady();
    pistes.push(pod);
    await this.#follow();
    return pod;
  }

  /** Takes a replica out of its Service: a pod that is being deleted is no endpoint any more. */
  async removeEndpoint(pod: Pod): Promise<void> {
    const { pistes } = this.parts;
    pistes.splice(pistes.indexOf(pod), 1);
    await this.#follow();
  }

  stop(): Promise<void> {
    return this.#end.disposeAsync();
  }

  #follow(): Promise<void> {
    return this.parts.edge.route(endpointsOf(this.parts));
  }
}

/** The job `migrate`, then the deployments. */
async function startPods(
  base: Readonly<Record<string, string>>,
  { replicasOfPiste = 1 }: RehearsalOptions,
  end: AsyncDisposableStack,
): Promise<Pick<Parts, 'peers' | 'pistes' | 'environment'>> {
  const start = async (service: string, env: Readonly<Record<string, string>>) => {
    const pod = await Pod.start({ service, env });
    end.defer(() => pod.kill());
    return pod;
  };
  await runJob(base, 'services/piste/src/migrate.ts');
  const peers = await Promise.all(serviceNamed('piste').needs.peers.map((name) => start(name, base)));
  // As Kubernetes tells every pod of the Service `<peer>-service`.
  const links = peers.map(({ service, port }) => [peerVariable(service), `tcp://127.0.0.1:${port}`] as const);
  const environment = { ...base, ...Object.fromEntries(links) };
  const pistes = await Promise.all(
    Array.from({ length: replicasOfPiste }, () => start('piste', environment)),
  );
  await Promise.all([...peers, ...pistes].map((pod) => pod.untilReady()));
  return { peers, pistes, environment };
}

const endpointsOf = ({ pistes, peers, pages }: Pick<Parts, 'pistes' | 'peers' | 'pages'>): Endpoints => ({
  ...Object.fromEntries(peers.map(({ service, port }) => [`${service}-service`, [port]])),
  'piste-service': pistes.map(({ port }) => port),
  'powder-service': pages ? [pages.port] : [],
});
