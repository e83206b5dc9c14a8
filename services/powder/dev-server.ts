import type { ServerResponse } from 'node:http';
import webpack from 'webpack';
import WebpackDevServer from 'webpack-dev-server';
import { pageHeaders } from './page-headers.ts';
import configure from './webpack.config.ts';

/** Paths that belong to piste; the ingress passes the same ones on. */
const servicePaths = ['/user', '/10-45', '/openapi.json', '/docs', '/.well-known/security.txt'];

/** Milliseconds after which a service that took the connection counts as gone. */
const patience = 20_000;

/** A peer as the environment names it: `9400`, `localhost:9400`, `http://…` or `tcp://…`. */
function originOf(peer: string): string {
  if (/^\d+$/.test(peer)) return `http://127.0.0.1:${peer}`;
  return `http://${peer.replace(/^\w+:\/\//, '')}`;
}

/** What piste would say if it could: the page then offers to try again. */
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
const piste = originOf(process.env['GNAR_PISTE_SERVICE_PORT'] ?? '9400');

/** What nginx puts beside the pages in production. */
const siteKey = process.env['GNAR_RECAPTCHA_SITE_KEY'];
const pageConfig = siteKey ? { recaptchaSiteKey: siteKey } : {};
/** A browser keeps nothing of what is being worked on. */
const headers = { ...pageHeaders({ captcha: Boolean(siteKey) }), 'Cache-Control': 'no-store' };

const server = new WebpackDevServer(
  {
    host: '127.0.0.1',
    port,
    hot: false,
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
    proxy: [
      {
        context: servicePaths,
        target: piste,
        xfwd: true,
        proxyTimeout: patience,
        // A piste that is away is told to the page, and by `npm start`.
        logger: { info: silent, warn: silent, error: silent },
        on: {
          error: (_error, _request, response) => {
            if ('writeHead' in response) answerUnavailable(response);
            else response.destroy();
          },
        },
      },
    ],
  },
  webpack(configure(undefined, { mode: 'development' })),
);

await server.start();
