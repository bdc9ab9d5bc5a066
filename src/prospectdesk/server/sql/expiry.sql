-- structure 1
-- Which transaction number belongs to which day (a line of the feed has no date), and digests of large buckets.

CREATE TABLE pd.rev_day (
    at bigint PRIMARY KEY,
    rev bigint NOT NULL
);

CREATE TABLE pd.digest_kept (
    workspace uuid NOT NULL,
    bucket uuid NOT NULL,
    rev bigint NOT NULL,  -- of the newest line it counts
    lines bigint NOT NULL,
    total bigint NOT NULL,
    PRIMARY KEY (workspace, bucket)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['rev_day', 'digest_kept'] LOOP
        EXECUTE format('ALTER TABLE pd.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE pd.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY centre ON pd.%I TO prospectdesk_owner USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;
