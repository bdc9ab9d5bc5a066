"""What a registration carries of the register, so that a centre without that company makes its row (SYNC §3)."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.store.unit_of_work import Row, UnitOfWork

MOST_SITES = 50
"""Establishments of a company that are told, the first known ones."""


def register_values(uow: UnitOfWork, company: Row, sites: int = MOST_SITES) -> str | None:
    """The register values of a company and of its first `sites` establishments as JSON; None for one without SIREN."""
    if company["siren"] is None:
        return None
    names = (
        "siret",
        "name",
        "brand",
        "naf",
        "street",
        "street2",
        "postcode",
        "city",
        "city_code",
        "latitude",
        "longitude",
        "head_office",
        "open",
    )
    told = [
        {name: site[name] for name in names if site[name] is not None}
        for site in uow.rows(
            "SELECT * FROM establishment WHERE company_id = ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
            (company["id"], sites),
        )
    ]
    unit: dict[str, Any] = {
        name: company[name]
        for name in ("siren", "name", "naf", "legal_form", "created_on")
        if company[name] is not None
    }
    return json.dumps({**unit, "establishments": told}, ensure_ascii=False, separators=(",", ":"))
