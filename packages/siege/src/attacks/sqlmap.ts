import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pisteSchema } from '@gnar/piste/config';
import type { Attack, Stage } from '../attack/attack.ts';
import { starterPaths } from '../attack/starter-paths.ts';

const run = promisify(execFile);
const LIMIT_MS = 90_000;

const budgets = Object.keys(pisteSchema).filter((name) => name.endsWith('_PER_TEN_MINUTES'));
const raisedBudgets = Object.fromEntries(budgets.map((name) => [`GNAR_${name}`, '1000000']));

/** Path and body; `*` marks where sqlmap puts its payloads. */
const targets: readonly (readonly [string, string | undefined])[] = [
  ['/user/login', '{"email":"ada*@example.com","password":"x*"}'],
  ['/user/check-link', '{"token":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*","purpose":"reset"}'],
  ...starterPaths(
    ({ method, access, path }) => method === 'get' && access === 'public' && path.includes(':'),
  ).map((path) => [path.replace(/:\w+/, '1*'), undefined] as const),
];

export const sqlmap: Attack = {
  name: 'sqlmap',
  does: 'Runs sqlmap, where it is installed, over fields and paths; bounded in time.',
  promises: [27],
  limitMs: LIMIT_MS * (targets.length + 1),
  async run(stage) {
    const isThere = await run('sqlmap', ['--version'], { timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      stage.skip('sqlmap is not installed: apt-get install sqlmap');
      return;
    }
    for (const [path, body] of targets) await attackOne(stage, path, body);
  },
};

/** Straight at a replica, with raised budgets: a 429 would keep every payload out. */
async function attackOne({ system, check }: Stage, path: string, body: string | undefined): Promise<void> {
  const open = await system.startExtra(raisedBudgets);
  const folder = await mkdtemp(join(tmpdir(), 'gnar-sqlmap-'));
  const data =
    body === undefined
      ? []
      : ['--data', body, '--headers', 'Content-Type: application/json', '--method', 'POST'];
  const options = [
    '--batch',
    '--level',
    '2',
    '--risk',
    '1',
    '--dbms',
    'PostgreSQL',
    '--threads',
    '2',
    '--timeout',
    '10',
    '--retries',
    '0',
    '--flush-session',
    '--output-dir',
    folder,
    '--ignore-code',
    '401,404,410,422,429,503',
  ];
  try {
    const stdout = await outputOf(['-u', `${open.url}${path}`, ...data, ...options]);
    const found = /is vulnerable|Parameter: .*\n\s+Type:/.test(stdout);
    const tested = /testing '/.test(stdout);
    check(
      27,
      `sqlmap finds no injection at ${path}`,
      !found && tested,
      found ? 'injectable' : tested ? 'nothing found' : 'sqlmap tested nothing',
    );
  } finally {
    await open.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What it printed, also when the time was over: then it has found nothing so far. */
function outputOf(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('sqlmap', args, { timeout: LIMIT_MS, maxBuffer: 64 << 20 }, (_, stdout) => resolve(stdout));
  });
}
