"""The frame of the import page: title, line of steps, the step, and the footer with the ways on and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.imports import words
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card, Stepper
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import dress, load_late

if TYPE_CHECKING:
    from prospectdesk.commands.import_job import ImportPreview
    from prospectdesk.ui.imports.check_step import CheckStep
    from prospectdesk.ui.imports.columns_step import ColumnsStep
    from prospectdesk.ui.imports.file_step import FileStep
    from prospectdesk.ui.imports.key_step import KeyStep
    from prospectdesk.ui.imports.run_step import RunStep, Underway

FILE, COLUMNS, KEY, CHECK, RUN = range(5)
CHECKING = 5
LATE = (
    "sheets.encodings", "ui.imports.drop_zone", "ui.imports.history", "ui.imports.sample_table",
    "ui.imports.stock_panel", "ui.imports.file_step",
)  # fmt: skip
"""What the first step needs: loaded when the page is there."""
W = TypeVar("W", bound=QWidget)


class Frame:
    """The widgets of `page`, laid out, without any step: `begin` brings the first one.

    `made` gets the number of each later step and its widget when it is first wanted.
    """

    def __init__(self, desk: Desk, page: QWidget, made: Callable[[int, QWidget], None]) -> None:
        self._desk, self._page, self._made = desk, page, made
        self.step = FILE
        self.title = Label(page.tr("Import"), "title", name="import.title")
        self.file = Label(role="secondary", elide=True, name="import.file")
        self.report = Button(page.tr("Télécharger le rapport"), "download", name="import.report")
        self.leave = Button(page.tr("Annuler l’import"), "x", "flat", name="import.leave")
        titles = (
            page.tr("Fichier"),
            page.tr("Colonnes"),
            page.tr("Clé"),
            page.tr("Aperçu"),
            page.tr("Exécution"),
        )
        self.stepper = Stepper(titles, "import.steps")
        self.stack = QStackedWidget(page)
        for _later in (FILE, COLUMNS, KEY, CHECK, RUN, CHECKING):
            self.stack.addWidget(QWidget(self.stack))
        self.left = Label(role="secondary", name="import.left")
        self.back = Button(page.tr("Retour"), "arrow-left", name="import.back")
        self.forward = Button(page.tr("Continuer"), "arrow-right", "primary", name="import.forward")
        self._lay_out(page)

    def _lay_out(self, page: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        self.title.setMinimumHeight(theme.current().control_height)
        head.addWidget(self.title)
        head.addWidget(self.file, 1)
        head.addWidget(self.report)
        head.addWidget(self.leave)
        steps = Card("import.stepper", direction="horizontal", margin=8)
        steps.box.setContentsMargins(18, 0, 18, 0)
        steps.box.addWidget(self.stepper)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(Mark("shield-check", "ok"))
        promise = Label(
            page.tr("Rien n’est écrit avant l’étape 5. L’import pourra être annulé en entier depuis l’historique."),
            elide=True, tone="muted",
        )  # fmt: skip
        foot.addWidget(promise, 1)
        foot.addWidget(self.left)
        foot.addWidget(self.back)
        foot.addWidget(self.forward)
        box = QVBoxLayout(page)
        box.setContentsMargins(20, 16, 20, 10)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(steps)
        box.addWidget(self.stack, 1)
        box.addLayout(foot)

    @cached_property
    def files(self) -> FileStep:
        """The first step."""
        from prospectdesk.ui.imports.file_step import FileStep

        return FileStep(self._desk, self.stack)

    def begin(self) -> Iterator[None]:
        """Makes the first step and stands there; the loop may turn where this yields."""
        yield from load_late(*LATE)
        files = self.files
        yield
        dress(files)
        yield
        self._placed(FILE, files)
        self.show_step(FILE, [])

    @cached_property
    def columns(self) -> ColumnsStep:
        """The second step."""
        from prospectdesk.ui.imports.columns_step import ColumnsStep

        return self._placed(COLUMNS, ColumnsStep(self._desk, self.stack))

    @cached_property
    def key(self) -> KeyStep:
        """The third step."""
        from prospectdesk.ui.imports.key_step import KeyStep

        return self._placed(KEY, KeyStep(self.stack))

    @cached_property
    def check(self) -> CheckStep:
        """The fourth step."""
        from prospectdesk.ui.imports.check_step import CheckStep

        return self._placed(CHECK, CheckStep(self._desk, self.stack))

    @cached_property
    def run_step(self) -> RunStep:
        """The fifth step."""
        from prospectdesk.ui.imports.run_step import RunStep

        return self._placed(RUN, RunStep(self.stack))

    @cached_property
    def checking(self) -> Underway:
        """What stands at the fourth step while the file is being checked."""
        from prospectdesk.ui.imports.run_step import Underway

        text = self._page.tr("Vérification du fichier")
        return self._placed(CHECKING, Underway("import.checking", text, self.stack))

    def _placed(self, place: int, part: W) -> W:
        empty = self.stack.widget(place)
        self.stack.insertWidget(place, part)
        if empty is not None:
            self.stack.removeWidget(empty)
            empty.deleteLater()
        self._made(place, part)
        return part

    def part(self, step: int) -> QWidget:
        """The widget of a step, made if need be."""
        found: QWidget = getattr(self, ("files", "columns", "key", "check", "run_step")[step])
        return found

    def hints(self, preview: ImportPreview | None) -> list[str]:
        """The small lines beneath the titles of the steps."""
        if preview is None:
            return []
        info, page = preview.info, self._page
        read = words.ENCODINGS.get(info.encoding or "", info.encoding or "") or info.format.upper()
        known = page.tr("{0} sur {1} reconnues").format(*self.columns.recognised())
        return [
            read,
            page.tr("celles de l’INSEE") if info.stock else known,
            self.key.summary(),
            page.tr("vérifier chaque ligne"),
            page.tr("en arrière-plan"),
        ]

    def show_step(self, step: int, hints: list[str]) -> None:
        """Stands at a step."""
        self.step = step
        self.stepper.show_step(step, hints)
        self.stack.setCurrentWidget(self.part(step))
        self.forward.set_icon("play" if step == CHECK else "file-plus" if step == RUN else "arrow-right")

    def show_checking(self, ticket: Ticket) -> None:
        """The file is being checked; the step stands at Aperçu."""
        self.checking.follow(
            ticket, self._page.tr("Vérification du fichier"),
            self._page.tr("Chaque ligne est lue et comparée à la base. Rien n’est écrit."),
        )  # fmt: skip
        self.stack.setCurrentWidget(self.checking)

    def show_place(self, file: str, left: str) -> None:
        """The file beside the title, what stays behind beside the buttons."""
        self.file.setText(file)
        self.left.setText(left)
        self.left.setVisible(bool(left))
