"""A contact as a card in one of three colours, also written in words (C-12…C-16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.queries.contacts import ContactCard
from prospectdesk.ui.companies.contact_menu import CardMenu
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button, IconButton, MenuButton
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Avatar, Pill
from prospectdesk.ui.kit.roles import disable

if TYPE_CHECKING:
    from prospectdesk.ui.kit.dispute_mark import DisputeMark

NAME = "sheet.contacts.card"
BAR = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of a card: edit, download, delete, privileged, vcard, block, linkedin, mail, call."""

    what: str
    card: ContactCard
    value: str = ""


class CardWidget(QFrame):
    """One card; `wished` carries a Wish. White: read only and ⬇; orange: everything; grey: view, untick, delete."""

    wished = Signal(object)

    def __init__(self, card: ContactCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = card
        self._more: QMenu | None = None
        self.menu: CardMenu | None = None
        self.setObjectName(f"{NAME}.{card.uid}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(self)
        box.setContentsMargins(BAR + 10, 8, 8, 8)
        box.setSpacing(2)
        box.addLayout(self._head())
        for line in self._ways():
            box.addLayout(line)
        box.addStretch(1)
        box.addLayout(self._foot())
        self.setAccessibleName(f"{card.name}, {self.badge.text()}")

    @property
    def _orange(self) -> bool:
        return self.card.colour == "orange"

    def _head(self) -> QHBoxLayout:
        card, name = self.card, self.objectName()
        row = QHBoxLayout()
        row.setSpacing(6)
        self.name = Label(card.name or self.tr("Sans nom"), "strong", name=f"{name}.name", elide=True)
        candidate = self.tr("candidat") if card.role == "candidat" else ""
        parts = [part for part in (card.job, candidate) if part]
        self.job = Label(" · ".join(parts), "secondary", tone="muted", name=f"{name}.job", elide=True)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.name)
        texts.addWidget(self.job)
        if not parts:
            self.job.hide()  # never setVisible(True) before it has its place: it would be a window
        if card.colour == "white":
            row.addWidget(
                self._button(
                    "download", "arrow-down-to-line", self.tr("Télécharger dans ma base"), "card_orange_edge"
                )
            )
        row.addWidget(Avatar(card.name), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        if card.privileged:
            row.addWidget(self._star())
        self.marks = QHBoxLayout()
        self.mark: DisputeMark | None = None
        row.addLayout(self.marks)
        self._buttons(row)
        return row

    def _star(self) -> Label:
        """The mark of the privileged contact; the word stands beside the badge."""
        star = Label(name=f"{self.objectName()}.privileged")
        star.setPixmap(pixmap("star", "card_orange_edge"))
        star.setToolTip(self.tr("Interlocuteur privilégié : reçoit la prospection"))
        star.setAccessibleName(self.tr("Interlocuteur privilégié"))
        return star

    def _buttons(self, row: QHBoxLayout) -> None:
        """What can be done with the card, by colour; nothing on a grey one but to untick and to delete."""
        if self._orange or (self.card.colour == "grey" and self.card.was_orange):
            row.addWidget(self._button("edit", "pencil", self.tr("Modifier")))
        if self.card.colour == "white":
            row.addWidget(self._button("linkedin", "search", self.tr("Chercher sur LinkedIn")))
            return
        if not self._orange:
            row.addWidget(self._button("delete", "trash-2", self.tr("Supprimer")))
            return
        more = MenuButton(
            "", "ellipsis", "icon", name=f"{self.objectName()}.more", tip=self.tr("Plus d’actions")
        )
        more.setProperty("small", "true")
        self._more = more.menu_items
        self._more.aboutToShow.connect(self.fill_menu)
        row.addWidget(more)

    def fill_menu(self) -> None:
        """What its menu offers; made once the card was painted."""
        if self._more is not None and self.menu is None:
            self.menu = CardMenu(self.card, self._more, self.objectName())
            self.menu.chosen.connect(lambda what, value: self.wished.emit(Wish(what, self.card, value)))

    def _button(self, what: str, icon: str, tip: str, role: str = "text_2") -> IconButton:
        said = f"{tip} : {self.card.name}"
        button = IconButton(icon, tip, name=f"{self.objectName()}.{what}", icon_role=role)
        button.setAccessibleName(said)
        button.setProperty("small", "true")
        button.clicked.connect(lambda _checked=False: self.wished.emit(Wish(what, self.card)))
        return button

    def _ways(self) -> list[QHBoxLayout]:
        """E-mail and phones: links where the card may be used, words where not."""
        card = self.card
        lines = []
        reason = self.tr("Cette personne a demandé à ne plus recevoir d’e-mail.") if card.block_email else ""
        emails = [
            ("", card.email),
            *((f"mail.{at}", value) for at, (kind, value) in self._further() if kind == "email"),
        ]
        for kind, email in emails:
            if email:
                lines.append(self._way("mail", "mail", email, email, reason, kind))
        blocked = self.tr("Cette personne a demandé à ne plus être appelée.") if card.block_call else ""
        more = ((f"{kind}.{at}", value) for at, (kind, value) in self._further() if kind != "email")
        for kind, number in (("mobile", card.mobile), ("home", card.home), *more):
            if number:
                lines.append(self._way("call", "phone", show.phone(number), number, blocked, kind))
        return lines

    def _further(self) -> list[tuple[int, tuple[str, str]]]:
        """Second and later numbers and e-mails, numbered from 2."""
        return list(enumerate(self.card.further, start=2))

    def _way(self, what: str, icon: str, text: str, value: str, reason: str, kind: str = "") -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        name = f"{self.objectName()}.{kind or what}"
        if self.card.colour == "grey":
            mark = Label(name=f"{name}.mark")
            mark.setPixmap(pixmap(icon, "text_3"))
            mark.setFixedWidth(22)
            row.addWidget(mark)
            row.addWidget(Label(text, tone="muted", name=name, elide=True, selectable=True), 1)
            return row
        link = Button(text, icon, "link", name=name)
        link.setFixedHeight(theme.current().px(24))
        link.clicked.connect(lambda _checked=False: self.wished.emit(Wish(what, self.card, value)))
        if reason:
            disable(link, reason)
        row.addWidget(link)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        badges = {
            "orange": self.tr("Ma base"),
            "white": self.tr("Source légale"),
            "grey": self.tr("A quitté la société"),
        }
        self.badge = Label(badges[self.card.colour].upper(), "overline", name=f"{self.objectName()}.badge")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.badge)
        if self.card.privileged:
            row.addWidget(Label(self.tr("PRIVILÉGIÉ"), "overline", tone="warn"))
        row.addStretch(1)
        if self.card.blocked:
            closed = len(self.card.blocked) == 3
            text = self.tr("Ne plus contacter") if closed else self.tr("Canaux bloqués")
            row.addWidget(Pill(text, "bad", "ban", name=f"{self.objectName()}.blocked"))
        if self.card.linkedin and self.card.colour == "orange":
            row.addWidget(self._small_link())
        return row

    def _small_link(self) -> Button:
        link = Button(self.tr("LinkedIn"), "linkedin", "link", name=f"{self.objectName()}.linkedin")
        link.setFixedHeight(theme.current().px(22))
        link.clicked.connect(lambda _checked=False: self.wished.emit(Wish("linkedin", self.card)))
        return link

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill and edge of the colour; a bar at the left; a dashed edge for those who left."""
        t = theme.tokens()
        colour = self.card.colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = t.color(f"card_{colour}_edge")
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(area, 8, 8)
        painter.fillPath(shape, t.color(f"card_{colour}"))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, 0, BAR, self.height()), edge)
        painter.restore()
        pen = QPen(edge, 1)
        if colour == "grey":
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
