-- Up Migration

SET LOCAL lock_timeout = '5s';

-- A row may hold a person's address only as long as it also says whose it is: so the deletion of the account finds it.
-- The database sees to it for every writer, since a request may write its row while the account is being deleted.
CREATE FUNCTION audit_knows_whose_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.user_id IS NULL THEN
    -- A sign-up, an unknown address, a deleted account: the network is enough to see where an attack comes from.
    NEW.ip := network(set_masklen(NEW.ip, CASE family(NEW.ip) WHEN 4 THEN 24 ELSE 48 END));
  ELSE
    -- Waits for a deletion under way; the next deletion waits for this row.
    PERFORM FROM public.users WHERE users.id = NEW.user_id FOR KEY SHARE;
    IF NOT FOUND THEN
      NEW.user_id := NULL;
      NEW.ip := NULL;
    END IF;
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION audit_forgets_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.audit SET user_id = NULL, ip = NULL WHERE user_id = OLD.id;
  RETURN NULL;
END
$$;

CREATE TRIGGER audit_knows_whose_address BEFORE INSERT ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_knows_whose_address();
CREATE TRIGGER audit_forgets_user AFTER DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION audit_forgets_user();

-- Down Migration

DROP TRIGGER audit_forgets_user ON users;
DROP TRIGGER audit_knows_whose_address ON audit;
DROP FUNCTION audit_forgets_user();
DROP FUNCTION audit_knows_whose_address();
