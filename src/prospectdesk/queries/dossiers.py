"""Reads the dossiers of a company, as far as sheets show them."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.ids import uid_text
from prospectdesk.store.connection import Connection


def of_company(conn: Connection, company_id: int) -> list[dict[str, Any]]:
    """The live dossiers, oldest first, with the labels of their catalogue entries."""
    rows = conn.execute(
        "SELECT d.uid, t.label, s.label, s.percent, d.status, k.label, d.amount, h.login, d.justification "
        "FROM dossier d JOIN dossier_type t ON t.id = d.type_id JOIN stage s ON s.id = d.stage_id "
        "LEFT JOIN catalogue k ON k.id = d.client_type_id LEFT JOIN user h ON h.id = d.holder_id "
        "WHERE d.company_id = ? AND d.deleted_at IS NULL ORDER BY d.id",
        (company_id,),
    )
    names = (
        "dossier_type",
        "etape",
        "percent",
        "status",
        "type_client",
        "montant",
        "titulaire",
        "justification",
    )
    return [
        {
            "id": uid_text(row[0]),
            **dict(zip(names, row[1:], strict=True)),
            "contrat_type": None,
            "offre": None,
            "reasons": [],
        }
        for row in rows
    ]
