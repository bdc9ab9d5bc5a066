-- roles
-- Run by an administrator (a superuser, or whoever owns the database and may make roles) before anything else; may run
-- again. Roles belong to the whole cluster: what is already so is left alone.

DO $$
DECLARE
    wanted text;
    mine constant boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
    FOREACH wanted IN ARRAY ARRAY['prospectdesk_owner', 'prospectdesk_service', 'prospectdesk_reader'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- made by another migration meanwhile
        END;
    END LOOP;
    IF NOT (SELECT rolcanlogin FROM pg_roles WHERE rolname = 'prospectdesk_service') THEN
        ALTER ROLE prospectdesk_service LOGIN;
    END IF;
    IF NOT mine AND NOT EXISTS (
        SELECT FROM pg_auth_members WHERE member = current_user::regrole
            AND roleid = 'prospectdesk_owner'::regrole AND grantor = current_user::regrole
    ) THEN
        GRANT prospectdesk_owner TO CURRENT_USER;  -- from PostgreSQL 16 on, making a role is not yet being able to use it
    END IF;
END $$;

-- The age of the horizon (health page): when the transactions of others began. Without the right it reads 0.
DO $$
BEGIN
    IF NOT pg_has_role('prospectdesk_owner', 'pg_read_all_stats', 'MEMBER') THEN
        GRANT pg_read_all_stats TO prospectdesk_owner;
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR undefined_object THEN NULL;
END $$;

-- P5: what the service may make the database wait for.
DO $$
DECLARE
    setting text;
    value text;
BEGIN
    FOR setting, value IN VALUES ('statement_timeout', '30s'), ('lock_timeout', '5s'),
                                 ('idle_in_transaction_session_timeout', '30s') LOOP
        IF NOT EXISTS (
            SELECT FROM pg_db_role_setting s
            WHERE s.setrole = 'prospectdesk_service'::regrole AND s.setdatabase = 0
              AND s.setconfig @> ARRAY[format('%s=%s', setting, value)]
        ) THEN
            EXECUTE format('ALTER ROLE prospectdesk_service SET %I = %L', setting, value);
        END IF;
    END LOOP;
END $$;
