export interface GearMigration {
  readonly name: string;
  readonly sql: string;
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
];
