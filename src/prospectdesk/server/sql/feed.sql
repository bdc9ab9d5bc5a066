-- functions
-- The feed follows the tables: one line per row and bucket, written after each statement for all its rows at once.
-- Lines go in the order of the uid, so that two writers never wait for each other in a circle.

CREATE OR REPLACE FUNCTION pd.feed_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO pd.feed (workspace, bucket, uid, tbl, rev, gone)
    SELECT workspace, bucket, uid, TG_TABLE_NAME, rev, false FROM new_rows ORDER BY uid
    ON CONFLICT (workspace, bucket, uid, tbl) DO UPDATE SET rev = excluded.rev, gone = false;
    RETURN NULL;
END $$;

-- For tables whose rows change bucket: who stays behind is told that the row is gone.
CREATE OR REPLACE FUNCTION pd.feed_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO pd.feed (workspace, bucket, uid, tbl, rev, gone)
    SELECT workspace, bucket, uid, TG_TABLE_NAME, rev, gone FROM (
        SELECT workspace, bucket, uid, rev, false AS gone FROM new_rows
        UNION ALL
        SELECT o.workspace, o.bucket, o.uid, n.rev, true
        FROM old_rows o JOIN new_rows n USING (workspace, uid) WHERE o.bucket <> n.bucket
    ) line ORDER BY uid, bucket
    ON CONFLICT (workspace, bucket, uid, tbl) DO UPDATE SET rev = excluded.rev, gone = excluded.gone;
    IF TG_TABLE_NAME <> 'conflict' THEN  -- what is told of a row follows it
        UPDATE pd.conflict c SET owner = nullif(n.bucket, n.workspace), scope = pd.conflict_scope(TG_TABLE_NAME, n.bucket <> n.workspace)
        FROM old_rows o JOIN new_rows n USING (workspace, uid)
        WHERE o.bucket <> n.bucket AND c.workspace = n.workspace AND c.row_uid = n.uid AND c.tbl = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

-- 2 for the conflicts of a person's rows, as his rows have it.
CREATE OR REPLACE FUNCTION pd.conflict_scope(tbl text, owned boolean) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN owned AND EXISTS (SELECT FROM pd.table_rule r WHERE r.tbl = conflict_scope.tbl AND r.person_column IS NOT NULL)
        THEN 2 ELSE 1 END
$$;

CREATE OR REPLACE FUNCTION pd.feed_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO pd.feed (workspace, bucket, uid, tbl, rev, gone)
    SELECT workspace, bucket, uid, TG_TABLE_NAME, pd.this_rev(), true
    FROM old_rows ORDER BY uid
    ON CONFLICT (workspace, bucket, uid, tbl) DO UPDATE SET rev = excluded.rev, gone = true;
    RETURN NULL;
END $$;

-- The directory: workspace and bucket are nil.

CREATE OR REPLACE FUNCTION directory.stamp() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.rev := pd.this_rev();
    NEW.changed_at := pd.now_ms();
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION directory.feed_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE nil constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    INSERT INTO pd.feed (workspace, bucket, uid, tbl, rev, gone)
    SELECT nil, nil, uid, TG_TABLE_NAME, rev, false FROM new_rows ORDER BY uid
    ON CONFLICT (workspace, bucket, uid, tbl) DO UPDATE SET rev = excluded.rev, gone = false;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION directory.feed_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE nil constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    INSERT INTO pd.feed (workspace, bucket, uid, tbl, rev, gone)
    SELECT nil, nil, uid, TG_TABLE_NAME, pd.this_rev(), true FROM old_rows ORDER BY uid
    ON CONFLICT (workspace, bucket, uid, tbl) DO UPDATE SET rev = excluded.rev, gone = true;
    RETURN NULL;
END $$;

-- Cells written by the service bear this transaction's number and no hour of the future: a hand at psql cannot make
-- a value that wins for years. (+ 5 minutes: docs/sync.md)
CREATE OR REPLACE FUNCTION pd.check_cells(was jsonb, now jsonb, rev bigint, at bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM jsonb_each(now) n
        WHERE n.value IS DISTINCT FROM was -> n.key
          AND ((n.value ->> 0)::bigint IS DISTINCT FROM rev OR (n.value ->> 1)::bigint > (at + 301000) * 65536)
    ) THEN
        PERFORM pd.refuse('bad_value', 'cv');
    END IF;
END $$;

GRANT EXECUTE ON FUNCTION pd.check_cells(jsonb, jsonb, bigint, bigint) TO prospectdesk_service;
