-- Up Migration

SET LOCAL lock_timeout = '5s';

-- These columns of sessions are gear's; databases know this number as run.
SELECT 1;

-- Down Migration

SELECT 1;
