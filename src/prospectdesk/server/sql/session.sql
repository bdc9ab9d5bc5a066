-- functions
-- Who acts. The service says `set_config('app.user', uid, true)` and `app.device` in each transaction. The two must
-- belong together: a device is made by the centre alone, so nobody can name another workspace by a forged user.
-- Policies call these as (SELECT pd.…()): once per statement.

-- All in plpgsql, which keeps its plans from one call to the next: an SQL function here costs ten times as much.

-- The person of this transaction: no line without one, for an inactive or deleted user and for a revoked device.
CREATE OR REPLACE FUNCTION pd.person(OUT workspace uuid, OUT uid uuid, OUT licence text, OUT device uuid)
RETURNS SETOF record LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    a_device constant uuid := nullif(current_setting('app.device', true), '')::uuid;
    a_user constant uuid := nullif(current_setting('app.user', true), '')::uuid;
BEGIN
    IF a_device IS NULL OR a_user IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT d.workspace, u.uid, u.licence, d.uid
    FROM pd.device d
    JOIN pd."user" u ON u.workspace = d.workspace AND u.uid = d.user_uid
    WHERE d.uid = a_device AND d.user_uid = a_user AND d.revoked_at IS NULL
      AND u.active = 1 AND u.deleted_at IS NULL;
END $$;

CREATE OR REPLACE FUNCTION pd.me() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT uid FROM pd.person());
END $$;

CREATE OR REPLACE FUNCTION pd.my_workspace() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT workspace FROM pd.person());
END $$;

CREATE OR REPLACE FUNCTION pd.my_licence() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT licence FROM pd.person());
END $$;

-- Responsables and administrators.
CREATE OR REPLACE FUNCTION pd.leads() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT licence IN ('responsable', 'administrateur') FROM pd.person()), false);
END $$;

CREATE OR REPLACE FUNCTION pd.is_admin() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT licence = 'administrateur' FROM pd.person()), false);
END $$;

-- The routines of the person: those he is a user of, all of them for who leads (C-65).
CREATE OR REPLACE FUNCTION pd.my_routines() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p record;
BEGIN
    SELECT * INTO p FROM pd.person();
    IF p.licence IN ('responsable', 'administrateur') THEN
        RETURN coalesce((SELECT array_agg(r.uid) FROM pd.routine r WHERE r.workspace = p.workspace), '{}');
    END IF;
    RETURN coalesce((
        SELECT array_agg(DISTINCT r.uid)
        FROM pd.routine_user m JOIN pd.routine r ON r.workspace = m.workspace AND r.uid = m.routine_id
        WHERE m.workspace = p.workspace AND m.user_id = p.uid AND m.deleted_at IS NULL), '{}');
END $$;

-- Every bucket of the person: the directory, his workspace, his routines, himself. Empty without a person.
CREATE OR REPLACE FUNCTION pd.my_buckets() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce((
        SELECT ARRAY['00000000-0000-0000-0000-000000000000'::uuid, p.workspace, p.uid] || pd.my_routines()
        FROM pd.person() p), '{}');
END $$;

-- The same with their kinds: what the pull answers as `buckets`.
CREATE OR REPLACE FUNCTION pd.my_bucket_kinds(OUT bucket uuid, OUT kind text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT k.bucket, k.kind FROM pd.person() p, LATERAL (
        VALUES ('00000000-0000-0000-0000-000000000000'::uuid, 'directory'), (p.workspace, 'workspace'), (p.uid, 'person')
    ) k (bucket, kind)
    UNION ALL
    SELECT unnest(pd.my_routines()), 'routine';
END $$;

-- Milliseconds UTC. `app.now` replaces the clock only in a centre made for tests.
CREATE OR REPLACE FUNCTION pd.now_ms() RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('app.now', true), '') <> '' AND (SELECT test FROM pd.centre) THEN
        RETURN current_setting('app.now')::bigint;
    END IF;
    RETURN (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
END $$;

-- The schema the laptop speaks, said by pd.enter; whoever says none speaks the newest.
CREATE OR REPLACE FUNCTION pd.my_schema() RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce(nullif(current_setting('app.schema', true), '')::integer, 2147483647);
END $$;

-- The tables a laptop of that schema has never heard of.
CREATE OR REPLACE FUNCTION pd.newer_tables() RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT r.tbl FROM pd.table_rule r WHERE r.since > pd.my_schema());
END $$;

-- The number of this transaction: the rev of what it writes.
CREATE OR REPLACE FUNCTION pd.this_rev() RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.pg_current_xact_id()::text::bigint + pd.rev_offset() $$;

-- Every rev below is settled: no transaction that is still running can bring one.
CREATE OR REPLACE FUNCTION pd.horizon() RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text::bigint + pd.rev_offset()
$$;

-- 32 hex digits, as the wire has a uid.
CREATE OR REPLACE FUNCTION pd.hex(uid uuid) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT pg_catalog.replace(uid::text, '-', '') $$;

-- Whether the centre itself acts (a function of the owner, an administrator at the database), not the service.
CREATE OR REPLACE FUNCTION pd.by_centre() RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.pg_has_role(current_user, 'prospectdesk_owner', 'USAGE') $$;

-- The one way rules of the database say no: SQLSTATE P0001, the message is the code of docs/sync.md.
CREATE OR REPLACE FUNCTION pd.refuse(code text, detail text DEFAULT '') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = code, DETAIL = detail;
END $$;

GRANT EXECUTE ON FUNCTION
    pd.person(), pd.me(), pd.my_workspace(), pd.my_licence(), pd.leads(), pd.is_admin(), pd.my_routines(),
    pd.my_buckets(), pd.my_bucket_kinds(), pd.my_schema(), pd.newer_tables(), pd.now_ms(), pd.this_rev(), pd.rev_offset(), pd.horizon(), pd.hex(uuid), pd.by_centre(),
    pd.refuse(text, text)
TO prospectdesk_service;
GRANT EXECUTE ON FUNCTION
    pd.person(), pd.me(), pd.my_workspace(), pd.my_licence(), pd.leads(), pd.is_admin(), pd.my_routines(),
    pd.my_buckets(), pd.my_bucket_kinds(), pd.hex(uuid)
TO prospectdesk_reader;
