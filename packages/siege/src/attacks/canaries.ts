import type { System } from '../system/system.types.ts';
import type { Attack, Stage } from '../attack/attack.ts';
import { optionalPaths } from '../attack/starter-paths.ts';
import type { Answer, Call } from '../attack/client.ts';
import { authorizationOf, expectStatus, passwordForm, strongPassword } from '../attack/people.ts';

export const canaries: Attack = {
  name: 'canaries',
  does: 'Walks every flow with known secrets, deletes accounts while refused log-ins race, then searches all logs of the run and the audit.',
  promises: [17, 31, 32],
  async run(stage) {
    const traces = await walkEveryFlow(stage);
    await deleteUnderFire(stage);
    searchLogs(stage, traces);
  },
};

const EVENTS = ['activate', 'log_in', 'change_password'] as const;
const logsOf = ({ others }: System) => [
  ...['piste-1', 'piste-2', 'powder', 'edge'],
  ...others.map(({ name }) => name),
];

/** A request that one of these logs must contain: an empty log contains no secret either. */
interface Trace {
  readonly requestId: string;
  readonly logs: readonly string[];
}

/** @returns what must be in the logs */
async function walkEveryFlow(stage: Stage): Promise<Trace[]> {
  const { people, system, check } = stage;
  const person = await people.activated();
  const { email } = person;
  const typed = `wrong-${strongPassword()}`;
  const injected = 'Eve\r\n{"level":60,"msg":"forged-log-line"}';
  for (const each of [typed, '203-0113-phone']) people.canaries.add(each);
  const edge = people.visitorOf(system.urls.edge);
  const refused = await expectStatus(401, edge.post('/user/login', { email, password: typed }));
  const member = await people.signIn(person, edge);
  const as = member.authorization;
  await edge.put(`/user/${member.id}`, { firstName: injected, phone: '+1 203-0113' }, { as });
  const headers = { 'User-Agent': injected.replaceAll(/[\r\n]/g, ' '), 'X-Request-Id': 'a\tb' };
  for (const path of ['/user/sessions', ...optionalPaths])
    await expectStatus(200, edge.get(path, { as, headers }));
  const atOthers = await askOthers(stage, { as, headers });
  await edge.post('/user/score-password', { password: typed, email });
  await edge.get(`/login?token=${as.slice(7, 60)}`);
  people.canaries.add(as.slice(7, 60));
  const token = await people.resetToken(email);
  await edge.get(`/reset-password?x=1`);
  await edge.post('/user/check-link', { token, purpose: 'reset' });
  const changed = strongPassword();
  people.canaries.add(changed);
  const answer = await edge.post(
    '/user/change-password',
    { currentPassword: person.password, password: changed },
    { as },
  );
  if (answer.headers.authorization !== undefined) people.canaries.add(authorizationOf(answer).slice(7));
  await edge.post('/user/reset-password', { token: `${token}x`, password: changed });
  edge.close();
  const { rows } = await system.database.query<{ event: string }>(
    `SELECT DISTINCT event FROM audit
     WHERE user_id = $1 AND outcome = 'succeeded' AND ip IS NOT NULL AND request_id IS NOT NULL ORDER BY event`,
    [member.id],
  );
  const events = rows.map(({ event }) => event);
  check(
    32,
    `the audit contains what a user did, with address and request: ${EVENTS.join(', ')}`,
    EVENTS.every((event) => events.includes(event)),
    events.join(', ') || 'no row',
  );
  return [
    { requestId: requestIdOf(refused), logs: ['edge'] },
    { requestId: requestIdOf(refused), logs: ['piste-1', 'piste-2'] },
    ...atOthers,
  ];
}

/** Asks each other service past the edge, for what it may refuse. */
async function askOthers({ people, system }: Stage, call: Call): Promise<Trace[]> {
  const asked = system.others.map(async ({ name, url }) => {
    const client = people.visitorOf(url);
    const answer = await client.get('/user/sessions', call);
    client.close();
    return { requestId: requestIdOf(answer), logs: [name] };
  });
  return Promise.all(asked);
}

