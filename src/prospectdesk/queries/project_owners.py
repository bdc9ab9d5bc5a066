"""Whose a project is (L-31): the CF who holds it; while nobody holds it, who created it."""

from __future__ import annotations

from prospectdesk.store.connection import Connection


def owner(conn: Connection, dossier_id: int) -> tuple[int | None, str | None]:
    """Local id and name; both None when neither is known."""
    found = conn.execute(
        "SELECT u.id, u.name FROM dossier d JOIN user u ON u.id = coalesce(d.holder_id, "
        "(SELECT h.user_id FROM history h WHERE h.company_id = d.company_id AND h.object_uid = d.uid "
        "AND h.field = 'Création' ORDER BY h.at, h.id LIMIT 1)) WHERE d.id = ?",
        (dossier_id,),
    ).fetchone()
    return (None, None) if found is None else (int(found[0]), found[1])
