import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argon2 } from '../argon2/argon2.ts';
import type { GearConfig } from '../config/gear-schema.ts';
import {
  mainModulePath,
  processEnvironment,
  standardOutputIsTerminal,
} from '../config/process-environment.ts';
import type { Blueprint } from '../http/define-blueprint.ts';
import { parseHostPort } from '../config/env.ts';
import { isLoopback } from '../config/loopback.ts';
import { type Environment, environmentPrefix } from '../config/read-config.ts';
import { findBlueprints, type FoundBlueprints } from '../http/discover-blueprints.ts';
import { problemAnswer } from '../http/problem-document.ts';
import { type HealthCheck, healthListener } from '../health/health-server.ts';
import { createTrustedProxy } from '../http/client-address.ts';
import { createCors } from '../http/cors.ts';
import { createGuard } from '../http/guard.ts';
import { HttpServer } from '../http/http-server.ts';
import { Pipeline } from '../http/pipeline.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { Jwt } from '../jwt/jwt.ts';
import { type AppLogs, createLogs, type Logger } from '../logging/logger.ts';
import { Mailer } from '../mailer/mailer.ts';
import { GearMetrics, type Registry } from '../metrics/metrics.ts';
import { Outbox } from '../jobs/outbox.ts';
import { type ExternalClient, externalClient } from '../peer/external-client.ts';
import type { PeerClient, RequestContext } from '../peer/peer-client.ts';
import { derivedPeerSecret, PeerTokens } from '../peer/peer-tokens.ts';
import { Peers } from '../peer/peers.ts';
import { RateLimits } from '../rate-limit/rate-limits.ts';
import { SessionCache } from '../sessions/session-cache.ts';
import { Sessions } from '../sessions/sessions.ts';
import { runProcess } from '../shutdown/run-process.ts';
import { StopHooks } from '../shutdown/stop-hooks.ts';
import { Queues } from '../queues/queues.ts';
import type { AppAddress, GnarAppOptions } from './app-options.ts';
import { AppParts } from './app-parts.ts';
import { BackgroundWork } from './background-work.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import {
  databaseConfig,
  jwtConfig,
  readOwnConfig,
  readOwnLogLevel,
  redisConfig,
  sesConfig,
  sqsConfig,
} from './part-configs.ts';
import { PartOffError } from './part-off-error.ts';
import { requestCompletion } from './request-completion.ts';

const defaultPort = 9400;
const healthPortDistance = 1000;
const firstRedisAnswerMs = 1_000;

type StartHook = () => Promise<void> | void;

/**
 * A service: `await new GnarApp('piste', { production: true, port: 80 }).run();`
 *
 * Each step of the start is a method that a subclass can extend or replace; start() is their order.
 */
export class GnarApp<C extends GearConfig = GearConfig> extends AppParts {
  readonly name: string;
  readonly options: GnarAppOptions<C>;
  readonly clock: Clock;
  /** For calls to anything outside the product. */
  readonly external: ExternalClient = externalClient;
  readonly #environment: Environment;
  readonly #checks: Record<string, HealthCheck> = {};
  readonly #startHooks: StartHook[] = [];
  readonly #stopHooks = new StopHooks();
  readonly #closings = new StopHooks();
  readonly #metrics: GearMetrics;
  readonly #peers: Peers;
  #peerTokens: PeerTokens | undefined;
  #config: C | undefined;
  #logs: AppLogs | undefined;
  #pipeline: Pipeline | undefined;
  #background: BackgroundWork | undefined;
  #servers: readonly HttpServer[] = [];
  #address: AppAddress | undefined;
  #ready = false;
  #stopped: Promise<void> | undefined;

  constructor(name: string, options: GnarAppOptions<C> = {}) {
    super();
    this.name = name;
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.#environment = options.environment ?? processEnvironment();
    this.#metrics = new GearMetrics(name);
    const { envPrefix, production = false } = options;
    this.#peers = new Peers(
      { environment: this.#environment, envPrefix, production },
      () => this.#peerTokens,
    );
    this.#closings.add(() => this.#peers.close());
  }

