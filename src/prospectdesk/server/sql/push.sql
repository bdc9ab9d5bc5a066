-- functions
-- POST /v1/push: one transaction, the steps of docs/sync.md in their order. Errors that concern the whole push come as
-- {"error": {"code", "values"}}; 40001 and 40P01 are raised: the service tries again.

DROP FUNCTION IF EXISTS pd.push(bigint, jsonb, bigint);  -- it did not take `seen`

CREATE OR REPLACE FUNCTION pd.push(seq bigint, ops jsonb, now_ms bigint DEFAULT NULL, seen jsonb DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pd.acting;
    turn jsonb;
    cells pd.cell[];
    told jsonb;
    answer jsonb;
    moment bigint := coalesce(CASE WHEN (SELECT test FROM pd.centre) THEN push.now_ms END, pd.now_ms());
BEGIN
    IF jsonb_typeof(ops) IS DISTINCT FROM 'array' OR seq IS NULL THEN
        RETURN '{"error": {"code": "bad_request", "values": {}}}';
    ELSIF jsonb_array_length(ops) > 1000 THEN
        RETURN '{"error": {"code": "too_large", "values": {}}}';
    END IF;
    turn := pd.push_turn(seq);
    IF turn ? 'error' THEN
        RETURN turn;
    ELSIF turn ? 'answer' THEN
        RETURN pd.push_echo(turn -> 'answer', moment);
    END IF;
    SELECT q.workspace, q.uid, q.device, pd.hex(q.device), q.licence = 'administrateur',
        q.licence IN ('responsable', 'administrateur'), pd.my_routines(), moment, NULL INTO p FROM pd.person() q;
    IF seen IS NOT NULL THEN
        PERFORM pd.push_seen(seen);
    END IF;
    cells := coalesce(pd.push_cells(ops, p.me, p.workspace, moment), '{}');
    p.companies := pd.push_companies(cells, p.workspace);
    PERFORM pd.push_queue(p.companies, p.workspace);
    told := pd.push_try(cells, p, ops);
    answer := jsonb_build_object('seq', seq, 'rev', pd.this_rev(), 'now', moment,
        'refused', told -> 'refused', 'merged', told -> 'merged',
        'rows', (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(s.tbl, s.uid)), '[]') FROM (
            SELECT o.e ->> 1 AS tbl, o.e ->> 2 AS uid FROM jsonb_array_elements(ops) o (e)
            WHERE pd.has_kind(o.e -> 2, 'b', 32) AND jsonb_typeof(o.e -> 1) = 'string'
            UNION ALL
            SELECT c.tbl, pd.hex(c.uid) FROM unnest(cells) c WHERE c.renamed) s));
    PERFORM pd.push_done(seq, answer);
    RETURN pd.push_echo(answer, moment);
END $$;

