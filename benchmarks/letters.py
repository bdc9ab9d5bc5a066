"""Letters in a batch beside plain reportlab for the same pages: `dev.py bench --only letters [--letters 500]`.

Plain is the shortest program that draws these pages with reportlab alone: the same fonts, styles and lengths, texts
ready as markup, no merging, no search for missing characters, no hash, nothing kept. Both take turns, ten letters each.
"""

from __future__ import annotations

import io
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from prospectdesk.documents import fonts
from prospectdesk.documents.letter_flow import TABLE_STYLE, style
from prospectdesk.documents.letter_pdf import FOOT, HEAD, LATER_HEAD, LEFT, WIDTH
from prospectdesk.domain import letter_text as text
from prospectdesk.domain.letter import Letter
from prospectdesk.jobs import letter_batch
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import Session, open_session
from prospectdesk.jobs.ticket import Ticket

GOAL = 2.0
DOCUMENT = "Lettre de mission"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC).replace(tzinfo=None)
Drawn = tuple[Letter, list[tuple[str, Any]]]


class Counted(Canvas):
    """The recipe of reportlab's own FAQ for "page x of y"."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the name is reportlab’s
        """Keeps the page."""
        self.pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Numbers the pages."""
        for number, page in enumerate(self.pages, 1):
            self.__dict__.update(page)
            self.setFont(fonts.REGULAR, 7.5)
            self.drawRightString(A4[0] - LEFT, 14 * mm, f"Page {number}/{len(self.pages)}")
            super().showPage()
        super().save()


def ready(letter: Letter) -> Drawn:
    """A letter as its blocks in reportlab's markup, made outside the measure."""
    found: list[tuple[str, Any]] = []
    for one in text.blocks(letter.body):
        if one.kind == text.TABLE:
            found.append((one.kind, [[_markup(cell) for cell in row] for row in one.rows]))
        else:
            found.append((one.kind, "<br/>".join(_markup(line) for line in one.lines)))
    return letter, found


def _markup(line: str) -> str:
    return "".join(f"<b>{escape(one.text)}</b>" if one.bold else escape(one.text) for one in text.runs(line))


def draw(story: list[Any], kind: str, told: Any, letter: Letter) -> None:
    """Adds one block to the flow."""
    roles = {text.HEADING: "heading", text.SMALL: "small_heading", text.PARAGRAPH: "paragraph"}
    if kind == text.TABLE:
        columns = max(map(len, told))
        rows = [
            [Paragraph(cell, style("cell")) for cell in (*row, *[""] * (columns - len(row)))] for row in told
        ]
        first = 0.6 if columns < 3 else 0.74
        widths = [WIDTH * first] + [WIDTH * (1 - first) / max(1, columns - 1)] * (columns - 1)
        story += [Table(rows, colWidths=widths, style=TABLE_STYLE, repeatRows=1), Spacer(1, 8)]
    elif kind == text.SIGNATURES:
        signing = Table(
            [[Paragraph(escape(one.split("\n")[0]), style("cell")) for one in letter.signatures]],
            rowHeights=40 * mm,
        )
        story[-2:] = [KeepTogether([*story[-2:], signing])]
    elif kind == text.PAGE:
        story.append(PageBreak())
    elif kind == text.ITEM:
        story.append(Paragraph(told, style("item"), bulletText="•"))
    else:
        story.append(Paragraph(told, style(roles[kind])))


def plain(drawn: Drawn) -> int:
    """Draws the pages; answers how many."""
    letter, blocks = drawn
    address = Table([["", Paragraph(escape(line), style("address"))] for line in letter.recipient],
                    colWidths=[WIDTH * 0.54, WIDTH * 0.46])  # fmt: skip
    story: list[Any] = [address, Paragraph(escape(letter.place_date), style("address")), Paragraph(letter.title, style("title")),
                        Paragraph(escape(letter.subtitle), style("subtitle"))]  # fmt: skip
    for kind, told in blocks:
        draw(story, kind, told, letter)

    def head(canvas: Any, _document: Any) -> None:
        canvas.setFont(fonts.BOLD, 14)
        canvas.drawString(LEFT, A4[1] - 19 * mm, letter.sender[0])
        canvas.setFont(fonts.REGULAR, 7.8)
        for place, line in enumerate(letter.contact):
            canvas.drawRightString(A4[0] - LEFT, A4[1] - (19 + 4 * place) * mm, line)
        foot(canvas, _document)

    def foot(canvas: Any, _document: Any) -> None:
        canvas.setFont(fonts.REGULAR, 6.8)
        canvas.drawString(LEFT, 14 * mm, letter.legal[:120])

    made = BaseDocTemplate(io.BytesIO(), pagesize=A4, title=letter.title)
    frames = [Frame(LEFT, FOOT, WIDTH, A4[1] - FOOT - top, 0, 0, 0, 0) for top in (HEAD, LATER_HEAD)]
    made.addPageTemplates(
        [PageTemplate("first", [frames[0]], onPage=head), PageTemplate("later", [frames[1]], onPage=foot)]
    )
    made.build([NextPageTemplate("later"), *story], canvasmaker=Counted)
    return int(made.page)


