import { type ListedOperation, operationList, starterOperations } from '@gnar/contract';
import { z } from 'zod';
import type { Attack, Stage } from '../attack/attack.ts';
import { freshNetwork, type Answer } from '../attack/client.ts';
import type { Member } from '../attack/people.ts';
import { extraKeys, oddPaths, rawBodies, values } from './fuzz-values.ts';
import { countStatuses } from './links.ts';
import { passWaits } from './lock-out.ts';

/** Internals of a service: stacks, SQL, paths, modules. */
const leak =
  /\bat (?:\w+\.)*\w+ \(|node_modules|\.ts:\d|\.js:\d|SELECT |INSERT |syntax error|pg_|ioredis|\/app\/|ECONNREFUSED/;

export const fuzz: Attack = {
  name: 'fuzz',
  does: 'Sends odd values for every field, unknown keys, raw bodies and odd paths to every operation of the contract.',
  promises: [26],
  limitMs: 240_000,
  async run(stage) {
    const member = await stage.people.member();
    const answers: (readonly [string, Answer])[] = [];
    const known = await knownOperations(stage);
    const keptOut: string[] = [];
    for (const operation of known) {
      const own = await fuzzOperation(stage, operation);
      answers.push(...own);
      const judged = own.filter(([, answer]) => isJudged(answer)).length;
      if (fieldsOf(operation).length > 0 && judged < own.length / 2)
        keptOut.push(`${operation.id}: ${judged} of ${own.length}`);
    }
    stage.check(
      26,
      'every operation judges its requests itself, without an exhausted budget or an ended session',
      known.length > 0 && keptOut.length === 0,
      keptOut.join(', ') || `${known.length} operations`,
    );
    answers.push(...(await fuzzPaths(stage, member)));
    const errors = answers.filter(([, { status }]) => status >= 500);
    stage.check(
      26,
      `${answers.length} odd requests: never a 5xx`,
      errors.length === 0,
      tellSome(errors) || countStatuses(answers.map(([, answer]) => answer)),
    );
    const leaks = answers.filter(([, { text }]) => leak.test(text));
    stage.check(
      26,
      'no response reveals internals of a service',
      leaks.length === 0,
      tellSome(leaks) || 'none',
    );
    const injected = answers.filter(([, { headers }]) => headers['x-injected'] !== undefined);
    stage.check(26, 'no value becomes a header', injected.length === 0, tellSome(injected) || 'none');
    // Of these a valid body is known.
    await refuseUnknownKeys(
      stage,
      known.filter(({ id }) => id in starterOperations),
    );
    await assignMasses(stage, member);
  },
};

/** Not refused because of a budget or an ended session. */
const isJudged = ({ status, json }: Answer) =>
  status !== 429 && (status !== 401 || json['code'] === 'invalid_credentials');

const openapiSchema = z.looseObject({ paths: z.record(z.string(), z.unknown()) });

/** The operations of our contract that the product lists: an older product has fewer. */
async function knownOperations({ people }: Stage): Promise<readonly ListedOperation[]> {
  const client = people.visitor();
  const { json } = await client.get('/openapi.json');
  client.close();
  const { paths } = openapiSchema.parse(json);
  return operationList.filter(({ path }) => Object.hasOwn(paths, path.replace(/:(\w+)/, '{$1}')));
}

const tellSome = (some: readonly (readonly [string, Answer])[]) =>
  some
    .slice(0, 5)
    .map(([name, { status }]) => `${name} ${status}`)
    .join('; ');

async function fuzzOperation(
  { people, system }: Stage,
  operation: ListedOperation,
): Promise<(readonly [string, Answer])[]> {
  const fields = fieldsOf(operation);
  const bodies = fields.flatMap((field) =>
    values.map((value) => ({ field, body: { ...validBody(fields), [field]: value } })),
  );
  // Its own, because some of these end the session or the account that they are sent for.
  const member = await people.member();
  const client = people.visitor();
  const method = operation.method.toUpperCase();
  const path = operation.path
    .replace(':id', operation.path.startsWith('/user') ? member.id : 'x')
    .replace(':sid', 'x');
  const answers: (readonly [string, Answer])[] = [];
  const send = async (name: string, call: Parameters<typeof client.call>[2]) => {
    if (fields.some((field) => /password/i.test(field))) await passWaits(system.redis);
    const answer = await client
      .from(freshNetwork())
      .call(method, path, { as: member.authorization, ...call, timeoutMs: 30_000 });
    answers.push([`${operation.id} ${name}`, answer]);
  };
  for (const { field, body } of bodies) await send(field, { body });
  for (const [type, rawBody] of rawBodies)
    await send(`as ${type}`, { rawBody, headers: { 'Content-Type': type } });
  for (const value of values)
    if (typeof value === 'string' && operation.path.includes(':')) {
      const odd = operation.path.replace(/:\w+/, encodeURIComponent(value.toWellFormed()));
      answers.push([
        `${operation.id} in the path`,
        await client.from(freshNetwork()).call(method, odd, { as: member.authorization, body: {} }),
      ]);
    }
  client.close();
  return answers;
}

async function fuzzPaths({ people }: Stage, member: Member): Promise<(readonly [string, Answer])[]> {
  const client = people.visitor();
  const answers: (readonly [string, Answer])[] = [];
  for (const path of oddPaths)
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'])
      answers.push([
        `${method} ${path.slice(0, 40)}`,
        await client.call(method, path, { as: member.authorization }),
      ]);
  client.close();
  return answers;
}

function fieldsOf({ body }: ListedOperation): string[] {
  return body instanceof z.ZodObject ? Object.keys(body.shape) : [];
}

/** Right enough that each field alone decides. */
function validBody(fields: readonly string[]): Record<string, unknown> {
  const known: Record<string, unknown> = {
    ...{
      email: 'fuzz@example.com',
      password: 'tuque-Glacier-7341-poudreuse',
      currentPassword: 'x',
      locale: 'en',
    },
    ...{ token: 'A'.repeat(60), purpose: 'activate' },
  };
  return Object.fromEntries(fields.filter((field) => field in known).map((field) => [field, known[field]]));
}

async function refuseUnknownKeys({ people, check }: Stage, known: readonly ListedOperation[]): Promise<void> {
  const taken: string[] = [];
  let asked = 0;
  for (const operation of known) {
    const fields = fieldsOf(operation);
    if (fields.length === 0) continue;
    // Otherwise the rest of the body would be what is refused.
    operation.body?.parse(validBody(fields));
    const member = await people.member();
    const client = people.visitor();
    for (const key of extraKeys.filter((each) => !fields.includes(each))) {
      // As text: in an object literal __proto__ would be no key.
      const rawBody = JSON.stringify(validBody(fields)).replace(
        /\}$/,
        `${fields.some((field) => field in validBody(fields)) ? ',' : ''}"${key}":"x"}`,
      );
      const path = operation.path.replace(':id', member.id);
      const { status } = await client
        .from(freshNetwork())
        .call(operation.method.toUpperCase(), path, { rawBody, as: member.authorization });
      asked += 1;
      if (status !== 422) taken.push(`${operation.id} ${key} ${status}`);
    }
    client.close();
  }
  check(
    26,
    'unknown keys are refused by every operation',
    asked > 0 && taken.length === 0,
    taken.join(', ') || `${asked} requests, all 422`,
  );
}

