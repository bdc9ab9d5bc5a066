"""Writes `wire/tables.py` from the table declarations: `python packaging/wire_tables.py`.

The service may import only `wire` and `domain`, so what it must know of the tables is written there; a test
compares the two.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from sqlalchemy import Column, Table
from sqlalchemy.schema import sort_tables

from prospectdesk.store.ddl import travelling
from prospectdesk.store.tables import metadata

SOURCE = Path(__file__).resolve().parent.parent / "src"
KINDS = {"Integer": "i", "Text": "t", "REAL": "r", "LargeBinary": "b"}
HEAD = '''"""The tables that travel, parents first: written by packaging/wire_tables.py, do not edit.

A column is `name:kind`, kind i (integer), t (text), r (real), b (bytes, hex on the wire); `>table` marks a
reference, which on the wire is the uid of its row; `!` marks a column that is never null.
"""

SCHEMA = {schema}
"""Number of this set of tables: what a client says in X-Schema."""

TABLES = {{
'''


def told(column: Column[object]) -> str:
    """One column in the notation of the file."""
    refs = "".join(f">{key.column.table.name}" for key in column.foreign_keys)
    kind = "b" if refs else KINDS[column.type.__class__.__name__]
    return f"{column.name}:{kind}{refs}{'' if column.nullable else '!'}"


def lines(table: Table) -> list[str]:
    """The columns of a table, broken at 100 characters."""
    rows: list[str] = []
    for word in (told(column) for column in travelling(table)):
        if rows and len(rows[-1]) + len(word) < 96:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows


def text() -> str:
    """The whole file."""
    from prospectdesk.store.connection import SCHEMA

    parts = [HEAD.format(schema=SCHEMA)]
    for table in sort_tables(metadata.tables.values(), skip_fn=lambda key: key.parent.table.name == "user"):
        if table.info["synced"]:
            body = "\n".join(f'        "{row} "' for row in lines(table)[:-1])
            last = f'        "{lines(table)[-1]}"'
            parts.append(f'    "{table.name}": (\n' + (f"{body}\n" if body else "") + f"{last}\n    ),\n")
    return "".join(parts) + "}\n"


if __name__ == "__main__":
    (SOURCE / "prospectdesk" / "wire" / "tables.py").write_text(text(), encoding="utf-8", newline="\n")
