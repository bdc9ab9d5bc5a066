-- functions
-- Sign-in with a password, tokens with a device key, and the entrance of every other verb.

CREATE OR REPLACE FUNCTION pd.keyed_hash(p_kind text, p_value text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(secret || convert_to(p_kind || ':' || lower(btrim(p_value)), 'UTF8') || secret)
    FROM pd.sign_in_secret
$$;

-- Seconds to wait before the next try: 5 wrong ones per login, 30 per address, in 15 minutes. 0 = go on.
CREATE OR REPLACE FUNCTION pd.sign_in_wait(p_login text, p_address text) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since bigint := pd.now_ms() - 900000;
    oldest bigint;
BEGIN
    SELECT max(free) INTO oldest FROM (
        (SELECT at AS free FROM pd.sign_in_try
         WHERE who = pd.keyed_hash('login', p_login) AND at > since ORDER BY at DESC OFFSET 4 LIMIT 1)
        UNION ALL
        (SELECT at FROM pd.sign_in_try
         WHERE address = pd.keyed_hash('address', p_address) AND at > since ORDER BY at DESC OFFSET 29 LIMIT 1)
    ) AS found;
    RETURN CASE WHEN oldest IS NULL THEN 0 ELSE greatest(1, ceil((oldest - since) / 1000.0)::integer) END;
END $$;

CREATE OR REPLACE FUNCTION pd.wrong_try(p_login text, p_address text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pd.sign_in_try (who, address, at)
    VALUES (pd.keyed_hash('login', p_login), pd.keyed_hash('address', p_address), pd.now_ms())
$$;

-- The accounts a login may mean: active users of living workspaces, at most four.
CREATE OR REPLACE FUNCTION pd.accounts_of(p_login text, p_workspace text)
RETURNS TABLE (workspace uuid, user_uid uuid, salt bytea, digest bytea, parameters jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.workspace, a.user_uid, a.salt, a.digest, a.parameters
    FROM pd."user" u
    JOIN pd.account a ON a.workspace = u.workspace AND a.user_uid = u.uid
    JOIN pd.workspace w ON w.workspace = u.workspace AND w.uid = u.workspace
    WHERE lower(u.login) = lower(btrim(p_login)) AND u.deleted_at IS NULL AND u.active = 1
      AND (p_workspace IS NULL OR lower(btrim(w.name)) = lower(btrim(p_workspace)))
    ORDER BY a.workspace LIMIT 4
$$;

-- What the service needs to compute the digests; an unknown login gets a salt that never changes.
CREATE OR REPLACE FUNCTION pd.sign_in_ask(p_login text, p_workspace text, p_address text, p_parameters jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wait integer := pd.sign_in_wait(p_login, p_address);
    asked jsonb;
BEGIN
    IF wait > 0 THEN
        RETURN jsonb_build_object('error', 'rate', 'retry_after', wait);
    END IF;
    SELECT jsonb_agg(jsonb_build_object('user', user_uid, 'salt', encode(salt, 'hex'), 'parameters', parameters))
    INTO asked FROM pd.accounts_of(p_login, p_workspace);
    RETURN jsonb_build_object('asked', coalesce(asked, jsonb_build_array(jsonb_build_object(
        'user', '00000000-0000-0000-0000-000000000000',
        'salt', encode(substr(pd.keyed_hash('salt', p_login), 1, 16), 'hex'),
        'parameters', p_parameters))));
END $$;

CREATE OR REPLACE FUNCTION pd.new_token(p_device uuid, p_token_hash bytea) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    until bigint := pd.now_ms() + 900000;
BEGIN
    DELETE FROM pd.token t USING pd.device d
    WHERE d.uid = p_device AND t.workspace = d.workspace AND t.device = d.uid AND t.expires <= pd.now_ms();
    INSERT INTO pd.token (hash, workspace, device, expires)
    SELECT p_token_hash, d.workspace, d.uid, until FROM pd.device d WHERE d.uid = p_device;
    RETURN until;
END $$;

CREATE OR REPLACE FUNCTION pd.new_device(
    p_workspace uuid, p_user uuid, p_name text, p_schema integer, p_key_hash bytea
) RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pd.device (uid, workspace, user_uid, key_hash, name, schema, made_at, last_seen_at)
    VALUES (gen_random_uuid(), p_workspace, p_user, p_key_hash, left(p_name, 100), p_schema, pd.now_ms(), pd.now_ms())
    RETURNING uid
$$;

-- Compares the digests ({"<user uid>": "<hex>"}), makes the device and its first token.
CREATE OR REPLACE FUNCTION pd.sign_in(
    p_login text, p_workspace text, p_address text, p_digests jsonb,
    p_device_name text, p_schema integer, p_key_hash bytea, p_token_hash bytea
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wait integer;
    known integer;
    good uuid[];
    device uuid;
    until bigint;
    answer jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sign_in:' || lower(btrim(p_login)), 0));
    wait := pd.sign_in_wait(p_login, p_address);
    IF wait > 0 THEN
        RETURN jsonb_build_object('error', 'rate', 'retry_after', wait);
    END IF;
    SELECT count(*), array_agg(a.workspace) FILTER (
        WHERE sha256(a.digest) = sha256(decode(coalesce(p_digests ->> a.user_uid::text, ''), 'hex')))
    INTO known, good FROM pd.accounts_of(p_login, p_workspace) a;
    IF good IS NULL THEN
        PERFORM pd.wrong_try(p_login, p_address);
        RETURN jsonb_build_object('error', 'unauthorized');
    END IF;
    IF known > 1 THEN
        RETURN jsonb_build_object('error', 'which_workspace', 'workspaces', (
            SELECT jsonb_agg(w.name ORDER BY w.name) FROM pd.workspace w WHERE w.uid = ANY (good)));
    END IF;
    DELETE FROM pd.sign_in_try WHERE who = pd.keyed_hash('login', p_login);
    SELECT pd.new_device(a.workspace, a.user_uid, p_device_name, p_schema, p_key_hash)
    INTO device FROM pd.accounts_of(p_login, p_workspace) a;
    until := pd.new_token(device, p_token_hash);
    SELECT jsonb_build_object(
        'device', replace(device::text, '-', ''), 'expires_ms', until,
        'user', replace(u.uid::text, '-', ''), 'login', u.login, 'name', u.name, 'licence', u.licence,
        'workspace', replace(u.workspace::text, '-', ''), 'workspace_name', w.name,
        'generation', pd.hex(c.generation), 'now', pd.now_ms())
    INTO answer
    FROM pd.device d
    JOIN pd."user" u ON u.workspace = d.workspace AND u.uid = d.user_uid
    JOIN pd.workspace w ON w.workspace = d.workspace AND w.uid = d.workspace
    CROSS JOIN pd.centre c
    WHERE d.uid = device;
    RETURN answer;
END $$;

-- Why a device may not enter, or NULL. A revoked one hears `wipe`, and that is written down once.
CREATE OR REPLACE FUNCTION pd.turned_away(p_device pd.device) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_device.revoked_at IS NULL AND p_device.last_seen_at < pd.now_ms() - 90 * 86400000::bigint THEN
        UPDATE pd.device SET revoked_at = pd.now_ms() WHERE uid = p_device.uid;
        p_device.revoked_at := pd.now_ms();
    END IF;
    IF p_device.revoked_at IS NOT NULL THEN
        UPDATE pd.device SET wiped_at = pd.now_ms() WHERE uid = p_device.uid AND wiped_at IS NULL;
        RETURN 'wipe';
    END IF;
    IF NOT EXISTS (
        SELECT FROM pd."user" u
        WHERE u.workspace = p_device.workspace AND u.uid = p_device.user_uid AND u.active = 1 AND u.deleted_at IS NULL
    ) THEN
        RETURN 'unauthorized';
    END IF;
    RETURN NULL;
END $$;

-- A fresh token for a device that shows its key.
CREATE OR REPLACE FUNCTION pd.renew(p_device uuid, p_key_hash bytea, p_token_hash bytea, p_address text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found pd.device;
    wait integer := pd.sign_in_wait(p_device::text, p_address);
    why text;
BEGIN
    IF wait > 0 THEN
        RETURN jsonb_build_object('error', 'rate', 'retry_after', wait);
    END IF;
    SELECT * INTO found FROM pd.device WHERE uid = p_device;
    IF found.uid IS NULL OR found.key_hash <> p_key_hash THEN
        PERFORM pd.wrong_try(p_device::text, p_address);
        RETURN jsonb_build_object('error', 'unauthorized');
    END IF;
    why := pd.turned_away(found);
    IF why IS NOT NULL THEN
        RETURN jsonb_build_object('error', why);
    END IF;
    UPDATE pd.device SET last_seen_at = pd.now_ms() WHERE uid = p_device;
    RETURN jsonb_build_object(
        'expires_ms', pd.new_token(p_device, p_token_hash), 'now', pd.now_ms(),
        'generation', (SELECT pd.hex(generation) FROM pd.centre));
END $$;

-- The person behind a token becomes the person of this transaction; without one, `outcome` says why.
CREATE OR REPLACE FUNCTION pd.enter(
    p_token_hash bytea, p_schema integer,
    OUT outcome text, OUT user_uid uuid, OUT device uuid, OUT workspace uuid
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found pd.device;
BEGIN
    SELECT d.* INTO found FROM pd.token t JOIN pd.device d ON d.workspace = t.workspace AND d.uid = t.device
    WHERE t.hash = p_token_hash AND (t.expires > pd.now_ms() OR d.revoked_at IS NOT NULL);
    IF found.uid IS NULL THEN
        outcome := 'unauthorized';
        RETURN;
    END IF;
    device := found.uid;
    workspace := found.workspace;
    user_uid := found.user_uid;
    outcome := coalesce(pd.turned_away(found), 'ok');
    IF outcome = 'ok' THEN
        PERFORM set_config('app.user', user_uid::text, true), set_config('app.device', device::text, true),
            set_config('app.schema', p_schema::text, true);
        -- At most a write a minute, and never a wait for a push of the same device.
        IF found.last_seen_at < pd.now_ms() - 60000 OR found.schema <> p_schema THEN
            UPDATE pd.device d SET last_seen_at = pd.now_ms(), schema = p_schema
            WHERE d.uid = (SELECT x.uid FROM pd.device x WHERE x.uid = found.uid FOR UPDATE SKIP LOCKED);
        END IF;
    END IF;
END $$;

-- The verifier of a user, replaced by an administrator of his workspace, or by himself with the old digest.
CREATE OR REPLACE FUNCTION pd.set_password(
    p_user uuid, p_old bytea, p_salt bytea, p_digest bytea, p_parameters jsonb, p_address text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pd.device := pd.this_device();
BEGIN
    IF p_user = me.user_uid THEN
        IF NOT EXISTS (
            SELECT FROM pd.account a
            WHERE a.workspace = me.workspace AND a.user_uid = p_user AND sha256(a.digest) = sha256(p_old)
        ) THEN
            PERFORM pd.wrong_try(p_user::text, p_address);
            RETURN 'wrong_password';
        END IF;
    ELSIF NOT pd.is_admin() THEN
        RETURN 'no_right';
    END IF;
    IF NOT EXISTS (SELECT FROM pd."user" u WHERE u.workspace = me.workspace AND u.uid = p_user AND u.deleted_at IS NULL) THEN
        RETURN 'unknown_row';
    END IF;
    INSERT INTO pd.account (workspace, user_uid, salt, digest, parameters, changed_at)
    VALUES (me.workspace, p_user, p_salt, p_digest, p_parameters, pd.now_ms())
    ON CONFLICT (workspace, user_uid) DO UPDATE
    SET salt = excluded.salt, digest = excluded.digest, parameters = excluded.parameters, changed_at = excluded.changed_at;
    RETURN 'ok';
END $$;

-- What is needed to check one's own old password; a wait when it was wrong too often.
CREATE OR REPLACE FUNCTION pd.own_salt(p_address text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pd.device := pd.this_device();
    wait integer := pd.sign_in_wait(me.user_uid::text, p_address);
BEGIN
    IF wait > 0 THEN
        RETURN jsonb_build_object('error', 'rate', 'retry_after', wait);
    END IF;
    RETURN (SELECT jsonb_build_object('salt', encode(salt, 'hex'), 'parameters', parameters)
            FROM pd.account a WHERE a.workspace = me.workspace AND a.user_uid = me.user_uid);
END $$;

-- An administrator at the database gives a user his first password (the first user of a new workspace).
CREATE OR REPLACE FUNCTION pd.give_password(
    p_workspace uuid, p_user uuid, p_salt bytea, p_digest bytea, p_parameters jsonb
) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pd.account (workspace, user_uid, salt, digest, parameters, changed_at)
    VALUES (p_workspace, p_user, p_salt, p_digest, p_parameters, pd.now_ms())
    ON CONFLICT (workspace, user_uid) DO UPDATE
    SET salt = excluded.salt, digest = excluded.digest, parameters = excluded.parameters, changed_at = excluded.changed_at
$$;

REVOKE ALL ON FUNCTION
    pd.keyed_hash(text, text), pd.sign_in_wait(text, text), pd.wrong_try(text, text), pd.accounts_of(text, text),
    pd.sign_in_ask(text, text, text, jsonb), pd.new_token(uuid, bytea), pd.new_device(uuid, uuid, text, integer, bytea),
    pd.sign_in(text, text, text, jsonb, text, integer, bytea, bytea), pd.turned_away(pd.device),
    pd.renew(uuid, bytea, bytea, text), pd.enter(bytea, integer), pd.own_salt(text),
    pd.set_password(uuid, bytea, bytea, bytea, jsonb, text), pd.give_password(uuid, uuid, bytea, bytea, jsonb)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    pd.sign_in_ask(text, text, text, jsonb), pd.sign_in(text, text, text, jsonb, text, integer, bytea, bytea),
    pd.renew(uuid, bytea, bytea, text), pd.enter(bytea, integer), pd.own_salt(text),
    pd.set_password(uuid, bytea, bytea, bytea, jsonb, text)
TO prospectdesk_service;
