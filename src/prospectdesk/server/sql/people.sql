-- functions
-- A workspace keeps an active administrator (X-04), whoever writes for the service: a laptop, two of them at once, a hand
-- at psql. The administrator of the database is not held to it: he may have to mend something.

CREATE OR REPLACE FUNCTION pd.keep_an_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- one after the other: two administrators who switch each other off would both find the other one still there
    PERFORM pg_advisory_xact_lock(hashtext('administrators'), hashtext(OLD.workspace::text));
    IF NOT EXISTS (
        SELECT FROM pd."user" u
        WHERE u.workspace = OLD.workspace AND u.licence = 'administrateur' AND u.active = 1 AND u.deleted_at IS NULL)
    THEN
        PERFORM pd.refuse('last_admin', OLD.uid::text);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER keep_an_administrator AFTER UPDATE ON pd."user" FOR EACH ROW
WHEN (NOT pd.by_centre() AND OLD.licence = 'administrateur' AND OLD.active = 1 AND OLD.deleted_at IS NULL
    AND (NEW.licence <> 'administrateur' OR NEW.active <> 1 OR NEW.deleted_at IS NOT NULL))
EXECUTE FUNCTION pd.keep_an_administrator();
