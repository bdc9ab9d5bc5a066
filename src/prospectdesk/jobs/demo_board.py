"""A full board on the demonstration, for its picture: opportunities at every stage, some with a follow-up that is late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prospectdesk.commands.dossiers import CreateDossier, EditDossier, SetContract
from prospectdesk.commands.follow_ups import CreateFollowUp

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

DAY = 86_400_000
KERMAREC, TANGUY, LE_GOFF = "Atelier Kermarec", "Boulangerie Tanguy", "Cycles Le Goff"
DUPUIS, VILAINE, NANTAIS = "Dupuis Menuiserie", "Hôtel Vilaine", "Garage Nantais"
CARDS = (
    (TANGUY, "Suspect", "3900", "nora"), (VILAINE, "Suspect", "1800", "ugo"), (NANTAIS, "Suspect", "3300", "rachid"),
    (LE_GOFF, "Suspect", "4200", "ugo"), (KERMAREC, "Suspect", "2600", "nora"), (DUPUIS, "Suspect", "5100", "rachid"),
    (KERMAREC, "Qualifié", "4800", "ugo"), (DUPUIS, "Qualifié", "5600", "nora"), (LE_GOFF, "Qualifié", "7200", "rachid"),
    (NANTAIS, "Evalué", "9600", "ugo"), (VILAINE, "Evalué", "6200", "nora"), (KERMAREC, "En négociation", "18400", "ugo"),
    (DUPUIS, "En négociation", "12000", "rachid"), (VILAINE, "Gagné", "14500", "nora"),
)  # fmt: skip
"""Company, stage, amount, holder."""
NEXT = ((KERMAREC, -10, "Relance", None), (DUPUIS, -3, "Proposition", None), (TANGUY, 0, "Rendez-vous", "14:30"),
        (NANTAIS, 4, "Demande devis", None))  # fmt: skip
"""Company, days from today, what is to be done, when."""


def furnish(session: Session) -> None:
    """Brings the demonstration there; the clock stands afterwards as before."""
    clock, do = session.clock, session.bus.do
    with session.reader.session() as conn:
        companies = dict(conn.execute("SELECT name, id FROM company WHERE deleted_at IS NULL").fetchall())
    try:
        for name, stage, amount, holder in CARDS:
            made = do(CreateDossier(company=companies[name], dossier_type="Opportunité", etape=stage))
            dossier = made.uid or ""
            do(
                SetContract(
                    dossier=dossier, contrat_type="Présentation des comptes", offre="Confort", montant=amount
                )
            )
            do(EditDossier(dossier=dossier, titulaire=holder))
        for name, days, action, hour in NEXT:
            session.clock = clock.forward(min(days, 0) * DAY)
            when = clock.today() + timedelta(days)
            do(
                CreateFollowUp(
                    company=companies[name], kind="tache", type_action=action, date=when, time=hour
                )
            )
    finally:
        session.clock = clock
