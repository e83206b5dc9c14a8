-- Up Migration

CREATE TABLE users (id uuid PRIMARY KEY DEFAULT uuidv7());

CREATE TABLE notes (
  id serial PRIMARY KEY,
  text text NOT NULL UNIQUE,
  -- Checked by the commit.
  reply_to integer REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED
);

-- Down Migration

DROP TABLE notes;
DROP TABLE users;
