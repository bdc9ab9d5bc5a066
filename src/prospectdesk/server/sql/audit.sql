-- functions
-- Lines of the audit: who, device, verb, counts, duration; never a name, an address, a text (P1, L1, L3).

CREATE OR REPLACE FUNCTION pd.audit_line(
    p_workspace uuid, p_user uuid, p_device uuid, p_verb text, p_outcome text,
    p_counts jsonb, p_duration_ms integer, p_times integer
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Numbers and truth values only: nothing personal can slip in.
    IF EXISTS (SELECT FROM jsonb_each(p_counts) WHERE jsonb_typeof(value) NOT IN ('number', 'boolean')) THEN
        RAISE EXCEPTION 'counts are numbers' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO pd.audit (at, workspace, user_uid, device, verb, outcome, times, counts, duration_ms)
    VALUES (pd.now_ms(), p_workspace, p_user, p_device, left(p_verb, 40), left(p_outcome, 40), p_times, p_counts,
            p_duration_ms);
END $$;

REVOKE ALL ON FUNCTION pd.audit_line(uuid, uuid, uuid, text, text, jsonb, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pd.audit_line(uuid, uuid, uuid, text, text, jsonb, integer, integer) TO prospectdesk_service;
