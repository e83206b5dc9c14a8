import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';
import { mainModulePath } from '../config/process-environment.ts';
import { healthListener } from '../health/health-server.ts';
import { createTrustedProxy } from '../http/client-address.ts';
import { createCors } from '../http/cors.ts';
import type { Blueprint } from '../http/define-blueprint.ts';
import { findBlueprints } from '../http/discover-blueprints.ts';
import { HttpServer } from '../http/http-server.ts';
import { Pipeline } from '../http/pipeline.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { AppAddress } from './app-options.ts';
import type { AppContext } from './preconfigure.ts';

interface ListenOptions {
  port?: number | undefined;
  host?: string | undefined;
}

const defaultPort = 9400;
const healthPortDistance = 1000;

/** The two ports of an app: one for requests, one for health and metrics. */
export class AppServers {
  readonly pipeline: Pipeline;
  readonly #context: AppContext;
  readonly #headers: readonly string[];
  #http: HttpServer | undefined;
  #health: HttpServer | undefined;
  #listened = false;
  #ready = false;

  constructor(context: AppContext) {
    const { production, config, log, tracing } = context;
    this.#context = context;
    this.#headers = securityHeaders(production);
    this.pipeline = new Pipeline({
      securityHeaders: this.#headers,
      cors: createCors(production, config.allowedOrigins),
      trustedProxy: createTrustedProxy(config.trustedProxies),
      log,
      tracing,
      withStack: !production,
    });
  }

  /** Adds those that are given; where no list is, those that are found below the root. */
  addBlueprints(
    given: readonly (readonly Blueprint[] | undefined)[],
    root: string | URL = dirname(mainModulePath()),
  ): Promise<void> {
    return this.orAnswerFailure('a blueprint could not be loaded', async () => {
      const { blueprints, failure } = given.some((list) => list !== undefined)
        ? { blueprints: given.flatMap((list) => list ?? []), failure: undefined }
        : await findBlueprints(root);
      for (const blueprint of blueprints) await this.pipeline.addBlueprint(blueprint);
      if (failure !== undefined) throw failure;
    });
  }

  /** @returns the ports that both got. @throws the system's error, e.g. EADDRINUSE. */
  async listen(options: ListenOptions): Promise<AppAddress> {
    const { production, config, metrics } = this.#context;
    const { port = config.port ?? defaultPort, host = production ? undefined : '127.0.0.1' } = options;
    const securityHeaders = this.#headers;
    this.#http = new HttpServer({
      listener: this.pipeline.handle,
      connections: this.pipeline,
      securityHeaders,
    });
    this.#health = new HttpServer({ listener: this.#healthListener(), securityHeaders });
    const actualPort = await this.#http.listen(port, host);
    // From here on, so that requests need not wait for it; before the port of the metrics answers.
    metrics.collectProcess();
    const healthPort = await this.#health.listen(
      config.healthPort ?? (port === 0 ? 0 : port + healthPortDistance),
      host,
    );
    this.#listened = true;
    this.#ready = true;
    return {
      port: actualPort,
      healthPort,
      url: `http://127.0.0.1:${actualPort}`,
      healthUrl: `http://127.0.0.1:${healthPort}`,
    };
  }

  /** Not ready → in production a wait for load balancers to notice → no new connections → requests under way end. */
  async drain(): Promise<void> {
    const { production, config } = this.#context;
    this.#ready = false;
    this.pipeline.drain();
    if (this.#http === undefined) return;
    if (production) await sleep(config.shutdownWaitSeconds * 1000);
    await this.#http.stop(config.shutdownGraceSeconds * 1000);
  }

  /** Health and metrics answer to the last. */
  async close(): Promise<void> {
    await this.#health?.stop(0);
    if (this.#listened) this.#context.log.info(`${this.#context.name} has stopped`);
  }

  /** Loads the service's own code; in development what it throws is answered to requests until the next reload. */
  async orAnswerFailure(whatFailed: string, load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } catch (error) {
      if (this.#context.production) throw error;
      this.#context.log.error({ err: error }, `${whatFailed}; save a file to try again`);
      this.pipeline.failWith(error);
    }
  }

  #healthListener(): RequestListener {
    return healthListener({
      checks: this.#context.checks,
      ready: () => this.#ready,
      metrics: this.#context.metrics.registry,
      securityHeaders: this.#headers,
    });
  }
}
