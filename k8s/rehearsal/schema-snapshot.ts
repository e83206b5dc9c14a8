import type { Client } from 'pg';

export interface Column {
  readonly type: string;
  readonly required: boolean;
  readonly hasDefault: boolean;
}

export interface Table {
  /** Where its rows lie: another number means that all of them were written anew. */
  readonly file: number;
  readonly columns: Readonly<Record<string, Column>>;
  /** By name: whether Postgres looked at every row to know that it holds. */
  readonly constraints: Readonly<Record<string, { readonly validated: boolean }>>;
}

export type Schema = Readonly<Record<string, Table>>;

/** The tables as Postgres itself describes them. */
export async function schemaSnapshot(client: Client): Promise<Schema> {
  const { rows } = await client.query<{ name: string; table: Table }>(`
    select relname as name, json_build_object(
      'file', relfilenode::bigint,
      'columns', (select coalesce(json_object_agg(attname, json_build_object(
          'type', format_type(atttypid, atttypmod), 'required', attnotnull, 'hasDefault', atthasdef)), '{}')
        from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped),
      'constraints', (select coalesce(json_object_agg(conname, json_build_object('validated', convalidated)), '{}')
        from pg_constraint where conrelid = c.oid)
    ) as table
    from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace`);
  return Object.fromEntries(rows.map(({ name, table }) => [name, table]));
}
