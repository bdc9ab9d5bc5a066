-- functions
-- Step 3 of a push: who may write what, decided before anything is written (P3). The policies of the tables say the
-- same once more; here each operation gets a code that a person can be told.

-- Who wrote a cell last: [rev, hlc, device], and the device that had written the same when this one had not seen it: then
-- the cell is to neither of them his own word alone.
CREATE OR REPLACE FUNCTION pd.writer(cv jsonb, unit text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT coalesce(cv -> unit, cv -> '*') $$;

-- Whether somebody on another device wrote the cell after what the editor had seen.
CREATE OR REPLACE FUNCTION pd.unseen(cv jsonb, unit text, base bigint, device text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((w ->> 0)::bigint > base AND (w ->> 2 <> device OR w -> 3 IS NOT NULL), false) FROM pd.writer(cv, unit) w
$$;

-- Whether a row told whole is the one the centre has, but for bookkeeping: two laptops noted the same event under one
-- natural uid, and the second need not be its author.
CREATE OR REPLACE FUNCTION pd.same_row(tbl text, told jsonb, now jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM pd.column_rule q
        WHERE q.tbl = same_row.tbl AND NOT q.quiet AND jsonb_typeof(told -> q.col) <> 'null'
            AND replace(told ->> q.col, '-', '') IS DISTINCT FROM replace(now ->> q.col, '-', ''))
$$;

CREATE OR REPLACE FUNCTION pd.push_rights(cells pd.cell[], states pd.state[], p pd.acting) RETURNS pd.cell[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off AS $$
BEGIN
    RETURN (
WITH one AS (
    SELECT c.*, s.place, s.now, r.writers, r.author_column, r.person_column, r.routine_column,
        coalesce(q.own, false) AS own, jsonb_typeof(c.val) = 'null' AS empty,
        c.col = 'company_id' AND NOT c.whole AND (c.val = s.now -> 'company_id'  -- a merge moves rows itself
            OR c.val #>> '{}' IN (SELECT t.survivor::text FROM pd.told_merges(cells, p.workspace) t)) AS moved,
        bool_or(c.tbl = 'contact' AND c.col = 'erased_at' AND jsonb_typeof(c.val) = 'number')
            OVER (PARTITION BY c.batch) AS erasing,
        bool_or(c.whole) OVER (PARTITION BY c.tbl, c.uid) AS made,
        bool_or(c.tbl = 'dossier' AND c.col IN ('type_id', 'deleted_at')) OVER (PARTITION BY c.tbl, c.uid) AS retyped,
        e.uid IS NOT NULL AS erased, e.by_person
    FROM unnest(cells) c
    LEFT JOIN unnest(states) s ON s.tbl = c.tbl AND s.uid = c.uid
    LEFT JOIN pd.table_rule r ON r.tbl = c.tbl
    LEFT JOIN pd.column_rule q ON q.tbl = c.tbl AND q.col = c.col
    LEFT JOIN pd.erased e ON e.workspace = p.workspace AND c.code IS NULL AND c.tbl IN ('contact', 'contact_point')
        AND e.uid IN (c.uid, CASE WHEN c.whole THEN (c.val ->> CASE c.tbl WHEN 'contact' THEN 'person' ELSE 'contact_id' END)::uuid END)
), judged AS (
    SELECT o.*, pd.unseen(o.now -> 'cv', o.unit, o.base, CASE WHEN o.renamed THEN '' ELSE p.device_hex END) AS late,
    CASE
        WHEN o.code IS NOT NULL THEN o.code
        WHEN o.erased AND o.by_person IS DISTINCT FROM p.me AND NOT o.erasing THEN 'erased'
        WHEN o.erased AND NOT (o.empty OR o.val IN ('""', '0') OR o.col IN ('deleted_at', 'erased_at', 'colour'))
            THEN 'erased'
        WHEN o.moved THEN NULL
        WHEN o.place = 'directory' AND NOT o.renamed THEN 'no_right'
        WHEN o.place = 'hidden' AND NOT o.made THEN 'unknown_row'
        WHEN o.tbl = 'workspace' AND o.uid <> p.workspace THEN 'other_workspace'
        WHEN o.writers = 'admin' AND NOT p.admin
            AND NOT (o.tbl = 'user' AND o.uid = p.me AND o.own AND NOT o.whole) THEN 'no_right'
        WHEN o.writers = 'leads' AND NOT p.leads THEN 'no_right'
        WHEN o.writers = 'routine' AND NOT p.leads AND (
            (o.now IS NOT NULL AND NOT (o.now ->> o.routine_column)::uuid = ANY (p.routines))
            OR (o.whole AND NOT (o.val ->> o.routine_column)::uuid = ANY (p.routines))
            OR (o.col = o.routine_column AND NOT (o.val #>> '{}')::uuid = ANY (p.routines))) THEN 'no_right'
        WHEN o.erasing AND o.place = 'here' AND NOT o.whole THEN NULL
        WHEN o.writers = 'append' AND NOT o.whole THEN 'append_only'
        WHEN o.writers = 'settle' AND (o.whole OR o.col NOT IN ('settled_at', 'settled_by_id')) THEN 'no_right'
        WHEN o.writers = 'author' AND o.place = 'here' AND NOT p.leads
            AND (o.now ->> o.author_column)::uuid IS DISTINCT FROM p.me
            THEN CASE WHEN NOT (o.whole AND pd.same_row(o.tbl, o.val, o.now)) THEN 'not_author' END
        WHEN o.writers = 'filed' AND o.place = 'here' AND NOT p.admin
            THEN CASE WHEN NOT (o.whole AND pd.same_row(o.tbl, o.val, o.now)) THEN 'no_right' END
        WHEN o.writers = 'owner' AND o.place = 'here'
            AND (o.now ->> o.person_column)::uuid IS DISTINCT FROM p.me THEN 'no_right'
        WHEN o.place IS NULL OR o.val = o.now -> o.col OR o.whole THEN NULL
        WHEN o.tbl = 'follow_up' AND o.now ->> 'done' = '1' AND o.col NOT IN ('deleted_at', 'reminded_at', 'creator_id')
            AND NOT pd.unseen(o.now -> 'cv', 'done', o.base, p.device_hex) THEN 'done_follow_up'
        WHEN o.tbl = 'dossier' AND o.now ->> 'twin' = '1' AND o.col <> 'twin' AND NOT o.retyped
            AND NOT pd.unseen(o.now -> 'cv', 'twin', o.base, p.device_hex) THEN 'locked_dossier'
        WHEN o.tbl = 'dossier' AND o.col = 'status' AND o.now ->> 'status' = 'perdu' AND o.val = '"en_cours"'
            THEN CASE WHEN NOT p.leads THEN 'no_right' END
        WHEN o.tbl = 'dossier' AND o.col = 'status' AND o.now ->> 'status' <> 'en_cours' THEN 'already_closed'
    END AS verdict
    FROM one o
)
SELECT array_agg(ROW(j.i, j.batch, j.tbl, j.uid, j.col, j.unit, j.kind, j.target,
    j.val, j.base, j.hlc, j.whole, j.renamed, j.verdict,
    CASE
        WHEN j.fate IS NOT NULL THEN j.fate
        WHEN j.moved OR (j.tbl = 'company' AND j.col = 'merged_into' AND NOT j.empty) THEN 'skip'
        WHEN j.erasing AND j.place = 'here' AND NOT j.whole AND (j.tbl <> 'contact' OR j.col <> 'erased_at') THEN 'skip'
        WHEN j.erased OR j.place IN ('directory', 'hidden') THEN 'skip'
        WHEN j.writers = 'append' AND j.place = 'here' THEN 'skip'
        WHEN j.writers = 'filed' AND j.place = 'here' AND j.whole AND NOT p.admin THEN 'skip'
        WHEN j.writers = 'author' AND j.place = 'here' AND j.whole AND NOT p.leads
            AND (j.now ->> j.author_column)::uuid IS DISTINCT FROM p.me THEN 'skip'
        WHEN j.tbl = 'dossier' AND j.col = 'twin' AND NOT j.whole THEN 'skip'
        WHEN j.tbl = 'follow_up' AND j.col = 'reminded_at' AND j.now ->> 'done' = '1' THEN 'skip'
        WHEN j.verdict = 'already_closed' AND j.late THEN 'keep closed'
    END)::pd.cell ORDER BY j.i, j.col)
FROM judged j
    );
END $$;

-- Rows that the cells need and the centre does not have: each row itself, and what their references name. A white card
-- may be known to the laptop's register alone: people are not told to the directory of everybody, the link waits.
CREATE OR REPLACE FUNCTION pd.push_needs(cells pd.cell[], states pd.state[], ws uuid) RETURNS pd.need[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    known uuid[];
    needs pd.need[];
BEGIN
    needs := ARRAY(
        SELECT ROW(c.i, c.batch, c.tbl, c.uid, false)::pd.need FROM unnest(cells) c
        WHERE c.code IS NULL AND NOT c.whole AND NOT EXISTS (
            SELECT FROM unnest(states) s WHERE s.tbl = c.tbl AND s.uid = c.uid));
    FOR part IN
        SELECT l.tbl, array_agg(DISTINCT l.uid) AS uids, array_agg(ROW(l.i, l.batch, l.tbl, l.uid, true)::pd.need) AS links
        FROM (
            SELECT c.i, c.batch, c.target AS tbl, (c.val #>> '{}')::uuid AS uid FROM unnest(cells) c
            WHERE c.code IS NULL AND c.target IS NOT NULL AND jsonb_typeof(c.val) = 'string' AND c.col <> 'white_twin_id'
            UNION ALL
            SELECT c.i, c.batch, q.target, (c.val ->> q.col)::uuid FROM unnest(cells) c
            JOIN pd.column_rule q ON q.tbl = c.tbl AND q.target IS NOT NULL AND q.col <> 'white_twin_id'
            WHERE c.code IS NULL AND c.whole AND jsonb_typeof(c.val -> q.col) = 'string') l
        GROUP BY l.tbl
    LOOP
        known := pd.present(part.tbl, part.uids, ws);
        IF cardinality(known) < cardinality(part.uids) THEN
            needs := needs || ARRAY(SELECT n FROM unnest(part.links) n LEFT JOIN unnest(known) k ON k = n.uid WHERE k IS NULL);
        END IF;
    END LOOP;
    RETURN needs;
END $$;

-- A batch with one refused operation is refused whole, and so is what needs a row only a refused batch would have made.
CREATE OR REPLACE FUNCTION pd.push_cascade(cells pd.cell[], needs pd.need[]) RETURNS pd.cell[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off AS $$
DECLARE
    made pd.need[];
    refused bigint[];
    lacking pd.need[];
BEGIN
    refused := ARRAY(SELECT DISTINCT coalesce(c.batch, -9223372036854775808) FROM unnest(cells) c WHERE c.code IS NOT NULL);
    IF cardinality(needs) > 0 THEN
        made := ARRAY(
            SELECT DISTINCT ROW(0, c.batch, c.tbl, c.uid, false)::pd.need FROM unnest(cells) c WHERE c.whole
            UNION
            SELECT ROW(0, c.batch, 'company', (c.val ->> 'company_id')::uuid, false)::pd.need FROM unnest(cells) c
            WHERE c.tbl = 'registration' AND c.whole AND c.code IS NULL
                AND (c.val ->> 'company_id')::uuid IN (SELECT n.uid FROM unnest(needs) n WHERE n.tbl = 'company')
                AND pd.seen_company(c.val ->> 'seen') = (c.val ->> 'company_id')::uuid);
        LOOP
            lacking := ARRAY(
                SELECT n FROM unnest(needs) n
                WHERE NOT n.batch = ANY (refused) AND NOT EXISTS (
                    SELECT FROM unnest(made) m
                    WHERE m.tbl = n.tbl AND m.uid = n.uid AND NOT m.batch = ANY (refused)));
            EXIT WHEN cardinality(lacking) = 0;
            refused := refused || ARRAY(SELECT DISTINCT l.batch FROM unnest(lacking) l);
            cells := ARRAY(
                SELECT ROW(c.i, c.batch, c.tbl, c.uid, c.col, c.unit, c.kind, c.target, c.val, c.base, c.hlc, c.whole,
                    c.renamed, coalesce(c.code, l.code), c.fate)::pd.cell
                FROM unnest(cells) c LEFT JOIN (
                    SELECT n.i, min(CASE WHEN n.parent THEN 'unknown_parent' ELSE 'unknown_row' END) AS code
                    FROM unnest(lacking) n GROUP BY n.i) l ON l.i = c.i
                ORDER BY c.i, c.col);
        END LOOP;
    END IF;
    RETURN ARRAY(
        SELECT ROW(c.i, c.batch, c.tbl, c.uid, c.col, c.unit, c.kind, c.target, c.val, c.base, c.hlc, c.whole,
            c.renamed, coalesce(c.code, CASE WHEN coalesce(c.batch, -9223372036854775808) = ANY (refused) THEN 'batch' END), c.fate)::pd.cell
        FROM unnest(cells) c ORDER BY c.i, c.col);
END $$;

GRANT EXECUTE ON FUNCTION pd.writer(jsonb, text), pd.unseen(jsonb, text, bigint, text), pd.same_row(text, jsonb, jsonb),
    pd.push_rights(pd.cell[], pd.state[], pd.acting), pd.push_needs(pd.cell[], pd.state[], uuid),
    pd.push_cascade(pd.cell[], pd.need[])
TO prospectdesk_service;
