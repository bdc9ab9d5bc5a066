"""How far each source is, with the button that stops them; afterwards which one failed, to be asked again (P-18)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.domain.recruiting import SOURCES, Told
from prospectdesk.jobs.recruiting import ASKED, FAILED, Step
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.spinner import Turning

SIZE = 16


class SourceMark(QWidget):
    """Turns while its source is asked; then says that it answered, or failed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._ink = "circle", "text_3"
        self._turning = Turning(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: str) -> None:
        """ASKED, DONE or FAILED; anything else waits."""
        known = {ASKED: ("loader-circle", "accent"), FAILED: ("triangle-alert", "warn")}
        self._icon, self._ink = known.get(state, ("circle-check", "ok"))
        self._turning.turn(state == ASKED)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(theme.current().px(SIZE), theme.current().px(SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        painter = QPainter(self)
        self._turning.draw(painter, QRectF(self.rect()), self._icon, self._ink)


class SourcesLine(QWidget):
    """Shown while sources are asked. `cancelled` is the wish to stop."""

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.sources")
        self.marks = {source: SourceMark() for source in SOURCES}
        self.words = {source: Label("", name=f"{name}.source.{source}") for source in SOURCES}
        self.cancel = Button(self.tr("Annuler"), "circle-stop", name=f"{name}.cancel", on=self.cancelled.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for source in SOURCES:
            row.addWidget(self.marks[source])
            row.addWidget(self.words[source])
            row.addSpacing(16)
        row.addStretch(1)
        row.addWidget(self.cancel)
        self.hide()

    def start(self) -> None:
        """A search begins."""
        for source in SOURCES:
            self.words[source].setText(SOURCES[source])
            self.marks[source].show_state(ASKED)
        self.show()

    def show_step(self, step: Step) -> None:
        """How one source is."""
        self.marks[step.source].show_state(step.state)
        if step.state == ASKED:
            text = self.tr("{0} : recherche en cours…").format(step.label)
        elif step.state == FAILED:
            text = self.tr("{0} : en échec").format(step.label)
        else:
            many = (
                self.tr("{0} : {1} établissements") if step.count > 1 else self.tr("{0} : {1} établissement")
            )
            text = many.format(step.label, show.count(step.count))
        self.words[step.source].setText(text)
        self.marks[step.source].setAccessibleName(text)

    def stand(self, told: Sequence[str]) -> None:
        """These sources are not asked again."""
        for source in told:
            self.marks[source].show_state("")


class FailedSources(QWidget):
    """One banner for each source that said nothing, or not all. `again` asks them once more."""

    again = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banners: dict[str, InfoBanner] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for source in SOURCES:
            banner = InfoBanner("", "warn", button=self.tr("Réessayer"), name=f"{name}.failed.{source}")
            banner.pressed.connect(self.again.emit)
            self.banners[source] = banner
            box.addWidget(banner)
        self.hide()

    def show_failed(self, failed: Sequence[Told]) -> None:
        """Names the sources that failed, each with its reason."""
        reasons = {told.source: told.failure for told in failed}
        for source, banner in self.banners.items():
            failure = reasons.get(source)
            text = ""
            if failure is not None:
                text = self.tr("Résultats partiels : {0} est en échec. {1}").format(
                    SOURCES[source], sentence(failure)
                )
            banner.say(text, "warn")
        self.setVisible(bool(reasons))
