"""Runs Alembic on an older store: a verified copy first, then one transaction (SECURITY F5)."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from prospectdesk.store.backup import copy_verified
from prospectdesk.store.connection import Connection, StoreError
from prospectdesk.store.files import make_private_folder
from prospectdesk.store.lock import ProfileLock

VERSIONS = Path(__file__).resolve().parent / "versions"


def migrate(
    path: Path, key: bytes | None, conn: Connection, versions: tuple[Path, ...] = (VERSIONS,)
) -> Path:
    """Brings the store to the newest of `versions`; answers the copy made before.

    Killed at any step, the store is as it was and the next opening starts again.
    Raises StoreError locked while a window has the profile, Unavailable when the disk is full.
    """
    with ProfileLock(path.parent):
        folder = path.parent / "backups"
        make_private_folder(folder)
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        saved = folder / f"before-migration-of-{version:04d}.db"
        copy_verified(conn, key, saved, replace=True)
        conn.execute("PRAGMA foreign_keys = OFF")  # a table is rebuilt by dropping it
        try:
            _run(conn, versions)
        finally:
            conn.execute("PRAGMA foreign_keys = ON")
    return saved


def _run(conn: Connection, versions: tuple[Path, ...]) -> None:
    config = _config(versions)
    head = ScriptDirectory.from_config(config).get_current_head()
    if head is None:
        raise StoreError("damaged", "Les migrations de ProspectDesk manquent : réinstallez l’application.")
    engine = create_engine("sqlite://", creator=lambda: conn, poolclass=StaticPool)
    event.listen(engine, "begin", lambda alchemy: alchemy.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as alchemy, alchemy.begin():
        config.attributes["connection"] = alchemy
        command.upgrade(config, "head")
        if alchemy.exec_driver_sql("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreError(
                "damaged",
                "La mise à jour de la base laisserait des liens rompus : elle a été annulée, rien n’a changé.",
            )
        alchemy.exec_driver_sql(f"PRAGMA user_version = {int(head)}")


def _config(versions: tuple[Path, ...]) -> Config:
    config = Config()
    places = os.pathsep.join(str(one) for one in versions)
    for name, value in (
        ("script_location", str(VERSIONS.parent)),
        ("path_separator", "os"),
        ("version_locations", places),
    ):
        config.set_main_option(name, value.replace("%", "%%"))
    return config
