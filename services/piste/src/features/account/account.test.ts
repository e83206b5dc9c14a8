import { accountSchema } from '@gnar/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeSignedIn, type Person } from '../../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { blamed, expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
let ada: Person;
beforeAll(async () => {
  piste = await startPiste();
});
beforeEach(async () => {
  ada = await makeSignedIn(piste);
});
afterAll(() => piste.stop());

const read = async () =>
  accountSchema.parse((await piste.api.post('/user/get', undefined, { as: ada.authorization })).json);
const change = (body: unknown, id = ada.id) => piste.api.put(`/user/${id}`, body, { as: ada.authorization });

const details = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  phone: '+1 403 555-0101',
  addressLine1: '1 Lake Louise Drive',
  addressLine2: 'Cabin 2',
  city: 'Lake Louise',
  province: 'AB',
  postalCode: 'T0L 1E0',
  country: 'CA',
  locale: 'fr-CA',
};

describe('the account', () => {
  it('is the one of the session, with every field of the contract and nothing else', async () => {
    const { status, json, headers } = await piste.api.post('/user/get', undefined, { as: ada.authorization });
    expect(status).toBe(200);
    expect(accountSchema.strict().parse(json)).toMatchObject({
      id: ada.id,
      email: ada.email,
      firstName: null,
    });
    expect(headers.get('authorization')).toMatch(/^Bearer /);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('keeps every detail that its owner gives', async () => {
    const answer = await change(details);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject(details);
    expect(await read()).toMatchObject(details);
  });

  it('keeps what is not sent and clears what is sent empty', async () => {
    await change(details);
    await change({ city: '', phone: null, firstName: ' Augusta ' });
    expect(await read()).toMatchObject({ ...details, city: null, phone: null, firstName: 'Augusta' });
  });

  it('changes its time with every change, even within a millisecond', async () => {
    const times = [await read(), (await change({ city: 'Banff' })).json, (await change({})).json];
    const [first = 0, second = 0, third = 0] = times.map(({ updatedAt }) => Date.parse(String(updatedAt)));
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
  });

  it('is not overwritten by a client that saw older details', async () => {
    const seen = await read();
    const newer = await change({ city: 'Banff', updatedAt: seen.updatedAt });
    expect(newer.status).toBe(200);
    expectProblem(await change({ city: 'Jasper', updatedAt: seen.updatedAt }), 409, 'stale');
    expect(await read()).toMatchObject({ city: 'Banff' });
    expect((await change({ city: 'Jasper', updatedAt: newer.json['updatedAt'] })).status).toBe(200);
  });

  it("answers 404 for any id but its owner's", async () => {
    const eve = await makeSignedIn(piste);
    for (const id of [eve.id, 'me', '0', '01900000-0000-7000-8000-000000000000', '%00']) {
      expectProblem(await change({ city: 'Banff' }, id), 404, 'not_found');
    }
    expect((await piste.api.post('/user/get', undefined, { as: eve.authorization })).json).toMatchObject({
      city: null,
    });
  });

  it('names every field that is wrong', async () => {
    const answer = await change({
      firstName: 'x'.repeat(101),
      country: 'XX',
      phone: 'call me',
      role: 'admin',
    });
    expectProblem(answer, 422, 'invalid_input');
    expect(blamed(answer).map((field) => field.split(':')[0])).toEqual([
      'country',
      'firstName',
      'phone',
      'role',
    ]);
  });

  it('is for each of many who ask at once their own, beside sessions that have ended', async () => {
    const people = await Promise.all(Array.from({ length: 21 }, () => makeSignedIn(piste)));
    const [loggedOut, expired] = people;
    await piste.api.post('/user/logout', undefined, { as: loggedOut?.authorization });
    await piste.parts.database.run('UPDATE sessions SET expires_at = $2 WHERE user_id = $1', [
      expired?.id,
      piste.clock.now(),
    ]);
    const askers = [...people, ...people.toReversed()];
    const answers = await Promise.all(
      askers.map(({ authorization }) => piste.api.post('/user/get', undefined, { as: authorization })),
    );
    for (const [index, answer] of answers.entries()) {
      const asker = askers[index];
      if (asker === loggedOut || asker === expired) expectProblem(answer, 401, 'session_ended');
      else expect(answer).toMatchObject({ status: 200, json: { id: asker?.id, email: asker?.email } });
    }
  });

  it('is closed once its user is gone', async () => {
    await piste.parts.database.run('DELETE FROM users WHERE id = $1', [ada.id]);
    expectProblem(
      await piste.api.post('/user/get', undefined, { as: ada.authorization }),
      401,
      'session_ended',
    );
    expectProblem(await change({ city: 'Banff' }), 401, 'session_ended');
  });
});

describe('a body of any shape', () => {
  const ownKeys = Object.keys(details);
  const forbidden = [
    'id',
    'email',
    'status',
    'role',
    'isAdmin',
    'passwordHash',
    'password_hash',
    'createdAt',
  ];

  it('never fails the server, and never changes what its owner may not', async () => {
    const before = await readRow();
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.oneof(fc.constantFrom(...ownKeys, ...forbidden, '__proto__', 'constructor'), fc.string()),
          fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
          { maxKeys: 5 },
        ),
        async (body) => {
          const { status } = await piste.api.put(`/user/${ada.id}`, undefined, {
            rawBody: JSON.stringify(body),
            as: ada.authorization,
          });
          expect([200, 409, 422]).toContain(status);
          expect(await readRow()).toEqual(before);
        },
      ),
      { numRuns: 150 },
    );
    expect({}).not.toHaveProperty('role');
  });

  it.each(forbidden)('may not set %s', async (key) => {
    const answer = await change({ city: 'Banff', [key]: 'active' });
    expectProblem(answer, 422, 'invalid_input');
    expect(blamed(answer)).toEqual([`${key}: unknown_key`]);
    expect(await read()).toMatchObject({ city: null });
  });

  const readRow = () =>
    piste.parts.database.one('SELECT id, email, status, password_hash, created_at FROM users WHERE id = $1', [
      ada.id,
    ]);
});
