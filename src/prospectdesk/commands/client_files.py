"""The client file of a company: made once, by Gagné or by a signature (D-25, D-38, INV-10)."""

from __future__ import annotations

from prospectdesk.commands import find
from prospectdesk.domain.clock import ms_instant
from prospectdesk.domain.ids import natural_uid
from prospectdesk.store.unit_of_work import UnitOfWork

MADE = "Fichier client créé : la société est désormais cliente."


def ensure_client_file(uow: UnitOfWork, company_id: int, dossier_id: int) -> bool:
    """Makes the file unless there is one; answers whether it was made.

    Its identity follows from workspace and company, so that two laptops make one file.
    """
    known = uow.value(
        "SELECT 1 FROM client_file WHERE company_id = ? AND deleted_at IS NULL LIMIT 1", (company_id,)
    )
    if known:
        return False
    company = uow.get("company", company_id)
    uid = natural_uid("client_file", find.workspace(uow)["uid"].hex(), company["uid"].hex())
    number = f"{ms_instant(uow.now_ms):%Y}-{company['siren'] or company['uid'].hex()[-9:].upper()}"
    uow.insert(
        "client_file",
        {"company_id": company_id, "number": number, "created_at": uow.now_ms, "dossier_id": dossier_id},
        uid=uid,
    )
    uow.happened(company_id, "client", f"Fichier client {number} créé")
    return True
