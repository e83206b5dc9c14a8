import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { watch, type FSWatcher } from 'chokidar';
import { startLodge, type Lodge, type LodgeEvent } from '@gnar/lodge';
import { identify, type ProcessIdentity } from '@gnar/lodge/processes';
import { assertEnoughDisk } from '../doctor/disk.ts';
import { choosePorts, type ChosenPorts } from './ports.ts';
import { ManagedProcess, type ProcessEvents } from './managed-process.ts';
import { findRunning, removeRunning, writeRunning } from './running-file.ts';
import type { Screen } from './screen.ts';
import { root } from '../root.ts';
import { jwtSecret, type Settings } from './settings.ts';

const STILL_WAITING_MS = 8_000;
const SOURCE_DEBOUNCE_MS = 150;

/** Which sources a service is made of: a change in one of these folders restarts it. */
const sources = {
  piste: ['services/piste/src', 'packages/gear/src', 'packages/contract/src'],
  'off-piste': ['services/off-piste/src', 'packages/gear/src'],
} as const;

/** The whole product on this machine: the lodge, the services, the front end; watched, restarted, stopped in order. */
export class DevelopmentSystem {
  readonly #settings: Settings;
  readonly #screen: Screen;
  readonly #processes = new Map<string, ManagedProcess>();
  readonly #watchers: FSWatcher[] = [];
  readonly #waitingFor = new Set<string>();
  #lodge: Lodge | undefined;
  #ports: ChosenPorts | undefined;
  #identity: ProcessIdentity | undefined;
  #stopped: Promise<void> | undefined;

  constructor(settings: Settings, screen: Screen) {
    this.#settings = settings;
    this.#screen = screen;
  }

