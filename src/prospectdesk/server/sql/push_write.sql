-- functions
-- The writing of a push: per table one INSERT and one UPDATE, rows in the order of their uid, the UPDATE only of columns
-- that are told.

CREATE OR REPLACE FUNCTION pd.push_write(cells pd.cell[], states pd.state[], p pd.acting) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    uids uuid[];
    patches jsonb[];
    marks jsonb[];
    rev bigint := pd.this_rev();
    done bigint;
BEGIN
    FOR part IN
        SELECT r.tbl, r.position, k.born, array_agg(DISTINCT k.col) AS cols
        FROM (
            SELECT c.tbl, c.col, s.uid IS NULL AS born
            FROM unnest(cells) c LEFT JOIN unnest(states) s ON s.place = 'here' AND s.tbl = c.tbl AND s.uid = c.uid
            WHERE c.code IS NULL AND c.fate IN ('apply', 'win')
        ) k JOIN pd.table_rule r USING (tbl)
        GROUP BY r.tbl, r.position, k.born ORDER BY r.position, k.born
    LOOP
        SELECT array_agg(k.uid ORDER BY k.uid), array_agg(k.patch ORDER BY k.uid), array_agg(k.mark ORDER BY k.uid)
        INTO uids, patches, marks FROM (
            SELECT c.uid, coalesce((array_agg(c.val) FILTER (WHERE c.col = '*'))[1], '{}')
                || coalesce(jsonb_object_agg(c.col, c.val) FILTER (WHERE c.col <> '*'), '{}') AS patch,
                CASE WHEN part.born THEN jsonb_build_object('*', jsonb_build_array(rev, max(c.hlc), p.device_hex))
                ELSE jsonb_object_agg(c.unit, jsonb_build_array(rev, c.hlc, p.device_hex)) END AS mark
            FROM unnest(cells) c LEFT JOIN unnest(states) s ON s.place = 'here' AND s.tbl = c.tbl AND s.uid = c.uid
            WHERE c.tbl = part.tbl AND c.code IS NULL AND c.fate IN ('apply', 'win') AND (s.uid IS NULL) = part.born
            GROUP BY c.uid
        ) k;
        EXECUTE CASE WHEN part.born THEN pd.insert_statement(part.tbl)
                     ELSE pd.update_statement(part.tbl, part.cols) END USING p.workspace, uids, patches, marks;
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done < cardinality(uids) AND part.born THEN  -- another push made the same row a moment ago: try again
            RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'twin birth';
        ELSIF done < cardinality(uids) THEN
            PERFORM pd.refuse('no_right', part.tbl);
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION pd.insert_statement(tbl text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('INSERT INTO pd.%I (workspace, uid, cv, %s) SELECT $1, d.uid, d.mark, %s '
        'FROM unnest($2::uuid[], $3::jsonb[], $4::jsonb[]) d (uid, patch, mark) ORDER BY d.uid ON CONFLICT DO NOTHING',
        insert_statement.tbl, string_agg(quote_ident(c.col), ', ' ORDER BY c.position),
        string_agg(CASE WHEN c.mandatory AND c.preset IS NOT NULL
            THEN format('coalesce((d.patch ->> %L)::%s, %L)', c.col, k.type, c.preset #>> '{}')
            ELSE format('(d.patch ->> %L)::%s', c.col, k.type) END, ', ' ORDER BY c.position))
    FROM pd.column_rule c
    JOIN (VALUES ('i', 'bigint'), ('t', 'text'), ('r', 'double precision'), ('b', 'uuid')) k (kind, type) USING (kind)
    WHERE c.tbl = insert_statement.tbl
$$;

CREATE OR REPLACE FUNCTION pd.update_statement(tbl text, cols text[]) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('UPDATE pd.%I t SET cv = t.cv || d.mark, %s '
        'FROM unnest($2::uuid[], $3::jsonb[], $4::jsonb[]) d (uid, patch, mark) WHERE t.workspace = $1 AND t.uid = d.uid',
        update_statement.tbl, string_agg(format('%I = CASE WHEN d.patch ? %L THEN (d.patch ->> %L)::%s ELSE t.%I END',
            c.col, c.col, c.col, k.type, c.col), ', ' ORDER BY c.position))
    FROM pd.column_rule c
    JOIN (VALUES ('i', 'bigint'), ('t', 'text'), ('r', 'double precision'), ('b', 'uuid')) k (kind, type) USING (kind)
    WHERE c.tbl = update_statement.tbl AND c.col = ANY (cols)
$$;

GRANT EXECUTE ON FUNCTION pd.push_write(pd.cell[], pd.state[], pd.acting), pd.insert_statement(text),
    pd.update_statement(text, text[])
TO prospectdesk_service;
