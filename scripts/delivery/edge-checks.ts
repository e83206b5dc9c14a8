import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Where the product answers. `http:` only on a laptop, where browsers count it as safe and HSTS would hurt. */
export interface Edge {
  readonly origin: URL;
  /** Milliseconds that an answer may take. Default 5,000. */
  readonly answerMs?: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

type EdgeCheck = readonly [promise: string, holds: (edge: Edge) => Promise<boolean>];

async function ask(
  { origin, answerMs = 5_000 }: Edge,
  path: string,
  init: RequestInit = {},
): Promise<Answer> {
  const signal = AbortSignal.timeout(answerMs);
  const response = await fetch(new URL(path, origin), { redirect: 'manual', signal, ...init });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const contractSchema = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) });
const problemSchema = z.looseObject({ code: z.string() });

const isPage = ({ status, body, headers }: Answer) =>
  status === 200 &&
  (headers.get('content-type') ?? '').startsWith('text/html') &&
  body.includes('<div id="root"');

const isSecure = ({ protocol }: URL) => protocol === 'https:';

const strictFor = (headers: Headers) =>
  Number(/max-age=(\d+)/.exec(headers.get('strict-transport-security') ?? '')?.[1] ?? 0);

const ONE_YEAR = 31_536_000;

/** The pages' own policy, and never one that lets foreign or inline scripts in (security.md, 29). */
function guards(policy: string): boolean {
  const directives = new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values.join(' ')] as const;
    }),
  );
  const scripts = directives.get('script-src') ?? "'unsafe-inline'";
  return (
    !/'unsafe-(inline|eval)'|\*/.test(scripts) &&
    ['object-src', 'base-uri', 'frame-ancestors'].every((name) => directives.get(name) === "'none'")
  );
}

/** What people and strangers see of the product through its front door; each line is a promise that is looked at. */
export const edgeChecks: readonly EdgeCheck[] = [
  ['the first page is there', async (edge) => isPage(await ask(edge, '/'))],
  ["a page's own address opens it", async (edge) => isPage(await ask(edge, '/log-in'))],
  [
    'the contract is there',
    async (edge) => {
      const { status, body } = await ask(edge, '/openapi.json');
      return status === 200 && contractSchema.safeParse(JSON.parse(body)).success;
    },
  ],
  [
    'signing up is accepted, for any address',
    async (edge) => {
      const email = `smoke-${randomUUID()}@simulator.amazonses.com`;
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify({ email }) };
      const { status, body } = await ask(edge, '/user/signup', init);
      // Where a captcha is asked for, a program must be taken for one.
      return (
        status === 202 || (status === 422 && problemSchema.parse(JSON.parse(body)).code === 'captcha_failed')
      );
    },
  ],
  [
    'who is not logged in gets nothing',
    async (edge) => (await ask(edge, '/user/get', { method: 'POST' })).status === 401,
  ],
  // Health and metrics are answered on a port that no route leads to; here these are pages like any other address.
  [
    'health and metrics are not for strangers',
    async (edge) => {
      const answers = await Promise.all(['/healthz', '/readyz', '/metrics'].map((path) => ask(edge, path)));
      return answers.every((answer) => isPage(answer) || answer.status === 404);
    },
  ],
  [
    'browsers are told to come by TLS only, for a year',
    async (edge) => {
      if (!isSecure(edge.origin)) return true;
      const answers = await Promise.all(['/', '/openapi.json'].map((path) => ask(edge, path)));
      return answers.every(({ headers }) => strictFor(headers) >= ONE_YEAR);
    },
  ],
  [
    'plain HTTP leads to TLS',
    async (edge) => {
      if (!isSecure(edge.origin)) return true;
      const plain = new URL(edge.origin);
      plain.protocol = 'http:';
      plain.port = '';
      const { status, headers } = await ask({ ...edge, origin: plain }, '/');
      return [301, 302, 307, 308].includes(status) && (headers.get('location') ?? '').startsWith('https://');
    },
  ],
  [
    'pages run only their own scripts, in no frame',
    async (edge) => guards((await ask(edge, '/')).headers.get('content-security-policy') ?? ''),
  ],
  [
    'types are not guessed, and addresses not passed on',
    async (edge) => {
      const answers = await Promise.all(['/', '/openapi.json'].map((path) => ask(edge, path)));
      return answers.every(
        ({ headers }) =>
          headers.get('x-content-type-options') === 'nosniff' &&
          headers.get('referrer-policy') === 'no-referrer',
      );
    },
  ],
];

/** Every promise that does not hold, with what went wrong; empty when all is well. */
export async function brokenPromises(edge: Edge): Promise<string[]> {
  const broken: string[] = [];
  for (const [promise, holds] of edgeChecks) {
    try {
      if (!(await holds(edge))) broken.push(promise);
    } catch (error) {
      broken.push(`${promise} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return broken;
}
