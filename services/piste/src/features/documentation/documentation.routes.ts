import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { defineBlueprint, get, html, raw, type Blueprint, type Reply } from '@gnar/gear/http';
import { product } from '@gnar/contract/product';

const page = (name: string) => new URL(`./page/${name}`, import.meta.url);
const swagger = (name: string) => createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** What the page loads, each from its own file: nothing inline, so that its policy can forbid inline scripts. */
const assets = [
  { path: '/start.js', type: JAVASCRIPT, file: () => page('start.js') },
  { path: '/swagger-ui-bundle.js', type: JAVASCRIPT, file: () => swagger('swagger-ui-bundle.js') },
  { path: '/swagger-ui.css', type: 'text/css; charset=utf-8', file: () => swagger('swagger-ui.css') },
] as const;

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** No personal data: a browser may cache it for a while. */
const cacheControl = 'public, max-age=300';

/** The contract as OpenAPI, and a page to read and try it. */
export function documentationRoutes({ version }: { readonly version: string }): Blueprint {
  let document: Promise<string> | undefined;
  return defineBlueprint({
    prefix: '',
    routes: [
      get('/openapi.json', { auth: 'public', cacheControl }, async () =>
        raw(200, 'application/json; charset=utf-8', await (document ??= writeDocument(version))),
      ),
      get('/docs', { auth: 'public', cacheControl }, async () =>
        html(200, await writePage(), { 'Content-Security-Policy': pagePolicy }),
      ),
      ...assets.map(({ path, type, file }) =>
        get(`/docs${path}`, { auth: 'public', cacheControl }, () => asset(type, file())),
      ),
    ],
  });
}

const writePage = async (): Promise<string> =>
  (await readFile(page('index.html'), 'utf8')).replace('{{name}}', () => escapeHtml(product.fullName));

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

// Made when it is first asked for: most processes are never asked, and start the sooner.
async function writeDocument(version: string): Promise<string> {
  const { createOpenApiDocument } = await import('@gnar/contract/openapi');
  return JSON.stringify(createOpenApiDocument(version));
}

async function asset(type: string, file: string | URL): Promise<Reply> {
  return raw(200, type, await readFile(file));
}
