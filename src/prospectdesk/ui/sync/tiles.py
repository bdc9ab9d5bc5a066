"""The four tiles at the top: last sync, waiting, refused, conflicts (mock-up 10)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit.cards import Figure
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.syncing import SyncState
from prospectdesk.ui.sync import words
from prospectdesk.ui.sync.facts import Numbers


class Tiles(QWidget):
    """Figures; colour only where something is to be done, and the words say it too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.last = Figure(self.tr("Dernière synchro"), "cloud-check", "ok", "sync.last")
        self.waiting = Figure(self.tr("En attente"), "cloud-upload", "accent", "sync.pending")
        self.refused = Figure(self.tr("Refusées"), "circle-alert", "bad", "sync.rejected")
        self.conflicts = Figure(self.tr("Conflits"), "git-compare", "warn", "sync.disputed")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for tile in (self.last, self.waiting, self.refused, self.conflicts):
            row.addWidget(tile, 1)

    def show_state(self, numbers: Numbers, state: SyncState, wait_ms: int, clock: Clock) -> None:
        """Shows the counts and what goes on."""
        last = self.tr("jamais") if numbers.last_ms is None else words.short(numbers.last_ms, clock)
        self.last.show_value(last, self._next(numbers, state, wait_ms))
        self.waiting.show_value(count(numbers.waiting), self._sending(numbers, state))
        refused = (
            self.tr("remises à l’ancienne valeur ici") if numbers.refused else self.tr("rien à reprendre")
        )
        if numbers.aside:
            refused = self.tr("{0} · {1}").format(words.aside(numbers.aside), refused)
        self.refused.show_value(count(numbers.refused), refused)
        told = (
            self.tr("le plus récent a gagné, rien n’est perdu")
            if numbers.conflicts
            else self.tr("aucune valeur disputée")
        )
        self.conflicts.show_value(count(numbers.conflicts), told)
        self.conflicts.set_tone("warn" if numbers.conflicts else "")

    def _next(self, numbers: Numbers, state: SyncState, wait_ms: int) -> str:
        files = words.files(numbers.files)
        if state.running:
            return self.tr("en cours · {0}").format(files)
        if wait_ms < 0:
            return files
        seconds = max(1, round(wait_ms / 1000))
        left = (
            self.tr("{0} s").format(seconds)
            if seconds < 90
            else self.tr("{0} min").format(round(seconds / 60))
        )
        head = (
            self.tr("prochaine dans {0}") if state.online is not False else self.tr("nouvel essai dans {0}")
        )
        return self.tr("{0} · {1}").format(head.format(left), files)

    def _sending(self, numbers: Numbers, state: SyncState) -> str:
        if state.running and state.total:
            said = self.tr("envoi {0} sur {1}, aucune perte si coupure")
            return said.format(count(min(state.done + 1, state.total)), count(state.total))
        if not numbers.waiting:
            return self.tr("tout est au service central")
        return self.tr("gardées sur ce poste jusqu’à l’envoi")
