import { locks } from 'node:worker_threads';
import type { operations } from '@gnar/contract';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createJwtStore } from '@gnar/edge/jwt';
import { FakeService } from '../app/testing/fake-service.ts';
import { createClient, type ApiClient } from './client.ts';
import { clientOf } from './testing/client-of.ts';

/** The parameters of `/user/:id`. */
const first = { params: { id: '1' } };

afterEach(() => window.localStorage.clear());

/** What must not compile is marked: the compiler is what tests these. */
function mistakes(client: ApiClient): (() => unknown)[] {
  return [
    async () => (await client.post('/user/get')).email.toUpperCase(),
    // @ts-expect-error -- the account has no such field
    async () => (await client.post('/user/get')).mail,
    // @ts-expect-error -- there is no such path
    () => client.get('/user/log-in'),
    // @ts-expect-error -- the path has another method
    () => client.get('/user/login'),
    // @ts-expect-error -- the body is missing
    () => client.post('/user/login'),
    // @ts-expect-error -- the body lacks the password
    () => client.post('/user/login', { email: 'ada@example.com' }),
    // @ts-expect-error -- the body has no such field
    () => client.post('/user/login', { email: 'ada@example.com', password: 'x', name: 'Ada' }),
    // @ts-expect-error -- the operation takes no body
    () => client.post('/user/logout', {}),
    // @ts-expect-error -- the parameter of the path is missing
    () => client.put('/user/:id', { city: 'Banff' }),
    // @ts-expect-error -- the parameter has another name
    () => client.delete('/user/sessions/:sid', { params: { id: '1' } }),
    // @ts-expect-error -- the body of this DELETE is missing
    () => client.delete('/user/:id', first),
    // @ts-expect-error -- no operation has this method
    () => client.patch('/user/:id', {}, first),
  ];
}

/** Operations as a fork may add them: PATCH with a file and a query, and a GET whose query may be left out. */
type ForkOperations = {
  addPicture: Omit<(typeof operations)['endSession'], 'method' | 'path'> & {
    method: 'patch';
    path: '/api/trips/:sid';
    query: (typeof operations)['scorePassword']['success']['body'];
    body: (typeof operations)['stepUp']['body'];
    bodyType: 'multipart/form-data';
  };
  listTrips: Omit<(typeof operations)['listSessions'], 'path'> & {
    path: '/api/trips';
    query: (typeof operations)['updateAccount']['body'];
  };
};

describe('the typed requests of the client', () => {
  it('do not compile for an unknown path, another body, missing parameters or another answer', () => {
    expect(mistakes(clientOf(new FakeService()).client)).toHaveLength(12);
  });

  it('fill in the parameters of a path, each encoded as one segment', async () => {
    const service = new FakeService().on('DELETE /user/a%2F..%3Fb', { status: 204 });
    await clientOf(service).client.delete('/user/:id', { params: { id: 'a/..?b' }, body: { password: 'x' } });
    expect(service.sentTo('DELETE /user/a%2F..%3Fb')).toEqual([{ password: 'x' }]);
  });

  it.each(['', '.', '..', '\ud800'])(
    'send nothing for the parameter %j, which no path can hold',
    async (id) => {
      const service = new FakeService();
      const { client } = clientOf(service);
      await expect(client.put('/user/:id', {}, { params: { id } })).rejects.toMatchObject({
        code: 'not_found',
        cause: {
          message: `The parameter "id" of /user/:id is ${JSON.stringify(id)}, which no path can hold.`,
        },
      });
      expect(service.received).toEqual([]);
    },
  );

  it('send PATCH, a form with its file, and a query', async () => {
    const requests: Request[] = [];
    window.fetch = (input, init) => {
      requests.push(new Request(input, init));
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    const client = createClient<ForkOperations>({ jwt: createJwtStore(), onToken: () => undefined, locks });
    const query = { score: 3, pwned: null, acceptable: true, warning: 'a&b', suggestions: ['c', 'd'] };
    const form = new FormData();
    form.set('picture', new File(['snow'], 'snow.png', { type: 'image/png' }));
    await client.patch('/api/trips/:sid', form, { params: { sid: '1' }, query });
    await client.get('/api/trips', { query: { city: 'Banff' } });
    await client.get('/api/trips');
    const parameters = { params: { sid: '1' }, query };
    // @ts-expect-error -- a multipart body is a form
    await client.patch('/api/trips/:sid', { password: 'x' }, parameters);

    const [sent] = requests;
    expect(
      requests.slice(0, 3).map(({ method, url }) => `${method} ${url.replace(/^https?:\/\/[^/]+/, '')}`),
    ).toEqual([
      'PATCH /api/trips/1?score=3&acceptable=true&warning=a%26b&suggestions=c&suggestions=d',
      'GET /api/trips?city=Banff',
      'GET /api/trips',
    ]);
    expect(sent?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/);
    const picture = (await sent?.formData())?.get('picture');
    expect(picture instanceof File ? [picture.name, picture.type, await picture.text()] : picture).toEqual([
      'snow.png',
      'image/png',
      'snow',
    ]);
  });
});
