"""The page Synchronisation: state, waiting changes by file, refusals, conflicts field by field, journal."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import Button, MenuButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page, dress
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.syncing import syncing_of
from prospectdesk.ui.sync import reading, states
from prospectdesk.ui.sync.acts import Acts
from prospectdesk.ui.sync.aside_card import AsideCard
from prospectdesk.ui.sync.conflict_card import KEYS, ConflictCard
from prospectdesk.ui.sync.facts import SyncView
from prospectdesk.ui.sync.journal_card import JournalCard, SettledCard
from prospectdesk.ui.sync.refused_card import RefusedCard
from prospectdesk.ui.sync.tiles import Tiles
from prospectdesk.ui.sync.waiting_card import WaitingCard

NAME = "sync"
WIDE_LEFT, NARROW_LEFT, NARROW_BELOW = 392, 362, 1060
BEAT_MS = 1000


class SyncPage(Page):
    """The screen `sync`. `status_text` tells that its keys changed."""

    status_text = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.setProperty("role", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.syncing = syncing_of(desk)
        self.acts = Acts(self)
        self.view: SyncView | None = None
        self._company: int | None = None
        self.place = Label("", tone="muted", name=f"{NAME}.place", elide=True)
        self.journal_button = Button(
            self.tr("Journal"), "history", name=f"{NAME}.journal.open", on=self._choose_right
        )
        self.journal_button.setCheckable(True)
        self.more = MenuButton("", "ellipsis", "icon", name=f"{NAME}.more", tip=self.tr("Plus d’actions"))
        self.start = Button(
            self.tr("Synchroniser maintenant"), "refresh-cw", "primary", name=f"{NAME}.now", on=self.sync_now
        )
        self.banner = InfoBanner(name=f"{NAME}.banner")
        self.banner.pressed.connect(self._banner_pressed)
        self._fill_menu()
        self._lay_out()

    def pieces(self) -> Iterator[None]:
        """The tiles, the cards at the left, those at the right, what stands there in a local profile."""
        self.tiles = Tiles(self.content)
        self._inside.insertWidget(0, self.tiles)
        dress(self.tiles)
        yield
        self.waiting, self.refused, self.aside = WaitingCard(), RefusedCard(), AsideCard()
        for place, card in enumerate((self.waiting, self.refused, self.aside)):
            self._column.insertWidget(place, card)
            card.setVisible(card is self.waiting)
            dress(card)
            yield
        self._make_states()
        self.conflicts = ConflictCard(self.desk.session.clock)
        self.journal = JournalCard()
        for shown in (self.peace, self.conflicts, self.journal):
            self.right.addWidget(shown)
            dress(shown)
            yield
        self.settled = SettledCard()
        self._side.addWidget(self.settled)
        self.settled.hide()
        self._connect()

    def _make_states(self) -> None:
        """What stands where there is nothing to settle, and where there is no centre."""
        self.peace = Card(f"{NAME}.peace")
        self.peace.box.addWidget(
            EmptyState(
                "circle-check", self.tr("Aucun conflit"),
                self.tr("Quand deux personnes modifient le même champ, les deux valeurs apparaissent ici ; "
                        "la plus récente reste en place, rien n’est perdu."),
                name=f"{NAME}.peace.text",
            )
        )  # fmt: skip
        self.local = EmptyState(
            "cloud-off", self.tr("Ce profil est local"),
            self.tr("Vos fiches restent sur ce poste. Connectez-vous au service central de votre équipe pour "
                    "les partager : ce que vous avez déjà saisi part avec vous."),
            self.tr("Se connecter…"), button_icon="log-in", on=lambda: self.desk.open("sign_in"),
            name=f"{NAME}.local", parent=self,
        )  # fmt: skip
        self.local.hide()
        self._box.addWidget(self.local, 1)

    def _fill_menu(self) -> None:
        menu = self.more.menu_items
        menu.setToolTipsVisible(True)
        self.resync = menu.addAction(self.tr("Resynchroniser…"), self.acts.ask_resync)
        self.resync.setObjectName(f"{NAME}.resync")
        self.resync.setToolTip(
            self.tr("Relit toutes les fiches du service central ; rien de ce qui attend n’est perdu")
        )
        again = menu.addAction(self.tr("Se connecter à nouveau…"), lambda: self.desk.open("sign_in"))
        again.setObjectName(f"{NAME}.sign_in")

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(Label(self.tr("Synchronisation"), "title", name=f"{NAME}.title"))
        title.addWidget(self.place, 1)
        for part in (self.journal_button, self.more, self.start):
            title.addWidget(part)
        self.right = QStackedWidget()
        self._side = QVBoxLayout()
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(12)
        self._side.addWidget(self.right, 1)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addWidget(self._left())
        columns.addLayout(self._side, 1)
        self.content = QWidget()
        self._inside = QVBoxLayout(self.content)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(12)
        self._inside.addLayout(columns, 1)
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 12)
        box.setSpacing(12)
        box.addLayout(title)
        box.addWidget(self.banner)
        box.addWidget(self.content, 1)
        for hidden in (self.banner, self.content):
            hidden.hide()

    def _left(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = self._column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addStretch(1)
        self.left = QScrollArea()
        self.left.setObjectName(f"{NAME}.left")
        self.left.setFrameShape(QFrame.Shape.NoFrame)
        self.left.setWidgetResizable(True)
        self.left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.left.setWidget(inner)
        self.left.setFixedWidth(WIDE_LEFT)
        self.left.verticalScrollBar().rangeChanged.connect(self._make_room)
        return self.left

    def _make_room(self, _low: int, high: int) -> None:
        """The cards stand clear of the scroll bar."""
        self._column.setContentsMargins(0, 0, 2 if high else 0, 0)

    def _connect(self) -> None:
        for part in (self.waiting, self.conflicts, self.settled):
            part.opened.connect(lambda company: self.desk.open("sheet", company=company))
        self.refused.wished.connect(self.acts.answer_refusal)
        self.aside.wished.connect(self.acts.read_again)
        self.conflicts.applied.connect(self.acts.settle)
        self.conflicts.later.connect(self.acts.put_off)
        self.journal.closed.connect(self._close_journal)
        self.syncing.changed.connect(self._show_link)
        self.syncing.finished.connect(lambda _told: self.refresh())
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._show_link)
        self._beat.start()

    # the page ------------------------------------------------------------------------------
    def title(self) -> str:
        """The text of its tab."""
        return self.tr("Synchronisation")

    def hints(self) -> list[tuple[str, str]]:
        """The keys, for the status bar."""
        found = [("F5", self.tr("synchroniser"))]
        if self._settling:
            found = [
                ("J/K", self.tr("champ")), ("1", self.tr("garder")), ("2", self.tr("remettre le mien")),
                ("3", self.tr("garder les deux")), *found,
            ]  # fmt: skip
        return found

    def apply(self, **params: object) -> None:
        """`company`: the conflicts of that company first."""
        company = params.get("company")
        self._company = company if isinstance(company, int) else None

    def concerned(self, changes: Changes) -> bool:
        """Whatever is written waits, and what comes may be a conflict."""
        return bool(changes.items) or changes.everything

    async def reload(self) -> None:
        """Reads everything in one snapshot."""
        session = self.desk.session
        if not self.syncing.state.signed_in:
            await self.syncing.look()
        self.view = view = await self.desk.query(reading.view, session.person.id, session.clock.now_ms())
        self.content.setVisible(view.signed_in)
        self.local.setVisible(not view.signed_in)
        for part in (self.journal_button, self.more, self.start):
            part.setVisible(view.signed_in)
        clock = session.clock
        self.waiting.show_records(view.waiting, view.numbers, clock)
        self.refused.show_refusals(view.refused, clock)
        self.aside.show_rows(view.aside, view.numbers.aside, clock)
        self.conflicts.show_records(view.conflicts, clock)
        self.settled.show_lines(view.settled, view.locked)
        self.journal.show_turns(await self.desk.query(reading.journal), clock)
        if self._company is not None:
            self.conflicts.go_to(self._company)
            self._company = None
        self._choose_right()
        self._show_link()

    def _choose_right(self) -> None:
        if self.view is None:
            return
        shown: Card = self.journal if self.journal_button.isChecked() else self.conflicts
        if shown is self.conflicts and not self.view.conflicts:
            shown = self.peace
        self.right.setCurrentWidget(shown)
        self.status_text.emit("")  # the keys are others now

    @property
    def _settling(self) -> bool:
        """Whether the conflicts are shown."""
        return self.view is not None and self.right.currentWidget() is self.conflicts

    def _close_journal(self) -> None:
        self.journal_button.setChecked(False)
        self._choose_right()

    # the link ------------------------------------------------------------------------------
    def _show_link(self) -> None:
        """What moves while nothing is read again: running, next sync, offline, errors."""
        view, state = self.view, self.syncing.state
        if view is None or not self.isVisible():
            return
        self.place.setText(states.place(view.workspace, view.signed_in, state))
        self.tiles.show_state(view.numbers, state, self.syncing.wait_ms, self.desk.session.clock)
        self.waiting.show_progress(state.done, state.total if state.running else 0)
        enable_if(self.start, not state.running, self.tr("Une synchronisation est en cours."))
        enable_if(self.resync, not state.running, self.tr("Une synchronisation est en cours."))
        said = states.notice(state, view.numbers.clock_minutes)
        if said is None:
            self.banner.hide()
            return
        self.banner.button.set_text(said.button)
        self.banner.button.setVisible(bool(said.button))
        self.banner.say(said.text, said.tone)
        self.banner.show()

    def _banner_pressed(self) -> None:
        said = states.notice(self.syncing.state, 0)
        if said is not None and said.screen:
            self.desk.open(said.screen)
        else:
            self.sync_now()

    def sync_now(self) -> None:
        """F5 and the button."""
        self.syncing.now()

    def renew(self) -> None:
        """F5: what waits leaves, what is new comes."""
        self.sync_now()

    # Qt ------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K walk the fields, 1, 2 and 3 answer."""
        key = event.text().lower()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and self._settling and key in {"j", "k"}:
            self.conflicts.step_field(1 if key == "j" else -1)
        elif plain and self._settling and key in KEYS:
            self.conflicts.answer(key)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The left column gives way in a narrow window."""
        super().resizeEvent(event)
        self.left.setFixedWidth(NARROW_LEFT if self.width() < NARROW_BELOW else WIDE_LEFT)
