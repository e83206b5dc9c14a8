import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLodge } from '@gnar/lodge';
import type { FoundProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { services } from '../../services.ts';
import type { Service } from '../../services.types.ts';
import { makeSecrets } from '../compose/make-secrets.ts';
import { readCompose } from './compose-file.ts';
import { Place, portNames } from './place.ts';
import type { RehearsedImages } from './rehearsed-images.ts';
import { startContainer, type Container } from './start-container.ts';
import { startEdge } from './start-edge.ts';
import { startWeb } from './start-web.ts';
import { untilAnswers } from './until-answers.ts';

export interface Product {
  /** Of a service, `<service> health`, the edge or a stand-in. */
  port(name: string): number;
  /** Of a service, `edge` or `lodge`. */
  container(name: string): Container;
  /** Runs the migrations, which has been done once. @returns what the job printed */
  migrate(): Promise<string>;
  readonly migrated: string;
  stop(): Promise<void>;
}

/** compose.yaml without containers: the same images, commands, environment and order, on this machine's ports. */
export async function startProduct(images: RehearsedImages, nginx: FoundProgram): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'gnar-product-'));
  // Under root, nginx serves as another user, who must get there.
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
    return { ...product, port: (name) => place.port(name), stop };
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
  const migrate = async () => {
    const outputs = services
      .filter(({ migrations }) => migrations)
      .map(async ({ name, image }, index) => {
        const job = place.of(index === 0 ? 'migrate' : `migrate-${name}`);
        const container = running(startContainer(images.of(image), job));
        if ((await container.ended) !== 0) throw new Error(container.output());
        return container.output();
      });
    return (await Promise.all(outputs)).join('');
  };
  const lodge = running(startStandIns(images, place));
  const containers = new Map([['lodge', lodge]]);
  const container = (name: string) => {
    const found = containers.get(name);
    if (found === undefined) throw new Error(`There is no container "${name}"`);
    return found;
  };
  const [migrated] = await Promise.all([
    migrate(),
    untilAnswers(`http://127.0.0.1:${place.port('ses')}/store`, lodge),
  ]);
  for (const service of services) {
    containers.set(service.name, running(await startService(service, images, nginx, place)));
  }
  const behindEdge = services.filter(({ paths }) => paths.length > 0).map(({ name }) => `${name}:8080`);
  const edge = await startEdge({
    nginx,
    folder: place.folder,
    port: place.port('edge'),
    healthPort: place.port('edge health'),
    upstreams: Object.fromEntries(
      [...behindEdge, 'lodge:9402'].map((name) => [name, place.names[name] ?? '']),
    ),
  });
  containers.set('edge', running(edge));
  const health = (name: string, path: string) =>
    untilAnswers(`http://127.0.0.1:${place.port(`${name} health`)}${path}`, container(name));
  await Promise.all([
    ...services.map(({ name, kind }) => health(name, kind === 'node' ? '/readyz' : '/healthz')),
    health('edge', '/healthz'),
  ]);
  return { container, migrate, migrated };
}

function startStandIns(images: RehearsedImages, place: Place): Container {
  const image = images.of('lodge');
  const ports = ['ses', 'sqs', 'stubs'].flatMap((name) => [`--${name}`, String(place.port(name))]);
  const command = place.of('lodge').command ?? image.command;
  return startContainer(image, { command: [...command, '--host', '127.0.0.1', ...ports] });
}

async function startService(
  { name, kind, image }: Service,
  images: RehearsedImages,
  nginx: FoundProgram,
  place: Place,
): Promise<Container> {
  if (kind === 'node') return startContainer(images.of(image), place.of(name));
  return startWeb({
    image: images.of(image),
    nginx,
    folder: join(place.folder, name),
    port: place.port(name),
    healthPort: place.port(`${name} health`),
    environment: place.of(name).environment,
  });
}
