"""The text of a letter while it is written: opened, kept on this laptop as it is typed, saved with the dossier (X-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from prospectdesk.commands.documents import SaveLetterText
from prospectdesk.jobs import letters
from prospectdesk.jobs.letters import Prepared
from prospectdesk.ui.kit import ask
from prospectdesk.ui.letters.reading import draft_key
from prospectdesk.ui.timeline.drafts import DraftKeeper

if TYPE_CHECKING:
    from prospectdesk.ui.letters.page import LettersPage


class Writing(QObject):
    """`wanted` opens the editor at the next reading; `is_open` while it stands there."""

    def __init__(self, page: LettersPage) -> None:
        super().__init__(page)
        self.page = page
        self.wanted = False
        self.is_open = False
        self._keeper: DraftKeeper | None = None
        self._keepers: dict[str, DraftKeeper] = {}
        editor = page.frame.editor
        editor.typed.connect(self._typed)
        editor.changed.connect(self._changed)
        editor.kept.connect(lambda: page.desk.spawn(page, self.save()))
        editor.dropped.connect(lambda: page.desk.spawn(page, self.drop()))
        editor.left.connect(self._leave)

    def open(self) -> None:
        """Opens the text."""
        if not self.is_open:
            self.wanted = True
            self.follow()
            self.page.show_state()
        self.page.frame.editor.field.setFocus()

    def close(self) -> None:
        """Leaves the text; what is typed and not saved is kept on this laptop."""
        if self._keeper is not None and self.is_open:
            self._keeper.save()
        self._keeper = None
        self.is_open = self.wanted = False
        self.page.frame.side.setCurrentIndex(0)
        self.page.frame.fit(self.page.width())

    def _leave(self) -> None:
        self.close()
        self.page.refresh()

    def follow(self) -> None:
        """Shows the text that was read; what is being typed stays."""
        found = self.page.reading
        if found is None or found.prepared is None or not (self.wanted or self.is_open):
            return
        editor, body = self.page.frame.editor, found.prepared.merged.letter.body
        text = body
        if self.is_open and editor.unsaved:
            text = editor.text()
        elif not self.is_open and found.typed:
            text = found.typed
        self.wanted = False
        own = found.prepared.saved is not None
        said = self.tr("écrit à la main") if own else self.tr("texte du modèle")
        if text != body:
            said = self.tr("modifications non enregistrées")
        editor.show_text(text, body, said, own=own)
        if not self.is_open:
            self._begin(found.dossier.uid, found.dossier.company_id)

    def _begin(self, dossier: str, company: int) -> None:
        page = self.page
        label = page.target[1] if page.target is not None else ""
        self.is_open = True
        key = draft_key(dossier, label)
        if key not in self._keepers:
            made = DraftKeeper(page.desk, key, "letter", company, self._data, page)
            made.saved.connect(self._draft_saved)
            self._keepers[key] = made
        self._keeper = self._keepers[key]
        self._keeper.restored(self._data())
        page.frame.side.setCurrentWidget(page.frame.editor)
        page.frame.fit(page.width())

    def _draft_saved(self, _kept: bool) -> None:
        """The text that was left is in the store now: the page says so."""
        if not self.is_open:
            self.page.refresh()

    def _data(self) -> dict[str, Any]:
        editor = self.page.frame.editor
        return {"text": editor.text()} if editor.unsaved else {}

    def _changed(self) -> None:
        if self._keeper is not None:
            self._keeper.changed()

    def _typed(self) -> None:
        """A pause in typing: the preview follows."""
        self.page.show_state()
        self.page.ask_layout()

    def applied(self, prepared: Prepared) -> Prepared:
        """The document with the text of the editor."""
        text = self.page.frame.editor.text()
        return prepared if text == prepared.merged.letter.body else letters.written(prepared, text)

    async def save(self) -> None:
        """Keeps the text with the dossier."""
        page, prepared = self.page, self.page.current()
        if prepared is None or page.target is None or not page.frame.editor.unsaved:
            return
        letter = letters.edited(prepared.merged.letter, page.frame.editor.text())
        dossier, label = page.target
        await page.desk.do(SaveLetterText(dossier=dossier, label=label, text=letter.frozen()), page)
        await self._forget()
        page.refresh()

    async def drop(self) -> None:
        """The text of the template again."""
        page = self.page
        found = None if page.reading is None else page.reading.prepared
        if found is None or page.target is None:
            return
        title = self.tr("Reprendre le texte du modèle ?")
        text = self.tr("Le texte écrit à la main n’est plus utilisé ; les versions déjà générées restent.")
        if not await ask.yes_no(page, title, text, yes=self.tr("Reprendre le modèle")):
            return
        dossier, label = page.target
        if found.saved is not None:
            await page.desk.do(SaveLetterText(dossier=dossier, label=label), page)
        await self._forget()
        page.frame.editor.forget()
        page.refresh()

    async def _forget(self) -> None:
        page = self.page
        page.frame.editor.saved_as(page.frame.editor.text())
        if self._keeper is not None:
            await self._keeper.forget()
