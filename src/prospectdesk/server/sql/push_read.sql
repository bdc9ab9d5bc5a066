-- functions
-- Step 2 of a push: operations become cells, checked against column_rule and renamed by pd.merged.

CREATE OR REPLACE FUNCTION pd.push_cells(ops jsonb, me uuid, ws uuid, now_ms bigint) RETURNS pd.cell[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off AS $$
DECLARE
    rev CONSTANT bigint := pd.this_rev();
BEGIN
    RETURN (
WITH raw AS MATERIALIZED (
    SELECT (o.n - 1)::integer AS i, pd.whole_number(o.e -> 0) AS batch,
        CASE WHEN jsonb_typeof(o.e -> 1) = 'string' THEN o.e ->> 1 END AS tbl,
        CASE WHEN pd.has_kind(o.e -> 2, 'b', 32) THEN (o.e ->> 2)::uuid END AS uid,
        CASE WHEN jsonb_typeof(o.e -> 3) = 'string' THEN o.e ->> 3 END AS col,
        o.e -> 4 AS val,
        least(pd.whole_number(o.e -> 5), rev) AS base,
        least(pd.whole_number(o.e -> 6), ((now_ms + 300000) << 16) | 65535) AS hlc,
        CASE WHEN jsonb_typeof(o.e) = 'array' THEN jsonb_array_length(o.e) = 7 ELSE false END AS seven
    FROM jsonb_array_elements(ops) WITH ORDINALITY o (e, n)
), rule AS MATERIALIZED (
    SELECT c.*, r.deletable, pd.accepted(c.tbl, c.col) AS accepted,
        c.kind = 'i' AND c.tbl NOT IN ('notification', 'workspace_mail') AND c.col ~ '(^|_)at$' AS moment
    FROM pd.column_rule c JOIN pd.table_rule r USING (tbl)
), shaped AS MATERIALIZED (
    SELECT w.i, w.batch, w.tbl, coalesce(m.survivor, w.uid) AS uid, m.survivor IS NOT NULL AS renamed,
        CASE WHEN w.col = '-' AND t.deletable THEN 'deleted_at' ELSE w.col END AS col,
        CASE WHEN w.col = '-' THEN to_jsonb(now_ms) ELSE w.val END AS val,
        CASE WHEN m.survivor IS NULL THEN w.base ELSE 0 END AS base, w.hlc,
        coalesce(w.seven AND w.batch IS NOT NULL AND w.uid IS NOT NULL AND w.base >= 0 AND w.hlc >= 0
            AND t.tbl IS NOT NULL AND (w.col <> '*' OR (jsonb_typeof(w.val) = 'object' AND w.val - t.columns = '{}')),
            false) AS ok
    FROM raw w
    LEFT JOIN (SELECT tbl, deletable, array_agg(col) AS columns FROM rule GROUP BY tbl, deletable) t USING (tbl)
    LEFT JOIN pd.merged m ON m.workspace = ws AND m.loser = w.uid
), told AS MATERIALIZED (
    SELECT s.i, s.col = '*' AS whole, s.batch, s.tbl, s.uid, s.renamed, s.base, s.hlc, c.col, c.kind, c.target, c.grp, c.author,
        c.mandatory, c.moment, c.max_length, c.accepted, CASE WHEN s.col = '*' THEN s.val -> c.col ELSE s.val END AS val
    FROM shaped s JOIN rule c ON c.tbl = s.tbl AND (s.col = '*' OR s.col = c.col)
    WHERE s.ok AND (s.col <> '*' OR c.author OR (c.mandatory AND (c.preset IS NULL OR s.val ? c.col))
        OR s.val -> c.col <> 'null')  -- of a whole row, nothing is to be said of an empty cell that may be empty
), weighed AS MATERIALIZED (  -- each once: what follows asks for them again and again
    SELECT t.*, jsonb_typeof(t.val) = 'null' AS empty,
        coalesce(pd.has_kind(t.val, t.kind, t.max_length) AND (t.accepted IS NULL OR t.val #>> '{}' ~ t.accepted), false)
            AS good
    FROM told t
), judged AS (
    SELECT k.*, CASE
        WHEN k.author AND (k.whole OR NOT k.empty) THEN NULL
        WHEN k.val IS NULL OR (k.empty AND k.mandatory) OR NOT (k.empty OR k.good) THEN 'bad_value'
        WHEN k.empty THEN NULL
        WHEN k.col = 'scope' AND k.val = '0'::jsonb THEN 'no_right'
        WHEN k.col = 'siren' AND k.tbl = 'company' AND NOT pd.siren_holds(k.val #>> '{}') THEN 'siret'
        WHEN k.col = 'siret' AND k.tbl = 'registration' AND NOT pd.siret_holds(k.val #>> '{}') THEN 'siret'
    END AS code,
    CASE  -- what is written instead of what was said
        WHEN k.author AND (k.whole OR NOT k.empty) THEN to_jsonb(me)
        WHEN NOT k.good OR k.empty THEN NULL
        WHEN k.target IS NOT NULL THEN to_jsonb(m.survivor)
        WHEN k.moment AND pd.whole_number(k.val) > now_ms + 300000 THEN to_jsonb(now_ms + 300000)
        WHEN k.whole AND k.col = 'twin' THEN '0'
    END AS instead
    FROM weighed k
    LEFT JOIN pd.merged m ON m.workspace = ws AND k.target IS NOT NULL AND k.good AND m.loser =
        CASE WHEN k.target IS NOT NULL AND k.good THEN (k.val #>> '{}')::uuid END
), rows AS (
    SELECT j.i, min(j.code) AS code, min(j.col) FILTER (WHERE j.code IS NOT NULL) AS wrong,
        jsonb_object_agg(j.col, j.instead) FILTER (WHERE j.instead IS NOT NULL) AS instead
    FROM judged j WHERE j.whole GROUP BY j.i
)
SELECT array_agg(k.cell ORDER BY (k.cell).i) FROM (
    SELECT ROW(s.i, s.batch, s.tbl, s.uid, coalesce(r.wrong, '*'), '*', NULL, NULL,
        CASE WHEN r.instead IS NULL THEN s.val ELSE s.val || r.instead END, 0, s.hlc, true, s.renamed, r.code,
        NULL)::pd.cell AS cell
    FROM shaped s JOIN rows r USING (i) WHERE s.ok AND s.col = '*'
    UNION ALL
    SELECT ROW(j.i, j.batch, j.tbl, j.uid, j.col, coalesce('@' || j.grp, j.col), j.kind, j.target,
        CASE WHEN j.code IS NOT NULL THEN 'null' WHEN j.instead IS NOT NULL THEN j.instead
             WHEN j.kind = 'b' AND NOT j.empty THEN to_jsonb((j.val #>> '{}')::uuid) ELSE j.val END,
        j.base, j.hlc, false, j.renamed, j.code,
        CASE WHEN j.author AND j.tbl <> 'conflict' THEN 'skip'
             WHEN j.renamed AND j.col IN ('deleted_at', 'merged_into') THEN 'skip' END)::pd.cell
    FROM judged j WHERE NOT j.whole
    UNION ALL  -- what cannot be read, columns nobody knows; a '-' where rows are not deleted softly changes nothing
    SELECT ROW(s.i, s.batch, s.tbl, s.uid, s.col, s.col, NULL, NULL, NULL, s.base, s.hlc, false, false,
        CASE WHEN s.ok AND s.col = '-' THEN NULL ELSE 'bad_value' END,
        CASE WHEN s.ok AND s.col = '-' THEN 'skip' END)::pd.cell
    FROM shaped s WHERE NOT s.ok OR (s.col <> '*' AND NOT EXISTS (
        SELECT FROM rule c WHERE c.tbl = s.tbl AND c.col = s.col))
) k
    );
END $$;

-- A row that is told whole and is here already, cell by cell.
CREATE OR REPLACE FUNCTION pd.push_explode(cells pd.cell[], states pd.state[]) RETURNS pd.cell[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    twice integer[] := ARRAY(SELECT c.i FROM unnest(cells) c JOIN unnest(states) s ON s.tbl = c.tbl AND s.uid = c.uid
        WHERE c.whole AND c.code IS NULL AND c.fate IS NULL AND s.place = 'here');
BEGIN
    IF cardinality(twice) = 0 THEN
        RETURN cells;
    END IF;
    RETURN ARRAY(SELECT c FROM unnest(cells) c WHERE NOT c.i = ANY (twice)) || ARRAY(
        SELECT ROW(c.i, c.batch, c.tbl, c.uid, q.col, coalesce('@' || q.grp, q.col), q.kind, q.target,
            CASE WHEN q.kind = 'b' AND jsonb_typeof(c.val -> q.col) = 'string'
                 THEN to_jsonb((c.val ->> q.col)::uuid) ELSE c.val -> q.col END,
            0, c.hlc, true, c.renamed, NULL, NULL)::pd.cell
        FROM unnest(cells) c JOIN pd.column_rule q ON q.tbl = c.tbl AND c.val ? q.col
        WHERE c.i = ANY (twice));
END $$;

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
        SELECT DISTINCT CASE WHEN c.tbl = 'company' THEN c.uid WHEN c.whole THEN (c.val ->> 'company_id')::uuid
            WHEN c.col = 'company_id' THEN (c.val #>> '{}')::uuid END
        FROM unnest(cells) c WHERE c.code IS NULL AND (c.whole OR c.tbl = 'company' OR c.col = 'company_id')
            AND c.tbl IN ('company', 'registration', 'contact', 'follow_up', 'dossier', 'client_file')
        UNION SELECT t.survivor FROM pd.told_merges(cells, ws) t);
    FOR part IN
        SELECT c.tbl, array_agg(DISTINCT c.uid) AS uids FROM unnest(cells) c
        WHERE c.code IS NULL AND NOT c.whole AND c.tbl IN ('registration', 'contact', 'follow_up', 'dossier', 'client_file')
        GROUP BY c.tbl
        UNION ALL
        SELECT 'follow_up', array_agg((c.val ->> 'follow_up_id')::uuid) FROM unnest(cells) c
        WHERE c.code IS NULL AND c.tbl = 'follow_up_assignee' AND c.whole HAVING count(*) > 0
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

GRANT EXECUTE ON FUNCTION pd.push_explode(pd.cell[], pd.state[]), pd.push_companies(pd.cell[], uuid), pd.push_cells(jsonb, uuid, uuid, bigint), pd.push_states(pd.cell[], uuid),
    pd.hidden(text, uuid[]), pd.present(text, uuid[], uuid)
TO prospectdesk_service;