-- Step 1: the device's turn. The same seq again gets the stored answer, anything else but the next is refused.
CREATE OR REPLACE FUNCTION pd.push_turn(seq bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine record;
BEGIN
    SELECT d.last_seq, d.last_answer INTO mine FROM pd.person() p
    JOIN pd.device d ON d.workspace = p.workspace AND d.uid = p.device FOR NO KEY UPDATE OF d;
    IF NOT FOUND THEN
        RETURN '{"error": {"code": "wipe", "values": {}}}';
    ELSIF mine.last_seq = seq AND mine.last_answer IS NOT NULL THEN
        RETURN jsonb_build_object('answer', mine.last_answer);
    ELSIF mine.last_seq + 1 <> seq THEN
        RETURN jsonb_build_object('error', jsonb_build_object('code', 'sequence',
            'values', jsonb_build_object('last_seq', mine.last_seq)));
    END IF;
    RETURN '{}';
END $$;

CREATE OR REPLACE FUNCTION pd.push_done(seq bigint, answer jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE pd.device d SET last_seq = seq, last_answer = answer FROM pd.person() p
    WHERE d.workspace = p.workspace AND d.uid = p.device AND d.last_seq + 1 = seq
$$;

-- Pushes that touch the same companies come one after the other (128 queues a workspace, taken in order): what settles
-- a company sees all of it, and nobody waits in a circle.
CREATE OR REPLACE FUNCTION pd.push_queue(companies uuid[], ws uuid) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(pg_advisory_xact_lock(hashtext(ws::text), q.slot)) FROM (
        SELECT DISTINCT abs(hashtext(c::text) % 128) AS slot FROM unnest(companies) c ORDER BY 1) q
$$;

-- All cells at once; when the database says no, halves, until the one gesture that fails is found and refused.
DROP FUNCTION IF EXISTS pd.push_try(pd.cell[], pd.acting);
CREATE OR REPLACE FUNCTION pd.push_try(cells pd.cell[], p pd.acting, ops jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told jsonb;
    first jsonb;
    code text;
    batches bigint[];
    middle bigint;
    cut integer;
BEGIN
    BEGIN
        RETURN pd.push_all(cells, p, ops);
    EXCEPTION
        WHEN serialization_failure OR deadlock_detected OR query_canceled OR lock_not_available THEN RAISE;
        WHEN raise_exception THEN code := left(SQLERRM, 40);
        WHEN insufficient_privilege THEN code := 'no_right';
        WHEN data_exception OR integrity_constraint_violation THEN code := 'bad_value';
        WHEN cardinality_violation OR program_limit_exceeded OR syntax_error_or_access_rule_violation THEN
            -- a fault of ours: the gesture is kept aside and told, the others go on, the log knows
            RAISE WARNING 'a push met %', SQLSTATE;
            code := 'internal';
    END;
    batches := ARRAY(SELECT c.batch FROM unnest(cells) c GROUP BY c.batch ORDER BY min(c.i));
    IF cardinality(batches) <= 1 THEN
        RETURN jsonb_build_object('merged', '[]'::jsonb, 'refused', jsonb_build_array(jsonb_build_object(
            'batch', batches[1], 'code', code, 'values', '{}'::jsonb,
            'ops', (SELECT jsonb_agg(DISTINCT c.i ORDER BY c.i) FROM unnest(cells) c))));
    END IF;
    cut := cardinality(batches) / 2;
    first := pd.push_try(ARRAY(SELECT c FROM unnest(cells) c WHERE c.batch = ANY (batches[:cut])), p, ops);
    told := pd.push_try(ARRAY(
        SELECT c FROM unnest(cells) c WHERE NOT coalesce(c.batch = ANY (batches[:cut]), false)), p, ops);
    RETURN jsonb_build_object('refused', (first -> 'refused') || (told -> 'refused'),
        'merged', (first -> 'merged') || (told -> 'merged'));
END $$;

-- Steps 3 to 5 for these cells. Answers {"refused", "merged"}.
DROP FUNCTION IF EXISTS pd.push_all(pd.cell[], pd.acting);
CREATE OR REPLACE FUNCTION pd.push_all(cells pd.cell[], p pd.acting, ops jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    states pd.state[];
    turns bigint[];
    part pd.cell[];
    done pd.cell[] := '{}';
BEGIN
    states := pd.push_states(cells, p.workspace);
    cells := pd.push_rights(cells, states, p);
    cells := pd.push_cascade(cells, pd.push_needs(cells, states, p.workspace));
    turns := pd.push_turns(cells, ops);
    IF turns IS NULL THEN
        cells := pd.push_rows(cells, states, p);
    ELSE
        FOR turn IN 1 .. (SELECT max(t) FROM unnest(turns) t) LOOP
            part := ARRAY(SELECT cells[k] FROM generate_subscripts(cells, 1) k WHERE turns[k] = turn ORDER BY k);
            done := done || pd.push_rows(part, pd.push_states(part, p.workspace), p);
        END LOOP;
        cells := done;
    END IF;
    PERFORM pd.push_projects(cells, states, p);
    PERFORM pd.erase(array_agg(c.uid)) FROM unnest(cells) c
    WHERE c.tbl = 'contact' AND c.col = 'erased_at' AND c.code IS NULL AND c.fate IN ('apply', 'win', 'both')
        AND jsonb_typeof(c.val) = 'number' HAVING count(*) > 0;
    IF cardinality(p.companies) > 0 THEN
        PERFORM pd.settle(p.companies, ARRAY(SELECT DISTINCT c.tbl FROM unnest(cells) c WHERE c.code IS NULL));
    END IF;
    RETURN jsonb_build_object(
        'merged', (SELECT coalesce(jsonb_agg(DISTINCT c.i ORDER BY c.i), '[]') FROM unnest(cells) c
            WHERE c.code IS NULL AND (c.fate IN ('win', 'skip') OR c.fate LIKE 'keep%')),
        'refused', (SELECT coalesce(jsonb_agg(r.line ORDER BY r.first), '[]') FROM (
            SELECT min(b.i) AS first, jsonb_build_object('batch', b.batch, 'code', min(b.code) FILTER (WHERE b.rank = 1),
                'values', min(b.told) FILTER (WHERE b.rank = 1)::jsonb, 'ops', jsonb_agg(DISTINCT b.i ORDER BY b.i)) AS line
            FROM (
                SELECT c.i, c.batch, c.code, row_number() OVER (PARTITION BY c.batch ORDER BY c.code = 'batch', c.i) AS rank,
                    jsonb_build_object('table', c.tbl, 'uid', pd.hex(c.uid), 'column', c.col, 'op', c.i)::text AS told
                FROM unnest(cells) c WHERE c.code IS NOT NULL
            ) b GROUP BY b.batch) r));
END $$;

-- When a push names several rows that are one by now, its author saw several: the row that stands comes first, then each
-- that became it, and no word on one is taken for a later word on another. NULL when there is no such row.
CREATE OR REPLACE FUNCTION pd.push_turns(cells pd.cell[], ops jsonb) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    turns bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(cells) c WHERE c.renamed) THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(r.turn ORDER BY r.n) INTO turns FROM (
        SELECT o.n, dense_rank() OVER (PARTITION BY o.tbl, o.uid ORDER BY o.renamed, o.first) AS turn FROM (
            SELECT k AS n, c.tbl, c.uid, c.renamed,
                CASE WHEN c.renamed THEN min(c.i) OVER (PARTITION BY c.tbl, c.uid, ops -> c.i ->> 2) END AS first
            FROM generate_subscripts(cells, 1) k CROSS JOIN LATERAL (SELECT (cells[k]).*) c) o) r;
    RETURN CASE WHEN 1 < ANY (turns) THEN turns END;
END $$;

-- Step 4 for these cells: merged, the conflicts told, written. Answers them with their fates.
CREATE OR REPLACE FUNCTION pd.push_rows(cells pd.cell[], states pd.state[], p pd.acting) RETURNS pd.cell[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    cells := pd.push_merge(pd.push_explode(cells, states), states, p);
    PERFORM pd.push_conflicts(cells, states, p);
    PERFORM pd.push_write(cells, states, p);
    RETURN cells;
END $$;

-- Step 6: the stored answer with the state of every row touched, made anew each time.
CREATE OR REPLACE FUNCTION pd.push_echo(answer jsonb, moment bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    rows jsonb;
BEGIN
    SELECT jsonb_agg(DISTINCT r) INTO rows FROM (
        SELECT r FROM jsonb_array_elements(answer -> 'rows') r
        UNION ALL
        SELECT jsonb_build_array(f.tbl, pd.hex(f.uid)) FROM pd.feed f
        WHERE f.rev = (answer ->> 'rev')::bigint  -- row security shows the lines of the person's buckets
    ) s;
    rows := pd.rows(coalesce(rows, '[]'), NULL)::jsonb;
    RETURN (answer - 'rows') || jsonb_build_object('echo', rows -> 'rows', 'gone', rows -> 'gone', 'now', moment);
END $$;

GRANT EXECUTE ON FUNCTION pd.push(bigint, jsonb, bigint, jsonb), pd.push_turn(bigint), pd.push_done(bigint, jsonb),
    pd.push_queue(uuid[], uuid), pd.push_try(pd.cell[], pd.acting, jsonb),
    pd.push_all(pd.cell[], pd.acting, jsonb),
    pd.push_echo(jsonb, bigint), pd.push_turns(pd.cell[], jsonb), pd.push_rows(pd.cell[], pd.state[], pd.acting)
TO prospectdesk_service;
