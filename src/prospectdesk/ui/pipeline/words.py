"""How cards and columns of the board are written, for the eye and for those who hear them."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import day_date
from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.ui.kit import format as show


def euros(value: Decimal | None) -> str:
    """18 400 €, with cents only where there are some; empty without an amount."""
    if value is None:
        return ""
    return show.amount(value, cents=value != value.to_integral_value())


def rounded(value: Decimal) -> str:
    """A sum to the euro."""
    return show.amount(value, cents=False)


def next_act(card: Card) -> str:
    """What is to be done next, with the hour where there is one: Rendez-vous 14:30."""
    hour = "" if card.next_minute is None else f" {show.hour(card.next_minute)}"
    return f"{card.next_action or ''}{hour}"


def short_act(card: Card) -> str:
    """The same where there is little room: RDV 14:30."""
    say = QCoreApplication.translate
    return next_act(card).replace(say("Pipeline", "Rendez-vous"), say("Pipeline", "RDV"))


def next_day(card: Card, today: int) -> str:
    """When it is to be done: 13/11."""
    return "" if card.next_day is None else show.date_short(card.next_day, day_date(today))


def next_text(card: Card, today: int) -> str:
    """Relance · 13/11; empty without a follow-up."""
    return "" if card.next_day is None else f"{next_act(card)} · {next_day(card, today)}"


def late_text(card: Card, today: int) -> str:
    """11 j de retard, aujourd’hui; empty for what is to come."""
    return "" if card.next_day is None or card.next_day > today else show.due_text(card.next_day, today)


def opportunities(number: int) -> str:
    """25 opportunités."""
    say = QCoreApplication.translate
    text = say("Pipeline", "{0} opportunité") if number < 2 else say("Pipeline", "{0} opportunités")
    return text.format(show.count(number))


def spoken(card: Card, today: int) -> str:
    """A card in plain words."""
    say = QCoreApplication.translate
    parts = [
        card.company,
        card.type,
        euros(card.amount),
        next_text(card, today).replace(" · ", " "),
        late_text(card, today),
        card.holder or say("Pipeline", "sans titulaire"),
        say("Pipeline", "type en double") if card.twin else "",
    ]
    return ", ".join(part for part in parts if part)
