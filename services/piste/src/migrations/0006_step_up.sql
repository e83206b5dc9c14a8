-- Up Migration

SET LOCAL lock_timeout = '5s';

-- When the owner proved who they are: at the log-in or a change of password, and again before something delicate.
-- Null in sessions from before these columns: they are live, but not stepped up.
ALTER TABLE sessions
  ADD COLUMN authenticated_at timestamptz(3),
  ADD COLUMN stepped_up_at timestamptz(3);

-- Down Migration

ALTER TABLE sessions
  DROP COLUMN stepped_up_at,
  DROP COLUMN authenticated_at;
