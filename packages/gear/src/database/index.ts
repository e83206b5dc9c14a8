export { deleteInBatches, type RowsToDelete } from './delete-in-batches.ts';
export type { Database, Query, Queryable, QueryValues, Transaction } from './database.ts';
export { gather } from './gather.ts';
export { migrate, type MigrateOptions } from './migrate.ts';
export type { PgCredentials } from './pg-credentials.ts';
