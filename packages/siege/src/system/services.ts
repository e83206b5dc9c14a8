import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ComposeService, Image, Images } from './checkout.ts';
import { answersWell, Program } from './component.ts';
import { migrationStart, serviceStart, type ServicePlace, type Surroundings } from './service-environment.ts';
import type { Watchdog } from '@gnar/lodge/watchdog';

const run = promisify(execFile);
const MIGRATION_LIMIT_MS = 60_000;

export interface ServicesOptions {
  readonly images: Images;
  readonly composed: Readonly<Record<string, ComposeService>>;
  readonly surroundings: Surroundings;
  readonly folder: string;
  readonly watchdog: Watchdog;
}

export type ServiceKind = 'piste' | 'off-piste';

/** Starts images of the services on this machine. */
export class Services {
  readonly #options: ServicesOptions;

  constructor(options: ServicesOptions) {
    this.#options = options;
  }

  /** @param settings on top of compose's */
  prepare(
    kind: ServiceKind,
    name: string,
    place: ServicePlace,
    settings: Readonly<Record<string, string>> = {},
  ): Program {
    const { images, surroundings, folder, watchdog } = this.#options;
    const image = kind === 'piste' ? images.piste : images.offPiste;
    const { command, environment } = serviceStart(this.#composed(kind), surroundings, place);
    return new Program(
      {
        name,
        argv: argvOf(image, command),
        environment: { ...image.environment, ...environment, ...settings },
        cwd: join(image.root, image.workdir),
        logFile: join(folder, `${name}.log`),
        isUp: () => answersWell(`http://127.0.0.1:${place.healthPort}/readyz`),
      },
      watchdog,
    );
  }

  /** @throws with what the job printed */
  async migrate(): Promise<void> {
    const { images, surroundings } = this.#options;
    const { command, environment } = migrationStart(this.#composed('migrate'), surroundings);
    const [program = '', ...args] = argvOf(images.piste, command);
    await run(program, args, {
      cwd: join(images.piste.root, images.piste.workdir),
      env: { ...images.piste.environment, ...environment },
      timeout: MIGRATION_LIMIT_MS,
    });
  }

  #composed(name: string): ComposeService {
    const service = this.#options.composed[name];
    if (service === undefined) throw new Error(`docker/compose.yaml has no service ${name}`);
    return service;
  }
}

/** With this machine's node, and the image's folder as root. */
function argvOf(image: Image, command: readonly string[]): string[] {
  return [...image.entrypoint, ...(command.length > 0 ? command : image.command)].map((word) => {
    if (word === '/usr/local/bin/node') return process.execPath;
    return word.startsWith('/app') ? join(image.root, word) : word;
  });
}
