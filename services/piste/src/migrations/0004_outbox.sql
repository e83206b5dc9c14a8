-- Up Migration

SET LOCAL lock_timeout = '5s';

-- The outbox is gear's; databases know this number as run. What is left is the second half of 0003.
ALTER TABLE sessions VALIDATE CONSTRAINT sessions_user_id_fkey;

-- Down Migration

SELECT 1;
