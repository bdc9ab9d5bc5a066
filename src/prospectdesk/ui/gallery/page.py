"""The hidden gallery: every widget of the kit on one page, in the theme and density in force."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.ui.gallery.sample_charts import sample_panel
from prospectdesk.ui.gallery.sample_map import sample_map
from prospectdesk.ui.gallery.samples import sample_table
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.bars import InfoBanner, SelectionBar, UndoBar
from prospectdesk.ui.kit.buttons import Button, IconButton, MenuButton
from prospectdesk.ui.kit.cards import Card, Figure, KeyHint, StageBar, Stepper
from prospectdesk.ui.kit.charts.data import Form
from prospectdesk.ui.kit.chips import Chip, ChipRow, ToggleChips
from prospectdesk.ui.kit.dates import DateChips, DateField
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.fields import Labelled, SearchField
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label, heading
from prospectdesk.ui.kit.pills import TONES, Avatar, Badge, Pill
from prospectdesk.ui.kit.reasons import Reason, ReasonPopover
from prospectdesk.ui.kit.roles import disable
from prospectdesk.ui.kit.tabs import SegmentedTabs

TONE_ICONS = {
    "ok": "check", "warn": "triangle-alert", "bad": "circle-alert", "hot": "flame", "mild": "thermometer",
    "cold": "snowflake", "accent": "refresh-cw",
}  # fmt: skip

FORMS: tuple[Form, ...] = ("rows", "columns")
WIDE_PERCENT = 115  # larger text needs the whole width of a small window


class GalleryPage(QWidget):
    """`today` answers the day number of the clock."""

    def __init__(self, today: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery")
        self._today = today
        inside = QWidget()
        inside.setProperty("role", "page")
        grid = QGridLayout(inside)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setSpacing(12)
        grid.addWidget(heading(self.tr("Galerie"), 1), 0, 0, 1, 2)
        parts = (
            self._buttons, self._pills, self._chips, self._fields, self._texts, self._dates, self._bars,
            self._progress,
        )  # fmt: skip
        across = 2 if theme.current().look.text_percent <= WIDE_PERCENT else 1
        for number, make in enumerate(parts):
            card = make()
            card.box.addStretch(1)
            grid.addWidget(card, 1 + number // across, number % across, 1, 3 - across)
        last = 1 + len(parts)
        grid.addWidget(self._table(), last, 0, 1, 2)
        for number, form in enumerate(FORMS):
            grid.addWidget(sample_panel(form), last + 1 + number // across, number % across, 1, 3 - across)
        grid.addWidget(sample_map(), last + 1 + len(FORMS), 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        scroll = QScrollArea()
        scroll.setObjectName("gallery.scroll")
        scroll.setProperty("role", "page")
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)

    def _buttons(self) -> Card:
        card = _titled(self.tr("Boutons"))
        menu = MenuButton(self.tr("Impressions"), "printer", name="gallery.menu")
        menu.menu_items.addAction(self.tr("Lettre de mission"))
        off = Button(self.tr("Désactivé"), "check", name="gallery.off")
        disable(off, self.tr("Choisissez d’abord un contrat type"))
        primary_off = Button(self.tr("Enregistrer"), role="primary", name="gallery.save")
        disable(primary_off, self.tr("Rien n’a changé"))
        card.box.addLayout(_row(
            Button(self.tr("Nouveau prospect"), "plus", "primary", name="gallery.primary"),
            Button(self.tr("Exporter"), "download", name="gallery.export"),
            Button(self.tr("Supprimer"), "trash-2", "danger", name="gallery.delete"),
        ))  # fmt: skip
        card.box.addLayout(_row(
            Button(self.tr("Reporter"), "calendar-clock", "flat", name="gallery.flat"),
            menu, off, primary_off,
        ))  # fmt: skip
        card.box.addLayout(_row(
            IconButton("pencil", self.tr("Modifier"), name="gallery.edit"),
            IconButton("phone", self.tr("Appeler"), name="gallery.call", icon_role="accent"),
            Button(self.tr("Pourquoi cet ordre\u00a0?"), role="link", name="gallery.why", on=self._why),
            KeyHint("Ctrl+K"), KeyHint("A"),
        ))  # fmt: skip
        self.reasons = ReasonPopover("gallery.reasons", self)
        return card

    def _why(self) -> None:
        lines = (
            Reason(self.tr("NAF recherché"), "+40"),
            Reason(self.tr("Pas de site"), "0", "minus", "text_3"),
        )
        self.reasons.explain(self.tr("Pourquoi 40/100"), lines)
        self.reasons.open_under(self)

    def _pills(self) -> Card:
        card = _titled(self.tr("Étiquettes"))
        flow = FlowLayout(spacing=6)
        for tone in TONES:
            flow.addWidget(Pill(tone, tone, TONE_ICONS.get(tone, "")))
        card.box.addLayout(flow)
        badge = Badge("12", "bad")
        card.box.addLayout(_row(
            Badge("37"), badge, Badge("3", "accent"), Avatar("Hélène Perrachon"), Avatar("", "phone"),
            StageBar(2, 4, "20\u00a0%"),
        ))  # fmt: skip
        return card

    def _chips(self) -> Card:
        card = _titled(self.tr("Filtres et onglets"))
        tabs = SegmentedTabs(
            [("mine", self.tr("Mes prospects")), ("signed", self.tr("Signés")), ("week", self.tr("À relancer"))],
            name="gallery.tabs", accessible=self.tr("Vues"),
        )  # fmt: skip
        tabs.show_counts({"mine": 48, "signed": 1214, "week": 29})
        card.box.addWidget(tabs)
        flow = FlowLayout()
        flow.addWidget(Chip(self.tr("Étape\u00a0: En cours"), removable=True, name="gallery.chip"))
        flow.addWidget(
            Chip(self.tr("Rayon\u00a0: 30 km autour de Lyon"), removable=True, name="gallery.chip.radius")
        )
        flow.addWidget(Chip(self.tr("Filtre"), "plus", name="gallery.chip.add"))
        card.box.addLayout(flow)
        rows = ChipRow(
            [("all", self.tr("Tout"), "list"), ("notes", self.tr("Notes"), "sticky-note"), ("calls", self.tr("Appels"), "phone")],
            name="gallery.kinds",
        )  # fmt: skip
        card.box.addWidget(rows)
        toggles = ToggleChips(
            [("late", self.tr("En retard"), "clock"), ("chance", self.tr("Avec opportunité"), "target")],
            name="gallery.toggles",
        )  # fmt: skip
        toggles.switch({"late"})
        card.box.addWidget(toggles)
        return card

    def _fields(self) -> Card:
        card = _titled(self.tr("Champs"))
        card.box.addWidget(SearchField(self.tr("Rechercher un prospect"), "gallery.search"))
        wrong = Labelled(self.tr("SIRET"), QLineEdit("812 345 678"))
        wrong.show_error(self.tr("Un SIRET a 14 chiffres\u00a0; celui-ci en a 9."))
        list_box = QComboBox()
        list_box.addItems([self.tr("Haute"), self.tr("Normale"), self.tr("Faible")])
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(wrong, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Labelled(self.tr("Priorité"), list_box), 1, Qt.AlignmentFlag.AlignTop)
        card.box.addLayout(row)
        ticked = QCheckBox(self.tr("A quitté la société"))
        ticked.setChecked(True)
        chosen = QRadioButton(self.tr("Garder"))
        chosen.setChecked(True)
        card.box.addLayout(
            _row(ticked, QCheckBox(self.tr("Privilégié")), chosen, QRadioButton(self.tr("Remettre")))
        )
        note = QPlainTextEdit()
        note.setPlaceholderText(self.tr("Note…"))
        note.setFixedHeight(56)
        note.setAccessibleName(self.tr("Note"))
        card.box.addWidget(note)
        return card

    def _texts(self) -> Card:
        card = _titled(self.tr("Textes"))
        for text, role in (
            (self.tr("Titre de page"), "title"), (self.tr("48 sociétés"), "figure"), (self.tr("Titre de partie"), "section"),
            (self.tr("Important"), "strong"), (self.tr("Courant"), ""), (self.tr("Second plan"), "secondary"),
            (self.tr("Légende"), "caption"), (self.tr("SURTITRE"), "overline"),
        ):  # fmt: skip
            card.box.addWidget(Label(text, role))
        row = FlowLayout()
        for tone in (
            "muted",
            "accent",
            "ok",
            "warn",
            "bad",
            "due_future",
            "due_today",
            "due_late",
            "due_very_late",
        ):
            row.addWidget(Label(tone, tone=tone))
        card.box.addLayout(row)
        return card

    def _dates(self) -> Card:
        card = _titled(self.tr("Dates et états vides"))
        card.box.addWidget(DateChips(self._today, "gallery.dates"))
        field = DateField(self._today, "gallery.date", self.tr("Date de relance"))
        field.show_day(self._today() + 1)
        card.box.addWidget(field)
        card.box.addWidget(EmptyState(
            "alarm-clock", self.tr("Aucune relance à traiter"),
            self.tr("Les relances dont la date est venue apparaissent ici."), self.tr("Planifier une relance"),
            button_icon="plus", name="gallery.empty",
        ))  # fmt: skip
        return card

    def _bars(self) -> Card:
        card = _titled(self.tr("Barres et messages"))
        banner = InfoBanner(
            self.tr("Votre journée\u00a0: 4 en retard, 4 aujourd’hui, 1 rendez-vous à 14:30."), "", icon="sun",
            button=self.tr("Pourquoi cet ordre\u00a0?"), strong=True, name="gallery.banner",
        )  # fmt: skip
        card.box.addWidget(banner)
        for tone, text in (
            ("accent", self.tr("Annuaire local du 12/10/2026.")), ("ok", self.tr("Import terminé.")),
            ("warn", self.tr("Vous êtes hors ligne\u00a0: vos modifications partiront plus tard.")),
        ):  # fmt: skip
            card.box.addWidget(InfoBanner(text, tone, name=f"gallery.banner.{tone}"))
        self.messages = MessageBar("gallery.messages")
        card.box.addWidget(self.messages)
        self.messages.show_message(self.tr("Un dossier signé ne change plus d’étape."), "bad")
        selection = SelectionBar("gallery.selection")
        card.box.addWidget(selection)
        selection.add(self.tr("Affecter…"), "user", "gallery.assign", selection.hide)
        selection.show_count(3, self.tr("3 prospects sélectionnés"))
        undo = UndoBar("gallery.undo")
        card.box.addWidget(undo)
        undo.offer(self.tr("Relance «\u00a0Garage du Pilat\u00a0» reportée au 01/12/2026."), undo.hide)
        return card

    def _progress(self) -> Card:
        card = _titled(self.tr("Étapes et compteurs"))
        steps = Stepper(
            [self.tr("Fichier"), self.tr("Clé"), self.tr("Aperçu"), self.tr("Exécution")], "gallery.steps"
        )
        steps.show_step(2, ["UTF-8", "SIRET"])
        card.box.addWidget(steps)
        row = QHBoxLayout()
        row.setSpacing(8)
        for title, icon, tone, number in (
            (self.tr("Créer"), "plus", "ok", "312"), (self.tr("Doublon"), "git-compare-arrows", "warn", "9"),
            (self.tr("Erreur"), "circle-alert", "bad", "6"),
        ):  # fmt: skip
            figure = Figure(title, icon, tone, f"gallery.figure.{icon}")
            figure.show_value(number, self.tr("sociétés"))
            figure.set_tone("warn" if tone == "warn" else "")
            row.addWidget(figure)
        card.box.addLayout(row)
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setValue(42)
        card.box.addWidget(bar)
        late = Card(margin=10)
        late.set_late("very")
        late.box.addWidget(Label(self.tr("18\u00a0j de retard"), "strong", tone="due_very_late"))
        card.box.addWidget(late)
        return card

    def _table(self) -> QWidget:
        self.table = sample_table("gallery.table", self.tr("Exemple de liste"))
        self.table.setMinimumHeight(240)
        return self.table


def _titled(title: str) -> Card:
    card = Card()
    card.box.addWidget(heading(title))
    return card


def _row(*widgets: QWidget) -> QLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
