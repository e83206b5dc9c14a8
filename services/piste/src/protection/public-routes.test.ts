import { randomUUID } from 'node:crypto';
import { operationList, type starterOperations } from '@gnar/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { secretMessageRows } from '../features/secret-message/secret-message.fixture.ts';
import { freshAddress } from '../testing/mailbox.ts';
import { otherStrongPassword } from '../testing/people.ts';
import { budgetSettings, pagesOrigin, startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { expectProblem } from '../testing/problem.ts';
import type { PublicRouteRow } from '../testing/public-route-row.ts';
import { startStandIn, type StandIn } from '../testing/stand-in.ts';

/** Each another one, so that a route that counts by the limit of another is noticed. */
const budgetOf = (setting: string) => budgetSettings.indexOf(setting) + 1;

type Public = {
  [Id in keyof typeof starterOperations]: (typeof starterOperations)[Id] extends { access: 'public' }
    ? Id
    : never;
}[keyof typeof starterOperations];

const token = 'A'.repeat(80);
const email = freshAddress;

const rows: Readonly<Record<Public, PublicRouteRow>> = {
  signUp: {
    limit: 'GNAR_SIGN_UPS_PER_TEN_MINUTES',
    body: () => ({ email: email() }),
    status: 202,
  },
  logIn: {
    limit: 'GNAR_LOG_INS_PER_TEN_MINUTES',
    body: () => ({ email: email(), password: 'not-the-password' }),
    status: 401,
  },
  sendResetPasswordEmail: {
    limit: 'GNAR_RESET_MAILS_PER_TEN_MINUTES',
    body: () => ({ email: email() }),
    status: 202,
  },
  checkLink: {
    limit: 'GNAR_LINK_USES_PER_TEN_MINUTES',
    body: () => ({ token, purpose: 'reset' }),
    status: 410,
  },
  activate: {
    limit: 'GNAR_LINK_USES_PER_TEN_MINUTES',
    body: () => ({ token, password: otherStrongPassword }),
    status: 410,
  },
  resetPassword: {
    limit: 'GNAR_LINK_USES_PER_TEN_MINUTES',
    body: () => ({ token, password: otherStrongPassword }),
    status: 410,
  },
  scorePassword: {
    limit: 'GNAR_PASSWORD_SCORES_PER_TEN_MINUTES',
    body: () => ({ password: 'tuque' }),
    status: 200,
  },
  ...secretMessageRows,
};

const rowById: Readonly<Record<string, PublicRouteRow | undefined>> = rows;

const table = operationList.flatMap(({ id, method, path, captcha: form }, index) => {
  const row = rowById[id];
  if (row === undefined) return [];
  return {
    ...row,
    id,
    method: method.toUpperCase(),
    path: path.replace(':id', randomUUID()),
    form,
    /** Its hosts ask for nothing else. */
    network: `198.51.${index}`,
  };
});

let captcha: StandIn;
let peer: StandIn;
let piste: PisteUnderTest;

beforeAll(async () => {
  // Takes every token for one of a person, of the form that the token names.
  captcha = await startStandIn(({ body }) => ({
    status: 200,
    json: {
      success: true,
      score: 1,
      action: new URLSearchParams(body).get('response'),
      hostname: new URL(pagesOrigin).hostname,
      challenge_ts: piste.clock.now().toISOString(),
    },
  }));
  peer = await startStandIn(() => ({ status: 200, json: 'the answer of a peer' }));
  piste = await startPiste({
    ...Object.fromEntries(budgetSettings.map((name) => [name, String(budgetOf(name))])),
    ...Object.fromEntries(
      table.flatMap((row) => (row.peer === undefined ? [] : [[row.peer, String(peer.port)]])),
    ),
    GNAR_RECAPTCHA_SECRET_KEY: 'captcha-key',
    GNAR_RECAPTCHA_API_URL: `${captcha.url}/siteverify`,
    GNAR_TRUSTED_PROXIES: '127.0.0.1/32',
  });
});
afterAll(async () => {
  await piste.stop();
  await Promise.all([captcha.stop(), peer.stop()]);
});

function ask({ method, path, body, form }: (typeof table)[number], ip: string, solved = true) {
  const sent = body && { ...body(), ...(solved && form !== undefined && { captcha: form }) };
  return piste.api.call(method, path, { body: sent, headers: { 'x-forwarded-for': ip } });
}

describe.each(table)('the public operation $id', (row) => {
  it('answers one network as often as its own limit says, and other networks beside it', async () => {
    for (let index = 0; index < budgetOf(row.limit); index += 1) {
      expect((await ask(row, `${row.network}.1`)).status).toBe(row.status);
    }
    const refused = await ask(row, `${row.network}.1`);
    expectProblem(refused, 429, 'too_many_requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(row, `${row.network}.2`)).status).toBe(row.status);
  });

  if (row.body !== undefined) {
    it('counts no request whose body is invalid, and verifies no captcha for it', async () => {
      const asked = captcha.received.length;
      for (let index = 0; index <= budgetOf(row.limit); index += 1) {
        const invalid = { ...row, body: () => ({ ...row.body?.(), unknown: index }) };
        expectProblem(await ask(invalid, `${row.network}.4`), 422, 'invalid_input');
      }
      expect(captcha.received).toHaveLength(asked);
      expect((await ask(row, `${row.network}.4`)).status).toBe(row.status);
    });
  }

  it('verifies no captcha for a request beyond the limit', async () => {
    for (let index = 0; index < budgetOf(row.limit); index += 1) await ask(row, `${row.network}.5`);
    const asked = captcha.received.length;
    expectProblem(await ask(row, `${row.network}.5`), 429, 'too_many_requests');
    expectProblem(await ask(row, `${row.network}.5`, false), 429, 'too_many_requests');
    expect(captcha.received).toHaveLength(asked);
  });

  it(`${row.form !== undefined ? 'refuses a request' : 'answers'} without a captcha token`, async () => {
    const asked = captcha.received.length;
    const answer = await ask(row, `${row.network}.3`, false);
    if (row.form !== undefined) expectProblem(answer, 422, 'captcha_failed');
    else expect(answer.status).toBe(row.status);
    expect(captcha.received).toHaveLength(asked);
  });
});