/** @throws when an answer names none */
function requestIdOf({ headers, status }: Answer): string {
  const id = headers['x-request-id'];
  if (typeof id !== 'string') throw new Error(`The answer ${status} names no request`);
  return id;
}

/** Rows that came before, and rows that refused log-ins write at the same moment, may not outlive the account. */
async function deleteUnderFire({ people, system, check }: Stage): Promise<void> {
  const left: string[] = [];
  for (let round = 1; round <= 6; round += 1) {
    const network = `198.51.100.${round}`;
    const owner = people.visitor().from(network);
    const email = people.address();
    const password = strongPassword();
    await expectStatus(202, owner.post('/user/signup', { email }));
    const token = await system.mailbox.token(email, 'activate');
    await expectStatus(204, owner.post('/user/activate', { token, password }));
    await expectStatus(202, owner.post('/user/send-reset-password-email', { email }));
    const member = await people.signIn({ email, password }, owner);
    const kept = await system.database.query('SELECT 1 FROM audit WHERE user_id = $1', [member.id]);
    if (kept.rowCount === 0) throw new Error('Before its deletion the audit knows nothing of the account');
    const strangers = ([0, 1, 0] as const).map((replica) =>
      people.visitor(replica).post('/user/login', { email, password: 'wrong-Poudreuse-4711' }),
    );
    const removed = await owner.delete(`/user/${member.id}`, { password }, { as: member.authorization });
    await Promise.all(strangers);
    if (removed.status !== 204) left.push(`deletion ${removed.status}`);
    const { rows } = await system.database.query<{ event: string }>(
      'SELECT event FROM audit WHERE user_id = $1 OR host(ip) = $2',
      [member.id, network],
    );
    left.push(...rows.map(({ event }) => event));
    for (const secret of [password, token]) people.canaries.add(secret);
    owner.close();
  }
  check(
    32,
    'six deletions under refused log-ins leave no id and no address in the audit',
    left.length === 0,
    left.join(', ') || 'no row',
  );
}

function searchLogs({ people, system, check }: Stage, traces: readonly Trace[]): void {
  const logNames = logsOf(system);
  const outputs = new Map(logNames.map((name) => [name, system.output(name)]));
  const silent = traces.filter(({ requestId, logs }) =>
    logs.every((name) => !outputs.get(name)?.includes(requestId)),
  );
  if (silent.length > 0)
    throw new Error(`Requests are missing in: ${silent.map(({ logs }) => logs.join(' or ')).join(', ')}`);
  const found: string[] = [];
  let lines = 0;
  for (const [name, log] of outputs) {
    lines += log.split('\n').length;
    const lower = log.toLowerCase();
    for (const canary of people.canaries)
      if (lower.includes(canary.toLowerCase())) found.push(`${kindOf(canary)} in ${name}`);
    if (/^\{"level":60,"msg":"forged-log-line"/m.test(log)) found.push(`a forged line in ${name}`);
    if (passwordForm.test(log)) found.push(`a password in ${name}`);
    if (/#ey[\w-]{40,}|Bearer ey/.test(log)) found.push(`a token in ${name}`);
  }
  const measured = `${lines} lines of ${outputs.size} processes, ${people.canaries.size} secrets`;
  check(
    31,
    'no password, token, link or address of the run is in any log',
    found.length === 0,
    [...new Set(found)].join(', ') || measured,
  );
  const links = logNames.filter((name) => /(?:activate|reset-password)#/.test(outputs.get(name) ?? ''));
  check(17, 'no link with its secret reached a server', links.length === 0, links.join(', ') || measured);
}

/** The kind only: a report is a log as well. */
const kindOf = (canary: string) =>
  canary.includes('@') ? 'an address' : canary.includes('.') ? 'a token' : 'a password or a link';
