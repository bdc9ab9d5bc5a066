"""The head of a sheet: who the company is and what can be done with it (C-02, C-05, C-08, C-09, C-38)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.domain.opposition import OPPOSED
from prospectdesk.ui.companies import facts as words
from prospectdesk.ui.companies.facts import Facts
from prospectdesk.ui.companies.register_words import check_words, withheld_words
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton, MenuButton
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import disable, enable, enable_if

NAME = "sheet"


class Header(QWidget):
    """`called` carries (E.164 number, contact id or None); the other signals are wishes of the person."""

    called = Signal(str, object)
    planned = Signal()
    reported = Signal()
    refreshed = Signal()
    copied = Signal()
    exported = Signal()
    handed_over = Signal()
    registered = Signal()
    disputed = Signal()
    followed = Signal()
    visited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{NAME}.header")
        self.name = Label(role="title", name=f"{NAME}.name", elide=True, selectable=True)
        self.name.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred
        )  # the pills follow it
        self.stage = Pill("", "accent", name=f"{NAME}.stage")
        self.client = Pill(self.tr("Client"), "ok", "circle-check", name=f"{NAME}.client")
        self.directory = Pill(self.tr("Annuaire"), "neutral", "database", name=f"{NAME}.directory")
        self.kind = Pill(self.tr("Particulier"), "plain", "user", name=f"{NAME}.kind")
        self.unchecked = Pill(self.tr("A vérifier"), "warn", "circle-question-mark", name=f"{NAME}.to_check")
        self.withheld = Pill(self.tr("Diffusion partielle"), "bad", "ban", name=f"{NAME}.withheld")
        self.closed = Pill(self.tr("Fermée"), "bad", "circle-x", name=f"{NAME}.closed")
        self.identity = Label(
            role="secondary", tone="muted", name=f"{NAME}.identity", elide=True, selectable=True
        )
        self.particulars = Label(
            role="secondary", tone="muted", name=f"{NAME}.particulars", elide=True, selectable=True
        )
        self.phone = _link("phone", f"{NAME}.phone", self.tr("Appeler la société"))
        self.site = _link("globe", f"{NAME}.website", self.tr("Ouvrir le site internet"))
        self.linkedin = _link(
            "linkedin", f"{NAME}.linkedin", self.tr("Ouvrir la page LinkedIn de la société")
        )
        self.disputes = Button("", "git-compare", "flat", name=f"{NAME}.conflicts", on=self.disputed.emit)
        self.disputes.set_icon("git-compare", "warn")
        self.disputes.hide()
        self.reports = Button("", "flag", "flat", name=f"{NAME}.reports", on=self.followed.emit)
        self.reports.hide()
        self._make_buttons()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(self._top_row())
        box.addWidget(self.identity)
        box.addLayout(self._second_row())

    def _make_buttons(self) -> None:
        self.call = MenuButton(self.tr("Appeler"), "phone", name=f"{NAME}.call_menu")
        self.register = Button(
            self.tr("Ajouter au portefeuille"),
            "plus",
            "primary",
            name=f"{NAME}.register",
            on=self.registered.emit,
        )
        self.plan = Button(
            self.tr("Planifier une relance"),
            "alarm-clock",
            "primary",
            name=f"{NAME}.plan",
            on=self.planned.emit,
        )
        self.report = IconButton(
            "flag",
            self.tr("Signaler une non-conformité"),
            name=f"{NAME}.non_conformity",
            on=self.reported.emit,
        )
        self.refresh = IconButton(
            "refresh-cw", self.tr("Actualiser (F5)"), name=f"{NAME}.refresh", on=self.refreshed.emit
        )
        self.more = MenuButton("", "ellipsis", "icon", name=f"{NAME}.more", tip=self.tr("Plus d’actions"))
        menu = self.more.menu_items
        menu.setToolTipsVisible(True)
        self.copy_action = menu.addAction(self.tr("Copier le SIRET"), self.copied.emit)
        self.export_action = menu.addAction(
            self.tr("Exporter les interlocuteurs (vCard)…"), self.exported.emit
        )
        self.handover_action = menu.addAction(self.tr("Exporter vers un autre CRM…"), self.handed_over.emit)
        self.handover_action.setObjectName(f"{NAME}.export_sheet")
        self.copy_action.setObjectName(f"{NAME}.copy_siret")
        self.export_action.setObjectName(f"{NAME}.export_cards")

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name)
        for pill in (
            self.stage,
            self.client,
            self.directory,
            self.kind,
            self.closed,
            self.unchecked,
            self.withheld,
        ):
            row.addWidget(pill, 0, Qt.AlignmentFlag.AlignVCenter)
            pill.hide()
        for button in (self.disputes, self.reports):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for button in (self.call, self.register, self.plan, self.report, self.refresh, self.more):
            row.addWidget(button)
        return row

    def _second_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.particulars, 1)
        for link in (self.phone, self.site, self.linkedin):
            row.addWidget(link)
        return row

    def show_facts(self, facts: Facts) -> None:
        """Shows a company."""
        head = facts.head
        self.name.setText(head.name)
        self._show_pills(facts)
        self.identity.setText(words.identity(facts))
        self.identity.setVisible(bool(self.identity.text()))
        self.particulars.setText(words.particulars(facts))
        number = head.phone or head.phone_foreign
        self._show_link(self.phone, show.phone(number), lambda: self.called.emit(number, None))
        site = head.website or ""
        self._show_link(self.site, _host(site), lambda: self.visited.emit(site))
        linkedin = head.linkedin or ""
        self._show_link(self.linkedin, "LinkedIn" if linkedin else "", lambda: self.visited.emit(linkedin))
        self._show_numbers(facts)
        many = len(facts.disputes)
        self.disputes.set_text(self.tr("1 conflit") if many == 1 else self.tr("{0} conflits").format(many))
        self.disputes.setVisible(many > 0)
        self._show_reports(facts)
        self.register.setVisible(not head.registered)
        self.plan.setVisible(head.registered)
        enable_if(self.copy_action, bool(head.siret), self.tr("Le SIRET de cette société n’est pas connu."))
        self._allow(facts)

    def _allow(self, facts: Facts) -> None:
        """A company that objects to prospecting is neither planned, taken in nor handed out."""
        opposed = facts.standing.withheld and not facts.head.client
        reason = QCoreApplication.translate("Failure", OPPOSED)
        for act in (self.register, self.plan, self.handover_action):
            enable_if(act, not opposed, reason)
        some = any(card.colour == "orange" for card in facts.cards)
        none = self.tr("Aucun interlocuteur de votre base à exporter.")
        enable_if(self.export_action, some and not opposed, reason if opposed else none)

    def _show_pills(self, facts: Facts) -> None:
        head = facts.head
        percent = show.percent(head.best_percent) if head.best_percent is not None else ""
        self.stage.show_value(" · ".join(part for part in (head.best_stage or "", percent) if part), "accent")
        self.stage.setVisible(bool(head.best_stage))
        self.client.setVisible(head.client)
        self.directory.setVisible(not head.registered)
        self.kind.setVisible(head.kind == "particulier")
        self.closed.setVisible(not head.open)
        self.unchecked.setVisible(facts.standing.to_check)
        self.unchecked.setToolTip(check_words(facts.standing))
        self.withheld.setVisible(facts.standing.withheld)
        self.withheld.setToolTip(withheld_words())

    def _show_reports(self, facts: Facts) -> None:
        """How far the newest report is that is not settled yet."""
        waiting = [one for one in facts.reports if one.state != "traitee"]
        self.reports.setVisible(bool(waiting))
        if waiting:
            text = (
                self.tr("Non-conformité : {0}") if len(waiting) == 1 else self.tr("{1} non-conformités : {0}")
            )
            self.reports.set_text(text.format(waiting[0].label, len(waiting)))

    @staticmethod
    def _show_link(link: Button, text: str, act: Callable[[], object]) -> None:
        link.set_text(text)
        link.setVisible(bool(text))
        link.clicked.disconnect()
        link.clicked.connect(lambda _checked=False: act())

    def _show_numbers(self, facts: Facts) -> None:
        """Every number of the company and its people who may be called (C-38)."""
        menu = self.call.menu_items
        menu.clear()
        menu.setToolTipsVisible(True)
        head = facts.head
        lines: list[tuple[str, str, int | None, bool]] = [
            (head.name, number, None, False) for number in (head.phone, head.phone_foreign) if number
        ]
        for card in facts.cards:
            if card.colour != "grey":
                lines += [(card.name, number, card.id, card.block_call) for number in card.numbers]
        for name, number, contact, blocked in lines:
            text = f"{name}  ·  {show.phone(number)}".replace("&", "&&")
            action = menu.addAction(text)
            action.triggered.connect(
                lambda _checked=False, number=number, contact=contact: self.called.emit(number, contact)
            )
            if blocked:
                disable(action, self.tr("Cette personne a demandé à ne plus être appelée."))
        if lines:
            enable(self.call)
        else:
            disable(
                self.call,
                self.tr("Aucun numéro n’est connu : ajoutez-en un dans la fiche ou un interlocuteur."),
            )


def _host(url: str) -> str:
    """What is shown of an address: its host and path, without the scheme."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _link(icon: str, name: str, tip: str) -> Button:
    link = Button("", icon, "link", name=name, tip=tip)
    link.clicked.connect(lambda: None)
    link.hide()
    return link
