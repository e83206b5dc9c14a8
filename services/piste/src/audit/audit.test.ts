import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnavailableError } from '@gnar/gear/errors';
import { createLinks } from '../links/links.ts';
import type { Answer } from '../testing/api-client.ts';
import { freshAddress } from '../testing/mailbox.ts';
import { logIn, makeActive, makeSignedIn, otherStrongPassword, type Person } from '../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { startStandIn, type StandIn } from '../testing/stand-in.ts';
import { auditRefusal } from './audit.ts';

let piste: PisteUnderTest;
/** Its budgets are spent by one request. */
let limited: PisteUnderTest;
/** Its captcha service takes everyone for a robot. */
let guarded: PisteUnderTest;
let robots: StandIn;
let replicas: PisteUnderTest[];
beforeAll(async () => {
  robots = await startStandIn(() => ({ status: 200, json: { success: false } }));
  piste = await startPiste();
  limited = await startReplicaOf(piste, {
    GNAR_SIGN_UPS_PER_TEN_MINUTES: '1',
    GNAR_LOG_INS_PER_TEN_MINUTES: '1',
    GNAR_RESET_MAILS_PER_TEN_MINUTES: '1',
    GNAR_LINK_USES_PER_TEN_MINUTES: '1',
    GNAR_PASSWORD_SCORES_PER_TEN_MINUTES: '1',
  });
  guarded = await startReplicaOf(piste, {
    GNAR_RECAPTCHA_SECRET_KEY: 'captcha-key',
    GNAR_RECAPTCHA_API_URL: `${robots.url}/siteverify`,
  });
  replicas = [limited, guarded];
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await piste.stop();
  await robots.stop();
});

const weak = 'password1';
const wrong = 'not-the-password';
const noLink = 'A'.repeat(80);
const unknownId = '01900000-0000-7000-8000-000000000000';

const post = (path: string, body: unknown, as?: string, at = piste) => at.api.post(path, body, { as });
const links = () => createLinks({ clock: piste.clock, lifetimeMinutes: 60 });

async function last(answers: (() => Promise<Answer>)[]): Promise<Answer> {
  let answer: Answer | undefined;
  for (const ask of answers) answer = await ask();
  if (!answer) throw new Error('Nothing was asked.');
  return answer;
}

const times = (count: number, ask: () => Promise<Answer>) => last(Array.from({ length: count }, () => ask));

async function pendingLink(): Promise<string> {
  const email = freshAddress();
  const row = await piste.parts.database.one<{ id: string }>(
    'INSERT INTO users (email) VALUES ($1) RETURNING id',
    [email],
  );
  return links().issue(piste.parts.database, { id: row?.id ?? '', email }, 'activate');
}

async function resetLink(): Promise<string> {
  return links().issue(piste.parts.database, await makeSignedIn(piste), 'reset');
}

const logInWith = (email: string, password: string, at = piste) =>
  post('/user/login', { email, password, captcha: 'a-token' }, undefined, at);
const signUp = (at = piste) =>
  post('/user/signup', { email: freshAddress(), captcha: 'a-token' }, undefined, at);
const forget = (at = piste) =>
  post('/user/send-reset-password-email', { email: freshAddress(), captcha: 'a-token' }, undefined, at);
const activate = (token: string, password = otherStrongPassword, at = piste) =>
  post('/user/activate', { token, password }, undefined, at);
const reset = (token: string, password = otherStrongPassword, at = piste) =>
  post('/user/reset-password', { token, password }, undefined, at);
const change = (
  { authorization }: Person,
  currentPassword: string,
  password = otherStrongPassword,
  at = piste,
) => post('/user/change-password', { currentPassword, password }, authorization, at);
const remove = ({ id, authorization }: Person, password: string, asked = id) =>
  piste.api.call('DELETE', `/user/${asked}`, { body: { password }, as: authorization });
const stepUp = ({ authorization }: Person, password: string) =>
  post('/user/step-up', { password }, authorization);
const put = ({ id, authorization }: Person, body: unknown, asked = id) =>
  piste.api.put(`/user/${asked}`, body, { as: authorization });
const endSession = ({ authorization }: Person, sid: string) =>
  piste.api.delete(`/user/sessions/${sid}`, { as: authorization });

