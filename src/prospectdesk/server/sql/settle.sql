-- functions
-- Step 5 of a push: what holds for a company as a whole (C-83, INV-01, INV-02, INV-04, X-19, X-20).

-- The company a row belongs to: that of its cells, else that of the row.
CREATE OR REPLACE FUNCTION pd.company_of(tbl text, uid uuid, cells pd.cell[], ws uuid) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN tbl = 'company' THEN uid END
$$;

CREATE OR REPLACE FUNCTION pd.seen_company(seen text) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pd.siren_holds(seen::jsonb ->> 'siren') THEN
        RETURN pd.natural_uid('siren:' || (seen::jsonb ->> 'siren'));
    END IF;
    RETURN NULL;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION pd.push_settle(cells pd.cell[], states pd.state[], p pd.acting) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN;
END $$;

GRANT EXECUTE ON FUNCTION pd.company_of(text, uuid, pd.cell[], uuid), pd.seen_company(text),
    pd.push_settle(pd.cell[], pd.state[], pd.acting)
TO prospectdesk_service;
