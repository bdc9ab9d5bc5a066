"""The tables of the centre, generated from what the wire says of them: columns, indexes, rules as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator

from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

KINDS = {"i": "bigint", "t": "text", "r": "double precision", "b": "uuid"}
"""Type of each kind. What is 16 bytes on the laptop is an identity, so a uuid here, reference or not."""

PRESETS: dict[str, dict[str, int | str]] = {
    "workspace": {"contact_quota": 500, "alert_access": "none", "open_tracking": 0, "settings": "{}"},
    "user": {
        "licence": "utilisateur",
        "recruiter": 0,
        "school_admin": 0,
        "cf": 0,
        "source_seller": 0,
        "mailbox_state": "non_configuree",
        "active": 1,
    },
    "catalogue": {"rank": 0, "active": 1, "data": "{}"},
    "cabinet": {"active": 1, "rank": 0},
    "office": {"active": 1, "rank": 0},
    "company": {"kind": 0, "open": 1},
    "pipeline": {"active": 1, "rank": 0},
    "routine": {"mandatory": "[]", "weighted": "[]", "active": 1},
    "establishment": {"open": 1},
    "registration": {"takeover": 0},
    "non_conformity": {"state": "envoyee"},
    "software_park": {"origin": "adviser"},
    "contact": {
        "colour": "orange",
        "was_orange": 1,
        "role": "interlocuteur",
        "privileged": 0,
        "block_call": 0,
        "block_sms": 0,
        "block_email": 0,
        "newsletter": 0,
        "bulletin": 0,
    },
    "stage": {"rank": 0, "active": 1},
    "dossier_type": {"unique_per_company": 1, "needs_contract": 1, "has_missions": 0, "rank": 0, "active": 1},
    "workspace_mail": {"state": "en_attente", "tries": 0},
    "saved_view": {"shared": 0, "rank": 0},
    "routine_tag": {"ex_client": 0},
    "conflict": {"reason": "concurrent"},
    "contact_point": {"rank": 0},
    "dossier": {"status": "en_cours", "twin": 0, "bonus_eligible": 1},
    "bonus": {"state": "a_valider"},
    "document": {"number": 1, "text": ""},
    "timeline": {"title": "", "text": ""},
    "mission": {"nature": "placement"},
    "portfolio_analysis": {"mode": "portefeuille", "invalid": 0, "asked": "{}", "parts": 0},
    "portfolio_part": {"data": ""},
    "follow_up": {
        "kind": "relance",
        "action_type": "Relance",
        "priority": 1,
        "done": 0,
        "origin": "manuelle",
    },
}
"""Values of mandatory columns nobody gave: those of the laptop's tables (a test compares them)."""

INDEXES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "user": (("login", "login", ""),),
    "suppression": (("hash", "hash", ""),),
    "company": (
        ("siren", "siren", "siren IS NOT NULL"),
        ("merged", "merged_into", "merged_into IS NOT NULL"),
    ),
    "establishment": (("siret", "siret", "siret IS NOT NULL"),),
    "registration": (("siret", "siret", "siret IS NOT NULL"),),
    "contact": (("person", "person", ""), ("twin", "white_twin_id", "white_twin_id IS NOT NULL")),
    "commune_centre": (("code", "code", ""),),
    "conflict": (("row", "row_uid", ""), ("open", "made_at", "settled_at IS NULL")),
    "history": (("object", "object_uid", "object_uid IS NOT NULL"),),
    "timeline": (("contact", "contact_id", "contact_id IS NOT NULL"),),
    "follow_up": (
        ("open", "company_id, kind", "done = 0 AND deleted_at IS NULL"),
        ("lead", "lead", "lead IS NOT NULL AND done = 0 AND deleted_at IS NULL"),
        ("contact", "contact_id", "contact_id IS NOT NULL"),
    ),
}
"""Indexes beside those of references: name, columns, condition. In `pd` each begins with the workspace."""


def names(table: str) -> list[str]:
    """The own columns of a table, in order."""
    return [column.name for column in rules.columns(table)]


def scopes(table: str) -> tuple[int, ...]:
    """The scopes a row of `pd` may have: 1 workspace, 2 person."""
    return (1, 2) if table in rules.PERSON_OF or table in rules.BUCKET_IN else (1,)


def preset(table: str, column: str, *, directory: bool = False) -> int | str | None:
    """The value of a mandatory column nobody gave, None when it has to be given."""
    if column == "scope":
        return 0 if directory else 2 if table in rules.PERSON_OF else 1
    return PRESETS.get(table, {}).get(column)


def column_ddl(table: str, column: rules.Column, *, directory: bool = False) -> str:
    """One column as CREATE TABLE and ADD COLUMN have it."""
    value = preset(table, column.name, directory=directory)
    words = [f'"{column.name}"', KINDS[column.kind]]
    if column.mandatory:
        words.append("NOT NULL")
    if value is not None:
        words.append(f"DEFAULT {value}" if isinstance(value, int) else f"DEFAULT '{value}'")
    return " ".join(words)


