-- functions
-- Values on the wire: reading them without ever raising an error, and the natural identities of domain/ids.py.

-- A JSON number without fraction that fits 64 bits, else NULL.
CREATE OR REPLACE FUNCTION pd.whole_number(j jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN jsonb_typeof(j) = 'number' THEN
        CASE WHEN j::numeric BETWEEN -9007199254740991000 AND 9007199254740991000 AND j::numeric = trunc(j::numeric)
             THEN j::bigint END END
$$;

-- Whether a value that is not null has the kind and size of its column.
CREATE OR REPLACE FUNCTION pd.has_kind(val jsonb, kind text, max_length integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind
        WHEN 't' THEN jsonb_typeof(val) = 'string' AND length(val #>> '{}') <= max_length
        WHEN 'i' THEN pd.whole_number(val) IS NOT NULL
        WHEN 'b' THEN jsonb_typeof(val) = 'string' AND length(val #>> '{}') = 32  -- a counted pattern costs five times this
            AND (val #>> '{}') COLLATE "C" !~ '[^0-9a-f]'
        WHEN 'r' THEN CASE WHEN jsonb_typeof(val) = 'number'
                           THEN abs(val::numeric) < 1e300::numeric ELSE false END
    END
$$;

-- INV-11: Luhn, or for La Poste a digit sum that five divides (its seat passes Luhn).
CREATE OR REPLACE FUNCTION pd.luhn_holds(digits text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT sum(CASE WHEN n % 2 = 0 AND d > 4 THEN 2 * d - 9 WHEN n % 2 = 0 THEN 2 * d ELSE d END) % 10 = 0
    FROM (SELECT n, substr(reverse(digits), n, 1)::integer AS d FROM generate_series(1, length(digits)) n) s
$$;

CREATE OR REPLACE FUNCTION pd.siren_holds(number text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN number ~ '^[0-9]{9}$' THEN number <> '000000000' AND pd.luhn_holds(number) ELSE false END
$$;

CREATE OR REPLACE FUNCTION pd.siret_holds(number text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN number !~ '^[0-9]{14}$' OR left(number, 9) = '000000000' THEN false
        WHEN left(number, 9) = '356000000' AND number <> '35600000000048' THEN
            (SELECT sum(substr(number, n, 1)::integer) % 5 = 0 FROM generate_series(1, 14) n)
        ELSE pd.luhn_holds(number) END
$$;

-- SHA-1 of a short text: the database has none of its own, and extensions are not ours to ask for.
CREATE OR REPLACE FUNCTION pd.sha1(data bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m CONSTANT bigint := 4294967295;
    h0 bigint := 1732584193; h1 bigint := 4023233417; h2 bigint := 2562383102;
    h3 bigint := 271733878; h4 bigint := 3285377520;
    a bigint; b bigint; c bigint; d bigint; e bigint; t bigint; x bigint;
    w bigint[];
    n CONSTANT integer := length(data);
    padded bytea := data || '\x80'::bytea
        || decode(repeat('00', ((119 - n % 64) % 64)), 'hex') || int8send(n::bigint * 8);
BEGIN
    FOR block IN 0 .. length(padded) / 64 - 1 LOOP
        w := ARRAY[]::bigint[];
        FOR i IN 0 .. 15 LOOP
            x := block * 64 + i * 4;
            w[i] := (get_byte(padded, x::integer)::bigint << 24) | (get_byte(padded, x::integer + 1) << 16)
                | (get_byte(padded, x::integer + 2) << 8) | get_byte(padded, x::integer + 3);
        END LOOP;
        FOR i IN 16 .. 79 LOOP
            x := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
            w[i] := ((x << 1) & m) | (x >> 31);
        END LOOP;
        a := h0; b := h1; c := h2; d := h3; e := h4;
        FOR i IN 0 .. 79 LOOP
            IF i < 20 THEN t := ((b & c) | ((~b & m) & d)) + 1518500249;
            ELSIF i < 40 THEN t := (b # c # d) + 1859775393;
            ELSIF i < 60 THEN t := ((b & c) | (b & d) | (c & d)) + 2400959708;
            ELSE t := (b # c # d) + 3395469782;
            END IF;
            t := ((((a << 5) & m) | (a >> 27)) + t + e + w[i]) & m;
            e := d; d := c; c := ((b << 30) & m) | (b >> 2); b := a; a := t;
        END LOOP;
        h0 := (h0 + a) & m; h1 := (h1 + b) & m; h2 := (h2 + c) & m; h3 := (h3 + d) & m; h4 := (h4 + e) & m;
    END LOOP;
    RETURN substr(int8send(h0), 5) || substr(int8send(h1), 5) || substr(int8send(h2), 5)
        || substr(int8send(h3), 5) || substr(int8send(h4), 5);
END $$;

-- The UUIDv5 of a natural key, its parts joined by `:` (domain/ids.py, same namespace).
CREATE OR REPLACE FUNCTION pd.natural_uid(key text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(set_byte(set_byte(h, 6, (get_byte(h, 6) & 15) | 80), 8, (get_byte(h, 8) & 63) | 128), 'hex')::uuid
    FROM (SELECT substr(pd.sha1('\xca32012a269e5ca1ba9bc2c812219ad3'::bytea || convert_to(key, 'UTF8')), 1, 16) AS h) s
$$;

-- A stored value as the wire has it.
CREATE OR REPLACE FUNCTION pd.wire(val jsonb, kind text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN kind = 'b' AND jsonb_typeof(val) = 'string'
                THEN to_jsonb(replace(val #>> '{}', '-', '')) ELSE val END
$$;

-- Words and ranges a column accepts beyond its kind: what would break a colleague's screen is refused.
CREATE OR REPLACE FUNCTION pd.accepted(tbl text, col text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE tbl || '.' || col
        WHEN 'user.licence' THEN '^(administrateur|responsable|utilisateur)$'
        WHEN 'contact.colour' THEN '^(orange|grey)$'
        WHEN 'follow_up.kind' THEN '^(tache|relance|rp)$'
        WHEN 'routine_tag.tag' THEN '^(suspect|prospect|client|hors_cible)$'
        WHEN 'stage.percent' THEN '^(100|[1-9]?[0-9])$'
        WHEN 'follow_up.priority' THEN '^[012]$'
        WHEN 'dossier.status' THEN '^(en_cours|signe|perdu)$'
        WHEN 'follow_up.minute' THEN '^(1[0-4][0-9][0-9]|[1-9]?[0-9]?[0-9])$'
        ELSE CASE
            WHEN col IN ('done', 'active', 'open', 'privileged', 'block_call', 'block_sms', 'block_email', 'newsletter',
                         'bulletin', 'was_orange', 'takeover', 'ex_client', 'shared', 'twin', 'recruiter', 'school_admin',
                         'cf', 'source_seller', 'head_office', 'unique_per_company', 'needs_contract', 'has_missions',
                         'open_tracking') THEN '^[01]$'
            WHEN col IN ('day', 'on_day', 'starts_on', 'ends_on', 'created_on', 'register_on', 'born_on', 'signing_on',
                         'sent_on', 'returned_on', 'signed_on', 'contract_until', 'noted_on')
                THEN '^-?[0-9]{1,6}$'
        END END
$$;

GRANT EXECUTE ON FUNCTION pd.whole_number(jsonb), pd.has_kind(jsonb, text, integer), pd.luhn_holds(text),
    pd.siren_holds(text), pd.siret_holds(text), pd.sha1(bytea), pd.natural_uid(text), pd.wire(jsonb, text),
    pd.accepted(text, text)
TO prospectdesk_service;
