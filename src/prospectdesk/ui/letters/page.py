"""The page of letters: a document of a dossier as it will be printed, what it lacks, its text, its versions (X-10…X-12)."""

from __future__ import annotations

import functools
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.domain import letter_clauses
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.letters import MISSION_LETTER, file_name
from prospectdesk.jobs import letter_pages
from prospectdesk.jobs.letter_pages import Sheets
from prospectdesk.jobs.letters import Prepared
from prospectdesk.queries import letter_window
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.pdf_paper import Paper
from prospectdesk.ui.kit.pdf_view import Spot
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.letters import reading
from prospectdesk.ui.letters.acts import Acts
from prospectdesk.ui.letters.frame import NAME, Frame
from prospectdesk.ui.letters.reading import Reading
from prospectdesk.ui.letters.versions_card import DRAFT
from prospectdesk.ui.letters.writing import Writing

PAUSE_MS = 300
LISTS = ("cabinet", "office", "user", "catalogue", "workspace", "dossier_type")


class LettersPage(Page):
    """`apply(dossier=…, document=…)` shows a document, `edit=True` with its text open."""

    status_text = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.setProperty("role", "page")
        self.target: tuple[int, str] | None = None
        self.here = DRAFT
        self.reading: Reading | None = None
        self.sheets: Sheets | None = None
        self._shown: object = None
        self._compare = False
        self.frame = Frame(desk)
        self.paper = Paper(desk, self, self.frame.view, self._lay_out)
        self.acts = Acts(self)
        self.writing = Writing(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self.refresh)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)
        self._connect()

    def _connect(self) -> None:
        frame, acts, spawn = self.frame, self.acts, self.desk.spawn
        for button, slot in (
            (frame.head.back, self.leave), (frame.head.edit, self.writing.open),
            (frame.empty.button, self.leave), (frame.seal.banner.button, self._sealed),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
        for button, work in (
            (frame.head.make, acts.generate), (frame.head.save, acts.save_shown), (frame.head.word, acts.save_word),
            (frame.head.printing, acts.print_shown),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, work=work: spawn(self, work))
        frame.missing.chosen.connect(self._missing_chosen)
        frame.view.pressed.connect(self._spot_pressed)
        frame.bar.watermarked.connect(lambda _on: self.ask_layout())
        frame.fields.given.connect(acts.give)
        frame.fields.performed.connect(acts.perform)
        frame.outline.chosen.connect(frame.view.go_to_box)
        frame.clauses.chosen.connect(acts.tick)
        frame.versions.chosen.connect(self.show_version)
        frame.versions.saved.connect(lambda key: spawn(self, lambda: acts.save_version(key)))
        frame.versions.compared.connect(lambda key: spawn(self, acts.compare(key)))
        for keys, slot in (
            ("Ctrl+P", frame.head.printing.click),
            ("Esc", self._escape),
            ("F8", self.next_gap),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # Page ----------------------------------------------------------------------------------
    def apply(self, **params: Any) -> None:
        """`dossier` (local id) and `document` (a label of D-35); `edit` opens its text; `version` a printed one.

        `compare` opens the comparison of that version with the one before.
        """
        dossier = params.get("dossier")
        if not isinstance(dossier, int):
            return
        target = (dossier, str(params.get("document") or MISSION_LETTER))
        version = params.get("version")
        self.here = version if isinstance(version, int) else DRAFT
        if target != self.target:
            self.writing.close()
            self.target, self.reading, self.sheets, self.paper.data = target, None, None, None
        if params.get("edit"):
            self.writing.wanted = True
        self._compare = bool(params.get("compare"))
        self.refresh()

    def concerned(self, changes: Changes) -> bool:
        """A change of the file is read after a pause: values are often typed one after the other."""
        found = self.reading
        mine = found is not None and changes.touches_company(found.dossier.company_id)
        mine = mine or changes.touches(*LISTS) or found is None
        if mine and self.isVisible():
            self._later.start()
            return False
        return mine

    def title(self) -> str:
        """The document."""
        return self.target[1] if self.target is not None else self.tr("Lettres")

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the page."""
        return [
            ("F8", self.tr("valeur suivante")), ("Ctrl+P", self.tr("imprimer")),
            ("Échap", self.tr("dossier")),
        ]  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The right part takes its share."""
        super().resizeEvent(event)
        self.frame.fit(self.width())

    async def reload(self) -> None:
        """Reads the document, then lays it out."""
        target = self.target or await self.desk.query(letter_window.latest)
        if target is None:
            self._say_nothing()
            return
        self.target = target
        today = self.desk.today()
        found: Reading | None = await self.desk.query(reading.read, *target, today)
        if target != self.target:
            return
        self.reading = found
        if found is None or (found.prepared is None and self.here == DRAFT):
            self._say_refused(found)
            return
        self.frame.stack.setCurrentWidget(self.frame.whole)
        if self.here not in {DRAFT, *(one.id for one in found.versions)}:
            self.here = DRAFT
        self.writing.follow()
        self.show_state()
        self.ask_layout()
        if self._compare:
            self._compare = False
            self.desk.spawn(self, self.acts.compare(self.here, before=True))

    def _say_nothing(self) -> None:
        self.frame.say_empty(
            self.tr("Aucune lettre ouverte"),
            self.tr(
                "Une lettre se prépare dans un dossier : onglet Dossiers/Missions, bouton « Impressions »."
            ),
            self.tr("Ouvrir les prospects"),
        )

    def _say_refused(self, found: Reading | None) -> None:
        if found is None or found.refused is None:
            self.frame.say_empty(self.tr("Ce dossier n’existe plus"), "", self.tr("Ouvrir les prospects"))
        else:
            text = self.tr("« {0} » ne peut pas encore être imprimé : {1}.")
            said = text.format(self.title(), sentence(found.refused).rstrip("."))
            self.frame.say_empty(sentence(found.refused), said, self.tr("Ouvrir le dossier"))

    # what is shown -------------------------------------------------------------------------
    def current(self) -> Prepared | None:
        """The document being written, with the text of the editor while it is open."""
        prepared = None if self.reading is None else self.reading.prepared
        if prepared is None or not self.writing.is_open:
            return prepared
        return self.writing.applied(prepared)

    def show_state(self) -> None:
        """Title, buttons and cards as the reading says."""
        found, frame = self.reading, self.frame
        if found is None or self.target is None:
            return
        prepared, draft = self.current(), self.here == DRAFT
        head = frame.head
        head.title.setText(self.target[1])
        company = prepared.subject.company if prepared is not None else ""
        head.whose.setText(
            " · ".join(filter(None, (company, self.tr("dossier {0}").format(found.dossier.type))))
        )
        self._show_version_state(draft)
        head.make.setVisible(draft)
        head.save.setVisible(not draft)
        head.edit.setVisible(draft and not self.writing.is_open)
        for button in (head.make, head.save, head.word, head.printing):
            enable_if(button, not self.acts.busy, self.tr("Attendez la fin du travail en cours."))
        for card in (frame.missing, frame.fields):
            card.setVisible(draft)
        self._show_clauses(prepared, draft)
        if prepared is not None and draft:
            frame.fields.show_dossier(found.dossier, found.choices, prepared.asked)
            frame.fields.show_missing(prepared.merged.missing, _filled(prepared), len(prepared.asked))
            frame.missing.show_missing(prepared.merged.missing)
            today = self.desk.session.clock.today()
            frame.bar.show_file(file_name(self.target[1], prepared.subject.company, today), draft=True)
        if draft:
            saved = None if prepared is None else prepared.saved
            frame.seal.show_writing(saved, typed=found.typed is not None and not self.writing.is_open)
        told = (
            self.tr("en cours")
            if prepared is None or prepared.saved is None
            else self.tr("texte écrit à la main")
        )
        frame.versions.show_versions(found.versions, told, self.here)
        frame.fit(self.width())

    def _show_clauses(self, prepared: Prepared | None, draft: bool) -> None:
        """What may be left out of the letter being written; what a printed one left out comes with its pages."""
        if not draft:
            self.frame.clauses.hide()
        elif prepared is not None:
            by_hand = prepared.saved is not None or self.writing.is_open
            told = letter_clauses.read(prepared.merged.letter.clauses)
            self.frame.clauses.show_clauses(told, letter_clauses.BY_HAND if by_hand else "")

    def _show_version_state(self, draft: bool) -> None:
        versions = self.reading.versions if self.reading is not None else ()
        shown = next((one for one in versions if one.id == self.here), None)
        if draft or shown is None:
            number = 1 + max((one.number for one in versions), default=0)
            self.frame.head.state.show_value(
                self.tr("Brouillon · version {0}").format(number), "warn", "file-pen-line"
            )
        else:
            text = self.tr("Version {0} · générée").format(shown.name)
            self.frame.head.state.show_value(text, "ok", "lock")
            self.frame.bar.show_file(shown.title, draft=False)
            self.frame.seal.show_version(shown)

    def _sealed(self) -> None:
        """The button of the banner: back to what is being written, or into its text."""
        if self.here != DRAFT:
            self.show_version(DRAFT)
        else:
            self.writing.open()

    def show_version(self, key: int) -> None:
        """Shows a printed version, or what is being written."""
        if key != self.here:
            self.here = key
            if key != DRAFT:
                self.writing.close()
            self.refresh()

    # laying out and drawing ----------------------------------------------------------------
    def ask_layout(self) -> None:
        """Lays the letter out again, once it was read."""
        if self.reading is not None:
            self.paper.ask()

    async def _lay_out(self) -> None:
        key, prepared = (self.target, self.here), self.current()
        if self.here != DRAFT:
            printed = await self.desk.query(reading.version, self.here)
            sheets = await self.desk.run("read", letter_pages.kept, printed)
            spots: tuple[Spot, ...] = ()
        elif prepared is not None:
            draft = self.frame.bar.watermark.isChecked()
            work = functools.partial(letter_pages.lay_out, prepared.merged.letter, draft=draft)
            sheets = await self.desk.run("read", work)
            spots = self._spots(sheets, prepared)
        else:
            return
        if key == (self.target, self.here):
            self.sheets = sheets
            if not sheets.same:
                self.frame.seal.tell_redrawn()
            self.frame.outline.show_outline(sheets.clauses)
            if self.here != DRAFT:
                told = self.tr("Une version générée ne change plus.")
                self.frame.clauses.show_clauses(letter_clauses.read(sheets.optional), told)
            self.frame.fit(self.width())
            self.paper.show(sheets.data, sheets.sizes, spots, anew=key != self._shown)
            self._shown = key

    def _spots(self, sheets: Sheets, prepared: Prepared) -> tuple[Spot, ...]:
        """Each "…………" with its name, when the paper has as many as the text."""
        unknown = self.tr("À écrire dans le texte")
        names = [unknown if one is None else one.label for one in prepared.gaps]
        if len(names) != len(sheets.gaps):
            names = [unknown] * len(sheets.gaps)
        return tuple(Spot(box, name) for box, name in zip(sheets.gaps, names, strict=True))

    # going ---------------------------------------------------------------------------------
    def _missing_chosen(self, number: int) -> None:
        prepared = self.current()
        if prepared is not None and number < len(prepared.merged.missing):
            one = prepared.merged.missing[number]
            if one in prepared.gaps:
                self.frame.view.go_to_spot(prepared.gaps.index(one))
            self.acts.fill(one)

    def _spot_pressed(self, number: int) -> None:
        prepared = self.current()
        if prepared is None:
            return
        one = prepared.gaps[number] if number < len(prepared.gaps) else None
        if one is not None:
            self.acts.fill(one)
        else:
            self.writing.open()
            self.frame.editor.go_to_gap(max(0, number - len(prepared.head)))

    def next_gap(self) -> None:
        """F8: the next missing value, on the paper and where it is filled in."""
        number = self.frame.view.next_spot()
        if number is not None:
            self.frame.view.go_to_spot(number)
            self._spot_pressed(number)

    def _escape(self) -> None:
        if self.writing.is_open:
            self.writing.close()
            self.refresh()
        else:
            self.leave()

    def leave(self) -> None:
        """Back to the dossier."""
        if self.reading is None:
            self.desk.open("prospects")
        else:
            self.desk.open("sheet.dossiers", company=self.reading.dossier.company_id)


def _filled(prepared: Prepared) -> int:
    """How many of the fields of the document have a value; missions need their performers too."""
    values = prepared.subject.values
    whole = all(one.performer or not one.named for one in values.missions)
    known = {name for name, text in values.texts.items() if text.strip()}
    known |= {"missions"} if values.missions and whole else set()
    return len(known & set(prepared.asked))
