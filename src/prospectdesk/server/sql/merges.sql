-- functions
-- Sheets a person made one (the command MergeCompanies of a laptop). The laptop tells which company became which; the
-- centre moves everything itself, so that what others wrote meanwhile comes along, and remembers the name that went.

-- The merges these cells tell, in their order; a survivor that became another company since is that one.
CREATE OR REPLACE FUNCTION pd.told_merges(cells pd.cell[], ws uuid)
RETURNS TABLE (loser uuid, survivor uuid, renamed boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.uid, coalesce(m.survivor, t.said), t.renamed FROM (
        SELECT c.i, c.uid, c.renamed,
            (CASE c.col WHEN '*' THEN c.val ->> 'merged_into' ELSE c.val #>> '{}' END)::uuid AS said
        FROM unnest(cells) c
        WHERE c.tbl = 'company' AND c.code IS NULL AND (c.col = 'merged_into' OR (c.col = '*' AND c.whole))
            AND jsonb_typeof(CASE c.col WHEN '*' THEN c.val -> 'merged_into' ELSE c.val END) = 'string'
    ) t LEFT JOIN pd.merged m ON m.workspace = ws AND m.loser = t.said ORDER BY t.i
$$;

-- Carries them out once the push's own values stand. A merge that cannot be is refused with its whole gesture: the loser
-- became another company meanwhile, the survivor is gone or became the loser, or they have two SIREN.
CREATE OR REPLACE FUNCTION pd.merge_told(cells pd.cell[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ws uuid := pd.my_workspace();
    part record;
BEGIN
    FOR part IN SELECT * FROM pd.told_merges(cells, ws) LOOP
        IF part.renamed AND part.loser = part.survivor THEN
            CONTINUE;  -- somebody else said the same before
        ELSIF part.renamed OR NOT pd.may_merge(ws, part.loser, part.survivor) THEN
            PERFORM pd.refuse('merge', part.loser::text);
        END IF;
        PERFORM pd.merge_company(ws, part.loser, part.survivor);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION pd.may_merge(ws uuid, loser uuid, survivor uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pd.company l CROSS JOIN (
            SELECT s.siren FROM pd.company s WHERE s.workspace = ws AND s.uid = survivor AND s.deleted_at IS NULL
            UNION ALL SELECT d.siren FROM directory.company d WHERE d.uid = survivor AND d.deleted_at IS NULL) k
        WHERE l.workspace = ws AND l.uid = loser AND l.uid <> survivor AND l.merged_into IS NULL
            AND (l.siren IS NULL OR l.siren = k.siren))
$$;

GRANT EXECUTE ON FUNCTION pd.told_merges(pd.cell[], uuid), pd.merge_told(pd.cell[]) TO prospectdesk_service;
