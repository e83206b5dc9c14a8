-- Up Migration

SET LOCAL lock_timeout = '5s';

-- What a request decided to mail or to queue, written in the transaction of the decision.
CREATE TABLE outbox (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  kind text NOT NULL,
  payload jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  available_at timestamptz NOT NULL DEFAULT now(),
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX outbox_available_at_idx ON outbox (available_at);

-- Down Migration

DROP TABLE outbox;
