"""A salesperson's day on the demonstration, for its pictures: relances late, of today and to come, and what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote
from prospectdesk.jobs.demo_board import DAY, DUPUIS, KERMAREC, LE_GOFF, NANTAIS, TANGUY

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

RELANCES = (
    (KERMAREC, -17, "haute", "Relire l’annexe avant de signer", None),
    (DUPUIS, -3, "haute", "Devis transmis, décision cette semaine", None),
    (TANGUY, 0, "haute", "Présenter l’offre paie", "14:30"),
    (LE_GOFF, 0, "normale", "Rappeler après l’inventaire", None),
    (NANTAIS, 7, "faible", "Suivi de fond", None),
)
"""Company, days from today, priority, what for, when."""
DONE = (
    (KERMAREC, "Proposition", 18, "Lettre de mission relue ensemble, l’annexe reste à voir."),
    (DUPUIS, "Demande devis", 6, "Devis remis en main propre."),
    (TANGUY, "1er contact", 4, "Préfère être appelée après 17 h."),
    (LE_GOFF, "Rendez-vous", 12, "Compare avec son cabinet actuel."),
)
"""Company, what was done, how many days ago, what was noted then."""


def furnish(session: Session) -> None:
    """Brings the demonstration there; the clock stands afterwards as before."""
    clock, do = session.clock, session.bus.do
    with session.reader.session() as conn:
        companies = dict(conn.execute("SELECT name, id FROM company WHERE deleted_at IS NULL").fetchall())
    try:
        for name, action, days, said in DONE:
            session.clock = clock.forward(-days * DAY)
            do(AddNote(company=companies[name], text=said))
            session.clock = clock
            past = clock.today() - timedelta(days)
            do(CreateFollowUp(company=companies[name], kind="tache", type_action=action, date=past))
        for name, days, priority, what, hour in RELANCES:
            session.clock = clock.forward(min(days, 0) * DAY)
            when = clock.today() + timedelta(days)
            do(
                CreateFollowUp(
                    company=companies[name], date=when, time=hour, description=what, priority=priority,
                    assignees=("ugo",),
                )
            )  # fmt: skip
    finally:
        session.clock = clock
