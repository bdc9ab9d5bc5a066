-- functions
-- Devices: a person sees his own, an administrator those of the workspace; a push keeps its place in its own line.

ALTER TABLE pd.device ENABLE ROW LEVEL SECURITY;
ALTER TABLE pd.device FORCE ROW LEVEL SECURITY;
REVOKE ALL ON pd.device FROM prospectdesk_service;
GRANT SELECT (workspace, uid, user_uid, name, schema, made_at, last_seen_at, revoked_at, last_seq, last_answer)
    ON pd.device TO prospectdesk_service;
GRANT UPDATE (last_seq, last_answer, last_seen_at) ON pd.device TO prospectdesk_service;

DROP POLICY IF EXISTS centre ON pd.device;
CREATE POLICY centre ON pd.device FOR ALL TO prospectdesk_owner USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS sees ON pd.device;
CREATE POLICY sees ON pd.device FOR SELECT TO prospectdesk_service
    USING (workspace = (SELECT pd.my_workspace())
           AND ((SELECT pd.is_admin()) OR user_uid = (SELECT pd.me())));
DROP POLICY IF EXISTS changes ON pd.device;
CREATE POLICY changes ON pd.device FOR UPDATE TO prospectdesk_service
    USING (workspace = (SELECT pd.my_workspace()) AND uid = (SELECT device FROM pd.person()))
    WITH CHECK (workspace = (SELECT pd.my_workspace()) AND uid = (SELECT device FROM pd.person()));