def table_ddl(table: str) -> Iterator[str]:
    """The table of a workspace's rows, its indexes and row security (nothing seen until policies say so)."""
    own = "".join(f",\n    {column_ddl(table, column)}" for column in rules.columns(table))
    allowed = ", ".join(map(str, scopes(table)))
    checks = [f"CHECK (scope IN ({allowed}))"]
    if rules.is_shared(table):
        checks.append("CHECK (bucket = workspace)")
    if table == "workspace":
        checks.append("CHECK (uid = workspace)")
    yield (
        f'CREATE TABLE IF NOT EXISTS pd."{table}" (\n    workspace uuid NOT NULL,\n    uid uuid NOT NULL,\n'
        "    bucket uuid NOT NULL,\n    rev bigint NOT NULL,\n    cv jsonb NOT NULL DEFAULT '{}',\n"
        f"    changed_by uuid,\n    changed_at bigint NOT NULL{own},\n"
        f"    PRIMARY KEY (workspace, uid),\n    {','.join(checks)}\n)"
    )
    for column in rules.columns(table):
        yield f'ALTER TABLE pd."{table}" ADD COLUMN IF NOT EXISTS {column_ddl(table, column)}'
    for column in rules.columns(table):
        if column.target and (column.mandatory or column.name == "company_id"):
            yield (
                f'CREATE INDEX IF NOT EXISTS "{table}_{column.name}" ON pd."{table}" (workspace, "{column.name}")'
            )
    for name, columns, where in INDEXES.get(table, ()):
        tail = f" WHERE {where}" if where else ""
        yield f'CREATE INDEX IF NOT EXISTS "{table}_{name}" ON pd."{table}" (workspace, {columns}){tail}'
    yield from secured(f'pd."{table}"')


def directory_ddl(table: str) -> Iterator[str]:
    """The table of the rows everybody shares (register, white cards); under Citus a reference table."""
    own = "".join(f",\n    {column_ddl(table, column, directory=True)}" for column in rules.columns(table))
    yield (
        f'CREATE TABLE IF NOT EXISTS directory."{table}" (\n    uid uuid PRIMARY KEY,\n    rev bigint NOT NULL,\n'
        f"    changed_at bigint NOT NULL{own},\n    CHECK (scope = 0)\n)"
    )
    for column in rules.columns(table):
        told = column_ddl(table, column, directory=True)
        yield f'ALTER TABLE directory."{table}" ADD COLUMN IF NOT EXISTS {told}'
    for column in rules.columns(table):
        if column.target and column.mandatory:
            yield f'CREATE INDEX IF NOT EXISTS "{table}_{column.name}" ON directory."{table}" ("{column.name}")'
    for name, columns, where in INDEXES.get(table, ()):
        tail = f" WHERE {where}" if where else ""
        yield f'CREATE INDEX IF NOT EXISTS "{table}_{name}" ON directory."{table}" ({columns}){tail}'
    yield from secured(f'directory."{table}"')


def secured(name: str) -> Iterator[str]:
    """Row security on, for the owner too (P2)."""
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"


def tables() -> Iterator[str]:
    """Every statement that makes the tables, or adds the columns they lack."""
    for table in TABLES:
        yield from table_ddl(table)
        if table in rules.DIRECTORY_TABLES:
            yield from directory_ddl(table)


def table_rules() -> list[tuple[object, ...]]:
    """The rows of pd.table_rule, in the order of its columns."""
    found: list[tuple[object, ...]] = []
    for position, table in enumerate(TABLES):
        own = names(table)
        company = "uid" if table == "company" else "company_id" if "company_id" in own else None
        found.append(
            (
                table,
                position,
                rules.WRITERS.get(table, "all"),
                rules.ROUTINE_OF.get(table),
                rules.PERSON_OF.get(table),
                rules.AUTHORS.get(table),
                company,
                "deleted_at" in own,
                table in rules.DIRECTORY_TABLES,
                rules.SINCE.get(table, 1),
            )
        )
    return found


def column_rules() -> list[tuple[object, ...]]:
    """The rows of pd.column_rule, in the order of its columns (`max_length` keeps its default)."""
    found: list[tuple[object, ...]] = []
    for table in TABLES:
        groups = {column: name for name, columns in rules.GROUPS.get(table, {}).items() for column in columns}
        for position, column in enumerate(rules.columns(table)):
            value = preset(table, column.name)
            found.append(
                (
                    table,
                    column.name,
                    position,
                    column.kind,
                    column.target,
                    column.mandatory,
                    None if value is None else json.dumps(value),
                    groups.get(column.name),
                    column.name in rules.RESTRICTIVE.get(table, ()),
                    column.name in rules.QUIET,
                    column.name == rules.AUTHORS.get(table),
                    column.name in rules.OWN_COLUMNS.get(table, ()),
                    rules.SINCE.get(f"{table}.{column.name}", rules.SINCE.get(table, 1)),
                )
            )
    return found
