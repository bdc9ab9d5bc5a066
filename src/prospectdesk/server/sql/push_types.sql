-- structure 1
-- What the steps of a push hand to each other (docs/sync.md, "Push, in order").

-- One column of one row that a laptop wants to write.
CREATE TYPE pd.cell AS (
    i integer,        -- index of the operation in the push
    batch bigint,
    tbl text,
    uid uuid,         -- the row, renamed by pd.merged
    col text,
    unit text,        -- key in cv: the column, or '@group'
    kind text,
    target text,      -- the table a reference points at
    val jsonb,        -- references and uids as 36 characters, as to_jsonb of a row has them
    base bigint,
    hlc bigint,
    whole boolean,    -- part of an operation '*'
    renamed boolean,  -- the operation named a row that became this one
    code text,        -- why it is refused
    fate text         -- apply, win (apply, and tell who lost), keep (the centre's stands), same, skip
);

-- One row as the centre has it before the push.
CREATE TYPE pd.state AS (tbl text, uid uuid, place text, now jsonb);  -- place: here, directory, hidden

-- A row only a batch of this push makes, or one that a batch needs.
CREATE TYPE pd.need AS (i integer, batch bigint, tbl text, uid uuid, parent boolean);

-- Who pushes.
CREATE TYPE pd.acting AS (
    workspace uuid, me uuid, device uuid, device_hex text, admin boolean, leads boolean, routines uuid[], now_ms bigint,
    companies uuid[]  -- those the push touches
);

-- One line of the feed, in a page of pull.
CREATE TYPE pd.line AS (tbl text, uid uuid, rev bigint, gone boolean);
