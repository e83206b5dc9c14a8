import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import webpack from 'webpack';
import WebpackDevServer from 'webpack-dev-server';
import { nodeServices, routeOf } from '../../services.ts';
import type { Service } from '../../services.types.ts';
import { pageHeaders } from './page-headers.ts';
import configure from './webpack.config.ts';

/** Milliseconds after which a service that took the connection counts as gone. */
const patience = 20_000;

/** A peer as the environment names it: `9400`, `localhost:9400`, `http://…` or `tcp://…`. */
function originOf(peer: string): string {
  if (/^\d+$/.test(peer)) return `http://127.0.0.1:${peer}`;
  return `http://${peer.replace(/^\w+:\/\//, '')}`;
}

/** What the service would say if it could: the page then offers to try again. */
function answerUnavailable(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '2' });
  response.end(
    JSON.stringify({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      code: 'unavailable',
      detail: 'The service does not answer. Please try again in a moment.',
      requestId: crypto.randomUUID(),
    }),
  );
}

const silent = () => undefined;

const port = Number(process.env['GNAR_POWDER_PORT'] ?? 3000);

/** What leads to a service, as the ingress leads it there. A stream, or a web socket, lasts as long as it likes. */
const proxyTo = ({ name, variable, port: usual }: Service, stream: boolean) => ({
  context: (path: string) => {
    const route = routeOf(path);
    return route?.service === name && route.stream === stream;
  },
  target: originOf(process.env[`GNAR_${variable}_SERVICE_PORT`] ?? String(usual)),
  xfwd: true,
  ws: stream,
  ...(stream ? {} : { proxyTimeout: patience }),
  // A service that is away is told to the page, and by `npm start`.
  logger: { info: silent, warn: silent, error: silent },
  on: {
    error: (_error: Error, _request: unknown, response: ServerResponse | Socket) => {
      if ('writeHead' in response) answerUnavailable(response);
      else response.destroy();
    },
  },
});

/** What nginx puts beside the pages in production. */
const siteKey = process.env['GNAR_RECAPTCHA_SITE_KEY'];
const pageConfig = siteKey ? { recaptchaSiteKey: siteKey } : {};
/** A browser keeps nothing of what is being worked on. */
const headers = { ...pageHeaders({ captcha: Boolean(siteKey) }), 'Cache-Control': 'no-store' };

const server = new WebpackDevServer(
  {
    host: '127.0.0.1',
    port,
    // Components and styles change in place and keep what was typed; anything else loads the page again.
    hot: true,
    liveReload: true,
    static: false,
    // Paths with a dot are files, as is what is well known (RFC 8615); anything else is a page.
    historyApiFallback: {
      rewrites: [{ from: /^\/\.well-known(?:\/|$)/, to: ({ parsedUrl }) => parsedUrl.pathname ?? '/' }],
    },
    headers,
    client: {
      logging: 'none',
      // Back to wherever the page came from: `localhost` and `127.0.0.1` are two origins.
      webSocketURL: { hostname: '0.0.0.0', port: 0 },
      overlay: { errors: true, warnings: false, runtimeErrors: false },
    },
    setupExitSignals: true,
    setupMiddlewares: (middlewares, { app }) => {
      app?.get('/config.json', (_request, response) => {
        response.writeHead(200, { ...headers, 'Content-Type': 'application/json' });
        response.end(JSON.stringify(pageConfig));
      });
      return middlewares;
    },
    // Compression would hold back an event stream until it has enough to compress.
    compress: false,
    proxy: nodeServices.flatMap((service) => [proxyTo(service, false), proxyTo(service, true)]),
  },
  webpack(configure(undefined, { mode: 'development' })),
);

await server.start();
