-- functions
-- Step 2 of a push: operations become cells, checked against column_rule and renamed by pd.merged.

CREATE OR REPLACE FUNCTION pd.push_cells(ops jsonb, me uuid, ws uuid, now_ms bigint) RETURNS pd.cell[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
WITH raw AS (
    SELECT (o.n - 1)::integer AS i, pd.whole_number(o.e -> 0) AS batch,
        CASE WHEN jsonb_typeof(o.e -> 1) = 'string' THEN o.e ->> 1 END AS tbl,
        CASE WHEN pd.has_kind(o.e -> 2, 'b', 32) THEN (o.e ->> 2)::uuid END AS uid,
        CASE WHEN jsonb_typeof(o.e -> 3) = 'string' THEN o.e ->> 3 END AS col,
        o.e -> 4 AS val,
        least(pd.whole_number(o.e -> 5), pd.this_rev()) AS base,
        least(pd.whole_number(o.e -> 6), ((now_ms + 300000) << 16) | 65535) AS hlc,
        CASE WHEN jsonb_typeof(o.e) = 'array' THEN jsonb_array_length(o.e) = 7 ELSE false END AS seven
    FROM jsonb_array_elements(ops) WITH ORDINALITY o (e, n)
), shaped AS (
    SELECT w.*, t.deletable, t.columns,
        coalesce(w.seven AND w.batch IS NOT NULL AND w.uid IS NOT NULL AND w.base >= 0 AND w.hlc >= 0
            AND t.tbl IS NOT NULL AND (w.col IS DISTINCT FROM '*'
                OR (jsonb_typeof(w.val) = 'object' AND w.val - t.columns = '{}')), false) AS ok
    FROM raw w LEFT JOIN (
        SELECT r.tbl, r.deletable, array_agg(c.col) AS columns
        FROM pd.table_rule r JOIN pd.column_rule c USING (tbl) GROUP BY r.tbl, r.deletable
    ) t USING (tbl)
), exploded AS (
    SELECT s.i, s.batch, s.tbl, s.uid, c.col, s.val -> c.col AS val, s.base, s.hlc, true AS whole
    FROM shaped s JOIN pd.column_rule c USING (tbl)
    WHERE s.ok AND s.col = '*' AND (s.val ? c.col OR (c.mandatory AND c.preset IS NULL))
    UNION ALL
    SELECT s.i, s.batch, s.tbl, s.uid,
        CASE WHEN s.col = '-' AND s.deletable THEN 'deleted_at' ELSE s.col END,
        CASE WHEN s.col = '-' THEN to_jsonb(now_ms) ELSE s.val END, s.base, s.hlc, false
    FROM shaped s WHERE s.ok AND s.col <> '*'
), known AS (
    SELECT e.*, c.kind, c.target, c.mandatory, c.author, c.max_length, c.grp, c.col IS NOT NULL OR e.col = '-' AS found,
        coalesce(row_moved.survivor, e.uid) AS row_uid, row_moved.survivor IS NOT NULL AS renamed,
        jsonb_typeof(e.val) = 'null' AS empty,
        coalesce(pd.has_kind(e.val, c.kind, c.max_length), false)
            AND coalesce(e.val #>> '{}' ~ pd.accepted(e.tbl, e.col), true) AS good
    FROM exploded e
    LEFT JOIN pd.column_rule c ON c.tbl = e.tbl AND c.col = e.col
    LEFT JOIN pd.merged row_moved ON row_moved.workspace = ws AND row_moved.loser = e.uid
)
SELECT array_agg(ROW(k.i, k.batch, k.tbl, k.row_uid, k.col, coalesce('@' || k.grp, k.col), k.kind, k.target,
    CASE
        WHEN k.author AND (k.whole OR NOT k.empty) THEN to_jsonb(me)
        WHEN NOT k.good THEN 'null'::jsonb
        WHEN k.kind = 'b' THEN to_jsonb(coalesce(
            (SELECT m.survivor FROM pd.merged m WHERE m.workspace = ws AND m.loser = (k.val #>> '{}')::uuid),
            (k.val #>> '{}')::uuid))
        WHEN k.kind = 'i' AND k.tbl NOT IN ('notification', 'workspace_mail') AND k.col ~ '(^|_)at$'
            THEN to_jsonb(least(pd.whole_number(k.val), now_ms + 300000))
        ELSE k.val END,
    k.base, k.hlc, k.whole, k.renamed,
    CASE
        WHEN NOT k.found OR k.val IS NULL OR (k.empty AND k.mandatory) OR NOT (k.empty OR k.good OR k.author)
            THEN 'bad_value'
        WHEN k.empty THEN NULL
        WHEN k.col = 'scope' AND k.val = '0'::jsonb THEN 'no_right'
        WHEN (k.tbl, k.col) = ('company', 'siren') AND NOT pd.siren_holds(k.val #>> '{}') THEN 'siret'
        WHEN (k.tbl, k.col) = ('registration', 'siret') AND NOT pd.siret_holds(k.val #>> '{}') THEN 'siret'
    END,
    CASE
        WHEN k.author AND NOT k.whole AND k.tbl <> 'conflict' THEN 'skip'
        WHEN k.renamed AND k.col IN ('deleted_at', 'merged_into', '-') THEN 'skip'
    END)::pd.cell ORDER BY k.i, k.col)
FROM (
    SELECT k.* FROM known k
    UNION ALL
    SELECT s.i, s.batch, s.tbl, s.uid, s.col, NULL, s.base, s.hlc, false, NULL, NULL, NULL, NULL, NULL, NULL, false,
        s.uid, false, NULL, false
    FROM shaped s WHERE NOT s.ok
) k
$$;

-- The rows the cells are about, as they are now, locked in one order for everybody: tables by their position, rows by uid.
CREATE OR REPLACE FUNCTION pd.push_states(cells pd.cell[], ws uuid) RETURNS pd.state[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    got pd.state[];
    states pd.state[] := '{}';
    missing uuid[];
BEGIN
    FOR part IN
        SELECT r.tbl, r.writers, r.directory, r.routine_column IS NOT NULL OR r.person_column IS NOT NULL AS narrow,
            array_agg(DISTINCT c.uid) AS uids
        FROM unnest(cells) c JOIN pd.table_rule r USING (tbl) WHERE c.code IS NULL
        GROUP BY r.tbl, r.writers, r.position, r.directory, r.routine_column, r.person_column ORDER BY r.position
    LOOP
        IF part.writers <> 'append' THEN
            EXECUTE format('SELECT count(*) FROM (SELECT FROM pd.%I WHERE workspace = $1 AND uid = ANY ($2) '
                'ORDER BY uid FOR NO KEY UPDATE) s', part.tbl) USING ws, part.uids;
        END IF;
        EXECUTE format('SELECT array_agg(ROW(%L, t.uid, ''here'', to_jsonb(t))::pd.state) FROM pd.%I t '
            'WHERE t.workspace = $1 AND t.uid = ANY ($2)', part.tbl, part.tbl) INTO got USING ws, part.uids;
        states := states || coalesce(got, '{}');
        IF cardinality(coalesce(got, '{}')) < cardinality(part.uids) AND (part.directory OR part.narrow) THEN
            missing := ARRAY(SELECT u FROM unnest(part.uids) u EXCEPT SELECT f.uid FROM unnest(got) f);
            IF part.directory THEN
                EXECUTE format('SELECT array_agg(ROW(%L, t.uid, ''directory'', to_jsonb(t))::pd.state) '
                    'FROM directory.%I t WHERE t.uid = ANY ($1)', part.tbl, part.tbl) INTO got USING missing;
            ELSE
                got := ARRAY(SELECT ROW(part.tbl, h, 'hidden', '{}')::pd.state FROM pd.hidden(part.tbl, missing) h);
            END IF;
            states := states || coalesce(got, '{}');
        END IF;
    END LOOP;
    RETURN states;
END $$;

-- The companies whose rows of a kind that settles are told or changed.
CREATE OR REPLACE FUNCTION pd.push_companies(cells pd.cell[], ws uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    got uuid[];
    companies uuid[];
BEGIN
    companies := ARRAY(
        SELECT DISTINCT CASE c.tbl WHEN 'company' THEN c.uid ELSE (c.val #>> '{}')::uuid END FROM unnest(cells) c
        WHERE c.code IS NULL AND (c.tbl = 'company' OR (c.col = 'company_id' AND jsonb_typeof(c.val) = 'string'
            AND c.tbl IN ('registration', 'contact', 'follow_up', 'dossier', 'client_file'))));
    FOR part IN
        SELECT c.tbl, array_agg(DISTINCT c.uid) AS uids FROM unnest(cells) c
        WHERE c.code IS NULL AND NOT c.whole AND c.tbl IN ('registration', 'contact', 'follow_up', 'dossier', 'client_file')
        GROUP BY c.tbl
        UNION ALL
        SELECT 'follow_up', array_agg((c.val #>> '{}')::uuid) FROM unnest(cells) c
        WHERE c.code IS NULL AND c.tbl = 'follow_up_assignee' AND c.col = 'follow_up_id'
            AND jsonb_typeof(c.val) = 'string' HAVING count(*) > 0
    LOOP
        EXECUTE format('SELECT array_agg(DISTINCT t.company_id) FROM pd.%I t WHERE t.workspace = $1 AND t.uid = ANY ($2)',
            part.tbl) INTO got USING ws, part.uids;
        companies := companies || got;
    END LOOP;
    got := ARRAY(SELECT DISTINCT f.company_id FROM unnest(cells) c
        JOIN pd.follow_up_assignee a ON a.workspace = ws AND a.uid = c.uid
        JOIN pd.follow_up f ON f.workspace = ws AND f.uid = a.follow_up_id
        WHERE c.code IS NULL AND c.tbl = 'follow_up_assignee' AND NOT c.whole);
    RETURN ARRAY(SELECT DISTINCT u FROM unnest(companies || got) u WHERE u IS NOT NULL ORDER BY u);
END $$;

-- Which of these rows the workspace has, though the person may not see them: their uid is taken.
CREATE OR REPLACE FUNCTION pd.hidden(tbl text, uids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pd.me() IS NULL OR NOT EXISTS (SELECT FROM pd.table_rule r WHERE r.tbl = hidden.tbl) THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format('SELECT t.uid FROM pd.%I t WHERE t.workspace = $1 AND t.uid = ANY ($2)', tbl)
        USING pd.my_workspace(), uids;
END $$;

-- Which of these uids name a row a reference may point at.
CREATE OR REPLACE FUNCTION pd.present(tbl text, uids uuid[], ws uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    got uuid[];
    wide boolean := (SELECT r.directory FROM pd.table_rule r WHERE r.tbl = present.tbl);
BEGIN
    EXECUTE format('SELECT array_agg(t.uid) FROM pd.%I t WHERE t.workspace = $1 AND t.uid = ANY ($2)', tbl)
        INTO got USING ws, uids;
    got := coalesce(got, '{}');
    IF wide AND cardinality(got) < cardinality(uids) THEN
        EXECUTE format('SELECT $1 || coalesce(array_agg(t.uid), ''{}'') FROM directory.%I t WHERE t.uid = ANY ($2)', tbl)
            INTO got USING got, uids;
    END IF;
    RETURN got;
END $$;

GRANT EXECUTE ON FUNCTION pd.push_companies(pd.cell[], uuid), pd.push_cells(jsonb, uuid, uuid, bigint), pd.push_states(pd.cell[], uuid),
    pd.hidden(text, uuid[]), pd.present(text, uuid[], uuid)
TO prospectdesk_service;
