-- functions
-- Step 4 of a push: what becomes of each cell (docs/sync.md): apply, both (somebody else wrote the same), win (apply, and
-- tell who lost), keep (the centre's stands), same, skip. Nothing is written here.

CREATE OR REPLACE FUNCTION pd.push_merge(cells pd.cell[], states pd.state[], p pd.acting) RETURNS pd.cell[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off AS $$
BEGIN
    RETURN (
WITH one AS (
    SELECT c.*, s.now, s.now -> c.col AS cur, pd.writer(s.now -> 'cv', c.unit) AS w,
        coalesce(q.quiet, false) AS quiet, coalesce(q.restrictive, false) AS restrictive,
        row_number() OVER (PARTITION BY c.tbl, c.uid, c.col ORDER BY c.i DESC) = 1 AS last
    FROM unnest(cells) c
    LEFT JOIN unnest(states) s ON s.place = 'here' AND s.tbl = c.tbl AND s.uid = c.uid
    LEFT JOIN pd.column_rule q ON q.tbl = c.tbl AND q.col = c.col
    WHERE c.code IS NULL AND c.fate IS NULL
), unit AS (
    SELECT o.*,
        bool_and(o.val = o.cur) OVER u AS same, bool_and(jsonb_typeof(o.val) = 'null') OVER u AS empty,
        bool_and(jsonb_typeof(o.cur) = 'null') OVER u AS blank, max(o.hlc) OVER u AS unit_hlc,
        min(o.base) OVER u AS unit_base, CASE WHEN o.renamed THEN '' ELSE p.device_hex END AS device
    FROM one o WHERE o.last WINDOW u AS (PARTITION BY o.tbl, o.uid, o.unit)
), seen AS (
    SELECT u.*, coalesce((u.w ->> 0)::bigint <= u.unit_base OR (u.w ->> 2 = p.device_hex AND u.w -> 3 IS NULL AND NOT u.renamed), true) AS clean,
        u.now ->> 'deleted_at' IS NOT NULL AND pd.unseen(u.now -> 'cv', 'deleted_at', u.base, u.device) AS beaten,
        u.tbl = 'follow_up' AND u.now ->> 'done' = '1'
            AND pd.unseen(u.now -> 'cv', 'done', u.base, u.device) AS done
    FROM unit u
), fated AS (
    SELECT n.i, n.col, CASE WHEN n.same THEN greatest(n.unit_hlc, (n.w ->> 1)::bigint) ELSE n.unit_hlc END AS unit_hlc, CASE
        WHEN n.now IS NULL THEN 'apply'
        WHEN n.col = 'deleted_at' THEN CASE
            WHEN n.same OR (n.whole AND n.empty) OR (NOT n.empty AND NOT n.blank) THEN 'same'
            WHEN NOT n.empty THEN 'apply'
            WHEN n.beaten THEN 'keep deleted'
            ELSE 'apply' END
        WHEN n.same AND NOT (n.whole OR n.quiet OR n.clean OR n.beaten OR n.done) THEN 'both'
        WHEN n.same THEN 'same'
        WHEN n.col = 'erased_at' THEN 'apply'  -- an erasure wins over everything
        WHEN n.tbl = 'follow_up' AND n.col IN ('done', 'done_at') AND n.val > n.cur AND NOT n.beaten AND NOT n.done
            THEN 'apply'  -- done wins over edited (X-18)
        WHEN n.quiet AND (n.whole OR NOT n.clean) THEN 'skip'
        WHEN n.whole AND n.empty THEN 'same'
        WHEN n.beaten THEN 'keep deleted'
        WHEN n.done THEN 'keep done'
        WHEN n.clean OR (n.blank AND (n.whole OR (n.base = 0 AND NOT n.now -> 'cv' ? n.unit))) THEN 'apply'  -- filled
        WHEN n.restrictive THEN CASE WHEN n.val > n.cur THEN 'win' ELSE 'keep' END
        WHEN (n.unit_hlc, p.device_hex) > ((n.w ->> 1)::bigint, n.w ->> 2) THEN 'win'
        ELSE 'keep' END AS fate
    FROM seen n
)
SELECT array_agg(ROW(c.i, c.batch, c.tbl, c.uid, c.col, c.unit, c.kind, c.target, c.val, c.base,
    coalesce(f.unit_hlc, c.hlc), c.whole, c.renamed, c.code,
    CASE WHEN c.code IS NULL THEN coalesce(c.fate, f.fate, 'skip') ELSE c.fate END)::pd.cell ORDER BY c.i, c.col)
FROM unnest(cells) c LEFT JOIN fated f ON f.i = c.i AND f.col = c.col
    );
END $$;

-- The conflicts the cells make: each unit once, with both values as the wire has them.
CREATE OR REPLACE FUNCTION pd.push_conflicts(cells pd.cell[], states pd.state[], p pd.acting) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off AS $$
DECLARE
    told jsonb;
BEGIN
    IF EXISTS (SELECT FROM unnest(cells) c WHERE c.fate = 'win' OR c.fate LIKE 'keep%') THEN
        SELECT jsonb_agg(line) INTO told FROM (
            SELECT jsonb_build_object('tbl', c.tbl, 'uid', c.uid, 'col', c.unit,
                'theirs', CASE WHEN c.unit LIKE '@%' THEN jsonb_object_agg(c.col, pd.wire(s.now -> c.col, c.kind))
                               ELSE pd.wire(min((s.now -> c.col)::text)::jsonb, min(c.kind)) END,
                'mine', CASE WHEN c.unit LIKE '@%' THEN jsonb_object_agg(c.col, pd.wire(c.val, c.kind))
                             ELSE pd.wire(min(c.val::text)::jsonb, min(c.kind)) END,
                'hlc', max(c.hlc), 'win', min(c.fate) = 'win',
                'reason', coalesce(nullif(split_part(min(c.fate), ' ', 2), ''),
                    CASE WHEN bool_or(c.renamed) THEN 'merged' ELSE 'concurrent' END)) AS line
            FROM unnest(cells) c JOIN unnest(states) s ON s.tbl = c.tbl AND s.uid = c.uid AND s.place = 'here'
            WHERE c.fate = 'win' OR c.fate LIKE 'keep%'
            GROUP BY c.tbl, c.uid, c.unit, s.now
        ) lines;
        PERFORM pd.add_conflicts(told);
    END IF;
    SELECT jsonb_agg(line) INTO told FROM (  -- a deletion beats edits its author had not seen
        SELECT jsonb_build_object('tbl', c.tbl, 'uid', c.uid, 'col', w.key, 'mine', NULL, 'hlc', c.hlc, 'win', true,
            'reason', 'deleted', 'theirs', CASE WHEN w.key LIKE '@%'
                THEN jsonb_object_agg(q.col, pd.wire(s.now -> q.col, q.kind))
                ELSE pd.wire(min((s.now -> q.col)::text)::jsonb, min(q.kind)) END) AS line
        FROM unnest(cells) c JOIN unnest(states) s ON s.tbl = c.tbl AND s.uid = c.uid AND s.place = 'here'
        CROSS JOIN LATERAL jsonb_each(s.now -> 'cv') w
        JOIN pd.column_rule q ON q.tbl = c.tbl AND NOT q.quiet AND coalesce('@' || q.grp, q.col) = w.key
        WHERE c.code IS NULL AND c.col = 'deleted_at' AND c.fate = 'apply' AND jsonb_typeof(c.val) = 'number'
            AND w.key <> 'deleted_at' AND (w.value ->> 0)::bigint > c.base AND (w.value ->> 2 <> p.device_hex OR w.value -> 3 IS NOT NULL)
            AND NOT EXISTS (  -- what this push wrote itself before it deleted
                SELECT FROM unnest(cells) o
                WHERE o.tbl = c.tbl AND o.uid = c.uid AND o.unit = w.key AND o.fate IN ('apply', 'win'))
        GROUP BY c.tbl, c.uid, c.hlc, w.key
    ) lines;
    IF told IS NOT NULL THEN
        PERFORM pd.add_conflicts(told);
    END IF;
END $$;

-- Writes conflict rows for the person, each in the bucket of its row: who sees the row sees them. `win`: his value stands; the loser is whoever wrote the cell before.
CREATE OR REPLACE FUNCTION pd.add_conflicts(told jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_nestloop = on AS $$
DECLARE
    ws uuid := pd.my_workspace();
    me uuid := pd.me();
    device text := pd.hex((SELECT q.device FROM pd.person() q));
    part record;
BEGIN
    IF me IS NULL THEN
        RETURN;
    END IF;
    FOR part IN
        SELECT r.tbl, r.company_column, jsonb_agg(f) AS lines
        FROM jsonb_array_elements(told) f JOIN pd.table_rule r ON r.tbl = f ->> 'tbl'
        GROUP BY r.tbl, r.company_column
    LOOP
        EXECUTE format($q$
            INSERT INTO pd.conflict (workspace, uid, scope, owner, company_id, tbl, row_uid, col, kept, lost, kept_by_id, lost_by_id,
                kept_at, lost_at, reason, made_at)
            SELECT $1, gen_random_uuid(), pd.conflict_scope(f ->> 'tbl', t.bucket <> $1), nullif(t.bucket, $1), %s, f ->> 'tbl', t.uid, f ->> 'col',
                CASE WHEN (f ->> 'win')::boolean THEN f -> 'mine' ELSE f -> 'theirs' END::text,
                CASE WHEN (f ->> 'win')::boolean THEN f -> 'theirs' ELSE f -> 'mine' END::text,
                CASE WHEN (f ->> 'win')::boolean THEN $2 ELSE d.user_uid END,
                CASE WHEN (f ->> 'win')::boolean THEN d.user_uid ELSE $2 END,
                CASE WHEN (f ->> 'win')::boolean THEN (f ->> 'hlc')::bigint ELSE (w ->> 1)::bigint END >> 16,
                CASE WHEN (f ->> 'win')::boolean THEN (w ->> 1)::bigint ELSE (f ->> 'hlc')::bigint END >> 16,
                f ->> 'reason', pd.now_ms()
            FROM jsonb_array_elements($3) f
            JOIN pd.%I t ON t.workspace = $1 AND t.uid = (f ->> 'uid')::uuid
            CROSS JOIN LATERAL pd.writer(t.cv, CASE f ->> 'reason' WHEN 'deleted' THEN
                CASE WHEN (f ->> 'win')::boolean THEN f ->> 'col' ELSE 'deleted_at' END
                WHEN 'done' THEN 'done' ELSE f ->> 'col' END) w
            LEFT JOIN pd.device d ON d.workspace = $1 AND d.uid =
                nullif(CASE WHEN w ->> 2 = $4 THEN coalesce(w ->> 3, $4) ELSE w ->> 2 END, '')::uuid
            $q$, CASE part.company_column WHEN 'uid' THEN 't.uid' WHEN 'company_id' THEN 't.company_id' ELSE 'NULL' END,
            part.tbl) USING ws, me, part.lines, device;
    END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION pd.push_merge(pd.cell[], pd.state[], pd.acting),
    pd.push_conflicts(pd.cell[], pd.state[], pd.acting), pd.add_conflicts(jsonb)
TO prospectdesk_service;
