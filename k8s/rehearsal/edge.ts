import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { controllerEntries } from './controller-entries.ts';
import { edgeConfiguration, type EdgeSettings } from './edge-configuration.ts';
import { Nginx } from './nginx.ts';

const RELOAD_LIMIT_MS = 5_000;
const POLL_MS = 10;

export type Endpoints = EdgeSettings['endpoints'];

/** The ingress controller and its nginx. */
export class Edge {
  readonly ports: EdgeSettings['ports'];
  readonly #nginx: Nginx;
  readonly #settings: Omit<EdgeSettings, 'endpoints' | 'generation'>;
  #generation = 0;
  #routed = Promise.resolve();

  private constructor(nginx: Nginx, settings: Omit<EdgeSettings, 'endpoints' | 'generation'>) {
    this.ports = settings.ports;
    this.#nginx = nginx;
    this.#settings = settings;
  }

  static async start(
    program: FoundProgram,
    folder: string,
    settings: Pick<EdgeSettings, 'ingresses' | 'certificate'> & { endpoints: Endpoints },
  ): Promise<Edge> {
    const [http = 0, https = 0, control = 0] = await freePorts(3);
    const edge = new Edge(new Nginx(program, folder), {
      ...settings,
      controller: await controllerEntries(),
      ports: { http, https, control },
    });
    await edge.#nginx.start(edge.#configuration(settings.endpoints));
    await edge.#untilServed();
    return edge;
  }

  /** Sends requests to these endpoints from now on; resolves when new connections get there. One change at a time. */
  route(endpoints: Endpoints): Promise<void> {
    this.#routed = this.#routed.then(async () => {
      this.#generation += 1;
      await this.#nginx.reload(this.#configuration(endpoints));
      await this.#untilServed();
    });
    return this.#routed;
  }

  stop(): Promise<void> {
    return this.#nginx.stop();
  }

  #configuration(endpoints: Endpoints): string {
    return edgeConfiguration({ ...this.#settings, endpoints, generation: this.#generation });
  }

  async #untilServed(): Promise<void> {
    const deadline = Date.now() + RELOAD_LIMIT_MS;
    while ((await this.#servedGeneration()) !== `${this.#generation}`) {
      if (Date.now() > deadline) throw new Error(`nginx does not take it:\n${await this.#nginx.errors()}`);
      await sleep(POLL_MS);
    }
  }

  async #servedGeneration(): Promise<string | undefined> {
    try {
      // Its own connection each time: one that is kept stays with the worker of the old configuration.
      const headers = { connection: 'close' };
      return await (await fetch(`http://127.0.0.1:${this.ports.control}/`, { headers })).text();
    } catch {
      return undefined;
    }
  }
}
