-- functions
-- POST /v1/pull, /v1/rows, GET /v1/changed. A page never shows a row whose transaction number is at or above the
-- horizon: below it nothing can still be committed, so no cursor can pass over a row (SYNC, "the sequence-gap trap").
-- All functions are STABLE: one snapshot for the horizon, the feed and the rows.

-- Milliseconds since the oldest transaction that holds the horizon began, 0 when none does. For pull and the health page.
CREATE OR REPLACE FUNCTION pd.horizon_ms() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot()) THEN 0
    ELSE coalesce((
        SELECT (extract(epoch FROM clock_timestamp() - min(s.began)) * 1000)::bigint FROM (
            SELECT a.xact_start AS began FROM pg_stat_activity a WHERE a.backend_xid IS NOT NULL
            UNION ALL
            SELECT x.prepared FROM pg_prepared_xacts x) s), 0) END
$$;

-- {"columns": [...], "rows": [[uid, rev, value, …], …]} of one table, from the workspace or from the directory.
CREATE OR REPLACE FUNCTION pd.table_rows(place text, tbl text, uids uuid[], ws uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text;
    parts text;
    told text;
BEGIN
    SELECT json_agg(c.col ORDER BY c.position)::text,
        string_agg(CASE WHEN c.kind = 'b' THEN format('replace(t.%I::text, ''-'', '''')', c.col)
                        ELSE format('t.%I', c.col) END, ', ' ORDER BY c.position)
    INTO names, parts FROM pd.column_rule c WHERE c.tbl = table_rows.tbl AND c.since <= pd.my_schema();
    EXECUTE format('SELECT string_agg(json_build_array(replace(t.uid::text, ''-'', ''''), t.rev, %s)::text, '','') '
        'FROM %I.%I t WHERE t.uid = ANY ($1)%s', parts, place, tbl,
        CASE place WHEN 'pd' THEN ' AND t.workspace = $2' ELSE '' END) INTO told USING uids, ws;
    RETURN CASE WHEN told IS NOT NULL THEN '{"columns":' || names || ',"rows":[' || told || ']}' END;
END $$;

-- What lines count for in a page: one each, more in the tables of wire.rules.HEAVY, whose rows are long.
CREATE OR REPLACE FUNCTION pd.weight(lines pd.line[]) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT cardinality(lines) + 99 * (SELECT count(*) FROM unnest(lines) l WHERE l.tbl = 'portfolio_part')::integer
$$;

-- How many of the first lines a page takes that has room for so many; at least one where there is any room.
CREATE OR REPLACE FUNCTION pd.fitting(lines pd.line[], room integer) RETURNS integer
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first integer := least(room, cardinality(lines));
BEGIN
    IF room <= 0 OR pd.weight(lines[:first]) <= room THEN
        RETURN first;
    END IF;
    RETURN greatest(1, (
        SELECT count(*) FROM (
            SELECT sum(CASE l.tbl WHEN 'portfolio_part' THEN 100 ELSE 1 END) OVER (ORDER BY l.at) AS so_far
            FROM unnest(lines) WITH ORDINALITY l (tbl, uid, rev, gone, at)) s WHERE s.so_far <= room));
END $$;

-- The new lines of every bucket of the person, `size` at most each and one more when there are more.
CREATE OR REPLACE FUNCTION pd.pull(cursors jsonb, size integer DEFAULT 2000, schema integer DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    horizon bigint := pd.horizon();
    nil CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    ws uuid := pd.my_workspace();
    most integer := greatest(1, least(coalesce(size, 2000), 10000));
    left_over integer := most;
    fits integer;
    buckets uuid[];
    kinds text[];
    revs bigint[];
    uids uuid[];
    told text;
    pages text[] := '{}';
    part record;
    here record;
BEGIN
    IF jsonb_typeof(cursors) IS DISTINCT FROM 'object' THEN
        cursors := '{}';
    END IF;
    SELECT c.generation, c.schema, c.floor INTO here FROM pd.centre c;
    SELECT array_agg(k.bucket ORDER BY o.place, k.bucket), array_agg(k.kind ORDER BY o.place, k.bucket),
        array_agg(coalesce(pd.whole_number(cursors -> pd.hex(k.bucket) -> 0), 0) ORDER BY o.place, k.bucket),
        array_agg(CASE WHEN pd.has_kind(cursors -> pd.hex(k.bucket) -> 1, 'b', 32)
            THEN (cursors -> pd.hex(k.bucket) ->> 1)::uuid ELSE nil END ORDER BY o.place, k.bucket),
        json_object_agg(pd.hex(k.bucket), k.kind)::text
    INTO buckets, kinds, revs, uids, told FROM pd.my_bucket_kinds() k
    CROSS JOIN LATERAL (
        SELECT array_position(ARRAY['directory', 'workspace', 'person', 'routine'], k.kind) AS place) o;
    IF EXISTS (SELECT FROM unnest(revs) r WHERE r BETWEEN 1 AND here.floor - 1) THEN
        RETURN '{"error":{"code":"resync","values":{}}}';
    END IF;
    FOR part IN  -- cursors come as plain values: what is computed here may not go below row security into the index
        SELECT k.bucket, k.kind, k.from_rev, k.from_uid, coalesce(f.lines, '{}') AS lines
        FROM unnest(buckets, kinds, revs, uids) WITH ORDINALITY k (bucket, kind, from_rev, from_uid, rank)
        CROSS JOIN LATERAL (
            SELECT array_agg(ROW(l.tbl, l.uid, l.rev, l.gone)::pd.line ORDER BY l.rev, l.uid) AS lines FROM (
                SELECT f.tbl, f.uid, f.rev, f.gone FROM pd.feed f
                WHERE f.workspace = CASE k.kind WHEN 'directory' THEN nil ELSE ws END AND f.bucket = k.bucket
                    AND (f.rev, f.uid) > (k.from_rev, k.from_uid) AND f.rev < horizon
                ORDER BY f.rev, f.uid LIMIT most + 1) l) f
        WHERE f.lines IS NOT NULL OR k.from_rev BETWEEN 1 AND horizon - 100000  -- an idle cursor must not grow too old
        ORDER BY k.rank
    LOOP
        fits := pd.fitting(part.lines, left_over);
        pages := pages || pd.page(
            part.bucket, part.kind, part.lines, fits, ws, part.from_rev, part.from_uid, horizon);
        left_over := CASE WHEN fits < cardinality(part.lines) THEN 0
            ELSE greatest(0, left_over - pd.weight(part.lines)) END;
    END LOOP;
    RETURN format('{"generation":"%s","now":%s,"schema":%s,"horizon_ms":%s,"buckets":%s,"pages":[%s]}',
        pd.hex(here.generation), pd.now_ms(), here.schema, pd.horizon_ms(), coalesce(told, '{}'),
        array_to_string(pages, ','));
END $$;

-- One page as JSON: its rows by table, what is gone, where to go on. `room` lines at most.
CREATE OR REPLACE FUNCTION pd.page(
    bucket uuid, kind text, lines pd.line[], room integer, ws uuid, from_rev bigint, from_uid uuid, horizon bigint
) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept pd.line[] := lines[:room];
    last pd.line := lines[least(room, cardinality(lines))];
    more boolean := cardinality(lines) > room;
    rows text;
    gone text;
BEGIN
    SELECT string_agg(to_json(t.tbl)::text || ':' || t.told, ',' ORDER BY t.position) INTO rows FROM (
        SELECT l.tbl, r.position,
            pd.table_rows(CASE kind WHEN 'directory' THEN 'directory' ELSE 'pd' END, l.tbl, array_agg(l.uid), ws) AS told
        FROM unnest(kept) l JOIN pd.table_rule r USING (tbl)
        WHERE NOT l.gone AND r.since <= pd.my_schema() GROUP BY l.tbl, r.position) t
    WHERE t.told IS NOT NULL;
    SELECT json_agg(json_build_array(l.tbl, pd.hex(l.uid)))::text INTO gone FROM unnest(kept) l
    WHERE l.gone AND NOT l.tbl = ANY (pd.newer_tables());
    RETURN format('{"bucket":"%s","rows":{%s},"gone":%s,"next":[%s,"%s"],"more":%s}', pd.hex(bucket), rows,
        coalesce(gone, '[]'),
        CASE WHEN NOT more THEN horizon - 1 ELSE coalesce(last.rev, from_rev) END,
        CASE WHEN NOT more THEN repeat('f', 32) ELSE pd.hex(coalesce(last.uid, from_uid)) END,
        CASE WHEN more THEN 'true' ELSE 'false' END);
END $$;

-- The rows of these references [[table, uid], …] the person may see; the others are gone.
CREATE OR REPLACE FUNCTION pd.rows(refs jsonb, schema integer DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    ws uuid := pd.my_workspace();
    told text;
    rows text[];
    parts text[] := '{}';
    here uuid[];
    there uuid[];
    gone text[] := '{}';
BEGIN
    FOR part IN
        SELECT s.tbl, t.directory, array_agg(s.uid) AS uids FROM (
            SELECT DISTINCT r ->> 0 AS tbl, (r ->> 1)::uuid AS uid FROM jsonb_array_elements(refs) r
            WHERE jsonb_typeof(r -> 0) = 'string' AND pd.has_kind(r -> 1, 'b', 32)) s
        JOIN pd.table_rule t USING (tbl) WHERE t.since <= pd.my_schema() GROUP BY s.tbl, t.directory, t.position ORDER BY t.position
    LOOP
        EXECUTE format('SELECT coalesce(array_agg(t.uid), ''{}'') FROM pd.%I t WHERE t.workspace = $1 AND t.uid = ANY ($2)',
            part.tbl) INTO here USING ws, part.uids;
        there := ARRAY(SELECT unnest(part.uids) EXCEPT SELECT unnest(here));
        told := pd.table_rows('pd', part.tbl, here, ws);
        IF part.directory AND cardinality(there) > 0 THEN
            told := pd.joined(told, pd.table_rows('directory', part.tbl, there, ws));
            EXECUTE format('SELECT $2 || coalesce(array_agg(t.uid), ''{}'') FROM directory.%I t WHERE t.uid = ANY ($1)',
                part.tbl) INTO here USING there, here;
        END IF;
        IF told IS NOT NULL THEN
            parts := parts || (to_json(part.tbl)::text || ':' || told);
        END IF;
        gone := gone || ARRAY(SELECT json_build_array(part.tbl, pd.hex(u))::text FROM (
            SELECT unnest(part.uids) EXCEPT SELECT unnest(here)) g (u));
    END LOOP;
    RETURN '{"rows":{' || array_to_string(parts, ',') || '},"gone":[' || array_to_string(gone, ',') || ']}';
END $$;

-- Two answers of table_rows as one.
CREATE OR REPLACE FUNCTION pd.joined(one text, two text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN one IS NULL THEN two WHEN two IS NULL THEN one
        ELSE left(one, -2) || ',' || substr(two, position('"rows":[' IN two) + 8) END
$$;

-- Whether anything the person sees was written after `since`.
CREATE OR REPLACE FUNCTION pd.changed(since bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pd.my_bucket_kinds() k CROSS JOIN LATERAL (
            SELECT FROM pd.feed f
            WHERE f.workspace = CASE k.kind WHEN 'directory' THEN k.bucket ELSE pd.my_workspace() END
                AND f.bucket = k.bucket AND f.rev > since AND f.rev < pd.horizon() LIMIT 1) f)
$$;

GRANT EXECUTE ON FUNCTION pd.horizon(), pd.horizon_ms(), pd.weight(pd.line[]), pd.fitting(pd.line[], integer), pd.table_rows(text, text, uuid[], uuid),
    pd.pull(jsonb, integer, integer), pd.page(uuid, text, pd.line[], integer, uuid, bigint, uuid, bigint),
    pd.rows(jsonb, integer), pd.joined(text, text), pd.changed(bigint)
TO prospectdesk_service;
