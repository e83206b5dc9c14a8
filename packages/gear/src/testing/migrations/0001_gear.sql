-- Up Migration

CREATE TABLE users (id uuid PRIMARY KEY DEFAULT uuidv7());

CREATE TABLE sessions (
  sid uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device text,
  ip inet,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  authenticated_at timestamptz(3),
  stepped_up_at timestamptz(3)
);

CREATE TABLE outbox (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  kind text NOT NULL,
  payload jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  available_at timestamptz NOT NULL DEFAULT now(),
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE notes (
  id serial PRIMARY KEY,
  text text NOT NULL UNIQUE,
  -- Checked by the commit.
  reply_to integer REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED
);

-- Down Migration

DROP TABLE notes;
DROP TABLE outbox;
DROP TABLE sessions;
DROP TABLE users;
