"""What is said above the cards: a version that never changes, with its hash, or a text written by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.queries.letter_window import SavedText, Version
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.labels import Label


class Seal(QWidget):
    """Hidden while there is nothing to say; its button leads to what is being written."""

    def __init__(self, clock: Clock, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.banner = InfoBanner("", "ok", button=self.tr("Revenir au brouillon"), name=f"{name}.frozen")
        self.hash = Label("", "caption", wrap=True, selectable=True, name=f"{name}.hash")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.banner)
        box.addWidget(self.hash)

    def _say(self, text: str, tone: str, icon: str, button: str) -> None:
        self.banner.say(text, tone, icon)
        self.banner.button.set_text(button)
        self.show()

    def show_version(self, version: Version) -> None:
        """A generated version."""
        told = ", ".join(filter(None, (show.moment(version.at, self._clock), version.author)))
        text = self.tr("Version {0} générée ({1}) : elle ne change plus.").format(version.name, told)
        self._say(text, "ok", "lock", self.tr("Revenir au brouillon"))
        seal = version.sha256 or ""
        told = self.tr("Empreinte SHA-256 :\n{0}\n{1}").format(seal[:32], seal[32:])
        gone = self.tr("Sans empreinte : le nom d’une personne effacée a quitté ce texte.")
        self.hash.setText(told if seal else gone)
        self.hash.show()

    def tell_redrawn(self) -> None:
        """Another release of the program printed it: the text is that of then, the layout is today's."""
        self.banner.say(
            self.tr("Texte de la version imprimée, dans la mise en page d’aujourd’hui."), "warn", "lock"
        )

    def show_writing(self, saved: SavedText | None, *, typed: bool) -> None:
        """The text being written: `saved` by hand, or `typed` here and not saved yet."""
        self.hash.hide()
        if typed:
            text = self.tr("Un texte tapé sur ce poste n’est pas encore enregistré.")
            self._say(text, "warn", "square-pen", self.tr("Reprendre la saisie"))
        elif saved is not None:
            who = ", ".join(filter(None, (saved.author, show.moment(saved.at, self._clock))))
            text = self.tr("Texte écrit à la main ({0}) : il ne suit plus les valeurs du dossier.")
            self._say(text.format(who), "accent", "square-pen", self.tr("Modifier le texte"))
        else:
            self.hide()
