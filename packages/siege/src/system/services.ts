import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ComposeService, Image, Images } from './checkout.ts';
import { answersWell, Program } from './component.ts';
import { migrationStart, serviceStart, type Surroundings } from './service-environment.ts';
import type { Replica } from './replica.types.ts';
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

/** Starts images of the services on this machine. */
export class Services {
  readonly #options: ServicesOptions;

  constructor(options: ServicesOptions) {
    this.#options = options;
  }

  /** @param service by its name in services.ts @param settings on top of compose's */
  prepare(service: string, replica: Replica, settings: Readonly<Record<string, string>>): Program {
    const { surroundings, folder, watchdog } = this.#options;
    const image = this.#image(service);
    const { command, environment } = serviceStart(this.#composed(service), surroundings, replica);
    return new Program(
      {
        name: replica.name,
        argv: argvOf(image, command),
        environment: { ...image.environment, ...environment, ...settings },
        cwd: join(image.root, image.workdir),
        logFile: join(folder, `${replica.name}.log`),
        isUp: () => answersWell(`${replica.healthUrl}/readyz`),
      },
      watchdog,
    );
  }

  /** @throws with what the job printed */
  async migrate(): Promise<void> {
    const image = this.#image('piste');
    const { command, environment } = migrationStart(this.#composed('migrate'), this.#options.surroundings);
    const [program = '', ...args] = argvOf(image, command);
    await run(program, args, {
      cwd: join(image.root, image.workdir),
      env: { ...image.environment, ...environment },
      timeout: MIGRATION_LIMIT_MS,
    });
  }

  #image(service: string): Image {
    const image = this.#options.images.byService[service];
    if (image === undefined) throw new Error(`No image was built of the service ${service}`);
    return image;
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
