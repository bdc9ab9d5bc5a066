"""How dossiers are written: stages, amounts, states."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import Clock
from prospectdesk.domain.dossiers import LOST, OPEN, SIGNED
from prospectdesk.domain.errors import Failure
from prospectdesk.domain.money import read_amount
from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.errors import sentence

TONES = {OPEN: "accent", SIGNED: "ok", LOST: "bad"}
ICONS = {OPEN: "", SIGNED: "signature", LOST: "circle-x"}


def stage_text(stage: Stage) -> str:
    """Suspect (5 %)."""
    return f"{stage.label} ({show.percent(stage.percent)})"


def status_text(status: str) -> str:
    """En cours, Signé, Perdu."""
    say = QCoreApplication.translate
    words = {
        OPEN: say("Dossiers", "En cours"),
        SIGNED: say("Dossiers", "Signé"),
        LOST: say("Dossiers", "Perdu"),
    }
    return words.get(status, status)


def amount_text(amount: str | None) -> str:
    """2 400,00 €; empty without an amount."""
    return show.amount(read_amount(amount))


def typed_amount(amount: str | None) -> str:
    """An amount as it stands in a field: 2 400,00."""
    return amount_text(amount).removesuffix("€").rstrip()


def reason(found: Failure | None) -> str:
    """Why something is not possible now, "" when it is."""
    return "" if found is None else sentence(found)


def titles(dossiers: Iterable[Dossier]) -> list[tuple[str, str]]:
    """The sub-tabs: each named after its type, numbered where a type comes again (D-23)."""
    seen: dict[str, int] = {}
    made = []
    for one in dossiers:
        seen[one.type] = seen.get(one.type, 0) + 1
        made.append((one.uid, one.type if seen[one.type] == 1 else f"{one.type} {seen[one.type]}"))
    return made


def closing(dossier: Dossier, clock: Clock) -> str:
    """When and why a dossier was closed."""
    when = "" if dossier.closed_at is None else show.moment(dossier.closed_at, clock)
    why = ", ".join(dossier.reasons)
    return "  ·  ".join(part for part in (status_text(dossier.status), when, why) if part)
