-- Up Migration

SET LOCAL lock_timeout = '5s';

-- Addresses are unique whatever their case: the column's type says so, so that no query can forget it.
CREATE EXTENSION IF NOT EXISTS citext;

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  email citext NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  password_hash text,
  first_name text,
  last_name text,
  phone text,
  address_line1 text,
  address_line2 text,
  city text,
  province text,
  postal_code text,
  country text,
  locale text,
  -- Milliseconds, as the API speaks them: what a client sends back compares equal to what is stored.
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_status_check CHECK (status IN ('pending', 'active')),
  CONSTRAINT users_password_check CHECK (status = 'pending' OR password_hash IS NOT NULL)
);

-- Down Migration

DROP TABLE users;
DROP EXTENSION citext;
