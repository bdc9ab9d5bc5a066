-- functions
-- The devices of a workspace: who sees them, who revokes them, what is cleared by time.

CREATE OR REPLACE FUNCTION pd.this_device() RETURNS pd.device
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found pd.device;
BEGIN
    SELECT * INTO found FROM pd.device d
    WHERE d.uid = nullif(current_setting('app.device', true), '')::uuid
      AND d.user_uid = nullif(current_setting('app.user', true), '')::uuid AND d.revoked_at IS NULL;
    IF found.uid IS NULL THEN
        RAISE EXCEPTION 'nobody is signed in' USING ERRCODE = 'invalid_authorization_specification';
    END IF;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION pd.devices() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pd.device := pd.this_device();
    all_of_them boolean := pd.is_admin();
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'device', replace(d.uid::text, '-', ''), 'user', replace(d.user_uid::text, '-', ''), 'name', d.name,
            'schema', d.schema, 'last_seen_ms', d.last_seen_at, 'made_ms', d.made_at, 'revoked_ms', d.revoked_at,
            'wiped_ms', d.wiped_at, 'this', d.uid = me.uid) ORDER BY d.last_seen_at DESC), '[]')
        FROM pd.device d WHERE d.workspace = me.workspace AND (all_of_them OR d.user_uid = me.user_uid));
END $$;

CREATE OR REPLACE FUNCTION pd.revoke_device(p_device uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pd.device := pd.this_device();
    owner uuid;
BEGIN
    SELECT d.user_uid INTO owner FROM pd.device d WHERE d.uid = p_device AND d.workspace = me.workspace;
    IF owner IS NULL THEN
        RETURN 'unknown_row';
    END IF;
    IF owner <> me.user_uid AND NOT pd.is_admin() THEN
        RETURN 'no_right';
    END IF;
    UPDATE pd.device SET revoked_at = pd.now_ms(), revoked_by = me.user_uid
    WHERE uid = p_device AND revoked_at IS NULL;
    RETURN 'ok';
END $$;

-- What time clears: silent devices are revoked (90 days), ended tokens and old tries go, old audit lines too.
CREATE OR REPLACE FUNCTION pd.sweep() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    silent integer;
    lines integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('pd.sweep', 0)) THEN
        RETURN '{}';
    END IF;
    UPDATE pd.device SET revoked_at = pd.now_ms()
    WHERE revoked_at IS NULL AND last_seen_at < pd.now_ms() - 90 * 86400000::bigint;
    GET DIAGNOSTICS silent = ROW_COUNT;
    -- The ended tokens of a revoked device stay: they are how it hears of it.
    DELETE FROM pd.token t USING pd.device d
    WHERE d.workspace = t.workspace AND d.uid = t.device AND t.expires <= pd.now_ms() AND d.revoked_at IS NULL;
    DELETE FROM pd.sign_in_try WHERE at < pd.now_ms() - 86400000;
    DELETE FROM pd.lease WHERE until_ms < pd.now_ms() - 86400000;
    DELETE FROM pd.audit WHERE id IN (
        SELECT id FROM pd.audit
        WHERE at < (extract(epoch FROM clock_timestamp()) * 1000)::bigint - 401 * 86400000::bigint LIMIT 10000);
    GET DIAGNOSTICS lines = ROW_COUNT;
    PERFORM pd.expire(pd.now_ms());
    RETURN jsonb_build_object('devices_revoked', silent, 'audit_lines', lines);
END $$;

-- Wakes the laptops of a workspace that wait for a change; the nil uid wakes all of them.
CREATE OR REPLACE FUNCTION pd.tell_change(p_workspace uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_notify('pd_changed', p_workspace::text)
$$;

REVOKE ALL ON FUNCTION pd.this_device(), pd.devices(), pd.revoke_device(uuid), pd.sweep(), pd.tell_change(uuid)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    pd.devices(), pd.revoke_device(uuid), pd.sweep(), pd.tell_change(uuid)
TO prospectdesk_service;
