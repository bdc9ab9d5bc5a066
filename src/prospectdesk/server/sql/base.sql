-- structure 1
-- What the centre keeps beside the tables that travel. The first line says when a file runs: `structure n` once,
-- with migration n; `functions` again whenever the file changed (server/migrate.py). All run as prospectdesk_owner.

CREATE TABLE pd.centre (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    generation uuid NOT NULL DEFAULT gen_random_uuid(),  -- a restored dump gets a new one
    schema integer NOT NULL,                             -- wire.tables.SCHEMA
    floor bigint NOT NULL DEFAULT 0,                     -- a cursor below it must start again: gone lines were purged
    restored bigint NOT NULL DEFAULT 0,                  -- the last rev a restored dump surely knows
    test boolean NOT NULL DEFAULT false                  -- app.now is honoured only here
);

CREATE TABLE pd.table_rule (
    tbl text PRIMARY KEY,
    position integer NOT NULL,        -- parents first
    writers text NOT NULL,            -- wire.rules.WRITERS; 'all' where nothing is said
    routine_column text,              -- names the routine whose bucket the row lives in ('uid': itself)
    person_column text,               -- names the user whose bucket a row of scope 2 lives in
    author_column text,               -- set from the signed-in person when the row is made
    company_column text,              -- names the company a row belongs to
    deletable boolean NOT NULL,       -- has deleted_at
    directory boolean NOT NULL,       -- exists in schema directory too
    since integer NOT NULL DEFAULT 1  -- schema in which it came: older laptops do not hear of it
);

CREATE TABLE pd.column_rule (
    tbl text NOT NULL,
    col text NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('i', 't', 'r', 'b')),
    target text,                      -- the table a reference points at
    mandatory boolean NOT NULL,
    preset jsonb,                     -- value of a mandatory column nobody gave
    grp text,                         -- merges as one unit with the other columns of that name
    restrictive boolean NOT NULL,
    quiet boolean NOT NULL,
    author boolean NOT NULL,
    own boolean NOT NULL,             -- a user without the right may write it on his own row
    since integer NOT NULL DEFAULT 1, -- schema in which it came
    max_length integer NOT NULL DEFAULT 100000,
    PRIMARY KEY (tbl, col)
);

-- One line per row and bucket: what pull reads, in the order (rev, uid). Lines of the directory have the nil uid as
-- workspace and bucket. Only triggers write here.
CREATE TABLE pd.feed (
    workspace uuid NOT NULL,
    bucket uuid NOT NULL,
    uid uuid NOT NULL,
    tbl text NOT NULL,
    rev bigint NOT NULL,
    gone boolean NOT NULL DEFAULT false,
    PRIMARY KEY (workspace, bucket, uid, tbl)
);
CREATE INDEX feed_order ON pd.feed (workspace, bucket, rev, uid);

-- Rows that became another one (X-19): what still names the loser means the survivor.
CREATE TABLE pd.merged (
    workspace uuid NOT NULL,
    loser uuid NOT NULL,
    tbl text NOT NULL,
    survivor uuid NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (workspace, loser)
);
CREATE INDEX merged_survivor ON pd.merged (workspace, survivor);

-- Persons erased for ever (P4): the proof without the data; whatever comes later for these rows is refused.
CREATE TABLE pd.erased (
    workspace uuid NOT NULL,
    uid uuid NOT NULL,
    tbl text NOT NULL,
    at bigint NOT NULL,
    by_person uuid,
    PRIMARY KEY (workspace, uid)
);

-- What is added to transaction numbers to make revs. Numbers of transactions begin anew in another cluster: after a
-- restore, server/migrate.py (bump_generation) replaces this function, so that a rev is never used twice and never goes back.
-- (STABLE: a plan forgets what it inlined when the function is replaced, not what it folded.)
CREATE FUNCTION pd.rev_offset() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT 0::bigint $$;
