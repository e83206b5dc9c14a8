import type { Schema, Table } from './schema-snapshot.ts';

/**
 * What a migration did to tables that were there before it and that the release before it, which still serves, does
 * not stand: what is gone, what is different, what is asked of it, and what kept it waiting.
 *
 * @param sql the migration's way up. A line `-- Contract: users.nickname` drops what no release uses any more.
 */
export function breakingChanges(before: Schema, after: Schema, sql: string): string[] {
  const contracted = new Set([...sql.matchAll(/^-- Contract: ([\w.]+)/gm)].map(([, name]) => name));
  const found = Object.entries(before).flatMap(([name, old]) => {
    const table = after[name];
    if (table === undefined) return contracted.has(name) ? [] : [`${name} is gone`];
    return [
      ...(table.file === old.file ? [] : [`${name} was written anew, locked`]),
      ...columnChanges(name, old, table, contracted),
      ...additions(name, old, table),
    ];
  });
  return [...found, ...lockingIndexes(sql, Object.keys(before))];
}

function columnChanges(
  name: string,
  old: Table,
  table: Table,
  contracted: ReadonlySet<string | undefined>,
): string[] {
  return Object.entries(old.columns).flatMap(([column, was]) => {
    const path = `${name}.${column}`;
    const is = table.columns[column];
    if (is === undefined) return contracted.has(path) ? [] : [`${path} is gone`];
    if (is.type !== was.type) return [`${path} is ${is.type}, it was ${was.type}`];
    if (is.required && !was.required) return [`${path} may not be null any more`];
    return was.hasDefault && !is.hasDefault ? [`${path} has no default any more`] : [];
  });
}

function additions(name: string, old: Table, table: Table): string[] {
  const columns = Object.entries(table.columns)
    .filter(([column, { required, hasDefault }]) => !(column in old.columns) && required && !hasDefault)
    .map(([column]) => `${name}.${column} is required of a release that does not know it`);
  const constraints = Object.entries(table.constraints)
    .filter(([constraint, { validated }]) => !(constraint in old.constraints) && validated)
    .filter(([constraint]) => !constraint.endsWith('_not_null'))
    .map(([constraint]) => `${constraint} was checked against every row, locked: add it NOT VALID first`);
  return [...columns, ...constraints];
}

/** Postgres does not remember how an index was built. */
function lockingIndexes(sql: string, tables: readonly string[]): string[] {
  const created = sql.matchAll(
    /\bcreate\s+(?:unique\s+)?index\s+(concurrently\s+)?.*?\bon\s+(?:only\s+)?(\w+)/gis,
  );
  return [...created]
    .filter(([, concurrently, table = '']) => concurrently === undefined && tables.includes(table))
    .map(([, , table = '']) => `${table} was locked while an index was built: create it CONCURRENTLY`);
}
