"""Hands a company over: its orange cards as vCards, the whole sheet as a workbook (C-11, D-19)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from prospectdesk.domain.filenames import safe_name
from prospectdesk.jobs.exports import card_text, export_handover
from prospectdesk.queries.contacts import ContactCard
from prospectdesk.queries.reader import Reader
from prospectdesk.sheets.tables import write_file
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
    write_file(target, lambda stream: stream.write(text.encode()), overwrite=True)


async def export_sheet(desk: Desk, widget: QWidget, company: str, company_id: int) -> None:
    """Asks where, writes sheet, contacts and notes for another CRM."""
    title = widget.tr("Exporter vers un autre CRM")
    name = safe_name(company, suffix=".xlsx", fallback="fiche")
    target = await ask.save_file(widget, title, widget.tr("Classeur Excel (*.xlsx)"), name)
    if target is not None:
        await write_sheet(desk, widget, company_id, target)


async def write_sheet(desk: Desk, widget: QWidget, company_id: int, target: Path) -> None:
    """Writes the workbook; the system's dialog has asked before an older file is replaced."""
    reader, zone = desk.session.reader, desk.session.clock.zone

    def write() -> int:
        return export_handover(reader, [company_id], target, zone, overwrite=True)

    await desk.run("read", write)
    bar = bar_for(widget)
    if bar is not None:
        text = widget.tr("Fiche, interlocuteurs et notes exportés : {file}")
        bar.show_message(text.format(file=target.name), "ok")
