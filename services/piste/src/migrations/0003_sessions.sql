-- Up Migration

SET LOCAL lock_timeout = '5s';

-- The table is gear's (docs/adr/0017). Whose accounts the sessions belong to is ours to say: they go with the account.
ALTER TABLE sessions
  ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;

-- Down Migration

ALTER TABLE sessions DROP CONSTRAINT sessions_user_id_fkey;
-- Their accounts go with 0001.
DELETE FROM sessions;