async function assignMasses({ people, system, check }: Stage, member: Member): Promise<void> {
  const row = async () => {
    const { rows } = await system.database.query<Record<string, unknown>>(
      'SELECT * FROM users WHERE id = $1',
      [member.id],
    );
    return JSON.stringify(rows);
  };
  const before = await row();
  const client = people.visitor();
  const answers: Answer[] = [];
  for (const key of [...extraKeys, 'email', 'updated_at', 'first_name'])
    answers.push(
      await client.call('PUT', `/user/${member.id}`, {
        rawBody: `{"${key}":"admin"}`,
        as: member.authorization,
      }),
    );
  const other = await people.member();
  const foreign = await client.put(`/user/${other.id}`, { firstName: 'Eve' }, { as: member.authorization });
  const removed = await client.delete(
    `/user/${other.id}`,
    { password: member.password },
    { as: member.authorization },
  );
  client.close();
  const isSame = before === (await row());
  check(
    26,
    'no body changes fields that the user may not change',
    isSame && answers.every(({ status }) => status === 422),
    `the row ${isSame ? 'is the same' : 'has changed'}: ${countStatuses(answers)}`,
  );
  check(
    26,
    'the account of another user is answered like one that does not exist',
    foreign.status === 404 && removed.status === 404,
    `${foreign.status}, ${removed.status}`,
  );
}
