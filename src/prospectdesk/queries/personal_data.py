"""Everything the store holds about one person (right of access, SECURITY L2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from prospectdesk.domain.clock import day_date, ms_instant
from prospectdesk.domain.errors import NotFound
from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.mentions import mention
from prospectdesk.domain.personal import MENTIONS
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
_WHERE = {
    "timeline": "Échange", "follow_up": "Suivi", "non_conformity": "Non-conformité", "news_item": "Actualité",
    "software_park": "Parc logiciel", "dossier": "Dossier", "document": "Lettre", "mission": "Mission",
    "notification": "Notification", "workspace_mail": "Message", "saved_view": "Vue enregistrée",
}  # fmt: skip
"""Where people write about others; a company that is the person itself is told by its card."""


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
    card["mentions"] = list(_mentions(conn, contact_id))
    return card


def _mentions(conn: Connection, contact_id: int) -> Iterator[dict[str, Any]]:
    """What names the person in the texts of the company and of the workspace, but for what is told already."""
    company, first, last = conn.execute(
        "SELECT company_id, first_name, last_name FROM contact WHERE id = ?", (contact_id,)
    ).fetchone()
    points = conn.execute(
        "SELECT value FROM contact_point WHERE contact_id = ? AND deleted_at IS NULL", (contact_id,)
    )
    pattern = mention(first, last, [str(row[0]) for row in points])
    if pattern is None:
        return
    for texts in MENTIONS:
        where = _WHERE.get(texts.table)
        if where is None:
            continue
        known = {row[1] for row in conn.execute(f"PRAGMA table_info({texts.table})")}
        at = "at" if "at" in known else "NULL"
        told = "" if "contact_id" not in known else " AND contact_id IS NOT :contact"
        if "deleted_at" in known:
            told += " AND deleted_at IS NULL"
        whose = "1" if texts.whose == "workspace" else "company_id = :company"
        names = ", ".join((*texts.plain, *texts.packed))
        sql = f"SELECT {at}, {names} FROM {texts.table} WHERE {whose}{told} ORDER BY id"
        for row in conn.execute(sql, {"company": company, "contact": contact_id}):
            plain, packed = row[1 : 1 + len(texts.plain)], row[1 + len(texts.plain) :]
            said = [*filter(None, plain), *(one for text in packed for one in _strings(text))]
            if any(pattern.search(one) for one in said):
                shown = [one for one in said if one in plain or pattern.search(one)]
                yield {"ou": where, "quand": _readable("quand", row[0]), "texte": "\n".join(shown)}


def _strings(packed: str | None) -> Iterator[str]:
    """Every text in a JSON text, and in JSON within it."""
    if not packed:
        return
    try:
        told = json.loads(packed)
    except ValueError:
        yield packed
        return
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if one[:1] in {"{", "["}:
                yield from _strings(one)
            else:
                yield one
        else:
            waiting.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())


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
