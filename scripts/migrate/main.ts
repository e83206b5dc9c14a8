import { relative } from 'node:path';
import { Client } from 'pg';
import { refuse } from '@gnar/lodge/command-line';
import { root } from '../root.ts';
import { databaseAtHand } from './database-at-hand.ts';
import { migrationNames, migrationSets, newMigration } from './migration-files.ts';
import { runMigrations } from './run-migrations.ts';

/** `npm run migrate`: the migrations of the database. */
const usage = `npm run migrate -- <command>

  status         which migrations have run, and which have not
  up [count]     runs those that have not; count: at most so many
  down [count]   undoes the last one; count: so many
  new <name>     writes the file of your next one, such as: npm run migrate -- new add_trees; with --starter behind it
                 one of the starter itself, which forks get with its next version

While \`npm start\` runs, it runs a migration as soon as its file is saved. The database is that of \`npm start\`,
running or not; to migrate another one, set GNAR_PG_ENDPOINT and what else docs/environment.md says migrations read.
`;

const words = process.argv.slice(2).filter((word) => word !== '--starter');
const whose = process.argv.includes('--starter') ? 'starter' : 'own';
const [command, argument, ...rest] = words;

if (command === undefined || words.includes('--help') || words.includes('-h')) process.stdout.write(usage);
else await run(command);

async function run(verb: string): Promise<void> {
  if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
  if (whose === 'starter' && verb !== 'new') refuse("Unexpected argument '--starter'.");
  try {
    switch (verb) {
      case 'status':
        if (argument !== undefined) refuse(`Unexpected argument '${argument}'.`);
        await status();
        return;
      case 'up':
      case 'down':
        if (argument !== undefined && !/^[1-9]\d{0,3}$/.test(argument)) {
          refuse(`The count '${argument}' is no whole number from 1 to 9999.`);
        }
        await migrate(verb, argument);
        return;
      case 'new':
        if (argument === undefined) refuse('The migration needs a name: npm run migrate new add_trees.');
        console.log(`Write ${relative(root, newMigration(argument, whose))}, then: npm run migrate up`);
        return;
      default:
        refuse(`Unknown command '${verb}'.`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function migrate(direction: 'up' | 'down', count: string | undefined): Promise<void> {
  await using database = await databaseAtHand();
  const ran = await runMigrations(database.env, direction, ...(count === undefined ? [] : [count]));
  for (const line of ran) console.log(line);
  const none = direction === 'up' ? 'Every migration has run already' : 'No migration has run yet';
  if (ran.length === 0) console.log(`${none} (${database.place}).`);
}

async function status(): Promise<void> {
  await using database = await databaseAtHand();
  let [all, done] = [0, 0];
  for (const { folder, table } of migrationSets()) {
    const ran = await namesOfRun(database.env, table);
    const files = migrationNames(folder);
    const missing = ran.filter((name) => !files.includes(name));
    for (const name of files) console.log(`${ran.includes(name) ? 'up     ' : 'pending'}  ${name}`);
    for (const name of missing) console.log(`up       ${name}, whose file is missing`);
    all += files.length + missing.length;
    done += ran.length;
  }
  console.log(`\n${done} have run, ${all - done} have not (${database.place}).`);
}

/** Gear's own are not listed: they are its business. */
async function namesOfRun(
  env: Readonly<Record<string, string | undefined>>,
  table: string,
): Promise<string[]> {
  const [host, port] = (env['GNAR_PG_DIRECT_ENDPOINT'] ?? env['GNAR_PG_ENDPOINT'] ?? '').split(':');
  const client = new Client({
    ...{ host, port: Number(port), database: env['GNAR_PG_DATABASE'], connectionTimeoutMillis: 5_000 },
    ...{ user: env['GNAR_PG_OWNER_USERNAME'], password: env['GNAR_PG_OWNER_PASSWORD'] },
    ...(env['GNAR_PG_TLS'] === 'true' ? { ssl: true } : {}),
  });
  await client.connect();
  try {
    const made = await client.query<{ found: string | null }>('select to_regclass($1) as found', [
      `public.${table}`,
    ]);
    if (made.rows[0]?.found === null) return [];
    const { rows } = await client.query<{ name: string }>(`select name from public.${table} order by id`);
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