  get config(): C {
    return started(this.#config, 'config');
  }

  get log(): Logger {
    return started(this.#logs, 'log').log;
  }

  /** Prometheus' registry, for counters of a service's own. */
  get metrics(): Registry {
    return this.#metrics.registry;
  }

  /** A client for another service of ours; with a request, its id and identity are passed on. */
  peer(name: string, request?: RequestContext): PeerClient {
    return this.#peers.client(name, request);
  }

  /** Runs when everything is there and just before the app listens. */
  onStart(hook: StartHook): void {
    this.#startHooks.push(hook);
  }

  /** Runs after the last request and before the database and Redis are closed; the last one added runs first. */
  onStop(hook: StartHook): void {
    this.#stopHooks.add(hook);
  }

  /** A blueprint of a subclass' express step: `await this.use(mount('/forum', { auth: 'required' }, router))`. */
  protected use(blueprint: Blueprint): Promise<void> {
    return this.#http.addBlueprint(blueprint);
  }

  /** Starts, and answers for this process: signals, errors that nobody caught, exit codes. */
  run(): Promise<void> {
    return runProcess({
      start: () => this.start(),
      stop: () => this.stop(),
      fatal: (error, message) => {
        if (this.#logs === undefined) process.stderr.write(`${message}: ${String(error)}\n`);
        else this.#logs.log.fatal({ err: error }, message);
      },
      flush: async () => this.#logs?.flush(),
    });
  }

  /** Starts and returns where it answers. What was opened is closed again when a step fails. */
  async start(): Promise<AppAddress> {
    try {
      await this.preconfigStep();
      await this.expressStep();
      await this.argon2Step();
      await this.databaseStep();
      await this.redisStep();
      await this.attachStep();
      await this.blueprintsStep();
      await this.errorHandlerStep();
      await this.jwtStep();
      await this.afterRequestStep();
      await this.sqsPollsStep();
      await this.postconfigStep();
      return await this.listenStep();
    } catch (error) {
      await this.stop().catch(() => undefined);
      throw error;
    }
  }

  /** Readiness off → (in production: wait) → stop listening → drain → stop polls and relay → close pools. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Config and logs. */
  protected async preconfigStep(): Promise<void> {
    const { config, envPrefix, noDb = false, noJwt = false, production = false } = this.options;
    this.#config = givenOrOwn<C>(config, () =>
      readOwnConfig({ environment: this.#environment, envPrefix, noDb, noJwt }),
    );
    const ownLevel = readOwnLogLevel(this.name, this.#environment, envPrefix);
    const level = this.options.logLevel ?? ownLevel ?? this.config.logLevel;
    this.#logs = await createLogs({
      name: this.name,
      level: level ?? (production ? 'info' : 'debug'),
      pretty: this.config.logPretty || (!production && standardOutputIsTerminal()),
      destination: this.options.logDestination,
    });
  }

  /** What answers requests. */
  protected expressStep(): Promise<void> | void {
    const { production = false } = this.options;
    this.#pipeline = new Pipeline({
      securityHeaders: securityHeaders(production),
      cors: createCors(production, this.config.allowedOrigins),
      trustedProxy: createTrustedProxy(this.config.trustedProxies),
      log: this.log,
      withStack: !production,
    });
  }

  protected argon2Step(): Promise<void> | void {
    const { argon2MemoryCost, argon2TimeCost, argon2Parallelism, argon2InFlight, argon2QueueMax } =
      this.config;
    const argon2 = new Argon2({
      memoryCost: argon2MemoryCost,
      timeCost: argon2TimeCost,
      parallelism: argon2Parallelism,
      inFlight: argon2InFlight,
      queueMax: argon2QueueMax,
      // In development compilers and tests have the same cores.
      lowPriority: this.options.production === true,
    });
    this.parts.argon2 = argon2;
    this.#metrics.watchHashes(() => argon2.load);
  }

  protected async databaseStep(): Promise<void> {
    const config = this.options.noDb === true ? undefined : databaseConfig(this.config);
    if (config === undefined) return;
    const { Database } = await import('../database/database.ts');
    const database = new Database({ config, applicationName: this.name, log: this.log });
    this.parts.database = database;
    this.#warnWithoutTls('Postgres', 'PG', config.pgTls, config.pgEndpoint);
    this.parts.outbox = new Outbox();
    this.#metrics.watchPool(() => database.load);
    this.#checks['database'] = () => database.ping();
    this.#closings.add(() => database.close());
  }

  protected async redisStep(): Promise<void> {
    const config = redisConfig(this.config);
    if (config === undefined) return;
    const { createRedis, closeRedis, waitForRedis } = await import('../redis/create-redis.ts');
    const redis = createRedis(config, this.log);
    this.#warnWithoutTls('Redis', 'REDIS', config.redisTls, config.redisEndpoint);
    this.parts.redis = redis;
    this.#checks['redis'] = () => redis.ping();
    this.#closings.add(() => closeRedis(redis));
    await waitForRedis(redis, firstRedisAnswerMs);
  }

  /** Everything that stands on the config, the database and Redis. */
  protected attachStep(): Promise<void> | void {
    const parts = this.parts;
    const { database, redis } = parts;
    const jwt = this.options.noJwt === true ? undefined : jwtConfig(this.config);
    const ses = sesConfig(this.config);
    const sqs = sqsConfig(this.config);
    const { clock } = this;
    parts.rateLimits = new RateLimits({ redis, log: this.log });
    if (ses !== undefined) this.#attachMailer(new Mailer(ses));
    if (sqs !== undefined) this.#attachQueues(new Queues(sqs));
    if (jwt === undefined) return;
    parts.jwt = new Jwt({
      secret: jwt.jwtSecretKey,
      lifetimeMinutes: jwt.jwtAccessTokenExpiresMinutes,
      clock,
    });
    const { peerSecretKeys } = jwt;
    const secrets = peerSecretKeys.length > 0 ? peerSecretKeys : [derivedPeerSecret(jwt.jwtSecretKey)];
    this.#peerTokens = new PeerTokens({ name: this.name, secrets, clock });
    if (database === undefined) return;
    const tokenLifetimeMinutes = jwt.jwtAccessTokenExpiresMinutes;
    const cache = redis === undefined ? undefined : new SessionCache({ redis, clock, tokenLifetimeMinutes });
    const sessions = new Sessions({
      database,
      cache,
      jwt: parts.jwt,
      maxHours: jwt.sessionMaxHours,
      maxPerAccount: jwt.maxSessionsPerAccount,
      clock,
      log: this.log,
    });
    parts.sessions = sessions;
    this.#closings.add(() => sessions.flush());
  }

  /** The routes; in development a module that does not load leaves the process running and is answered with. */
  protected async blueprintsStep(): Promise<void> {
    try {
      const { blueprints, failure } = await this.#findBlueprints();
      for (const blueprint of blueprints) await this.#http.addBlueprint(blueprint);
      if (failure !== undefined) throw failure;
    } catch (error) {
      if (this.options.production === true) throw error;
      this.log.error({ err: error }, 'a blueprint does not load; save the file to try again');
      this.#http.failWith(error);
    }
  }

  /** The one place where errors become answers. */
  protected errorHandlerStep(): Promise<void> | void {
    this.#http.useErrorHandler(problemAnswer);
  }

  /** Who may pass. */
  protected jwtStep(): Promise<void> | void {
    this.#usePeerTokens();
    const { jwt, sessions } = this.parts;
    if (jwt !== undefined && sessions !== undefined) {
      this.#http.useGuard(createGuard(jwt, sessions));
      return;
    }
    const [route] = this.#http.protectedRoutes;
    if (route === undefined) return;
    throw new PartOffError(
      'sessions',
      `${route} needs them; remove noDb and noJwt, or make the route public`,
    );
  }

  /** What is noted of a request: one log line, one measurement. */
  protected afterRequestStep(): Promise<void> | void {
    this.#http.onCompleted(requestCompletion(started(this.#logs, 'log').requestLog, this.#metrics));
  }

  /** Work beside requests: the polls of queues and the relay of the outbox. */
  protected sqsPollsStep(): Promise<void> | void {
    this.#background = new BackgroundWork({ log: this.log, metrics: this.#metrics });
    const { sqs = [], outbox } = this.options;
    const polls = typeof sqs === 'function' ? sqs(this) : sqs;
    if (polls.length > 0) this.#background.poll(this.sqs, polls);
    if (outbox !== undefined) {
      this.#background.relay({
        database: this.database,
        outbox: this.outbox,
        handlers: outbox(this),
        leaseSeconds: this.config.outboxLeaseSeconds,
      });
    }
  }

  /** The hooks of onStart. */
  protected async postconfigStep(): Promise<void> {
    for (const hook of this.#startHooks) await hook();
  }

  protected async listenStep(): Promise<AppAddress> {
    const { production = false, host = production ? undefined : '127.0.0.1' } = this.options;
    const port = this.options.port ?? this.config.port ?? defaultPort;
    const headers = securityHeaders(production);
    const http = new HttpServer({ listener: this.#http.handle, securityHeaders: headers });
    const health = new HttpServer({ listener: this.#healthListener(headers), securityHeaders: headers });
    this.#servers = [http, health];
    const actualPort = await http.listen(port, host);
    // From here on, so that requests need not wait for it; before the port of the metrics answers.
    this.#metrics.collectProcess();
    const healthPort = await health.listen(
      this.config.healthPort ?? (port === 0 ? 0 : port + healthPortDistance),
      host,
    );
    this.#ready = true;
    this.#address = {
      port: actualPort,
      healthPort,
      url: `http://127.0.0.1:${actualPort}`,
      healthUrl: `http://127.0.0.1:${healthPort}`,
    };
    this.log.info({ port: actualPort, healthPort }, `${this.name} is up`);
    this.#background?.start();
    return this.#address;
  }

  #warnWithoutTls(what: string, name: string, tls: boolean, endpoint: string): void {
    if (this.options.production !== true || tls || isLoopback(parseHostPort(endpoint)?.host ?? '')) return;
    const variable = `${environmentPrefix(this.options.envPrefix)}${name}_TLS`;
    this.log.warn({ endpoint }, `the connection to ${what} is not encrypted: set ${variable}=true`);
  }

  #usePeerTokens(): void {
    if (this.#peerTokens !== undefined) this.#http.usePeerTokens(this.#peerTokens);
    const [route] = this.#http.peerRoutes;
    if (this.#peerTokens !== undefined || route === undefined) return;
    throw new PartOffError('jwt', `${route} needs its secret to check who calls; remove noJwt`);
  }

  get #http(): Pipeline {
    return started(this.#pipeline, 'pipeline');
  }

  #healthListener(headers: readonly string[]) {
    return healthListener({
      checks: this.#checks,
      ready: () => this.#ready,
      metrics: this.metrics,
      securityHeaders: headers,
    });
  }

  #attachMailer(mailer: Mailer): void {
    this.parts.mailer = mailer;
    this.#closings.add(() => mailer.close());
  }

  #attachQueues(queues: Queues): void {
    this.parts.sqs = queues;
    this.#closings.add(() => queues.close());
  }

  async #findBlueprints(): Promise<FoundBlueprints> {
    const { blueprints, blueprintsRoot } = this.options;
    if (blueprints === undefined) return findBlueprints(blueprintsRoot ?? dirname(mainModulePath()));
    return {
      blueprints: typeof blueprints === 'function' ? await blueprints(this) : blueprints,
      failure: undefined,
    };
  }

  async #stop(): Promise<void> {
    const [http, health] = this.#servers;
    this.#ready = false;
    this.#pipeline?.drain();
    if (this.options.production === true && http !== undefined)
      await sleep(this.config.shutdownWaitSeconds * 1000);
    await http?.stop((this.#config?.shutdownGraceSeconds ?? 0) * 1000);
    await this.#background?.stop();
    try {
      await this.#stopHooks.run();
    } finally {
      await this.#closings.run();
      await health?.stop(0);
      if (this.#address !== undefined) this.#logs?.log.info(`${this.name} has stopped`);
      await this.#logs?.flush();
    }
  }
}

function started<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new PartOffError(what, 'it is there once the app starts');
  return value;
}

// Without a config of the service's own, C is its default: what gear reads.
function givenOrOwn<C extends GearConfig>(given: C | undefined, own: () => GearConfig): C;
function givenOrOwn(given: GearConfig | undefined, own: () => GearConfig): GearConfig {
  return given ?? own();
}