def filled(session: Session, count: int) -> list[int]:
    """`count` companies, each with a privileged contact and a dossier ready for its mission letter."""
    with session.store.transaction(session.clock.now_ms(), None, muted=True) as uow:
        offer = uow.one("SELECT id, parent_id FROM catalogue WHERE kind = 'offer' ORDER BY id LIMIT 1")
        stage = uow.value("SELECT id FROM stage ORDER BY rank LIMIT 1")
        kind = uow.value("SELECT id FROM dossier_type WHERE label = 'Comptable'")
        cabinet = uow.value("SELECT id FROM cabinet ORDER BY id LIMIT 1")
        user = uow.value("SELECT id FROM user ORDER BY id LIMIT 1")
        assert offer is not None
        found = []
        for number in range(count):
            company = uow.insert("company", {"name": f"Société d’essai n° {number:04}", "legal_form": "SARL"})
            uow.insert("registration", {"company_id": company, "registered_at": 0, "street": f"{number} rue des Écoles",
                                        "postcode": "35000", "city": "Rennes"})  # fmt: skip
            person = {
                "first_name": "Zoé",
                "last_name": f"Nº {number} & <fils>",
                "job": "Gérante",
                "title": "Madame",
            }
            row = {"company_id": company, "person": company.to_bytes(16, "big"), "colour": "orange", "privileged": 1,
                   "made_at": 0, **person}  # fmt: skip
            uow.insert("contact", row)
            row = {"company_id": company, "type_id": kind, "stage_id": stage, "made_at": number, "amount": "2400.00",
                   "contract_type_id": offer["parent_id"], "offer_id": offer["id"], "cabinet_id": cabinet,
                   "holder_id": user, "partner_id": user, "starts_on": 20_000 + number}  # fmt: skip
            found.append(uow.insert("dossier", row))
        uow.finish()
    return found


def cpu(work: Any) -> tuple[float, Any]:
    """Processor seconds of a piece of work, and its answer."""
    before = time.process_time()
    answer = work()
    return time.process_time() - before, answer


def measured(letters: int = 500) -> str:
    """One batch of `letters`, the whole way from the store into a folder, and plain reportlab in turn with it."""
    with tempfile.TemporaryDirectory(prefix="prospectdesk-letters-") as made:
        session = open_session(Opening(demo=True, data_dir=Path(made), now=MONDAY))
        try:
            return _measured(session, Path(made), filled(session, letters))
        finally:
            session.close()


def _measured(session: Session, folder: Path, dossiers: list[int]) -> str:
    raw = [0.0, 0]
    steps: list[int] = []
    out = folder / "letters"
    out.mkdir()
    ticket = Ticket(lambda progress: steps.append(progress.done))
    today = session.clock.today_number()
    letter_batch.plan(session.reader, dossiers[:2], DOCUMENT, today, ticket)  # both sides warm
    planned, found = cpu(lambda: letter_batch.plan(session.reader, dossiers, DOCUMENT, today, ticket))
    plain(ready(found.items[0].letter))

    def turn(many: tuple[Letter, ...]) -> list[bytes]:
        answer = letter_batch.rendered(many)
        pages = [ready(one) for one in many]
        took, count = cpu(lambda: sum(plain(one) for one in pages))
        raw[0] += took
        raw[1] += count
        preparing.append(cpu(lambda: [ready(one) for one in many])[0])
        return answer

    preparing: list[float] = []
    wall = time.perf_counter()
    whole, batch = cpu(lambda: letter_batch.print_all(found, out, ticket, store=session.bus.do, render=turn))
    wall = time.perf_counter() - wall
    ours = planned + whole - raw[0] - 2 * sum(preparing)
    sizes = [one.stat().st_size for one in batch.files]
    verdict = "PASS" if ours <= GOAL * raw[0] else "MISS"
    return (
        f"{len(batch.files)} letters « {DOCUMENT} », {raw[1]} plain pages, {sum(sizes) / len(sizes) / 1000:.0f} kB each\n"
        f"plain reportlab: {raw[0]:.2f} s of processor time ({raw[0] / len(dossiers) * 1000:.1f} ms a letter)\n"
        f"ours (read, merged, laid out, hashed, kept, copied): {ours:.2f} s ({ours / len(dossiers) * 1000:.1f} ms a letter), "
        f"of which reading and merging {planned:.2f} s\n"
        f"ratio {ours / raw[0]:.2f} (goal ≤ {GOAL:g}) {verdict}; {len(steps)} steps of progress; {wall:.0f} s of the clock, "
        "both programs"
    )


if __name__ == "__main__":
    print(measured())