  /** Resolves when everything answers. Whatever was started is stopped again when something does not. */
  async start(): Promise<void> {
    const reminder = setInterval(() => this.#screen.waiting([...this.#waitingFor]), STILL_WAITING_MS);
    try {
      await this.#startAll();
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearInterval(reminder);
    }
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #startAll(): Promise<void> {
    const { dataDirectory } = this.#settings;
    await this.#assertNotRunning();
    this.#identity = await identify(process.pid);
    mkdirSync(join(dataDirectory, 'logs'), { recursive: true });
    await assertEnoughDisk(dataDirectory);
    const ports = await choosePorts(this.#settings.ports);
    this.#ports = ports;
    const powder = this.#startProcess(
      'powder',
      ['services/powder/dev-server.ts'],
      this.#powderEnvironment(ports),
    );
    await Promise.all([this.#startBackEnd(ports), powder]);
    this.#watchSources();
    this.#announce(ports);
  }

  async #startBackEnd(ports: ChosenPorts): Promise<void> {
    const lodge = await this.#startLodge(ports);
    const env = this.#serviceEnvironment(lodge, ports);
    await this.#migrate(env);
    await Promise.all([
      this.#startProcess('off-piste', ['services/off-piste/src/main.ts'], {
        ...env,
        GNAR_PORT: String(ports['off-piste']),
        GNAR_HEALTH_PORT: String(ports.offPisteHealth),
      }),
      this.#startProcess('piste', ['services/piste/src/main.ts'], {
        ...env,
        GNAR_PORT: String(ports.piste),
        GNAR_HEALTH_PORT: String(ports.pisteHealth),
      }),
    ]);
  }

  async #assertNotRunning(): Promise<void> {
    const running = await findRunning(this.#settings.dataDirectory);
    if (running === undefined) return;
    throw new Error(
      `Project Gnar is already running here (process ${running.pid}): ${running.addresses['powder'] ?? ''}\n` +
        `Stop it with Ctrl-C in its terminal, or with: kill ${running.pid}`,
    );
  }

  async #startLodge(ports: ChosenPorts): Promise<Lodge> {
    const { dataDirectory, redisEndpoint } = this.#settings;
    const lodge = await startLodge({
      dataDir: join(dataDirectory, 'lodge'),
      ports: {
        postgres: ports.postgres,
        redis: ports.redis,
        sqs: ports.sqs,
        ses: ports.ses,
        stubs: ports.stubs,
      },
      ...(redisEndpoint === undefined ? {} : { redisEndpoint }),
      onEvent: (event) => this.#onLodgeEvent(event),
    });
    this.#lodge = lodge;
    return lodge;
  }

  #onLodgeEvent({ service, kind, place, detail }: LodgeEvent): void {
    if (kind === 'starting') this.#waitingFor.add(service);
    else this.#waitingFor.delete(service);
    if (kind === 'ready') this.#screen.done(service, place);
    if (kind === 'restarted') this.#screen.done(service, detail);
    if (kind === 'died' || kind === 'given-up') this.#screen.died(service, detail);
    if (kind === 'restarted') this.#writeRunning();
  }

  async #migrate(env: Readonly<Record<string, string | undefined>>): Promise<void> {
    const args = [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      'services/piste/src/migrate.ts',
    ];
    try {
      await promisify(execFile)(process.execPath, args, { cwd: root, env });
    } catch (error) {
      const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
      throw new Error(`The database could not be migrated:\n${output.trim()}`, { cause: error });
    }
    this.#screen.done('migrations', 'the schema is current');
  }

  async #startProcess(
    name: 'powder' | 'piste' | 'off-piste',
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<void> {
    const ports = this.#chosenPorts();
    const readyUrl = {
      powder: `http://127.0.0.1:${ports.powder}/`,
      piste: `http://127.0.0.1:${ports.pisteHealth}/readyz`,
      'off-piste': `http://127.0.0.1:${ports.offPisteHealth}/readyz`,
    }[name];
    const logDirectory = join(this.#settings.dataDirectory, 'logs');
    const managed = new ManagedProcess({ name, args, env, readyUrl, logDirectory }, this.#processEvents());
    this.#processes.set(name, managed);
    this.#waitingFor.add(name);
    await managed.start();
  }

  #processEvents(): ProcessEvents {
    return {
      onReady: (name, again) => {
        this.#waitingFor.delete(name);
        this.#screen.done(name, again ? 'is back' : `http://localhost:${this.#portOf(name)}`);
        if (again) this.#writeRunning();
      },
      onDeath: (name, how) => this.#screen.died(name, `${how}; bringing it back`),
      onBroken: (name, output) => this.#screen.failure(`${name} does not start:\n${output}`),
      onLine: (name, line) => this.#screen.line(name, line),
    };
  }

  #serviceEnvironment(lodge: Lodge, ports: ChosenPorts): Record<string, string | undefined> {
    return {
      ...process.env,
      GNAR_JWT_SECRET_KEY: jwtSecret(this.#settings.dataDirectory),
      GNAR_EMAIL_HOST: `http://localhost:${ports.powder}`,
      GNAR_EMAIL_PROJECT_NAME: 'Project Gnar',
      GNAR_EMAIL_SENDER: 'Project Gnar <hello@gnar.localhost>',
      GNAR_PISTE_SERVICE_PORT: String(ports.piste),
      GNAR_OFF_PISTE_SERVICE_PORT: String(ports['off-piste']),
      GNAR_TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
      ...lodge.environment(),
      ...this.#settings.overrides,
    };
  }

  #powderEnvironment(ports: ChosenPorts): Record<string, string | undefined> {
    return {
      ...process.env,
      GNAR_POWDER_PORT: String(ports.powder),
      GNAR_PISTE_SERVICE_PORT: String(ports.piste),
    };
  }

  #watchSources(): void {
    for (const [name, folders] of Object.entries(sources)) {
      let timer: NodeJS.Timeout | undefined;
      const watcher = watch(
        folders.map((folder) => join(root, folder)),
        { ignoreInitial: true, ignored: (path) => path.endsWith('.test.ts') },
      );
      watcher.on('all', () => {
        clearTimeout(timer);
        timer = setTimeout(() => void this.#processes.get(name)?.restart(), SOURCE_DEBOUNCE_MS);
      });
      this.#watchers.push(watcher);
    }
  }

  #announce(ports: ChosenPorts): void {
    this.#writeRunning();
    const at = (port: number) => `http://localhost:${port}`;
    this.#screen.up([
      ['Your product', at(ports.powder), 'sign up here'],
      ['Inbox', at(ports.ses), 'every mail it sends lands here'],
      ['API', `${at(ports.powder)}/docs`, 'read and try the contract'],
      ['Logs', join(this.#settings.dataDirectory, 'logs'), 'piste, off-piste, powder'],
    ]);
  }

  #writeRunning(): void {
    const lodge = this.#lodge;
    const ports = this.#ports;
    const identity = this.#identity;
    if (!lodge || !ports || !identity || this.#stopped) return;
    const at = (port: number) => `http://localhost:${port}`;
    writeRunning(this.#settings.dataDirectory, {
      ...identity,
      addresses: {
        powder: at(ports.powder),
        piste: at(ports.piste),
        offPiste: at(ports['off-piste']),
        inbox: at(ports.ses),
        sqs: at(ports.sqs),
        postgres: `127.0.0.1:${ports.postgres}`,
        redis: lodge.redis.endpoint,
        stubs: at(ports.stubs),
      },
      processes: {
        ...Object.fromEntries([...this.#processes].map(([name, managed]) => [name, managed.pid])),
        ...Object.fromEntries(
          (['postgres', 'redis', 'sqs', 'ses', 'stubs'] as const).map((service) => [
            service,
            lodge.pid(service),
          ]),
        ),
      },
    });
  }

  async #stopAll(): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.close()));
    await Promise.all([...this.#processes.values()].map((managed) => managed.stop()));
    await this.#lodge?.stop();
    if (this.#identity) removeRunning(this.#settings.dataDirectory, this.#identity);
  }

  #chosenPorts(): ChosenPorts {
    if (this.#ports === undefined) throw new Error('The ports are not chosen yet');
    return this.#ports;
  }

  #portOf(name: string): number | undefined {
    const ports: Readonly<Record<string, number>> = this.#chosenPorts();
    return ports[name];
  }
}
