-- functions
-- The writing of a push: per table one INSERT and one UPDATE, rows in the order of their uid, the UPDATE only of columns
-- that are told.

CREATE OR REPLACE FUNCTION pd.push_write(cells pd.cell[], states pd.state[], p pd.acting) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    done bigint;
BEGIN
    FOR part IN SELECT * FROM pd.push_patches(cells, states, p) LOOP
        EXECUTE CASE WHEN part.born THEN pd.insert_statement(part.tbl) ELSE pd.update_statement(part.tbl, part.cols) END
            USING p.workspace, part.uids, part.patches, part.marks;
        GET DIAGNOSTICS done = ROW_COUNT;
        IF done < cardinality(part.uids) AND part.born THEN  -- another push made the same row a moment ago: try again
            RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'twin birth';
        ELSIF done < cardinality(part.uids) THEN
            PERFORM pd.refuse('no_right', part.tbl);
        END IF;
    END LOOP;
    PERFORM pd.merge_told(cells);
END $$;

-- What is written, table by table: new rows and changed ones with their columns and marks for cv.
CREATE OR REPLACE FUNCTION pd.push_patches(
    cells pd.cell[], states pd.state[], p pd.acting,
    OUT tbl text, OUT born boolean, OUT cols text[], OUT uids uuid[], OUT patches jsonb[], OUT marks jsonb[]
) RETURNS SETOF record LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off AS $$
DECLARE
    rev bigint := pd.this_rev();
BEGIN
    RETURN QUERY
    WITH cell AS (
        SELECT c.tbl, c.uid, c.col, c.unit, c.val, c.hlc, s.uid IS NULL AS born,
            jsonb_build_array(rev, c.hlc, p.device_hex)
                || CASE WHEN c.fate = 'both' THEN pd.writer(s.now -> 'cv', c.unit) -> 2
                        WHEN c.renamed THEN to_jsonb(p.device_hex) ELSE '[]' END AS mark  -- who wrote it looked at another row
        FROM unnest(cells) c
        LEFT JOIN (SELECT k.tbl, k.uid, k.now FROM unnest(states) k WHERE k.place = 'here') s ON s.tbl = c.tbl AND s.uid = c.uid
        WHERE c.code IS NULL AND c.fate IN ('apply', 'win', 'both')
    ), line AS (
        SELECT k.tbl, k.uid, k.born,
            coalesce((array_agg(k.val) FILTER (WHERE k.col = '*'))[1], '{}')
                || coalesce(jsonb_object_agg(k.col, k.val) FILTER (WHERE k.col <> '*'), '{}') AS patch,
            CASE WHEN k.born THEN jsonb_build_object('*', jsonb_build_array(rev, max(k.hlc), p.device_hex))
                ELSE jsonb_object_agg(k.unit, k.mark) END AS mark
        FROM cell k GROUP BY k.tbl, k.uid, k.born
    ), told AS (
        SELECT k.tbl, k.born, array_agg(DISTINCT k.col) AS cols FROM cell k GROUP BY k.tbl, k.born
    )
    SELECT l.tbl, l.born, t.cols, array_agg(l.uid ORDER BY l.uid), array_agg(l.patch ORDER BY l.uid),
        array_agg(l.mark ORDER BY l.uid)
    FROM line l JOIN told t ON t.tbl = l.tbl AND t.born = l.born JOIN pd.table_rule r ON r.tbl = l.tbl
    GROUP BY l.tbl, l.born, t.cols, r.position ORDER BY r.position, l.born;
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

GRANT EXECUTE ON FUNCTION pd.push_patches(pd.cell[], pd.state[], pd.acting), pd.push_write(pd.cell[], pd.state[], pd.acting), pd.insert_statement(text),
    pd.update_statement(text, text[])
TO prospectdesk_service;
