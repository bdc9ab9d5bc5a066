-- functions
-- One holder per job and workspace (X-23): routines, scores, reminders, sending.

-- `p_seconds` 0 gives the lease back; the holder prolongs it by asking again.
CREATE OR REPLACE FUNCTION pd.take_lease(p_job text, p_seconds integer) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pd.device := pd.this_device();
    now_ms bigint := pd.now_ms();
    held pd.lease;
BEGIN
    IF p_job !~ '^[a-z0-9_.:-]{1,64}$' OR p_seconds NOT BETWEEN 0 AND 3600 THEN
        RAISE EXCEPTION 'job or seconds' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF p_seconds = 0 THEN
        DELETE FROM pd.lease l WHERE l.workspace = me.workspace AND l.job = p_job AND l.device = me.uid;
    ELSE
        INSERT INTO pd.lease AS l (workspace, job, device, user_uid, until_ms)
        VALUES (me.workspace, p_job, me.uid, me.user_uid, now_ms + p_seconds * 1000::bigint)
        ON CONFLICT (workspace, job) DO UPDATE
        SET device = excluded.device, user_uid = excluded.user_uid, until_ms = excluded.until_ms
        WHERE l.device = me.uid OR l.until_ms <= now_ms;
    END IF;
    SELECT * INTO held FROM pd.lease l WHERE l.workspace = me.workspace AND l.job = p_job AND l.until_ms > now_ms;
    RETURN jsonb_build_object(
        'granted', coalesce(held.device = me.uid, false), 'until_ms', held.until_ms,
        'holder', replace(held.device::text, '-', ''));
END $$;

REVOKE ALL ON FUNCTION pd.take_lease(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pd.take_lease(text, integer) TO prospectdesk_service;
