"""The demonstration with a year of dossiers in it, for pictures of board, dashboard and reports.

Made by the commands a salesperson gives, each at its own hour; nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from prospectdesk.commands.dossier_outcomes import LoseDossier, SignDossier
from prospectdesk.commands.dossiers import CreateDossier, EditDossier, SetContract
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.commands.projects import SetPiece
from prospectdesk.commands.timeline import AddNote, LogCall

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

DAY = 86_400_000
CONTRACT, OFFER = "Présentation des comptes", "Confort"
KERMAREC, TANGUY, LE_GOFF = "Atelier Kermarec", "Boulangerie Tanguy", "Cycles Le Goff"
DUPUIS, VILAINE, NANTAIS = "Dupuis Menuiserie", "Hôtel Vilaine", "Garage Nantais"


@dataclass(frozen=True)
class Deal:
    """One dossier: how many days ago it was made, how far it came, how it ended; `signing` in days from today."""

    company: str
    kind: str
    amount: str
    age: int
    stage: str = "Suspect"
    signing: int | None = None
    holder: str | None = None
    signed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    closed: int = 0


DEALS = (
    Deal(LE_GOFF, "Social", "2400", 20, "Evalué", 17, "ugo"),
    Deal(LE_GOFF, "Opportunité", "5200", 48, "En négociation", 24, "rachid"),
    Deal(TANGUY, "Opportunité", "3600", 35, "En négociation", 40, "ugo"),
    Deal(TANGUY, "Social", "1800", 12, "Qualifié", 66, "nora"),
    Deal(KERMAREC, "Opportunité", "7500", 71, "Gagné", 9, "rachid"),
    Deal(KERMAREC, "Social", "2900", 6, "Suspect", 95, "ugo"),
    Deal(DUPUIS, "Opportunité", "4100", 130, "Evalué", -12, "nora"),
    Deal(DUPUIS, "Social", "900", 3, "Suspect", None, "nora"),
    Deal(VILAINE, "Opportunité", "6400", 210, "Qualifié", 52, "ugo"),
    Deal(NANTAIS, "Opportunité", "3300", 88, "Evalué", 31, "rachid"),
    Deal(KERMAREC, "Conseil", "4800", 190, "Gagné", holder="ugo", signed=("Prix", "Réactivité"), closed=140),
    Deal(NANTAIS, "Conseil", "2600", 160, "En négociation", holder="rachid", signed=("Proximité",), closed=96),
    Deal(LE_GOFF, "Conseil", "3900", 120, "Gagné", holder="ugo", signed=("Recommandation",), closed=30),
    Deal(TANGUY, "Conseil", "2200", 140, "Qualifié", holder="ugo", lost=("Prix trop élevé",), closed=100),
    Deal(VILAINE, "Conseil", "1500", 110, "Suspect", holder="nora", lost=("Injoignable",), closed=80),
    Deal(DUPUIS, "Conseil", "3100", 100, "Evalué", holder="nora",
         lost=("Prix trop élevé", "Reste chez son confrère"), closed=44),
    Deal(VILAINE, "Social", "2700", 75, "En négociation", holder="rachid", lost=("Concurrent choisi",), closed=21),
    Deal(NANTAIS, "Social", "1900", 60, "Qualifié", holder="rachid", lost=("Prix trop élevé",), closed=15),
)  # fmt: skip
ACTS = (
    ("ugo", 9, 5), ("rachid", 6, 4), ("nora", 7, 2),
)  # fmt: skip
"""Who called and noted how often."""


def furnish(session: Session) -> None:
    """Brings the demonstration there; clock and person stand afterwards as before."""
    clock, person = session.clock, session.person
    try:
        with session.reader.session() as conn:
            companies = dict(conn.execute("SELECT name, id FROM company WHERE deleted_at IS NULL"))
        for deal in sorted(DEALS, key=lambda one: -one.age):
            _deal(session, deal, companies[deal.company], clock)
        session.clock = clock
        _project(session, companies[VILAINE], clock.today())
        for login, calls, notes in ACTS:
            session.sign_in(login)
            for number in range(calls + notes):
                session.clock = clock.forward(-(number * 9 + 4) * DAY)
                company = companies[(LE_GOFF, TANGUY, KERMAREC)[number % 3]]
                if number < calls:
                    session.bus.do(LogCall(company=company, text="Point sur le dossier", number="0299000000"))
                else:
                    session.bus.do(AddNote(company=company, text="Devis à préparer"))
    finally:
        session.clock, session.person = clock, person


def _project(session: Session, company: int, today: date) -> None:
    """A project whose devis is back, whose DI is at the customer's and whose convention is still to be sent."""
    do = session.bus.do
    made = do(CreateDossier(company=company, dossier_type="Formation", type_client="Société commerciale"))
    project, back = made.uid or "", today - timedelta(3)
    do(SetPiece(dossier=project, piece="devis", sent=today - timedelta(12), returned=back, signed=back))
    do(SetPiece(dossier=project, piece="di", sent=today - timedelta(5)))
    do(MoveStage(dossier=project, etape="Proposition"))


def _deal(session: Session, deal: Deal, company: int, clock: Any) -> None:
    """One dossier from its creation to its end; the money follows D-33."""
    session.clock = clock.forward(-deal.age * DAY)
    do, today = session.bus.do, clock.today()
    signing = None if deal.signing is None else today + timedelta(deal.signing)
    made = do(
        CreateDossier(
            company=company,
            dossier_type=deal.kind,
            type_client="Société commerciale",
            expected_signing=signing,
        )
    )
    dossier = made.uid or ""
    do(SetContract(dossier=dossier, contrat_type=CONTRACT, offre=OFFER, montant=deal.amount))
    if deal.holder is not None and deal.kind == "Opportunité":
        do(EditDossier(dossier=dossier, titulaire=deal.holder))
    session.clock = clock.forward(-deal.age * DAY // 2 if not deal.closed else -(deal.closed + 1) * DAY)
    if deal.stage != "Suspect":
        do(MoveStage(dossier=dossier, etape=deal.stage))
    session.clock = clock.forward(-deal.closed * DAY)
    if deal.signed:
        do(SignDossier(dossier=dossier, reasons=deal.signed))
    if deal.lost:
        do(LoseDossier(dossier=dossier, reasons=deal.lost, justification="Vu au téléphone"))