async function otherSession(person: Person): Promise<string> {
  await logIn(piste, person);
  const row = await piste.parts.database.one<{ sid: string }>(
    'SELECT sid FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1',
    [person.id],
  );
  return row?.sid ?? '';
}

/** A session whose owner proved long ago who they are. */
async function longSignedIn(): Promise<Person> {
  const person = await makeSignedIn(piste);
  await piste.parts.database.run(
    `UPDATE sessions SET stepped_up_at = stepped_up_at - interval '1 day' WHERE user_id = $1`,
    [person.id],
  );
  return person;
}

interface Case {
  readonly event: string;
  readonly outcome: string;
  /** Whether the row names an account. */
  readonly known: boolean;
  readonly when: string;
  readonly happen: () => Promise<Answer>;
}

const named = (event: string, outcome: string, when: string, happen: () => Promise<Answer>): Case => ({
  event,
  outcome,
  when,
  happen,
  known: true,
});
const nameless = (...given: Parameters<typeof named>): Case => ({ ...named(...given), known: false });
const signedIn = () => makeSignedIn(piste);

const cases: readonly Case[] = [
  nameless('sign_up', 'requested', 'of any address', () => signUp()),
  nameless('sign_up', 'too_many_requests', 'beyond the network’s budget', () =>
    times(2, () => signUp(limited)),
  ),
  nameless('sign_up', 'captcha_failed', 'of a robot', () => signUp(guarded)),

  named('activate', 'succeeded', 'by its link', async () => activate(await pendingLink())),
  named('activate', 'weak_password', 'with a weak password', async () => activate(await pendingLink(), weak)),
  nameless('activate', 'link_expired', 'by no link', () => activate(noLink)),
  nameless('activate', 'too_many_requests', 'beyond the network’s budget', () =>
    times(2, () => activate(noLink, undefined, limited)),
  ),

  named('log_in', 'succeeded', 'with the password', async () => {
    const { email, password } = await signedIn();
    return logInWith(email, password);
  }),
  named('log_in', 'invalid_credentials', 'with a wrong password', async () =>
    logInWith(await makeActive(piste), wrong),
  ),
  nameless('log_in', 'invalid_credentials', 'for an unknown address', () => logInWith(freshAddress(), wrong)),
  named('log_in', 'too_many_requests', 'while the account is throttled', async () => {
    const email = await makeActive(piste);
    return times(6, () => logInWith(email, wrong));
  }),
  nameless('log_in', 'too_many_requests', 'beyond the network’s budget', () =>
    times(2, () => logInWith(freshAddress(), wrong, limited)),
  ),
  nameless('log_in', 'captcha_failed', 'of a robot', () => logInWith(freshAddress(), wrong, guarded)),

  named('log_out', 'succeeded', 'of a session', async () =>
    post('/user/logout', undefined, (await signedIn()).authorization),
  ),

  nameless('forgot_password', 'requested', 'of any address', () => forget()),
  nameless('forgot_password', 'too_many_requests', 'beyond the network’s budget', () =>
    times(2, () => forget(limited)),
  ),
  nameless('forgot_password', 'captcha_failed', 'of a robot', () => forget(guarded)),

  named('reset_password', 'succeeded', 'by its link', async () => reset(await resetLink())),
  named('reset_password', 'weak_password', 'with a weak password', async () =>
    reset(await resetLink(), weak),
  ),
  nameless('reset_password', 'link_expired', 'by no link', () => reset(noLink)),
  nameless('reset_password', 'too_many_requests', 'beyond the network’s budget', () =>
    times(2, () => reset(noLink, undefined, limited)),
  ),

  named('change_password', 'succeeded', 'with the current one', async () => {
    const person = await signedIn();
    return change(person, person.password);
  }),
  named('change_password', 'invalid_credentials', 'with a wrong one', async () =>
    change(await signedIn(), wrong),
  ),
  named('change_password', 'weak_password', 'to a weak one', async () => {
    const person = await signedIn();
    return change(person, person.password, weak);
  }),
  named('change_password', 'too_many_requests', 'while the person is throttled', async () => {
    const person = await signedIn();
    return times(6, () => change(person, wrong));
  }),
  named('change_password', 'too_many_requests', 'beyond the network’s budget', async () => {
    const person = await signedIn();
    return times(2, () => change(person, wrong, undefined, limited));
  }),

  named('step_up', 'succeeded', 'with the password', async () => {
    const person = await signedIn();
    return stepUp(person, person.password);
  }),
  named('step_up', 'invalid_credentials', 'with a wrong password', async () =>
    stepUp(await signedIn(), wrong),
  ),
  named('step_up', 'too_many_requests', 'while the person is throttled', async () => {
    const person = await signedIn();
    return times(6, () => stepUp(person, wrong));
  }),

  named('end_session', 'succeeded', 'of one’s own', async () => {
    const person = await signedIn();
    return endSession(person, await otherSession(person));
  }),
  named('end_session', 'not_found', 'of another person', async () =>
    endSession(await signedIn(), await otherSession(await signedIn())),
  ),
  named('end_session', 'step_up_required', 'without a recent proof', async () => {
    const person = await longSignedIn();
    return endSession(person, unknownId);
  }),

  named('change_details', 'succeeded', 'of one’s own', async () => put(await signedIn(), { city: 'Banff' })),
  named('change_details', 'not_found', 'of another person', async () =>
    put(await signedIn(), { city: 'Banff' }, unknownId),
  ),
  named('change_details', 'stale', 'that are newer than seen', async () =>
    put(await signedIn(), { city: 'Banff', updatedAt: '2020-01-01T00:00:00.000Z' }),
  ),
  named('change_details', 'step_up_required', 'of the phone without a recent proof', async () =>
    put(await longSignedIn(), { phone: '+1 403 555-0101' }),
  ),

  named('export_personal_data', 'succeeded', 'of one’s own', async () =>
    piste.api.get('/user/export', { as: (await signedIn()).authorization }),
  ),

  named('delete_account', 'invalid_credentials', 'with a wrong password', async () =>
    remove(await signedIn(), wrong),
  ),
  named('delete_account', 'not_found', 'of another person', async () => {
    const person = await signedIn();
    return remove(person, person.password, unknownId);
  }),
  nameless('delete_account', 'succeeded', 'with the password', async () => {
    const person = await signedIn();
    return remove(person, person.password);
  }),
];

