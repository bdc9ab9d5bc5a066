"""Hands the orange cards of a company over as one vCard file (C-11, D-19)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from prospectdesk.domain.errors import Unavailable
from prospectdesk.domain.filenames import safe_name
from prospectdesk.jobs.exports import card_text
from prospectdesk.queries.contacts import ContactCard
from prospectdesk.queries.reader import Reader
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for


async def export_cards(desk: Desk, widget: QWidget, company: str, cards: Sequence[ContactCard]) -> None:
    """Asks where, writes all cards, says how many."""
    title = widget.tr("Exporter les interlocuteurs")
    name = safe_name(company, suffix=".vcf", fallback="contacts")
    target = await ask.save_file(widget, title, widget.tr("Cartes de visite (*.vcf)"), name)
    if target is None:
        return
    await desk.run("read", write_cards, desk.session.reader, [card.id for card in cards], target)
    bar = bar_for(widget)
    if bar is not None:
        text = widget.tr("{count} carte(s) exportée(s) : {file}")
        bar.show_message(text.format(count=len(cards), file=target.name), "ok")


def write_cards(reader: Reader, contact_ids: Sequence[int], target: Path) -> None:
    """Writes one vCard after the other. Raises NotFound, Unavailable."""
    text = "".join(card_text(reader, one) for one in contact_ids)
    try:
        target.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Unavailable(
            "cannot_write",
            "« {name} » n’a pas pu être écrit : choisissez un autre dossier.",
            name=target.name,
        ) from error
