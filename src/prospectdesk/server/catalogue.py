"""Looks at the catalogue of the database for what security rule P2 forbids; nothing found = as it should be."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from prospectdesk.server.policies import OWNER, READ_BY_ALL, READER, SERVICE

ANYWHERE = {
    "centre": "one line about the database itself",
    "migration": "what was done to the database",
    "script": "what was done to the database",
    "table_rule": "the same for all workspaces",
    "column_rule": "the same for all workspaces",
    "sign_in_secret": "one line",
    "rev_day": "one line a day, the same for all workspaces",
    "sign_in_try": "before sign-in no workspace is known",
    "token": "before sign-in no workspace is known",
    "audit": "lines about sign-in have no workspace",
}
"""Tables of `pd` whose keys need not begin with the workspace, and why: they stay on one machine (Citus)."""

EVERY_WORKSPACE = {
    "pd.expire(bigint)": "clears old lines of all workspaces once a day",
    "pd.this_device()": "a device is known by its own number",
    "pd.renew(uuid,bytea,bytea,text)": "a device shows its key before its workspace is known",
}
"""Functions of the owner that look at rows without naming a workspace, and why they may."""

_TABLES = "('pd', 'directory')"

CHECKS = {
    "no_row_security": f"""
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN {_TABLES} AND c.relkind IN ('r', 'p', 'f')
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""",
    "always_true": f"""
        SELECT format('%s.%s %s', p.schemaname, p.tablename, p.policyname) FROM pg_policies p
        WHERE p.schemaname IN {_TABLES}
          AND (lower(btrim(p.qual, '() ')) = 'true' OR lower(btrim(p.with_check, '() ')) = 'true')
          AND NOT (p.roles = ARRAY['{OWNER}'::name])
          AND NOT (p.schemaname = 'pd' AND p.cmd = 'SELECT' AND p.tablename = ANY ($1::text[]))""",
    "no_check": f"""
        SELECT format('%s.%s %s', p.schemaname, p.tablename, p.policyname) FROM pg_policies p
        WHERE p.schemaname IN {_TABLES} AND p.cmd IN ('UPDATE', 'INSERT', 'ALL') AND p.with_check IS NULL""",
    "view_of_its_owner": f"""
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN {_TABLES} AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce((
            SELECT lower(o.option_value) IN ('true', 'on', '1', 'yes') FROM pg_options_to_table(c.reloptions) o
            WHERE o.option_name = 'security_invoker'), false))""",
    "loose_search_path": """
        SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND NOT coalesce((
            SELECT bool_or(s ~ '^search_path=(pg_catalog|"pg_catalog")(, *(pd|directory|pg_temp))*$')
            FROM unnest(p.proconfig) s), false)""",
    "executable_by_public": f"""
        SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND (p.prosecdef OR n.nspname IN {_TABLES})
          AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                      WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')""",
    "not_the_owners": f"""
        SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN {_TABLES} AND pg_get_userbyid(p.proowner) <> '{OWNER}'
        UNION ALL
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN {_TABLES} AND pg_get_userbyid(c.relowner) <> '{OWNER}'""",
    "key_without_workspace": """
        SELECT i.indexrelid::regclass::text FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'pd' AND c.relkind IN ('r', 'p') AND (i.indisunique OR i.indisprimary)
          AND c.relname <> ALL ($2::text[])
          AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace'
                          AND a.attnum = i.indkey[0])""",
    "key_across_workspaces": """
        SELECT k.conname::text FROM pg_constraint k
        JOIN pg_class a ON a.oid = k.conrelid JOIN pg_namespace n ON n.oid = a.relnamespace
        JOIN pg_class b ON b.oid = k.confrelid JOIN pg_namespace m ON m.oid = b.relnamespace
        WHERE k.contype = 'f' AND (n.nspname = 'pd' OR m.nspname = 'pd') AND NOT (
            EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = a.oid AND t.attnum = k.conkey[1] AND t.attname = 'workspace')
            AND EXISTS (SELECT FROM pg_attribute t
                        WHERE t.attrelid = b.oid AND t.attnum = k.confkey[1] AND t.attname = 'workspace'))""",
    "function_across_workspaces": """
        SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'pd' AND p.prosecdef AND p.prosrc !~ '\\mworkspace\\M' AND EXISTS (
            SELECT FROM pg_class c JOIN pg_namespace m ON m.oid = c.relnamespace
            WHERE m.nspname = 'pd' AND c.relkind IN ('r', 'p') AND c.relname <> ALL ($2::text[])
              AND p.prosrc ~ format('\\mpd\\."?%s\\M', c.relname))
          AND p.oid::regprocedure::text <> ALL ($3::text[])""",
    "powerful_role": f"""
        SELECT r.rolname::text FROM pg_roles r
        WHERE r.rolname IN ('{SERVICE}', '{READER}')
          AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication)
        UNION ALL
        SELECT format('%s in %s', m.member::regrole, m.roleid::regrole) FROM pg_auth_members m
        WHERE m.member IN ('{SERVICE}'::regrole, '{READER}'::regrole)
        UNION ALL
        SELECT r.rolname::text FROM pg_roles r
        WHERE r.rolname = '{OWNER}' AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls)""",
    "owns": f"""
        SELECT format('%s %s', d.classid::regclass, d.objid) FROM pg_shdepend d
        WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o'
          AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
          AND d.refobjid IN ('{SERVICE}'::regrole, '{READER}'::regrole)""",
    "may_create": f"""
        SELECT format('%s in %s', r.name, n.nspname) FROM pg_namespace n, (VALUES ('{SERVICE}'), ('{READER}')) r (name)
        WHERE has_schema_privilege(r.name, n.oid, 'CREATE')
        UNION ALL
        SELECT format('%s in the database', r.name) FROM (VALUES ('{SERVICE}'), ('{READER}')) r (name)
        WHERE has_database_privilege(r.name, current_database(), 'CREATE')
           OR has_database_privilege(r.name, current_database(), 'TEMP')""",
    "too_much": f"""
        SELECT format('%s %s %s', r.name, v.verb, c.oid::regclass)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
             (VALUES ('{SERVICE}'), ('{READER}')) r (name),
             (VALUES ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER'), ('INSERT'), ('UPDATE')) v (verb)
        WHERE n.nspname IN {_TABLES} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND NOT (r.name = '{SERVICE}' AND v.verb IN ('INSERT', 'UPDATE'))
          AND has_table_privilege(r.name, c.oid, v.verb)""",
    "no_limit": f"""
        SELECT w.setting FROM (VALUES ('statement_timeout'), ('lock_timeout'),
                                      ('idle_in_transaction_session_timeout')) w (setting)
        WHERE NOT EXISTS (
            SELECT FROM pg_db_role_setting s, unnest(s.setconfig) c
            WHERE s.setrole = '{SERVICE}'::regrole AND s.setdatabase = 0
              AND split_part(c, '=', 1) = w.setting AND split_part(c, '=', 2) NOT IN ('', '0'))""",
}
"""What each finding is called, and the question whose answers are the objects at fault."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that P2 or P5 forbids: the name of the check and the object of the database."""

    check: str
    thing: str


async def findings(connection: asyncpg.Connection) -> list[Finding]:
    """Everything the catalogue has that it should not have; any role may ask."""
    found = []
    for check, question in CHECKS.items():
        told = {"$1": list(READ_BY_ALL), "$2": list(ANYWHERE), "$3": list(EVERY_WORKSPACE)}
        used, text = [], question
        for name, value in told.items():
            if name in question:
                used.append(value)
                text = text.replace(name, f"${len(used)}")
        found += [Finding(check, row[0]) for row in await connection.fetch(text, *used)]
    return sorted(found)
