import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { lodgeServiceNames, startLodge, type Lodge, type LodgeEvent } from '@gnar/lodge';
import { identify, type ProcessIdentity } from '@gnar/lodge/processes';
import { product } from '@gnar/contract/product';
import { assertEnoughDisk } from '../doctor/disk.ts';
import { frontEnd, nodeServices, queues, services } from '../../services.ts';
import type { Service } from '../../services.types.ts';
import { ManagedProcess, type ProcessEvents } from './managed-process.ts';
import { choosePorts, portOf, type ChosenPorts } from './ports.ts';
import { programOf } from './service-program.ts';
import { watchSources } from './watch-sources.ts';
import { findRunning, removeRunning, writeRunning } from './running-file.ts';
import type { Screen } from './screen.ts';
import { runMigrations } from '../migrate/run-migrations.ts';
import { jwtSecret, type Ports, type Settings } from './settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const STILL_WAITING_MS = 8_000;

const manifest = ['services.ts', 'own/services.ts'];
const manifestChanged = 'The manifest of services has changed: stop with Ctrl-C and run `npm start` again.';

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
    mkdirSync(this.#logDirectory, { recursive: true });
    await assertEnoughDisk(dataDirectory);
    const ports = await choosePorts(this.#settings.ports);
    this.#ports = ports;
    // Pages are built while the data stores start; until a service is there, they say so.
    const pages = services.filter(({ kind }) => kind === 'page');
    const addresses = { ...process.env, ...peerAddresses(ports.ports) };
    await Promise.all([
      this.#startBackEnd(ports),
      ...pages.map((page) => this.#startProcess(page, addresses)),
    ]);
    this.#watchers.push(watchSources(manifest, () => this.#screen.say(manifestChanged)));
    this.#announce(ports);
  }

  async #startBackEnd({ ports }: ChosenPorts): Promise<void> {
    const lodge = await this.#startLodge(ports);
    const env = this.#serviceEnvironment(lodge, ports);
    await this.#migrate(env);
    await Promise.all(nodeServices.map((service) => this.#startProcess(service, env)));
  }

  async #assertNotRunning(): Promise<void> {
    const running = await findRunning(this.#settings.dataDirectory);
    if (running === undefined) return;
    throw new Error(
      `${product.fullName} is already running here (process ${running.pid}): ${running.addresses[frontEnd.name] ?? ''}\n` +
        `Stop it with Ctrl-C in its terminal, or with: kill ${running.pid}`,
    );
  }

  async #startLodge(ports: Ports): Promise<Lodge> {
    const { dataDirectory, redisEndpoint } = this.#settings;
    const lodge = await startLodge({
      dataDir: join(dataDirectory, 'lodge'),
      ports: Object.fromEntries(lodgeServiceNames.map((name) => [name, portOf(ports, name)])),
      queues: queues.map(({ name }) => name),
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

  async #migrate(env: Environment): Promise<void> {
    const ran = await runMigrations(env);
    this.#screen.done('migrations', ran.length === 0 ? 'the schema is current' : ran.join(', '));
  }

  /** A new migration runs before the restart; when it fails, the service goes on as it is. */
  async #afterChange(managed: ManagedProcess, env: Environment, changed: ReadonlySet<string>): Promise<void> {
    try {
      if ([...changed].some((path) => /\/migrations\/[^/]+$/.test(path) && existsSync(path)))
        await this.#migrate(env);
    } catch (error) {
      this.#screen.failure(error instanceof Error ? error.message : String(error));
      return;
    }
    await managed.restart();
  }

  async #startProcess(service: Service, environment: Environment): Promise<void> {
    const { name } = service;
    const { args, env, readyUrl, sources } = programOf(service, this.#chosenPorts());
    const description = { name, args, readyUrl, logDirectory: this.#logDirectory };
    const managed = new ManagedProcess(
      { ...description, env: { ...environment, ...env } },
      this.#processEvents(),
    );
    this.#processes.set(name, managed);
    this.#waitingFor.add(name);
    await managed.start();
    this.#watchers.push(
      watchSources(sources, (changed) => void this.#afterChange(managed, environment, changed)),
    );
  }

  #processEvents(): ProcessEvents {
    return {
      onReady: (name, again) => {
        this.#waitingFor.delete(name);
        this.#screen.done(name, again ? 'is back' : at(portOf(this.#chosenPorts().ports, name)));
        if (again) this.#writeRunning();
      },
      onDeath: (name, how) => this.#screen.died(name, `${how}; bringing it back`),
      onBroken: (name, output) => this.#screen.failure(`${name} does not start:\n${output}`),
      onLine: (name, line) => this.#screen.line(name, line),
    };
  }

  #serviceEnvironment(lodge: Lodge, ports: Ports): Environment {
    return {
      ...process.env,
      GNAR_JWT_SECRET_KEY: jwtSecret(this.#settings.dataDirectory),
      GNAR_EMAIL_HOST: at(portOf(ports, frontEnd.name)),
      GNAR_EMAIL_SENDER: `${product.addresses.sender}@${product.addresses.development}`,
      ...peerAddresses(ports),
      ...Object.fromEntries(queues.map(({ name, setting }) => [`GNAR_${setting}`, name])),
      GNAR_TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
      ...lodge.environment(),
      ...this.#settings.overrides,
    };
  }

  #announce({ ports }: ChosenPorts): void {
    this.#writeRunning();
    const pages = at(portOf(ports, frontEnd.name));
    this.#screen.up([
      ['Your product', pages, 'sign up here'],
      ['Inbox', at(portOf(ports, 'ses')), 'every mail it sends lands here'],
      ['API', `${pages}/docs`, 'read and try the contract'],
      ['Logs', this.#logDirectory, services.map(({ name }) => name).join(', ')],
    ]);
  }

  #writeRunning(): void {
    const lodge = this.#lodge;
    const ports = this.#ports?.ports;
    const identity = this.#identity;
    if (!lodge || !ports || !identity || this.#stopped) return;
    writeRunning(this.#settings.dataDirectory, {
      ...identity,
      addresses: {
        ...Object.fromEntries(services.map(({ name }) => [name, at(portOf(ports, name))])),
        inbox: at(portOf(ports, 'ses')),
        sqs: at(portOf(ports, 'sqs')),
        postgres: `127.0.0.1:${portOf(ports, 'postgres')}`,
        redis: lodge.redis.endpoint,
        stubs: at(portOf(ports, 'stubs')),
      },
      processes: {
        ...Object.fromEntries([...this.#processes].map(([name, managed]) => [name, managed.pid])),
        ...Object.fromEntries(lodgeServiceNames.map((name) => [name, lodge.pid(name)])),
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

  get #logDirectory(): string {
    return join(this.#settings.dataDirectory, 'logs');
  }
}

const at = (port: number) => `http://localhost:${port}`;

/** Where each service finds the others: `GNAR_<NAME>_SERVICE_PORT`. */
const peerAddresses = (ports: Ports): Environment =>
  Object.fromEntries(
    nodeServices.map(({ name, variable }) => [`GNAR_${variable}_SERVICE_PORT`, String(portOf(ports, name))]),
  );
