-- Up Migration

SET LOCAL lock_timeout = '5s';

-- Who did what, when, from where. No email address, name or token: after a deletion a row names no person.
-- user_id has no foreign key: checking one would make a row about an account slower to write than a row about none,
-- and the time of a refused login would tell who has an account.
CREATE TABLE audit (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  at timestamptz(3) NOT NULL DEFAULT now(),
  event text NOT NULL,
  outcome text NOT NULL,
  user_id uuid,
  ip inet,
  request_id text
);

CREATE INDEX audit_user_id_idx ON audit (user_id);
CREATE INDEX audit_at_idx ON audit (at);

-- Down Migration

DROP TABLE audit;
