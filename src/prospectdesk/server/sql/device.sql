-- structure 1
-- One machine of one user. Made by the centre alone: pd.person() relies on it.

CREATE TABLE pd.device (
    workspace uuid NOT NULL,
    uid uuid NOT NULL DEFAULT gen_random_uuid(),
    user_uid uuid NOT NULL,
    name text NOT NULL DEFAULT '',
    schema integer NOT NULL DEFAULT 1,
    key_hash bytea,
    made_at bigint NOT NULL,
    last_seen_at bigint,
    revoked_at bigint,
    last_seq bigint NOT NULL DEFAULT 0,
    last_answer jsonb,
    PRIMARY KEY (workspace, uid)
);
CREATE INDEX device_uid ON pd.device (uid);
CREATE INDEX device_user ON pd.device (workspace, user_uid);
