-- functions
-- Companies of a settling push: directory rows made from what a registration saw, and sheets of one SIREN become one (X-19).

-- `seen` of a registration as JSON, NULL when it is none or its SIREN is false.
CREATE OR REPLACE FUNCTION pd.seen_document(seen text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF jsonb_typeof(seen::jsonb) = 'object' AND pd.siren_holds(seen::jsonb ->> 'siren')
        AND jsonb_typeof(seen::jsonb -> 'name') = 'string' AND length(seen::jsonb ->> 'name') BETWEEN 1 AND 300 THEN
        RETURN seen::jsonb;
    END IF;
    RETURN NULL;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

-- The company a `seen` names: the natural uid of its SIREN.
CREATE OR REPLACE FUNCTION pd.seen_company(seen text) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pd.natural_uid('siren:' || (pd.seen_document(seen) ->> 'siren'))
$$;

-- A text, a day or a degree of `seen`, NULL when it is not one.
CREATE OR REPLACE FUNCTION pd.seen_text(j jsonb, most integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN jsonb_typeof(j) = 'string' AND length(j #>> '{}') <= most THEN j #>> '{}' END $$;

CREATE OR REPLACE FUNCTION pd.seen_degree(j jsonb, most integer) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(j) = 'number' THEN
        CASE WHEN abs((j #>> '{}')::numeric) <= most THEN (j #>> '{}')::double precision END END
$$;

-- A registration whose company the directory does not know makes its rows.
CREATE OR REPLACE FUNCTION pd.settle_directory(ws uuid, companies uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told uuid[];
    saw text[];
BEGIN
    SELECT array_agg(r.company_id), array_agg(r.seen) INTO told, saw FROM pd.registration r
    WHERE r.workspace = ws AND r.company_id = ANY (companies) AND r.seen IS NOT NULL
        AND NOT EXISTS (SELECT FROM directory.company d WHERE d.uid = r.company_id);
    IF told IS NOT NULL THEN
        PERFORM pd.make_directory(ws, told, saw);
    END IF;
END $$;

-- Companies of the register a push writes about though its workspace has not registered them (`seen` of the push):
-- {uid: what the laptop's register says}, as in `seen` of a registration. Read before the operations.
CREATE OR REPLACE FUNCTION pd.push_seen(seen jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ws uuid := pd.my_workspace();
    told uuid[];
    saw text[];
BEGIN
    IF ws IS NULL OR jsonb_typeof(seen) IS DISTINCT FROM 'object' THEN
        RETURN;
    END IF;
    SELECT array_agg(s.key::uuid), array_agg(s.value) INTO told, saw
    FROM (SELECT * FROM jsonb_each_text(seen) LIMIT 1000) s
    WHERE pd.has_kind(to_jsonb(s.key), 'b', 32) AND length(s.value) < 100000;
    IF told IS NOT NULL THEN
        PERFORM pd.make_directory(ws, told, saw);
    END IF;
END $$;

-- The rows of the directory for companies it does not know; what it knows is never changed.
CREATE OR REPLACE FUNCTION pd.make_directory(ws uuid, companies uuid[], seen text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    WITH saw AS MATERIALIZED (
        SELECT DISTINCT ON (r.company_id) r.company_id, pd.seen_document(r.seen) AS j
        FROM unnest(companies, seen) r (company_id, seen)
        WHERE NOT EXISTS (SELECT FROM directory.company d WHERE d.uid = r.company_id)
            AND NOT EXISTS (SELECT FROM pd.company c WHERE c.workspace = ws AND c.uid = r.company_id)
            AND pd.seen_company(r.seen) = r.company_id
        ORDER BY r.company_id
    ), units AS (
        INSERT INTO directory.company (uid, scope, kind, siren, name, naf, legal_form, created_on, open, origin)
        SELECT s.company_id, 0, 0, s.j ->> 'siren', s.j ->> 'name', pd.seen_text(s.j -> 'naf', 10),
            pd.seen_text(s.j -> 'legal_form', 200),
            CASE WHEN abs(pd.whole_number(s.j -> 'created_on')) < 1000000 THEN pd.whole_number(s.j -> 'created_on') END,
            1, 'saisie'
        FROM saw s ORDER BY s.company_id ON CONFLICT DO NOTHING
    )
    INSERT INTO directory.establishment (uid, scope, company_id, siret, name, brand, naf, street, street2, postcode, city,
        city_code, latitude, longitude, head_office, open, origin)
    SELECT DISTINCT ON (n.uid) n.uid, 0, s.company_id, e.e ->> 'siret', pd.seen_text(e.e -> 'name', 300),
        pd.seen_text(e.e -> 'brand', 300), pd.seen_text(e.e -> 'naf', 10), pd.seen_text(e.e -> 'street', 300),
        pd.seen_text(e.e -> 'street2', 300), pd.seen_text(e.e -> 'postcode', 10), pd.seen_text(e.e -> 'city', 200),
        pd.seen_text(e.e -> 'city_code', 10), pd.seen_degree(e.e -> 'latitude', 90), pd.seen_degree(e.e -> 'longitude', 180),
        CASE WHEN e.e -> 'head_office' IN ('0', '1') THEN (e.e ->> 'head_office')::bigint END,
        CASE WHEN e.e -> 'open' = '0' THEN 0 ELSE 1 END, 'saisie'
    FROM saw s
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_typeof(s.j -> 'establishments') = 'array' THEN s.j -> 'establishments' ELSE '[]' END)
        WITH ORDINALITY e (e, rank)
    CROSS JOIN LATERAL (SELECT pd.natural_uid('siret:' || (e.e ->> 'siret')) AS uid) n
    WHERE e.rank <= 50 AND pd.siret_holds(e.e ->> 'siret') AND left(e.e ->> 'siret', 9) = s.j ->> 'siren'
    ORDER BY n.uid ON CONFLICT DO NOTHING;
END $$;

-- Sheets of one SIREN become one; answers the survivors. It is the company of the register (its uid is that of the
-- SIREN), else the older one: uids of people's rows begin with the time, so the lower uid.
CREATE OR REPLACE FUNCTION pd.settle_companies(ws uuid, companies uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    survivors uuid[] := '{}';
    one uuid;
    survivor uuid;
BEGIN
    FOR part IN
        SELECT c.siren, array_agg(c.uid ORDER BY c.uid) AS uids
        FROM pd.company c
        WHERE c.workspace = ws AND c.deleted_at IS NULL AND c.siren IN (
            SELECT d.siren FROM pd.company d WHERE d.workspace = ws AND d.uid = ANY (companies) AND d.siren IS NOT NULL
            UNION
            SELECT d.siren FROM directory.company d WHERE d.uid = ANY (companies) AND d.siren IS NOT NULL)
        GROUP BY c.siren ORDER BY c.siren
    LOOP
        one := pd.natural_uid('siren:' || part.siren);
        survivor := CASE WHEN one = ANY (part.uids) OR EXISTS (SELECT FROM directory.company d WHERE d.uid = one)
                         THEN one ELSE part.uids[1] END;
        FOREACH one IN ARRAY part.uids LOOP
            IF one <> survivor THEN
                PERFORM pd.merge_company(ws, one, survivor);
                survivors := survivors || survivor;
            END IF;
        END LOOP;
    END LOOP;
    RETURN survivors;
END $$;

-- Everything of one company goes to the other.
CREATE OR REPLACE FUNCTION pd.merge_company(ws uuid, loser uuid, survivor uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    names text[];
BEGIN
    names := ARRAY(SELECT coalesce(r.name, c.name) FROM unnest(ARRAY[loser, survivor]) WITH ORDINALITY u (uid, rank)
        LEFT JOIN pd.registration r ON r.workspace = ws AND r.company_id = u.uid AND r.deleted_at IS NULL
        LEFT JOIN (SELECT k.uid, k.name FROM pd.company k WHERE k.workspace = ws
                   UNION ALL SELECT k.uid, k.name FROM directory.company k) c ON c.uid = u.uid ORDER BY u.rank);
    PERFORM pd.merge_registration(ws, loser, survivor);
    PERFORM pd.merge_tags(ws, loser, survivor);
    FOR part IN
        SELECT q.tbl, q.col FROM pd.column_rule q
        WHERE q.target = 'company' AND q.tbl NOT IN ('registration', 'routine_tag') ORDER BY q.tbl
    LOOP
        EXECUTE format('UPDATE pd.%I SET %I = $3 WHERE workspace = $1 AND %I = $2', part.tbl, part.col, part.col)
            USING ws, loser, survivor;
    END LOOP;
    UPDATE pd.company SET merged_into = survivor, deleted_at = coalesce(deleted_at, pd.now_ms())
    WHERE workspace = ws AND uid = loser;
    PERFORM pd.remember_merged(ws, 'company', ARRAY[loser], ARRAY[survivor]);
    INSERT INTO pd.timeline (workspace, uid, scope, company_id, at, type, title)
    VALUES (ws, pd.natural_uid('company_merged:' || pd.hex(loser)), 1, survivor, pd.now_ms(), 'conflit',
        format('Fiches réunies : « %s » et « %s » ont le même SIREN', coalesce(names[1], '?'), coalesce(names[2], '?')))
    ON CONFLICT DO NOTHING;
END $$;

-- The registrations become one: blanks filled, differing values kept in conflicts.
CREATE OR REPLACE FUNCTION pd.merge_registration(ws uuid, loser uuid, survivor uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    was pd.registration;
    stays pd.registration;
    own uuid := pd.natural_uid('registration:' || pd.hex(ws) || ':' || pd.hex(survivor));
    filled text;
    lacking text;
BEGIN
    SELECT * INTO was FROM pd.registration r WHERE r.workspace = ws AND r.company_id = loser AND r.deleted_at IS NULL
    ORDER BY r.uid LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO stays FROM pd.registration r WHERE r.workspace = ws AND r.company_id = survivor
    ORDER BY r.deleted_at IS NULL DESC, r.uid = own DESC, r.uid LIMIT 1;
    IF NOT FOUND OR stays.deleted_at IS NOT NULL THEN
        DELETE FROM pd.registration r WHERE r.workspace = ws AND r.uid = own;
        stays := was;
        stays.uid := own;
        stays.company_id := survivor;
        stays.seen := NULL;
        stays.cv := '{}';
        INSERT INTO pd.registration SELECT stays.*;
    ELSE
        SELECT string_agg(format('%I = coalesce(t.%I, s.%I)', q.col, q.col, q.col), ', '),
            string_agg(format('t.%I IS NULL AND s.%I IS NOT NULL', q.col, q.col), ' OR ') INTO filled, lacking
        FROM pd.column_rule q WHERE q.tbl = 'registration' AND NOT q.quiet
            AND q.col NOT IN ('company_id', 'deleted_at', 'siret') AND NOT q.mandatory AND q.grp IS NULL;
        EXECUTE format('UPDATE pd.registration t SET %s FROM pd.registration s '
            'WHERE t.workspace = $1 AND t.uid = $2 AND s.workspace = $1 AND s.uid = $3 AND (%s)', filled, lacking)
            USING ws, stays.uid, was.uid;
        IF num_nonnulls(stays.street, stays.street2, stays.postcode, stays.city, stays.country, stays.latitude,
            stays.longitude) = 0 AND num_nonnulls(was.street, was.street2, was.postcode, was.city, was.country,
            was.latitude, was.longitude) > 0 THEN  -- an address is one unit
            UPDATE pd.registration SET street = was.street, street2 = was.street2, postcode = was.postcode, city = was.city,
                country = was.country, latitude = was.latitude, longitude = was.longitude
            WHERE workspace = ws AND uid = stays.uid;
        END IF;
        INSERT INTO pd.conflict (workspace, uid, scope, company_id, tbl, row_uid, col, kept, lost, reason, made_at)
        SELECT ws, gen_random_uuid(), 1, survivor, 'registration', stays.uid, q.col,
            pd.wire(to_jsonb(stays) -> q.col, q.kind)::text, pd.wire(to_jsonb(was) -> q.col, q.kind)::text, 'merged', pd.now_ms()
        FROM pd.column_rule q
        WHERE q.tbl = 'registration' AND NOT q.quiet AND q.grp IS NULL AND q.col NOT IN ('company_id', 'deleted_at', 'siret')
            AND jsonb_typeof(to_jsonb(stays) -> q.col) <> 'null' AND jsonb_typeof(to_jsonb(was) -> q.col) <> 'null'
            AND to_jsonb(stays) -> q.col <> to_jsonb(was) -> q.col;
        INSERT INTO pd.conflict (workspace, uid, scope, company_id, tbl, row_uid, col, kept, lost, reason, made_at)
        SELECT ws, gen_random_uuid(), 1, survivor, 'registration', stays.uid, '@address', k.kept::text, k.lost::text,
            'merged', pd.now_ms()
        FROM (SELECT jsonb_object_agg(q.col, to_jsonb(stays) -> q.col) AS kept,
                jsonb_object_agg(q.col, to_jsonb(was) -> q.col) AS lost
              FROM pd.column_rule q WHERE q.tbl = 'registration' AND q.grp = 'address') k
        WHERE k.kept <> k.lost AND jsonb_strip_nulls(k.kept) <> '{}' AND jsonb_strip_nulls(k.lost) <> '{}';
    END IF;
    UPDATE pd.registration SET deleted_at = pd.now_ms() WHERE workspace = ws AND uid = was.uid;
    PERFORM pd.remember_merged(ws, 'registration', ARRAY[was.uid], ARRAY[stays.uid]);
END $$;

-- Tags have a natural uid of company and routine: those of the loser are made anew, unless the survivor has its own.
CREATE OR REPLACE FUNCTION pd.merge_tags(ws uuid, loser uuid, survivor uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone uuid[];
    made uuid[];
BEGIN
    SELECT array_agg(t.uid), array_agg(pd.natural_uid('routine_tag:' || pd.hex(survivor) || ':' || pd.hex(t.routine_id)))
    INTO gone, made FROM pd.routine_tag t WHERE t.workspace = ws AND t.company_id = loser AND t.deleted_at IS NULL;
    IF gone IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO pd.routine_tag (workspace, uid, scope, company_id, routine_id, tag, ex_client)
    SELECT ws, p.made, 1, survivor, t.routine_id, t.tag, t.ex_client
    FROM unnest(gone, made) p (gone, made) JOIN pd.routine_tag t ON t.workspace = ws AND t.uid = p.gone
    ORDER BY p.made
    ON CONFLICT (workspace, uid) DO UPDATE SET tag = excluded.tag, ex_client = excluded.ex_client, deleted_at = NULL
    WHERE routine_tag.deleted_at IS NOT NULL;
    UPDATE pd.routine_tag t SET deleted_at = pd.now_ms() WHERE t.workspace = ws AND t.uid = ANY (gone);
    PERFORM pd.remember_merged(ws, 'routine_tag', gone, made);
END $$;

GRANT EXECUTE ON FUNCTION pd.seen_company(text), pd.seen_document(text), pd.push_seen(jsonb) TO prospectdesk_service;
