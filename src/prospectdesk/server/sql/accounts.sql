-- structure 1
-- Accounts, devices, tokens, tries, leases and the audit: what the service alone works with, through functions.
-- Nobody has a right on these tables but the owner, in whose name the functions of the service run.

CREATE TABLE pd.account (
    workspace uuid NOT NULL,
    user_uid uuid NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) >= 16),
    digest bytea NOT NULL CHECK (length(digest) >= 32),
    parameters jsonb NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (workspace, user_uid)
);
COMMENT ON TABLE pd.account IS 'Password verifier (argon2id) of a user; the digest never leaves the database.';

ALTER TABLE pd.device ADD COLUMN revoked_by uuid;
ALTER TABLE pd.device ADD COLUMN wiped_at bigint;  -- when the revoked device first heard that it must drop its key

CREATE TABLE pd.token (
    hash bytea PRIMARY KEY,
    workspace uuid NOT NULL,
    device uuid NOT NULL,
    expires bigint NOT NULL
);  -- no foreign key: devices are never deleted, and one would keep the two tables on one machine
CREATE INDEX token_device ON pd.token (workspace, device);
CREATE INDEX token_expires ON pd.token (expires);

CREATE TABLE pd.sign_in_try (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    who bytea NOT NULL,
    address bytea NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX sign_in_try_who ON pd.sign_in_try (who, at);
CREATE INDEX sign_in_try_address ON pd.sign_in_try (address, at);
COMMENT ON TABLE pd.sign_in_try IS 'Wrong tries; login and address as keyed hashes only.';

CREATE TABLE pd.sign_in_secret (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    secret bytea NOT NULL DEFAULT sha256(
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    )
);
INSERT INTO pd.sign_in_secret DEFAULT VALUES;

CREATE TABLE pd.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    workspace uuid,
    user_uid uuid,
    device uuid,
    verb text NOT NULL,
    outcome text NOT NULL,
    times integer NOT NULL DEFAULT 1,
    counts jsonb NOT NULL DEFAULT '{}',
    duration_ms integer NOT NULL DEFAULT 0
);
CREATE INDEX audit_workspace ON pd.audit (workspace, at);
CREATE INDEX audit_at ON pd.audit (at);

CREATE TABLE pd.lease (
    workspace uuid NOT NULL,
    job text NOT NULL,
    device uuid NOT NULL,
    user_uid uuid NOT NULL,
    until_ms bigint NOT NULL,
    PRIMARY KEY (workspace, job)
);

-- The owner's functions see all; nobody signs in as the owner, and nobody else has a right or a policy.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['account', 'device', 'token', 'sign_in_try', 'sign_in_secret', 'audit', 'lease'] LOOP
        EXECUTE format('ALTER TABLE pd.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE pd.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('DROP POLICY IF EXISTS centre ON pd.%I', name);
        EXECUTE format('CREATE POLICY centre ON pd.%I FOR ALL TO prospectdesk_owner USING (true) WITH CHECK (true)', name);
        EXECUTE format('REVOKE ALL ON pd.%I FROM PUBLIC', name);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION pd.audit_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Lines older than 400 days may go (pd.sweep); nothing else ever changes.
    IF TG_OP = 'DELETE' AND OLD.at < (extract(epoch FROM clock_timestamp()) * 1000)::bigint - 400 * 86400000::bigint THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE ON pd.audit FOR EACH ROW EXECUTE FUNCTION pd.audit_stands();
CREATE TRIGGER audit_stands_whole BEFORE TRUNCATE ON pd.audit FOR EACH STATEMENT EXECUTE FUNCTION pd.audit_stands();
