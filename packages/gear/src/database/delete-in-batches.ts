import type { Queryable, QueryValues } from './database.ts';

/** Rows to delete. */
export interface RowsToDelete {
  readonly table: string;
  readonly key: string;
  /** SQL, in which $1 … are the values. */
  readonly condition: string;
  readonly values: QueryValues;
}

/** Few enough for the statement's time-out on a slow disk, with what is deleted by cascade. */
const batchRows = 5_000;

/**
 * Deletes rows a batch at a time, until none is left or the signal is aborted. Any number of replicas may do it: each passes over the
 * rows that another has in hand. @returns how many
 */
export async function deleteInBatches(
  database: Pick<Queryable, 'run'>,
  { table, key, condition, values }: RowsToDelete,
  signal?: AbortSignal,
): Promise<number> {
  const statement = `delete from ${table} where ${key} in (
    select ${key} from ${table} where ${condition} limit ${batchRows} for update skip locked)`;
  let deleted = 0;
  for (;;) {
    const batch = await database.run(statement, values);
    deleted += batch;
    if (batch < batchRows || signal?.aborted) return deleted;
  }
}
