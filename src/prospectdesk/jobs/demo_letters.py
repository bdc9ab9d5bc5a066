"""A dossier of the demonstration with its mission letter, for pictures: one version generated, the next one lacks values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prospectdesk.commands.contact_states import SetPrivileged
from prospectdesk.commands.documents import StoreDocument
from prospectdesk.commands.dossiers import CreateDossier, SetContract, SetPerformer
from prospectdesk.domain.letters import MISSION_LETTER
from prospectdesk.jobs import letters
from prospectdesk.queries import companies, contacts

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

KERMAREC = "00010001600013"
HOLDER = "ugo"
"""Who may hold a dossier of accounting in the demonstration, whoever looks at it."""


def furnish(session: Session) -> int:
    """Makes the dossier and its first version; answers the dossier's local id."""
    done = session.bus.do(
        CreateDossier(
            company=KERMAREC,
            dossier_type="Comptable",
            type_client="Société commerciale",
            cabinet="Cabinet Rennes",
            bureau="Rennes Centre",
            titulaire=HOLDER,
            date_debut="2027-01-01",
        )
    )
    dossier = done.row_id or 0
    session.bus.do(
        SetContract(dossier=dossier, contrat_type="Présentation des comptes", offre="Confort", montant="2400")
    )
    session.bus.do(SetPrivileged(contact=session.reader.run(_first_contact)))
    for mission in ("Tenue", "Révision"):
        session.bus.do(SetPerformer(dossier=dossier, mission=mission, executant=session.person.login))
    today = session.clock.today_number()
    letter = session.reader.run(letters.prepare, dossier, MISSION_LETTER, today).merged.letter
    data, _pages = letters.pdf(letter)
    session.bus.do(
        StoreDocument(
            dossier=dossier, label=MISSION_LETTER, text=letters.frozen(letter), sha256=letters.digest(data)
        )
    )
    return dossier


def _first_contact(conn: Any) -> int:
    company = companies.find_id(conn, KERMAREC)
    return next(one.id for one in contacts.cards(conn, company or 0) if one.colour == "orange")
