-- roles
-- Run by an administrator before anything else; may run again. Roles belong to the whole cluster.

DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['prospectdesk_owner', 'prospectdesk_service', 'prospectdesk_reader'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- made by another migration meanwhile
        END;
    END LOOP;
    ALTER ROLE prospectdesk_owner NOLOGIN;
    ALTER ROLE prospectdesk_service LOGIN;
    IF NOT pg_has_role(current_user, 'prospectdesk_owner', 'MEMBER') THEN
        EXECUTE format('GRANT prospectdesk_owner TO %I', current_user);
    END IF;
END $$;

-- P5: what the service may make the database wait for.
ALTER ROLE prospectdesk_service SET statement_timeout = '30s';
ALTER ROLE prospectdesk_service SET lock_timeout = '5s';
ALTER ROLE prospectdesk_service SET idle_in_transaction_session_timeout = '30s';
