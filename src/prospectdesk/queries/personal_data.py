"""Everything the store holds about one person (right of access, SECURITY L2)."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.clock import day_date, ms_instant
from prospectdesk.domain.errors import NotFound
from prospectdesk.domain.ids import uid_text
from prospectdesk.store.connection import Connection


def of_contact(conn: Connection, contact_id: int) -> dict[str, Any]:
    """All cards of the person with what was written on them. Raises NotFound."""
    row = conn.execute(
        "SELECT person FROM contact WHERE id = ? AND erased_at IS NULL", (contact_id,)
    ).fetchone()
    if row is None:
        raise NotFound("not_found", "Cet interlocuteur n’existe plus.")
    cards = conn.execute(
        "SELECT id FROM contact WHERE person = ? AND erased_at IS NULL ORDER BY id", (row[0],)
    ).fetchall()
    return {"personne": uid_text(row[0]), "cartes": [_card(conn, one[0]) for one in cards]}


def _card(conn: Connection, contact_id: int) -> dict[str, Any]:
    names = (
        "id",
        "societe",
        "couleur",
        "role",
        "civilite",
        "prenom",
        "nom",
        "fonction",
        "linkedin",
        "date_naissance",
        "telephone_domicile",
        "telephone_portable",
        "courriel",
        "newsletter",
        "bulletin_info_ba",
        "bloque_appel",
        "bloque_sms",
        "bloque_email",
        "cree_le",
    )
    row = conn.execute(
        "SELECT c.uid, coalesce(s.shown_name, s.name), c.colour, c.role, c.title, c.first_name, c.last_name, c.job, "
        "c.linkedin, c.born_on, c.home, c.mobile, c.email, c.newsletter, c.bulletin, c.block_call, c.block_sms, "
        "c.block_email, c.made_at FROM contact c JOIN company s ON s.id = c.company_id WHERE c.id = ?",
        (contact_id,),
    ).fetchone()
    card = dict(zip(names, row, strict=True))
    card["id"] = uid_text(card["id"])
    card["date_naissance"] = (
        None if card["date_naissance"] is None else day_date(card["date_naissance"]).isoformat()
    )
    card["cree_le"] = ms_instant(card["cree_le"]).isoformat()
    for flag in ("newsletter", "bulletin_info_ba", "bloque_appel", "bloque_sms", "bloque_email"):
        card[flag] = bool(card[flag])
    card["coordonnees"] = [
        {"type": kind, "valeur": value, "origine": origin}
        for kind, value, origin in conn.execute(
            "SELECT kind, value, origin FROM contact_point WHERE contact_id = ? AND deleted_at IS NULL",
            (contact_id,),
        )
    ]
    card["evenements"] = [
        {"quand": ms_instant(at).isoformat(), "type": kind, "titre": title, "texte": text, "numero": number}
        for at, kind, title, text, number in conn.execute(
            "SELECT at, type, title, text, number FROM timeline WHERE contact_id = ? AND deleted_at IS NULL ORDER BY at",
            (contact_id,),
        )
    ]
    card["suivis"] = [
        {"date": day_date(day).isoformat(), "type": kind, "description": text, "effectue": bool(done)}
        for day, kind, text, done in conn.execute(
            "SELECT day, action_type, description, done FROM follow_up WHERE contact_id = ? AND deleted_at IS NULL",
            (contact_id,),
        )
    ]
    card["historique"] = [
        {"quand": ms_instant(at).isoformat(), "champ": name, "ancien": old, "nouveau": new}
        for at, name, old, new in conn.execute(
            "SELECT h.at, h.field, h.old, h.new FROM history h JOIN contact c ON c.uid = h.object_uid WHERE c.id = ? "
            "ORDER BY h.at",
            (contact_id,),
        )
    ]
    return card
