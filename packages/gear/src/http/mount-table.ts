import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Express, Request } from 'express';
import type { TrustedProxy } from './client-address.ts';
import { Exchange } from './exchange.ts';
import type { Mount } from './endpoint.ts';
import { routePatterns } from './route-patterns.ts';

/** A mount with the app of Express that enters it. */
export interface MountEntry {
  readonly mount: Mount;
  readonly prefix: string;
  /** What logs and metrics name: the prefix and, where Express knows it, the route's pattern. */
  patternOf(request: IncomingMessage): string;
  /** `done` is called with what the handlers throw, and without an error where none of them answers. */
  enter(exchange: Exchange, done: (error?: unknown) => void): void;
}

/** Called when a mount writes the head of its answer, with the status and the headers that it hands to writeHead. */
type CompleteHead = (exchange: Exchange, status: number, headers: unknown) => void;

interface MountTableOptions {
  trustedProxy: TrustedProxy;
  completeHead: CompleteHead;
}

interface MountedApp {
  prefix: string;
  mount: Mount;
  app: Express;
  writeHead: ReturnType<typeof completingWriteHead>;
}

/** Finds a mount by the path. Each has an app of its own: no path leads from one, past its guard, to another's handlers. */
export class MountTable {
  readonly #entries: MountEntry[] = [];
  readonly #trustedProxy: TrustedProxy;
  readonly #writeHead;

  constructor({ trustedProxy, completeHead }: MountTableOptions) {
    this.#trustedProxy = trustedProxy;
    this.#writeHead = completingWriteHead(completeHead);
  }

  /** Loads Express. @throws Error when the prefix has a mount already: the second would never answer. */
  async add(prefix: string, mount: Mount): Promise<void> {
    if (this.#entries.some((entry) => entry.prefix === prefix))
      throw new Error(`"${prefix}" is mounted twice; hand both handlers to one mount.`);
    const app = await createApp(this.#trustedProxy);
    this.#entries.push(entryOf({ prefix, mount, app, writeHead: this.#writeHead }));
    // The longest first: the nearest mount answers.
    this.#entries.sort((one, other) => other.prefix.length - one.prefix.length);
  }

  /** All mounts, each with its pattern. */
  entries(): { endpoint: Mount; pattern: string }[] {
    return this.#entries.map(({ mount, prefix }) => ({ endpoint: mount, pattern: `${prefix}/*` }));
  }

  /** `path` without a query, as it was sent: whole segments are compared, nothing is decoded or resolved. */
  match(path: string): MountEntry | undefined {
    return this.#entries.find(
      ({ prefix }) =>
        path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/'),
    );
  }
}

async function createApp(trustedProxy: TrustedProxy): Promise<Express> {
  const { default: express } = await import('express');
  const app = express().disable('x-powered-by').disable('etag').set('trust proxy', trustedProxy);
  Object.defineProperty(app.request, 'ip', {
    get(this: Request) {
      return this.gnar.ip;
    },
  });
  return app;
}

/** Put in the place of a response's own; one for all of them, for it costs a request less than a function of its own. */
function completingWriteHead(completeHead: CompleteHead) {
  return function writeHead(this: ServerResponse<Request>, status: number, ...rest: readonly unknown[]) {
    const { gnar } = this.req;
    const given = rest.find((each) => typeof each === 'object');
    if (gnar instanceof Exchange && !this.headersSent) completeHead(gnar, status, given);
    if (typeof rest[0] === 'string') this.statusMessage = rest[0];
    return ServerResponse.prototype.writeHead.call(this, status);
  };
}

function entryOf({ prefix, mount, app, writeHead }: MountedApp): MountEntry {
  const label = prefix === '' ? '/' : prefix;
  app.use(label, ...mount.handlers.flat());
  const routePattern = routePatterns(app.router);
  return {
    mount,
    prefix,
    patternOf: (request) => routePattern(request) ?? label,
    enter: (exchange, done) => {
      const { request, response } = exchange;
      // No proxy of ours sets it, and Express would believe a client's.
      if (request.headers['x-forwarded-host'] !== undefined) delete request.headers['x-forwarded-host'];
      // Its third parameter is not in its types: what follows when no handler answers.
      Object.assign(response, { writeHead });
      Reflect.apply(app, undefined, [Object.assign(request, { gnar: exchange }), response, done]);
    },
  };
}
