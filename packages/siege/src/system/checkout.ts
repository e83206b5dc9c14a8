import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { services } from '../../../../services.ts';

/** An image as the checkout's own Dockerfile makes it: a folder that stands for its root, and how to start it. */
export interface Image {
  readonly root: string;
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

export interface Images {
  /** By the service's name; a service that an older checkout does not have is not among them. */
  readonly byService: Readonly<Record<string, Image>>;
  remove(): Promise<void>;
}

/** What compose.yaml says of a service, as far as it is used here. */
export interface ComposeService {
  readonly environment: Readonly<Record<string, string | number | boolean | null>>;
  readonly command?: readonly string[];
}

export interface Checkout {
  readonly folder: string;
  buildImages(): Promise<Images>;
  readServices(): Promise<Readonly<Record<string, ComposeService>>>;
  /** Writes the secrets that compose makes up at its first start into a folder, one folder for each volume. */
  makeSecrets(folder: string): Promise<void>;
  readEdgeConfiguration(): Promise<string>;
}

/** This one. */
export const ownCheckout = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * The product of any checkout that has its dependencies installed, by the checkout's own docker/: so that the same attack
 * runs against an older commit, with that commit's entry points, environment and nginx.
 */
export async function openCheckout(folder: string = ownCheckout): Promise<Checkout> {
  const load = async (file: string, name: string) => {
    const module: unknown = await import(pathToFileURL(join(folder, 'docker', file)).href);
    const found: unknown = Object.entries(module ?? {}).find(([key]) => key === name)?.[1];
    if (typeof found !== 'function') throw new Error(`docker/${file} of ${folder} exports no ${name}()`);
    // Another checkout's function cannot be checked further than by calling it.
    return found as (...values: unknown[]) => Promise<unknown>;
  };
  const [rehearseImages, readCompose, makeSecrets] = await Promise.all([
    load('rehearse/rehearsed-images.ts', 'rehearseImages'),
    load('rehearse/compose-file.ts', 'readCompose'),
    load('compose/make-secrets.ts', 'makeSecrets'),
  ]);
  return {
    folder,
    buildImages: async () => imagesOf(await rehearseImages()),
    readServices: async () =>
      ((await readCompose()) as { services: Readonly<Record<string, ComposeService>> }).services,
    makeSecrets: async (secrets) => {
      await makeSecrets(secrets);
    },
    readEdgeConfiguration: () => readFile(join(folder, 'docker/nginx/edge.conf'), 'utf8'),
  };
}

/** What `rehearseImages()` gives; in older checkouts the images are fields instead, such as `skiLift`. */
interface BuiltImages {
  of?(name: string): Image;
  remove(): Promise<void>;
}

function imagesOf(built: unknown): Images {
  // Another checkout's, see above.
  const images = built as BuiltImages & Readonly<Record<string, Image | undefined>>;
  const fieldOf = (name: string) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const found = services.map(
    ({ name, image }) => [name, images.of?.(image) ?? images[fieldOf(name)]] as const,
  );
  return {
    byService: Object.fromEntries(found.flatMap(([name, image]) => (image ? [[name, image] as const] : []))),
    remove: () => images.remove(),
  };
}
