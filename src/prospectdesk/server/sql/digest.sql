-- functions
-- POST /v1/digest: count and sum of the lines of a bucket (F14). Of each row (w0 xor w1 xor w2 xor w3) * (1 + rev mod
-- 1000003), modulo 2^61 - 1, with the four 32-bit words of the uid.

CREATE OR REPLACE FUNCTION pd.mark(uid uuid, rev bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (('x' || substr(uid::text, 1, 8))::bit(32)
        # ('x' || substr(uid::text, 10, 4) || substr(uid::text, 15, 4))::bit(32)
        # ('x' || substr(uid::text, 20, 4) || substr(uid::text, 25, 4))::bit(32)
        # ('x' || substr(uid::text, 29, 8))::bit(32))::bigint * (1 + rev % 1000003)
$$;

CREATE OR REPLACE FUNCTION pd.digest(asked jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    answer jsonb;
    place uuid;
    home uuid;
    newer text[] := pd.newer_tables();
BEGIN
    IF jsonb_typeof(asked) IS DISTINCT FROM 'object' THEN
        RETURN '{"error": {"code": "bad_request", "values": {}}}';
    ELSIF NOT asked ? 'bucket' THEN
        SELECT coalesce(jsonb_object_agg(pd.hex(k.bucket), pd.digest_of(k.bucket)), '{}') INTO answer
        FROM pd.my_bucket_kinds() k WHERE asked -> pd.hex(k.bucket) = 'true';
        RETURN answer;
    END IF;
    SELECT k.bucket, CASE k.kind WHEN 'directory' THEN k.bucket ELSE pd.my_workspace() END INTO place, home
    FROM pd.my_bucket_kinds() k WHERE pd.hex(k.bucket) = asked ->> 'bucket';
    IF asked ? 'part' THEN
        IF NOT pd.has_kind(to_jsonb(repeat(asked ->> 'part', 16)), 'b', 32) THEN
            RETURN '{"error": {"code": "bad_request", "values": {}}}';
        END IF;
        SELECT coalesce(jsonb_agg(jsonb_build_array(f.tbl, pd.hex(f.uid), f.rev) ORDER BY f.uid), '[]') INTO answer
        FROM pd.feed f WHERE f.workspace = home AND f.bucket = place AND NOT f.gone
            AND NOT f.tbl = ANY (newer) AND f.uid BETWEEN ((asked ->> 'part') || repeat('0', 30))::uuid AND ((asked ->> 'part') || repeat('f', 30))::uuid;
        RETURN jsonb_build_object('rows', answer);
    END IF;
    SELECT coalesce(jsonb_object_agg(p.part, jsonb_build_array(p.lines, p.total)), '{}') INTO answer FROM (
        SELECT left(f.uid::text, 2) AS part, count(*) AS lines, sum(pd.mark(f.uid, f.rev)) % 2305843009213693951 AS total
        FROM pd.feed f WHERE f.workspace = home AND f.bucket = place AND NOT f.gone AND NOT f.tbl = ANY (newer)
        GROUP BY 1) p;
    RETURN jsonb_build_object('parts', answer);
END $$;

-- [count, sum] of one bucket; that of a large one is kept until somebody writes into it.
CREATE OR REPLACE FUNCTION pd.digest_of(asked uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    home uuid := CASE asked WHEN '00000000-0000-0000-0000-000000000000' THEN asked ELSE pd.my_workspace() END;
    newest bigint;
    kept pd.digest_kept;
    newer text[] := pd.newer_tables();
BEGIN
    IF NOT asked = ANY (pd.my_buckets()) THEN
        RETURN NULL;
    END IF;
    SELECT max(f.rev) INTO newest FROM pd.feed f WHERE f.workspace = home AND f.bucket = asked;
    SELECT * INTO kept FROM pd.digest_kept d
    WHERE d.workspace = home AND d.bucket = asked AND d.rev = newest AND newer = '{}';
    IF NOT FOUND THEN
        SELECT home, asked, newest, count(*), coalesce(sum(pd.mark(f.uid, f.rev)) % 2305843009213693951, 0) INTO kept
        FROM pd.feed f WHERE f.workspace = home AND f.bucket = asked AND NOT f.gone AND NOT f.tbl = ANY (newer);
        IF kept.lines > 20000 AND newer = '{}' AND newest < pd.horizon() THEN
            INSERT INTO pd.digest_kept AS d SELECT kept.*
            ON CONFLICT (workspace, bucket) DO UPDATE
            SET rev = excluded.rev, lines = excluded.lines, total = excluded.total WHERE d.rev < excluded.rev;
        END IF;
    END IF;
    RETURN jsonb_build_array(kept.lines, kept.total);
END $$;

GRANT EXECUTE ON FUNCTION pd.mark(uuid, bigint), pd.digest(jsonb), pd.digest_of(uuid) TO prospectdesk_service;
