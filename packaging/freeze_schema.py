"""Writes the frozen schema of a new store from the table declarations: `python packaging/freeze_schema.py`.

Until the first release the one frozen file follows the declarations; after it, a change is a new version:
raise SCHEMA, run this, and add a migration that leads from the former file to the new one.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from prospectdesk.store.connection import SCHEMA
from prospectdesk.store.migrations.freeze import frozen_text
from prospectdesk.store.migrations.frozen import frozen_file


def main() -> int:
    """Writes the file and says where it is."""
    place = frozen_file(SCHEMA)
    place.write_text(frozen_text(SCHEMA), encoding="utf-8", newline="\n")
    print(place.name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
