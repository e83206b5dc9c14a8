import type { GearConfig } from '../config/gear-schema.ts';
import type { Blueprint } from '../http/define-blueprint.ts';
import { createGuard } from '../http/guard.ts';
import { problemAnswer } from '../http/problem-document.ts';
import { runProcess } from '../shutdown/run-process.ts';
import type { AppAddress, Composition, GnarAppOptions, OptionsFor, RunningApp } from './app-options.ts';
import type { AppParts, EveryPart } from './app-parts.ts';
import { AppServers } from './app-servers.ts';
import { BackgroundWork } from './background-work.ts';
import { makeArgon2, makeDatabase, makeRedis, makeRest } from './make-parts.ts';
import { assertPartsOfRoutes } from './part-off-error.ts';
import { type AppContext, preconfigure } from './preconfigure.ts';
import { requestCompletion } from './request-completion.ts';

/**
 * A service: `await new GnarApp('piste', { production: true, port: 80 }).run();`
 *
 * Each step of the start is a method that a subclass can extend or replace; start() is their order.
 */
export class GnarApp<C extends GearConfig = GearConfig> {
  readonly name: string;
  readonly options: GnarAppOptions<C>;
  /** Filled by the steps; a subclass that replaces a step puts its own part here. */
  protected readonly parts: Partial<EveryPart<C>> = {};
  #context: AppContext<C> | undefined;
  #servers: AppServers | undefined;
  #composition: Composition = {};
  #background: BackgroundWork | undefined;
  #stopped: Promise<void> | undefined;

  constructor(name: string, ...[options = {}]: OptionsFor<C>) {
    this.name = name;
    this.options = options;
  }

  /** Starts, and answers for this process: signals, errors that nothing caught, exit codes. */
  run(): Promise<void> {
    return runProcess({
      start: () => this.start(),
      stop: () => this.stop(),
      logs: () => this.#context?.logs,
    });
  }

  /** Starts and returns where it answers and its parts. What was opened is closed again when a step fails. */
  async start(): Promise<RunningApp<C>> {
    try {
      await this.preconfigStep();
      await this.expressStep();
      await this.argon2Step();
      await this.databaseStep();
      await this.redisStep();
      await this.attachStep();
      await this.#compose();
      await this.blueprintsStep();
      await this.errorHandlerStep();
      await this.jwtStep();
      await this.afterRequestStep();
      await this.sqsPollsStep();
      await this.postconfigStep();
      const address = await this.listenStep();
      return { ...address, parts: this.#completeParts(), routes: this.servers.pipeline.routes };
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
    this.#context = await preconfigure(this.name, this.options);
    this.parts.config = this.#context.config;
  }

  /** What answers requests. */
  protected expressStep(): Promise<void> | void {
    this.#servers = new AppServers(this.context);
  }

  protected argon2Step(): Promise<void> | void {
    this.parts.argon2 = makeArgon2(this.context);
  }

  protected async databaseStep(): Promise<void> {
    Object.assign(this.parts, await makeDatabase(this.context));
  }

  protected async redisStep(): Promise<void> {
    Object.assign(this.parts, await makeRedis(this.context));
  }

  /** Everything that stands on the config, the database and Redis. */
  protected attachStep(): Promise<void> | void {
    Object.assign(this.parts, makeRest(this.context, this.parts));
  }

  /** The routes; in development a module that does not load leaves the process running and is answered with. */
  protected async blueprintsStep(): Promise<void> {
    const { blueprints, blueprintsRoot } = this.options;
    await this.servers.addBlueprints([blueprints, this.#composition.blueprints], blueprintsRoot);
  }

  /** The one place where errors become answers. */
  protected errorHandlerStep(): Promise<void> | void {
    this.servers.pipeline.useErrorHandler(problemAnswer);
  }

  /** Who may pass. */
  protected jwtStep(): Promise<void> | void {
    const { pipeline } = this.servers;
    const { jwt, sessions, peerTokens } = this.parts;
    if (peerTokens !== undefined) pipeline.usePeerTokens(peerTokens);
    if (jwt !== undefined && sessions !== undefined) pipeline.useGuard(createGuard(jwt, sessions));
    assertPartsOfRoutes(pipeline, this.parts);
  }

  /** What is noted of a request: one log line, one measurement. */
  protected afterRequestStep(): Promise<void> | void {
    const { logs, metrics } = this.context;
    this.servers.pipeline.onCompleted(requestCompletion(logs.requestLog, metrics));
  }

  /** Work beside requests: the polls of queues, jobs and schedules. */
  protected async sqsPollsStep(): Promise<void> {
    const { queues = [], jobs, schedules } = this.#composition;
    this.#background = new BackgroundWork(this.context, this.parts);
    this.#background.poll([...(this.options.sqs ?? []), ...queues]);
    if (jobs !== undefined || schedules !== undefined) await this.#background.runJobs(jobs, schedules);
  }

  /** The service's own start. */
  protected async postconfigStep(): Promise<void> {
    await this.#composition.onStart?.();
  }

  protected async listenStep(): Promise<AppAddress> {
    const address = await this.servers.listen(this.options);
    const { port, healthPort } = address;
    this.context.log.info({ port, healthPort }, `${this.name} is up`);
    this.#background?.start();
    return address;
  }

  /** What the parts are made with: there from preconfigStep on. */
  protected get context(): AppContext<C> {
    return madeBy('preconfigStep', this.#context);
  }

  /** What answers requests: there from expressStep on. */
  protected get servers(): AppServers {
    return madeBy('expressStep', this.#servers);
  }

  /** A blueprint of a subclass' express step: `await this.use(mount('/forum', { auth: 'required' }, router))`. */
  protected use(blueprint: Blueprint): Promise<void> {
    return this.servers.pipeline.addBlueprint(blueprint);
  }

  async #compose(): Promise<void> {
    // Where composing fails, no blueprints are looked for: the failure is the answer.
    this.#composition = { blueprints: [] };
    await this.servers.orAnswerFailure('compose failed', async () => {
      this.#composition = (await this.options.compose?.(this.#completeParts())) ?? {};
    });
  }

  // as: the steps make a part where the config has its group, which is what the type says (see AppParts).
  #completeParts(): AppParts<C> {
    return this.parts as AppParts<C>;
  }

  async #stop(): Promise<void> {
    await this.#servers?.drain();
    await this.#background?.stop();
    try {
      await this.#composition.onStop?.();
    } finally {
      await this.#context?.closings.run();
      await this.#servers?.close();
      await this.#context?.logs.flush();
    }
  }
}

function madeBy<T>(step: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`A step that replaces ${step} must call super.${step}().`);
  return value;
}
