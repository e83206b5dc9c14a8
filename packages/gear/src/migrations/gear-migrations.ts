export interface GearMigration {
  readonly name: string;
  readonly sql: string;
  /** Statements of an index that is built beside its table: each by itself, without a transaction, and safe to repeat. */
  readonly concurrently?: readonly string[];
}

/**
 * The tables that gear reads and writes, in the order in which they came. SQL in code, so that it lies in every bundle. They only
 * add, so that the release before goes on serving, and there is no way down: a release taken back leaves them as they are.
 *
 * The first two take over what piste's own migrations made before gear had any (docs/adr/0017).
 */
export const gearMigrations: readonly GearMigration[] = [
  {
    name: '0001_sessions',
    sql: `
      CREATE TABLE IF NOT EXISTS sessions (
        sid uuid PRIMARY KEY,
        -- The service that has accounts adds the foreign key.
        user_id uuid NOT NULL,
        device text,
        ip inet,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
        -- The absolute end; sliding never passes it.
        expires_at timestamptz(3) NOT NULL
      );
      -- When the owner proved who they are: at the log-in or a change of password, and again before something delicate.
      -- Null in sessions from before these columns: they are live, but not stepped up.
      ALTER TABLE sessions
        ADD COLUMN IF NOT EXISTS authenticated_at timestamptz(3),
        ADD COLUMN IF NOT EXISTS stepped_up_at timestamptz(3);
      CREATE INDEX IF NOT EXISTS sessions_user_id_idx ON sessions (user_id);
      CREATE INDEX IF NOT EXISTS sessions_expires_at_idx ON sessions (expires_at);`,
  },
  {
    name: '0002_outbox',
    sql: `
      -- What a request decided to do later, written in the transaction of the decision.
      CREATE TABLE IF NOT EXISTS outbox (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kind text NOT NULL,
        payload jsonb NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        available_at timestamptz NOT NULL DEFAULT now(),
        last_error text,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX IF NOT EXISTS outbox_available_at_idx ON outbox (available_at);`,
  },
  {
    name: '0003_jobs',
    sql: `
      ALTER TABLE outbox
        -- Of a job that waits: adding it once more changes it.
        ADD COLUMN IF NOT EXISTS unique_key text,
        -- Since when it is parked; available_at is infinity then, so that no release tries it.
        ADD COLUMN IF NOT EXISTS dead_at timestamptz,
        -- Attempts up to the last time that an operator let it start over.
        ADD COLUMN IF NOT EXISTS forgiven_attempts integer NOT NULL DEFAULT 0;
      CREATE TABLE IF NOT EXISTS schedules (
        name text PRIMARY KEY,
        cron text NOT NULL,
        next_at timestamptz NOT NULL
      );`,
  },
  {
    name: '0004_unique_jobs',
    sql: '',
    concurrently: [
      'DROP INDEX CONCURRENTLY IF EXISTS outbox_unique_key',
      `CREATE UNIQUE INDEX CONCURRENTLY outbox_unique_key ON outbox (kind, unique_key) WHERE unique_key IS NOT NULL`,
    ],
  },
  {
    name: '0005_job_context',
    // The request or job that added it: its id and its traceparent.
    sql: 'ALTER TABLE outbox ADD COLUMN IF NOT EXISTS carried jsonb;',
  },
  {
    name: '0006_begun_keys',
    // The unique key of a job that has begun: a newer job takes the place of older ones by it.
    sql: 'ALTER TABLE outbox ADD COLUMN IF NOT EXISTS begun_key text;',
  },
  {
    name: '0007_begun_keys_index',
    sql: '',
    concurrently: [
      'DROP INDEX CONCURRENTLY IF EXISTS outbox_begun_key',
      'CREATE INDEX CONCURRENTLY outbox_begun_key ON outbox (kind, begun_key) WHERE begun_key IS NOT NULL',
    ],
  },
];
