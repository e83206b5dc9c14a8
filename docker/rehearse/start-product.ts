import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLodge } from '@gnar/lodge';
import type { FoundProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { makeSecrets } from '../compose/make-secrets.ts';
import { readCompose } from './compose-file.ts';
import { Place, portNames, type PortName } from './place.ts';
import type { RehearsedImages } from './rehearsed-images.ts';
import { startContainer, type Container } from './start-container.ts';
import { startEdge } from './start-edge.ts';
import { startWeb } from './start-web.ts';
import { untilAnswers } from './until-answers.ts';

type ContainerName = 'standIns' | 'offPiste' | 'piste' | 'powder' | 'edge';

export interface Product {
  readonly port: Readonly<Record<PortName, number>>;
  readonly containers: Readonly<Record<ContainerName, Container>>;
  /** Runs the migrations, which has been done once. @returns what the job printed */
  migrate(): Promise<string>;
  readonly migrated: string;
  stop(): Promise<void>;
}

/** compose.yaml without containers: the same images, commands, environment and order, on this machine's ports. */
export async function startProduct(images: RehearsedImages, nginx: FoundProgram): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'gnar-product-'));
  // Under root, nginx serves as somebody else, who must get there.
  await chmod(folder, 0o755);
  const lodge = await startLodge({ services: ['postgres', 'redis'] });
  const started: Container[] = [];
  const stop = async () => {
    await Promise.allSettled(started.map((container) => container.stop()));
    for (const container of started) container.forget();
    await lodge.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const running = (container: Container) => {
    started.push(container);
    return container;
  };
  try {
    const [compose, numbers] = await Promise.all([
      readCompose(),
      freePorts(portNames.length),
      makeSecrets(join(folder, 'secrets')),
    ]);
    const place = new Place({ compose, lodge, numbers, folder });
    const product = await startServices(images, nginx, place, running);
    return { ...product, port: place.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServices(
  images: RehearsedImages,
  nginx: FoundProgram,
  place: Place,
  running: (container: Container) => Container,
): Promise<Omit<Product, 'port' | 'stop'>> {
  const { port } = place;
  const migrate = async () => {
    const job = running(startContainer(images.piste, place.of('migrate')));
    if ((await job.ended) !== 0) throw new Error(job.output());
    return job.output();
  };
  const standIns = running(
    startContainer(images.lodge, {
      command: [
        ...images.lodge.command,
        ...['--host', '127.0.0.1', '--ses', String(port.ses)],
        ...['--sqs', String(port.sqs), '--stubs', String(port.stubs)],
      ],
    }),
  );
  const [migrated] = await Promise.all([
    migrate(),
    untilAnswers(`http://127.0.0.1:${port.ses}/store`, standIns),
  ]);
  const offPiste = running(startContainer(images.offPiste, place.of('off-piste')));
  const piste = running(startContainer(images.piste, place.of('piste')));
  const powder = running(
    await startWeb({
      image: images.powder,
      nginx,
      folder: join(place.folder, 'powder'),
      port: port.powder,
      healthPort: port.powderHealth,
      environment: place.of('powder').environment,
    }),
  );
  const upstreams: Record<string, string> = {};
  for (const name of ['piste:8080', 'powder:8080', 'lodge:9402']) upstreams[name] = place.names[name] ?? '';
  const edge = running(
    await startEdge({
      nginx,
      folder: place.folder,
      port: port.edge,
      healthPort: port.edgeHealth,
      upstreams,
    }),
  );
  await Promise.all([
    untilAnswers(`http://127.0.0.1:${port.offPisteHealth}/readyz`, offPiste),
    untilAnswers(`http://127.0.0.1:${port.pisteHealth}/readyz`, piste),
    untilAnswers(`http://127.0.0.1:${port.powderHealth}/healthz`, powder),
    untilAnswers(`http://127.0.0.1:${port.edgeHealth}/healthz`, edge),
  ]);
  return { containers: { standIns, offPiste, piste, powder, edge }, migrate, migrated };
}