describe('the audit', () => {
  it.each(cases)(
    'has one row and one log line of $event: $outcome, $when',
    async ({ happen, ...expected }) => {
      const { event, outcome, known } = expected;
      const requestId = (await happen()).headers.get('x-request-id');
      const rows = await piste.parts.database.all(
        'SELECT event, outcome, user_id IS NOT NULL AS known FROM audit WHERE request_id = $1',
        [requestId],
      );
      expect(rows).toEqual([{ event, outcome, known }]);
      const lines = [piste, ...replicas]
        .flatMap(({ logLines }) => logLines)
        .map((line): Record<string, unknown> => JSON.parse(line))
        .filter((line) => line['msg'] === 'audit' && line['requestId'] === requestId);
      expect(lines).toEqual([expect.objectContaining({ event, outcome })]);
    },
  );

  it('cannot be filled by a network that goes on after its budget is spent; the log has every refusal', async () => {
    await using flooded = await startReplicaOf(piste, {
      GNAR_LOG_INS_PER_TEN_MINUTES: '1',
      GNAR_TRUSTED_PROXIES: '127.0.0.1',
    });
    const headers = { 'x-forwarded-for': '198.51.100.20' };
    const body = { email: freshAddress(), password: wrong };
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => flooded.api.post('/user/login', body, { headers })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(39);
    const rows = await piste.parts.database.all(
      `SELECT 1 FROM audit WHERE outcome = 'too_many_requests' AND ip = '198.51.100.0/24'`,
    );
    expect(rows).toHaveLength(10);
    expect(flooded.logLines.filter((line) => line.includes('"outcome":"too_many_requests"'))).toHaveLength(
      39,
    );
  });

  it.each([
    ['an outage', new UnavailableError('The database does not answer.')],
    ['a mistake of the program', new Error('a bug')],
  ])('has no row of what failed by %s, and passes the error on', async (_, failure) => {
    const rows: unknown[] = [];
    const run = async (...row: unknown[]) => rows.push(row);
    const caller = { ip: '192.0.2.1', requestId: 'a-request', log: { info: () => undefined } };
    const work = () => Promise.reject(failure);
    await expect(auditRefusal({ run }, caller, 'log_in', work)).rejects.toBe(failure);
    expect(rows).toEqual([]);
  });
});
