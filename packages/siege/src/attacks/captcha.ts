import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Attack, Stage } from '../attack/attack.ts';
import { freshNetwork, type Answer, type Client } from '../attack/client.ts';
import { countStatuses } from './links.ts';

const GUARDED = [
  { path: '/user/signup', action: 'signup', passes: 202 },
  { path: '/user/login', action: 'login', passes: 401 },
  { path: '/user/send-reset-password-email', action: 'forgot', passes: 202 },
] as const;

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** What reCAPTCHA v3 returns for a human, for a form of this product. */
const good = (action: string) => ({
  ...{ success: true, score: 0.9, action, hostname: 'gnar.example.com', challenge_ts: minutesAgo(0) },
});

/** Genuine answers of reCAPTCHA v3 that speak of a bot, of another form, of another site, of long ago. */
const bad: Readonly<Record<string, (action: string) => object>> = {
  'score 0': (action) => ({ ...good(action), score: 0 }),
  'score 0.1': (action) => ({ ...good(action), score: 0.1 }),
  'another action': (action) => ({ ...good(action), action: 'somethingelse' }),
  'the action of another form': (action) => ({
    ...good(action),
    action: action === 'login' ? 'signup' : 'login',
  }),
  'another host': (action) => ({ ...good(action), hostname: 'evil.example' }),
  'a host that ends alike': (action) => ({ ...good(action), hostname: 'evil-gnar.example.com' }),
  'a challenge of 2020': (action) => ({ ...good(action), challenge_ts: '2020-01-01T00:00:00Z' }),
  'a challenge of an hour ago': (action) => ({ ...good(action), challenge_ts: minutesAgo(60) }),
  'no success': (action) => ({ ...good(action), success: false }),
};

const outages: readonly (readonly [string, (server: JudgedAnswer) => void])[] = [
  ['429', (judged) => (judged.status = 429)],
  ['500', (judged) => (judged.status = 500)],
  ['a page of HTML', (judged) => (judged.body = '<html></html>')],
  ['without a score', (judged) => (judged.body = JSON.stringify({ ...good('signup'), score: undefined }))],
];

interface JudgedAnswer {
  status: number;
  body: string;
}

export const captcha: Attack = {
  name: 'captcha',
  does: 'Guarded requests with verdicts of score 0, another action, another host, an old challenge, and while the captcha service fails.',
  promises: [25],
  async run(stage) {
    const judged: JudgedAnswer = { status: 200, body: '' };
    const server = await startJudge(judged);
    try {
      await attackGuarded(stage, server, judged);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
};

async function attackGuarded(stage: Stage, judge: Server, judged: JudgedAnswer): Promise<void> {
  const { port } = judge.address() as AddressInfo;
  const guarded = await stage.system.startExtra({
    GNAR_RECAPTCHA_SECRET_KEY: 'secret-of-the-attack',
    GNAR_RECAPTCHA_SITE_KEY: 'key-of-the-attack',
    GNAR_RECAPTCHA_API_URL: `http://127.0.0.1:${port}/recaptcha/api/siteverify`,
  });
  const client = stage.people.visitorOf(guarded.url);
  try {
    await tryVerdicts(stage, client, judged);
    await tryOutages(stage, client, judged);
  } finally {
    client.close();
    await guarded.stop();
  }
}

async function startJudge(judged: JudgedAnswer): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () =>
      response.writeHead(judged.status, { 'Content-Type': 'application/json' }).end(judged.body),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function tryVerdicts({ people, check }: Stage, client: Client, judged: JudgedAnswer): Promise<void> {
  for (const { path, action, passes } of GUARDED) {
    const ask = (body: object) =>
      client.from(freshNetwork()).post(path, { ...bodyFor(path, people.address()), ...body });
    judged.body = JSON.stringify(good(action));
    const missing = await ask({});
    check(25, `${path} without a token is refused`, missing.status === 422, missing.status);
    const person = await ask({ captcha: 'token-of-the-attack' });
    check(25, `${path} with a good verdict passes`, person.status === passes, person.status);
    for (const [name, verdict] of Object.entries(bad)) {
      judged.body = JSON.stringify(verdict(action));
      const { status, json } = await ask({ captcha: 'token-of-the-attack' });
      check(
        25,
        `${path} with ${name} is refused`,
        status === 422 && json['code'] === 'captcha_failed',
        status,
      );
    }
  }
}

/** An outage neither disables the check nor locks users out: a few requests pass from each network, then it is 429. */
async function tryOutages({ people, check }: Stage, client: Client, judged: JudgedAnswer): Promise<void> {
  for (const [name, break_] of outages) {
    judged.body = JSON.stringify(good('signup'));
    break_(judged);
    const visitor = client.from(freshNetwork());
    const answers: Answer[] = [];
    for (let turn = 0; turn < 12; turn += 1)
      answers.push(await visitor.post('/user/signup', { email: people.address(), captcha: 'token' }));
    const passed = answers.filter(({ status }) => status === 202).length;
    const rest = answers.filter(({ status }) => status !== 202);
    const isFine = passed >= 1 && passed <= 5 && rest.every(({ status }) => status === 429);
    check(
      25,
      `while the captcha service answers ${name} a few pass, then 429`,
      isFine,
      countStatuses(answers),
    );
    judged.status = 200;
  }
}

const bodyFor = (path: string, email: string) =>
  path === '/user/login' ? { email, password: 'wrong-Poudreuse-4711' } : { email };
