import { exportResponseSchema } from '@gnar/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { activateByEmail, logIn, makeSignedIn, strongPassword, type Person } from '../../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { blamed, expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const remove = (person: Person, password: string, id = person.id) =>
  piste.api.call('DELETE', `/user/${id}`, { body: { password }, as: person.authorization });

describe('the export', () => {
  it('holds everything that is kept about the user', async () => {
    // Whose rows stand beside: none of them may be among the first one's.
    const eve = await makeSignedIn(piste);
    await piste.api.get('/user/export', { as: eve.authorization });
    const ada = await makeSignedIn(piste);
    await piste.api.put(`/user/${ada.id}`, { firstName: 'Ada', city: 'Banff' }, { as: ada.authorization });
    await logIn(piste, ada);
    await piste.api.post('/user/login', { email: ada.email, password: 'wrong' });

    const answer = await piste.api.get('/user/export', { as: ada.authorization });
    expect(answer.status).toBe(200);
    const exported = exportResponseSchema.parse(answer.json);
    expect(exported.account).toMatchObject({ id: ada.id, email: ada.email, firstName: 'Ada', city: 'Banff' });
    expect(exported.sessions.map(({ current }) => current).toSorted()).toEqual([false, true]);
    expect(exported.audit.map(({ event, outcome }) => `${event}: ${outcome}`)).toEqual([
      'log_in: succeeded',
      'change_details: succeeded',
      'log_in: succeeded',
      'log_in: invalid_credentials',
      'export_personal_data: succeeded',
    ]);
    expect(answer.text).not.toMatch(/argon|hash/);
  });

  it('holds nothing about another person', async () => {
    const [ada, eve] = [await makeSignedIn(piste), await makeSignedIn(piste)];
    const { text } = await piste.api.get('/user/export', { as: ada.authorization });
    expect(text).not.toContain(eve.email);
    expect(text).not.toContain(eve.id);
  });

  it('is closed once its user is gone', async () => {
    const ada = await makeSignedIn(piste);
    await piste.api.get('/user/sessions', { as: ada.authorization });
    await piste.parts.database.run('DELETE FROM users WHERE id = $1', [ada.id]);
    expectProblem(await piste.api.get('/user/export', { as: ada.authorization }), 401, 'session_ended');
  });
});

describe('the deletion', () => {
  it('asks for the password, and blames its field', async () => {
    const ada = await makeSignedIn(piste);
    const answer = await remove(ada, 'not-the-password');
    expectProblem(answer, 401, 'invalid_credentials');
    expect(blamed(answer)).toEqual(['password: invalid_credentials']);
    expect((await piste.api.post('/user/get', undefined, { as: ada.authorization })).status).toBe(200);
  });

  it('takes no id but one’s own', async () => {
    const [ada, eve] = [await makeSignedIn(piste), await makeSignedIn(piste)];
    for (const id of [eve.id, 'me', '%00']) {
      expectProblem(await remove(ada, ada.password, id), 404, 'not_found');
    }
    expect((await piste.api.post('/user/get', undefined, { as: eve.authorization })).status).toBe(200);
  });

  it('leaves no trace of the person, but of what happened', async () => {
    const ada = await makeSignedIn(piste);
    await piste.api.put(`/user/${ada.id}`, { lastName: 'Vanishing-Lovelace' }, { as: ada.authorization });
    await remove(ada, 'not-the-password');
    const answer = await remove(ada, ada.password);
    expect({ status: answer.status, body: answer.text }).toEqual({ status: 204, body: '' });
    expect(answer.headers.get('authorization')).toBeNull();

    const kept = await piste.parts.database.all<{ row: string }>(
      `SELECT to_json(users)::text AS row FROM users UNION ALL SELECT to_json(links)::text FROM links
       UNION ALL SELECT to_json(sessions)::text FROM sessions UNION ALL SELECT to_json(audit)::text FROM audit
       UNION ALL SELECT to_json(outbox)::text FROM outbox`,
    );
    const traces = kept.filter(({ row }) =>
      [ada.id, ada.email, 'Vanishing'].some((word) => row.includes(word)),
    );
    expect(traces).toEqual([]);
    const audit = await piste.parts.database.one(
      `SELECT event, outcome, user_id, ip FROM audit WHERE request_id = $1`,
      [answer.headers.get('x-request-id')],
    );
    expect(audit).toEqual({ event: 'delete_account', outcome: 'succeeded', user_id: null, ip: null });
  });

  it('makes the address free for a new account that has nothing of the old one', async () => {
    const ada = await makeSignedIn(piste);
    await piste.api.put(`/user/${ada.id}`, { city: 'Banff' }, { as: ada.authorization });
    await remove(ada, ada.password);
    const login = { email: ada.email, password: ada.password };
    expectProblem(await piste.api.post('/user/login', login), 401, 'invalid_credentials');
    await activateByEmail(piste, ada.email);
    const answer = await piste.api.post('/user/login', { email: ada.email, password: strongPassword });
    expect(answer.json).toMatchObject({ city: null });
    expect(answer.json['id']).not.toBe(ada.id);
  });

  it('happens once, however often it is asked for at the same time', async () => {
    const ada = await makeSignedIn(piste);
    const answers = await Promise.all([1, 2, 3].map(() => remove(ada, ada.password)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 204).every(({ status }) => status === 401)).toBe(true);
  });
});
