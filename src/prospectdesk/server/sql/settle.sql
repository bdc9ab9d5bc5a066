-- functions
-- Step 5 of a push: what holds for a company as a whole (C-83, INV-01, INV-02, INV-04, INV-06, INV-12, X-19, X-20).
-- In the name of the centre, for companies of the person's workspace only.

-- `tables` says what was written, NULL everything.
CREATE OR REPLACE FUNCTION pd.settle(companies uuid[], tables text[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ws uuid := pd.my_workspace();
    merged uuid[];
BEGIN
    IF ws IS NULL THEN
        RETURN;
    END IF;
    IF tables IS NULL OR tables && ARRAY['company', 'registration'] THEN
        PERFORM pd.settle_directory(ws, companies);
        merged := pd.settle_companies(ws, companies);
        IF cardinality(merged) > 0 THEN
            companies := companies || merged;
            tables := NULL;
        ELSIF EXISTS (SELECT FROM pd.company c WHERE c.workspace = ws AND c.uid = ANY (companies) AND c.merged_into IS NOT NULL) THEN
            tables := NULL;  -- merged by hand: more came together than the push names
        END IF;
    END IF;
    IF tables IS NULL OR 'contact' = ANY (tables) THEN
        PERFORM pd.settle_contacts(ws, companies);
    END IF;
    IF tables IS NULL OR tables && ARRAY['contact', 'follow_up', 'follow_up_assignee'] THEN
        PERFORM pd.settle_follow_ups(ws, companies);
    END IF;
    IF tables IS NULL OR tables && ARRAY['dossier', 'client_file'] THEN
        PERFORM pd.settle_dossiers(ws, companies);
    END IF;
END $$;

-- C-83, INV-02: open relances of one company, open RPs of one lead. The earlier date stands with its own priority, at
-- equal dates the higher priority; users are united; the timeline says what was replaced.
CREATE OR REPLACE FUNCTION pd.settle_follow_ups(ws uuid, companies uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_ms bigint := pd.now_ms();
    losers uuid[];
    winners uuid[];
BEGIN
    UPDATE pd.follow_up f SET deleted_at = now_ms  -- INV-12: nobody calls who closed every channel
    FROM pd.contact c
    WHERE f.workspace = ws AND f.company_id = ANY (companies) AND f.kind = 'rp' AND f.done = 0 AND f.deleted_at IS NULL
        AND c.workspace = ws AND c.uid = f.contact_id AND c.block_call = 1 AND c.block_sms = 1 AND c.block_email = 1;
    UPDATE pd.follow_up f SET deleted_at = now_ms  -- INV-01: the last user was removed, perhaps by two people at once
    WHERE f.workspace = ws AND f.company_id = ANY (companies) AND f.done = 0 AND f.deleted_at IS NULL
        AND EXISTS (SELECT FROM pd.follow_up_assignee a WHERE a.workspace = ws AND a.follow_up_id = f.uid)
        AND NOT EXISTS (
            SELECT FROM pd.follow_up_assignee a
            WHERE a.workspace = ws AND a.follow_up_id = f.uid AND a.deleted_at IS NULL);
    SELECT array_agg(k.uid ORDER BY k.uid), array_agg(k.winner ORDER BY k.uid) INTO losers, winners FROM (
        SELECT f.uid, first_value(f.uid) OVER w AS winner
        FROM pd.follow_up f
        WHERE f.workspace = ws AND f.done = 0 AND f.deleted_at IS NULL AND (
            (f.kind = 'relance' AND f.company_id = ANY (companies))
            OR (f.kind = 'rp' AND f.lead IN (
                SELECT g.lead FROM pd.follow_up g
                WHERE g.workspace = ws AND g.company_id = ANY (companies) AND g.kind = 'rp' AND g.lead IS NOT NULL)))
        WINDOW w AS (PARTITION BY f.kind, CASE f.kind WHEN 'rp' THEN f.lead ELSE f.company_id::text END
                     ORDER BY f.day, f.priority, f.uid)
    ) k WHERE k.uid <> k.winner;
    IF losers IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO pd.follow_up_assignee (workspace, uid, scope, follow_up_id, user_id)
    SELECT DISTINCT ON (n.uid) ws, n.uid, 1, p.winner, a.user_id
    FROM unnest(losers, winners) p (loser, winner)
    JOIN pd.follow_up_assignee a ON a.workspace = ws AND a.follow_up_id = p.loser AND a.deleted_at IS NULL
    CROSS JOIN LATERAL (
        SELECT pd.natural_uid('assignee:' || pd.hex(p.winner) || ':' || pd.hex(a.user_id)) AS uid) n
    WHERE NOT EXISTS (
        SELECT FROM pd.follow_up_assignee b WHERE b.workspace = ws AND b.follow_up_id = p.winner
            AND b.user_id = a.user_id AND b.deleted_at IS NULL)
    ORDER BY n.uid
    ON CONFLICT (workspace, uid) DO UPDATE SET deleted_at = NULL;
    INSERT INTO pd.timeline (workspace, uid, scope, company_id, at, type, lead, title)
    SELECT ws, pd.natural_uid('follow_up_merged:' || pd.hex(l.uid)), 1, w.company_id, now_ms,
        CASE w.kind WHEN 'relance' THEN 'relance' ELSE 'suivi' END, w.lead,
        format(CASE w.kind WHEN 'relance' THEN 'Relances réunies : celle du %s (%s) laisse la place à celle du %s (%s)'
                           ELSE 'RP réunis : celui du %s (%s) laisse la place à celui du %s (%s)' END,
            to_char(date '1970-01-01' + l.day::integer, 'DD/MM/YYYY'), pd.priority_label(l.priority),
            to_char(date '1970-01-01' + w.day::integer, 'DD/MM/YYYY'), pd.priority_label(w.priority))
    FROM unnest(losers, winners) p (loser, winner)
    JOIN pd.follow_up l ON l.workspace = ws AND l.uid = p.loser
    JOIN pd.follow_up w ON w.workspace = ws AND w.uid = p.winner
    ORDER BY 2 ON CONFLICT DO NOTHING;
    UPDATE pd.follow_up_assignee a SET deleted_at = now_ms
    WHERE a.workspace = ws AND a.follow_up_id = ANY (losers) AND a.deleted_at IS NULL;
    UPDATE pd.follow_up f SET deleted_at = now_ms WHERE f.workspace = ws AND f.uid = ANY (losers);
    PERFORM pd.remember_merged(ws, 'follow_up', losers, winners);
END $$;

CREATE OR REPLACE FUNCTION pd.priority_label(priority bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE priority WHEN 0 THEN 'Haute' WHEN 1 THEN 'Normale' ELSE 'Faible' END $$;

-- What still names a loser means its survivor, also what was merged into the loser before.
CREATE OR REPLACE FUNCTION pd.remember_merged(ws uuid, tbl text, losers uuid[], survivors uuid[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE pd.merged m SET survivor = p.survivor FROM unnest(losers, survivors) p (loser, survivor)
    WHERE m.workspace = ws AND m.survivor = p.loser;
    INSERT INTO pd.merged (workspace, loser, tbl, survivor, at)
    SELECT ws, p.loser, remember_merged.tbl, p.survivor, pd.now_ms()
    FROM unnest(losers, survivors) p (loser, survivor) WHERE p.loser <> p.survivor ORDER BY p.loser
    ON CONFLICT (workspace, loser) DO UPDATE SET survivor = excluded.survivor
$$;

-- INV-04 and X-20: one privileged contact, the later choice, always orange; INV-06: no subscription on a grey card.
CREATE OR REPLACE FUNCTION pd.settle_contacts(ws uuid, companies uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    losers uuid[];  -- read first: joined with itself, a table without statistics is read once for each of its rows
BEGIN
    SELECT array_agg(k.uid) INTO losers FROM (
        SELECT t.uid, t.colour, row_number() OVER (
            PARTITION BY t.company_id, t.colour = 'orange'
            ORDER BY (w ->> 1)::bigint DESC, w ->> 2 DESC, t.uid) AS rank
        FROM pd.contact t CROSS JOIN LATERAL pd.writer(t.cv, 'privileged') w
        WHERE t.workspace = ws AND t.company_id = ANY (companies) AND t.privileged = 1 AND t.deleted_at IS NULL
    ) k WHERE k.rank > 1 OR k.colour <> 'orange';
    IF losers IS NOT NULL THEN
        UPDATE pd.contact c SET privileged = 0 WHERE c.workspace = ws AND c.uid = ANY (losers);
    END IF;
    UPDATE pd.contact c SET newsletter = 0, bulletin = 0
    WHERE c.workspace = ws AND c.company_id = ANY (companies) AND c.colour = 'grey'
        AND (c.newsletter <> 0 OR c.bulletin <> 0);
END $$;

-- X-19, INV-07: of the live dossiers of one unique type the one that was first at the centre stands, the others are
-- flagged until merged or re-typed. INV-10: one client file, the first.
CREATE OR REPLACE FUNCTION pd.settle_dossiers(ws uuid, companies uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed uuid[];
    losers uuid[];
BEGIN
    SELECT array_agg(k.uid) INTO changed FROM (
        SELECT t.uid, t.twin, CASE WHEN y.unique_per_company = 1 AND t.deleted_at IS NULL AND row_number() OVER (
            PARTITION BY t.company_id, t.type_id, t.deleted_at IS NULL
            ORDER BY t.twin, greatest(pd.wrote(t.cv, 'type_id'), pd.wrote(t.cv, 'company_id'), pd.wrote(t.cv, 'deleted_at')),
                t.made_at, t.uid) > 1 THEN 1 ELSE 0 END AS flag
        FROM pd.dossier t JOIN pd.dossier_type y ON y.workspace = ws AND y.uid = t.type_id
        WHERE t.workspace = ws AND t.company_id = ANY (companies)
    ) k WHERE k.twin <> k.flag;
    IF changed IS NOT NULL THEN
        UPDATE pd.dossier d SET twin = CASE d.twin WHEN 0 THEN 1 ELSE 0 END
        WHERE d.workspace = ws AND d.uid = ANY (changed);
    END IF;
    SELECT array_agg(k.uid) INTO losers FROM (
        SELECT t.uid, row_number() OVER (
            PARTITION BY t.company_id ORDER BY pd.wrote(t.cv, 'number'), t.created_at, t.uid) AS rank
        FROM pd.client_file t WHERE t.workspace = ws AND t.company_id = ANY (companies) AND t.deleted_at IS NULL
    ) k WHERE k.rank > 1;
    IF losers IS NOT NULL THEN
        UPDATE pd.client_file f SET deleted_at = pd.now_ms() WHERE f.workspace = ws AND f.uid = ANY (losers);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pd.wrote(cv jsonb, unit text) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT (pd.writer(cv, unit) ->> 0)::bigint $$;

GRANT EXECUTE ON FUNCTION pd.settle(uuid[], text[]) TO prospectdesk_service;
