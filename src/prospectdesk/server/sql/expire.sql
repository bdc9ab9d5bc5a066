-- functions
-- What grows old: lines that say a row is gone live 180 days, so do conflicts. A cursor from before answers `resync`.

CREATE OR REPLACE FUNCTION pd.expire(now_ms bigint DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment bigint := coalesce(CASE WHEN (SELECT test FROM pd.centre) THEN expire.now_ms END, pd.now_ms());
    old CONSTANT bigint := 180::bigint * 86400000;
    edge bigint;
    lines bigint;
    conflicts bigint;
BEGIN
    INSERT INTO pd.rev_day (at, rev) VALUES (moment / 86400000 * 86400000, pd.horizon()) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN  -- once a day
        RETURN '{"lines": 0, "conflicts": 0}';
    END IF;
    SELECT max(d.rev) INTO edge FROM pd.rev_day d WHERE d.at <= moment - old;
    DELETE FROM pd.conflict c WHERE c.made_at < moment - old;
    GET DIAGNOSTICS conflicts = ROW_COUNT;
    lines := 0;
    IF edge IS NOT NULL THEN
        DELETE FROM pd.feed f WHERE f.gone AND f.rev < edge;
        GET DIAGNOSTICS lines = ROW_COUNT;
    END IF;
    IF lines > 0 THEN
        UPDATE pd.centre SET floor = edge WHERE floor < edge;
    END IF;
    DELETE FROM pd.rev_day d WHERE d.rev < edge;
    RETURN jsonb_build_object('lines', lines, 'conflicts', conflicts, 'floor', (SELECT floor FROM pd.centre));
END $$;

GRANT EXECUTE ON FUNCTION pd.expire(bigint) TO prospectdesk_service;
