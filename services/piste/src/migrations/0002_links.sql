-- Up Migration

SET LOCAL lock_timeout = '5s';

-- One row per user and purpose: a newer link replaces the older one, so only the newest can work.
CREATE TABLE links (
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  purpose text NOT NULL,
  -- SHA-256 of the id that went out by email; the id itself is stored nowhere.
  id_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  PRIMARY KEY (user_id, purpose),
  CONSTRAINT links_id_hash_key UNIQUE (id_hash),
  CONSTRAINT links_purpose_check CHECK (purpose IN ('activate', 'reset', 'change-email'))
);

CREATE INDEX links_expires_at_idx ON links (expires_at);

-- Down Migration

DROP TABLE links;
