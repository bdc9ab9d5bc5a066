-- functions
-- Erasing a person at his own request (C-21, P4, L2): nothing that names him stays. What the laptop does in
-- commands/erasure.py and erased_texts.py, done here on the centre's own rows.

-- A letter however it is written: both cases, with and without accents, whatever the locale of the database.
CREATE OR REPLACE FUNCTION pd.letters(one text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((
        SELECT '[' || s.class || ']' FROM (VALUES ('aAàâäáãåÀÂÄÁÃÅ'), ('cCçÇ'), ('eEéèêëÉÈÊË'), ('iIîïíìÎÏÍÌ'), ('nNñÑ'),
            ('oOôöóòõøÔÖÓÒÕØ'), ('uUùûüúÙÛÜÚ'), ('yYÿŸý')) s (class) WHERE position(one IN s.class) > 0),
        CASE WHEN one ~ '[A-Za-z0-9]' THEN '[' || lower(one) || upper(one) || ']'
             WHEN one ~ '[\s \-]' THEN '[\s  \-]+'
             WHEN one ~ '[œŒ]' THEN '(?:œ|Œ|[oO][eE])' WHEN one ~ '[æÆ]' THEN '(?:æ|Æ|[aA][eE])'
             WHEN one ~ '[''’]' THEN '[''’]' WHEN ascii(one) > 127 THEN one ELSE '\' || one END)
$$;

CREATE OR REPLACE FUNCTION pd.spelled(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(pd.letters(c.one), '' ORDER BY c.rank)
    FROM regexp_split_to_table(regexp_replace(nullif(trim(name), ''), '[\s  \-]+', ' ', 'g'), '') WITH ORDINALITY c (one, rank)
$$;

-- What names a person in a text: full name in both orders, title and name, e-mail, phones. NULL when nothing does.
CREATE OR REPLACE FUNCTION pd.mention(first text, last text, points text[]) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH way AS (
        SELECT pd.spelled(p) AS w FROM unnest(points) p WHERE p LIKE '%@%'
        UNION ALL
        SELECT n.w FROM unnest(points) p
        CROSS JOIN LATERAL (SELECT regexp_replace(p, '\D', '', 'g') AS digits,
            coalesce(substring(regexp_replace(p, '\D', '', 'g') FROM '^(?:33|262|590|594|596)'), '') AS code) d
        CROSS JOIN LATERAL (VALUES
            ('(?:\+|00[\s. \-]*)' || array_to_string(regexp_split_to_array(d.digits, ''), '[\s. \-]*')),
            (CASE WHEN d.code <> '' THEN '(?:\+' || d.code || '[\s. \-]*\(0\)|0)[\s. \-]*'
                || array_to_string(regexp_split_to_array(substr(d.digits, length(d.code) + 1), ''), '[\s. \-]*') END)) n (w)
        WHERE p NOT LIKE '%@%' AND length(d.digits) >= 6
        UNION ALL
        SELECT n.w FROM (SELECT '(?:(?:[mM][rR]?|[mM][mM][eE]|[mM][lL][lL][eE])\.[\s ]*|(?:[mM][rR]?|[mM][mM][eE]|[mM][lL][lL][eE]'
            '|[mM]onsieur|[mM]adame|[mM]ademoiselle|MONSIEUR|MADAME|MADEMOISELLE)[\s ]+)' AS title) t
        CROSS JOIN LATERAL (VALUES
            (t.title || pd.spelled(last)),
            ('(?:' || t.title || ')?' || pd.spelled(first) || '[\s  \-]+' || pd.spelled(last)),
            ('(?:' || t.title || ')?' || pd.spelled(last) || '[\s  \-]+' || pd.spelled(first))) n (w)
        WHERE coalesce(trim(last), '') <> ''
    )
    SELECT '(?<![[:alnum:]_À-ÿ])(?:' || string_agg(w, '|' ORDER BY length(w) DESC) || ')(?![[:alnum:]_À-ÿ])'
    FROM way WHERE w IS NOT NULL
$$;

-- A text without the person. In a packed one (JSON) line ends and tabs are two characters, of which the second would hide
-- where a word begins: they are unpacked meanwhile by signs no JSON text has.
CREATE OR REPLACE FUNCTION pd.forget(told text, pattern text, packed boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN packed THEN
        replace(replace(replace(replace(
            regexp_replace(replace(replace(replace(replace(told, '\\', chr(1)), '\n', chr(10)), '\t', chr(9)), '\r', chr(13)),
                pattern, 'contact supprimé', 'g'),
            chr(13), '\r'), chr(9), '\t'), chr(10), '\n'), chr(1), '\\')
        ELSE regexp_replace(told, pattern, 'contact supprimé', 'g') END
$$;

-- Where people are named (domain/personal.py): plain texts, packed ones (JSON), and the rows of company $2.
CREATE OR REPLACE FUNCTION pd.mention_places(OUT tbl text, OUT plain text[], OUT packed text[], OUT condition text)
RETURNS SETOF record LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    VALUES
    ('timeline', ARRAY['title', 'text'], ARRAY['data'], 'company_id = $2'),
    ('follow_up', ARRAY['description'], '{}', 'company_id = $2'),
    ('non_conformity', ARRAY['text'], '{}', 'company_id = $2'),
    ('news_item', ARRAY['title', 'url'], '{}', 'company_id = $2'),
    ('software_park', ARRAY['product', 'integrator', 'reviews', 'source'], '{}', 'company_id = $2'),
    ('dossier', ARRAY['comment', 'justification'], '{}', 'company_id = $2'),
    ('document', ARRAY['title'], ARRAY['text'], 'company_id = $2'),
    ('mission', ARRAY['label'], '{}', 'company_id = $2'),
    ('notification', ARRAY['title', 'text'], '{}', 'company_id = $2'),
    ('company', ARRAY['name'], '{}', 'uid = $2 AND kind = 1'),
    ('registration', ARRAY['name'], '{}', 'company_id = $2 AND EXISTS (
        SELECT FROM pd.company c WHERE c.workspace = $1 AND c.uid = $2 AND c.kind = 1)'),
    ('history', ARRAY['object', 'old', 'new'], '{}', 'company_id = $2'),
    ('conflict', '{}', ARRAY['kept', 'lost'], 'company_id = $2'),
    ('workspace_mail', ARRAY['recipient', 'subject', 'body'], '{}', '$2 IS NOT NULL'),
    ('saved_view', ARRAY['title'], ARRAY['data'], '$2 IS NOT NULL')
$$;

-- The cards a push has just marked, and every other card of the same persons in the workspace.
CREATE OR REPLACE FUNCTION pd.erase(cards uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who record;
    card record;
    now_ms bigint := pd.now_ms();
    n integer := 0;
BEGIN
    SELECT * INTO who FROM pd.person();
    IF NOT FOUND THEN
        RETURN;
    END IF;
    FOR card IN
        SELECT c.uid, c.person, c.company_id, c.first_name, c.last_name FROM pd.contact c
        WHERE c.workspace = who.workspace AND c.colour <> 'white' AND c.person IN (
            SELECT k.person FROM pd.contact k
            WHERE k.workspace = who.workspace AND k.uid = ANY (cards) AND k.erased_at IS NOT NULL)
            AND NOT EXISTS (SELECT FROM pd.erased e WHERE e.workspace = who.workspace AND e.uid = c.uid)
        ORDER BY c.uid
    LOOP
        PERFORM pd.erase_card(who.workspace, card.uid, card.company_id, card.first_name, card.last_name, now_ms);
        INSERT INTO pd.erased (workspace, uid, tbl, at, by_person)
        SELECT who.workspace, e.uid, e.tbl, now_ms, who.uid FROM (
            SELECT card.uid, 'contact' UNION SELECT card.person, 'person'
            UNION SELECT p.uid, 'contact_point' FROM pd.contact_point p
            WHERE p.workspace = who.workspace AND p.contact_id = card.uid) e (uid, tbl)
        ON CONFLICT DO NOTHING;
        n := n + 1;
    END LOOP;
    IF n > 0 THEN
        IF (SELECT count(*) > 50 FROM pd.erased e WHERE e.workspace = who.workspace AND e.tbl = 'contact'
                AND e.by_person = who.uid AND e.at > now_ms - 3600000) THEN
            PERFORM pd.refuse('erase_rate');
        END IF;
        PERFORM pd.audit_line(who.workspace, who.uid, who.device, 'erase', 'done', jsonb_build_object('cards', n), 0, 1);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pd.erase_card(ws uuid, card uuid, company uuid, first text, last text, now_ms bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    points uuid[];
    pattern text;
    part record;
BEGIN
    SELECT coalesce(array_agg(p.uid), '{}'), pd.mention(first, last, coalesce(array_agg(p.value), '{}')) INTO points, pattern
    FROM pd.contact_point p WHERE p.workspace = ws AND p.contact_id = card;
    IF pattern IS NOT NULL THEN
        FOR part IN SELECT * FROM pd.mention_places() LOOP
            EXECUTE (SELECT format('UPDATE pd.%I t SET %s WHERE workspace = $1 AND %s AND (%s)', part.tbl,
                    string_agg(format('%I = pd.forget(%I, $3, %L)', c, c, c = ANY (part.packed)), ', ')
                        || CASE part.tbl WHEN 'document' THEN ', sha256 = NULL' ELSE '' END, part.condition,
                    string_agg(format('pd.forget(%I, $3, %L) <> %I', c, c = ANY (part.packed), c), ' OR '))
                FROM unnest(part.plain || part.packed) c) USING ws, company, pattern;
        END LOOP;
    END IF;
    UPDATE pd.history SET old = NULL, new = NULL, object = 'Interlocuteur supprimé'
    WHERE workspace = ws AND object_uid = ANY (points || card);
    UPDATE pd.conflict SET kept = NULL, lost = NULL WHERE workspace = ws AND row_uid = ANY (points || card);
    UPDATE pd.timeline SET number = NULL WHERE workspace = ws AND contact_id = card AND number IS NOT NULL;
    UPDATE pd.contact_point SET value = '', key = NULL, deleted_at = now_ms WHERE workspace = ws AND contact_id = card;
    UPDATE pd.contact SET title = NULL, first_name = NULL, last_name = NULL, job = NULL, linkedin = NULL, born_on = NULL,
        status = NULL, email_origin = NULL, colour = 'grey', privileged = 0, newsletter = 0, bulletin = 0,
        erased_at = coalesce(erased_at, now_ms)
    WHERE workspace = ws AND uid = card;
END $$;

GRANT EXECUTE ON FUNCTION pd.erase(uuid[]) TO prospectdesk_service;
