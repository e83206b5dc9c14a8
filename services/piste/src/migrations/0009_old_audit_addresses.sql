-- Up Migration

SET LOCAL lock_timeout = '5s';
-- A year of rows takes its time; it holds up no request, since it locks only rows that name no account.
SET LOCAL statement_timeout = '10min';

-- What was written before the triggers of 0008.
UPDATE audit SET ip = network(set_masklen(ip, CASE family(ip) WHEN 4 THEN 24 ELSE 48 END))
WHERE user_id IS NULL AND masklen(ip) = CASE family(ip) WHEN 4 THEN 32 ELSE 128 END;
UPDATE audit SET user_id = NULL, ip = NULL
WHERE user_id IS NOT NULL AND NOT EXISTS (SELECT FROM users WHERE users.id = audit.user_id);

-- Down Migration

-- What was forgotten stays forgotten.
SELECT 1;
