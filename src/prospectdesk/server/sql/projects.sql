-- functions
-- What a project's stage waits for (L-31 to L-33), looked at when a push has written all it has to say: the same gestures
-- may date the pieces. A row that is told whole passes, it may come before its pieces.

CREATE OR REPLACE FUNCTION pd.push_projects(cells pd.cell[], states pd.state[], p pd.acting) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one record;
    due record;
BEGIN
    FOR one IN
        SELECT d.uid, s.meaning, coalesce((k.now ->> 'holder_id')::uuid, (
            SELECT h.user_id FROM pd.history h  -- nobody holds it: it is whose who made it
            WHERE h.workspace = p.workspace AND h.object_uid = d.uid AND h.company_id = d.company_id AND h.field = 'Création'
            ORDER BY h.at, h.uid LIMIT 1)) AS holder
        FROM unnest(cells) c
        JOIN unnest(states) k ON k.tbl = c.tbl AND k.uid = c.uid AND k.place = 'here'
        JOIN pd.dossier d ON d.workspace = p.workspace AND d.uid = c.uid
        JOIN pd.stage s ON s.workspace = p.workspace AND s.uid = d.stage_id
        WHERE c.tbl = 'dossier' AND c.col = 'stage_id' AND NOT c.whole AND c.code IS NULL
            AND c.fate IN ('apply', 'win', 'both') AND d.stage_id <> (k.now ->> 'stage_id')::uuid
            AND d.type_id = pd.natural_uid('dossier_type:' || pd.hex(p.workspace) || ':Formation')
    LOOP
        SELECT count(*) FILTER (WHERE t.sent_on IS NOT NULL) AS sent,
            count(*) FILTER (WHERE t.returned_on IS NOT NULL AND t.signed_on IS NOT NULL) AS complete INTO due
        FROM pd.project_piece t
        WHERE t.workspace = p.workspace AND t.dossier_id = one.uid AND t.kind IN ('devis', 'di', 'convention');
        IF NOT p.leads AND one.holder <> p.me THEN
            PERFORM pd.refuse('not_owner', one.uid::text);
        ELSIF EXISTS (SELECT FROM pd.project_handover h
                WHERE h.workspace = p.workspace AND h.dossier_id = one.uid AND h.deleted_at IS NULL) THEN
            PERFORM pd.refuse('handed_over', one.uid::text);
        ELSIF one.meaning = 'proposition' AND due.sent = 0 OR one.meaning = 'concretise' AND due.complete < 3 THEN
            PERFORM pd.refuse('pieces_missing', one.uid::text);
        END IF;
    END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION pd.push_projects(pd.cell[], pd.state[], pd.acting) TO prospectdesk_service;
