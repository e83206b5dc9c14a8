import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gearMigrations } from '@gnar/gear/migrations';
import { describe, expect, it } from '@jest/globals';

const folder = new URL('../../../services/piste/src/migrations/', import.meta.url);
const fixtures = new URL('fixtures/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
// Its npm package asks for the binaries of all platforms; ours names the one it needs, where there is one.
const installed = new URL('../../../node_modules/@squawk-cli/linux-x64/bin/', import.meta.url);
const squawk = [fileURLToPath(installed), ...(process.env['PATH'] ?? '').split(delimiter)]
  .map((folder) => join(folder, 'squawk'))
  .find(isProgram);

/** Switched off. */
const rules = [
  // gear gives the connection of every migration a statement_timeout.
  'require-statement-timeout',
  // A count of attempts needs no eight bytes.
  'prefer-bigint-over-int',
];

/** What is written is linted as well as what it does (migrations-are-gentle): squawk also knows what only costs time. */
const title = 'the SQL of a migration';
const skipped = `${title} (squawk is not on the PATH)`;
(squawk ? describe : describe.skip)(squawk ? title : skipped, () => {
  it.each(files)('%s has nothing that squawk warns of', async (name) => {
    expect(await lint(await wayUp(new URL(name, folder)))).toBe('');
  });

  it.each(gearMigrations)('$name of gear has nothing that squawk warns of', async ({ sql }) => {
    // gear sets the time-out for the connection.
    expect(await lint(`SET LOCAL lock_timeout = '5s';${sql}`)).toBe('');
  });

  it.each(['expand/9001_nickname.sql', 'contract/9004_no-nickname.sql'])(
    'such as %s is welcome',
    async (name) => {
      expect(await lint(await wayUp(new URL(name, fixtures)))).toBe('');
    },
  );

  it('that drops or renames what is in use is found out', async () => {
    expect(await lint('ALTER TABLE users DROP COLUMN phone;')).toContain('ban-drop-column');
    expect(await lint(await wayUp(new URL('rename/9005_language.sql', fixtures)))).toContain(
      'renaming-column',
    );
  });
});

const wayUp = async (file: URL) => (await readFile(file, 'utf8')).split(/^-- Down Migration/m)[0] ?? '';

/** Its warnings, one a line; dropping what the migration declares unused is none. */
async function lint(sql: string): Promise<string> {
  const args = ['--assume-in-transaction', '--pg-version', '18', '--reporter', 'gcc'];
  const off = [...rules, ...(/^-- Contract: /m.test(sql) ? ['ban-drop-column'] : [])];
  const child = execFile(squawk ?? '', [...args, ...off.flatMap((rule) => ['--exclude', rule])]);
  child.stdin?.end(sql);
  return child.stdout ? text(child.stdout) : '';
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
