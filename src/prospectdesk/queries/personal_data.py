"""Everything the store holds about one person (right of access, SECURITY L2)."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.clock import day_date, ms_instant
from prospectdesk.domain.errors import NotFound
from prospectdesk.domain.ids import uid_text
from prospectdesk.store.connection import Connection

_FLAGS = ("newsletter", "bulletin_info_ba", "bloque_appel", "bloque_sms", "bloque_email", "privilegie")
_CARD = (
    "SELECT c.uid AS id, coalesce(s.shown_name, s.name) AS societe, c.colour AS couleur, c.role, c.title AS civilite, "
    "c.first_name AS prenom, c.last_name AS nom, c.job AS fonction, c.linkedin, c.born_on AS date_naissance, "
    "c.home AS telephone_domicile, c.mobile AS telephone_portable, c.email AS courriel, c.newsletter, "
    "c.bulletin AS bulletin_info_ba, c.block_call AS bloque_appel, c.block_sms AS bloque_sms, "
    "c.block_email AS bloque_email, c.privileged AS privilegie, c.email_origin AS origine_courriel, c.origin AS origine, "
    "c.made_at AS cree_le, u.name AS cree_par FROM contact c JOIN company s ON s.id = c.company_id "
    "LEFT JOIN user u ON u.id = c.made_by_id WHERE c.id = ?"
)
_PARTS = {
    "coordonnees": (
        "SELECT kind AS type, value AS valeur, origin AS origine FROM contact_point "
        "WHERE contact_id = ? AND deleted_at IS NULL"
    ),
    "evenements": (
        "SELECT at AS quand, type, title AS titre, text AS texte, number AS numero FROM timeline "
        "WHERE contact_id = ? AND deleted_at IS NULL ORDER BY at"
    ),
    "suivis": (
        "SELECT day AS date, action_type AS type, description, done AS effectue FROM follow_up "
        "WHERE contact_id = ? AND deleted_at IS NULL ORDER BY day"
    ),
    "missions": (
        "SELECT m.label AS mission, s.shown_name AS societe FROM placement l JOIN mission m ON m.id = l.mission_id "
        "JOIN company s ON s.id = m.company_id WHERE l.contact_id = ? AND l.deleted_at IS NULL AND m.deleted_at IS NULL "
        "ORDER BY m.id"
    ),
    "historique": (
        "SELECT h.at AS quand, h.field AS champ, h.old AS ancien, h.new AS nouveau FROM history h "
        "JOIN contact c ON c.uid = h.object_uid WHERE c.id = ? ORDER BY h.at"
    ),
}


def of_contact(conn: Connection, contact_id: int) -> dict[str, Any]:
    """All cards of the person with what was written on them. Raises NotFound."""
    row = conn.execute(
        "SELECT person FROM contact WHERE id = ? AND erased_at IS NULL", (contact_id,)
    ).fetchone()
    if row is None:
        raise NotFound("not_found", "Cet interlocuteur n’existe plus.")
    sql = "SELECT id FROM contact WHERE person = ? AND erased_at IS NULL AND deleted_at IS NULL ORDER BY id"
    found = conn.execute(sql, (row[0],)).fetchall()
    return {"personne": uid_text(row[0]), "cartes": [_card(conn, one[0]) for one in found]}


def _card(conn: Connection, contact_id: int) -> dict[str, Any]:
    (card,) = _dicts(conn, _CARD, contact_id)
    for name, sql in _PARTS.items():
        card[name] = _dicts(conn, sql, contact_id)
    return card


def _dicts(conn: Connection, sql: str, contact_id: int) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, (contact_id,))
    names = [item[0] for item in cursor.description]
    return [{name: _readable(name, value) for name, value in zip(names, row, strict=True)} for row in cursor]


def _readable(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "id":
        return uid_text(value)
    if name in {"date", "date_naissance"}:
        return day_date(value).isoformat()
    if name in {"quand", "cree_le"}:
        return ms_instant(value).isoformat()
    return bool(value) if name in _FLAGS or name == "effectue" else value
