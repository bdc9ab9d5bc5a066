"""The windows of placement missions: the mission itself, and the candidate to place on it (P-20)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from prospectdesk.commands.missions import CreateMission, EditMission
from prospectdesk.domain.clock import day_date
from prospectdesk.queries import missions
from prospectdesk.queries.missions import Candidate, Placement
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import Labelled, SearchField
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if

MISSION = "sheet.missions.dialog"
CANDIDATE = "sheet.missions.candidate_dialog"
HIT = int(Qt.ItemDataRole.UserRole)


class MissionDialog(ask.Question):
    """Label, domains, kind of contract, dates."""

    def __init__(
        self, parent: QWidget, today: Today, domains: Sequence[str], mission: Placement | None
    ) -> None:  # fmt: skip
        title = parent.tr("Nouvelle mission") if mission is None else parent.tr("Modifier la mission")
        super().__init__(parent, title, "", yes=parent.tr("Enregistrer"), name=MISSION)
        self._mission = mission
        self.label = _line(f"{MISSION}.label", 120, "" if mission is None else mission.label)
        self.kind = _line(
            f"{MISSION}.contract_kind", 80, "" if mission is None else mission.contract_kind or ""
        )
        self.kind.setPlaceholderText(self.tr("Apprentissage, professionnalisation, CDI…"))
        self.start = DateField(today, f"{MISSION}.date_debut", self.tr("Date de début"))
        self.end = DateField(today, f"{MISSION}.date_fin", self.tr("Date de fin"))
        self.end_box = Labelled(self.tr("Date de fin"), self.end)
        if mission is not None:
            self.start.show_day(mission.starts_on)
            self.end.show_day(mission.ends_on)
        self.content.addWidget(Labelled(self.tr("Libellé (obligatoire)"), self.label))
        self.content.addWidget(Label(self.tr("Domaines de formation"), "secondary", tone="muted"))
        self.content.addLayout(self._domain_boxes(domains, () if mission is None else mission.domains))
        self.content.addWidget(Labelled(self.tr("Type de contrat"), self.kind))
        dates = QHBoxLayout()
        dates.setSpacing(16)
        dates.addWidget(Labelled(self.tr("Date de début"), self.start), 1)
        dates.addWidget(self.end_box, 1)
        self.content.addLayout(dates)
        self.label.textChanged.connect(lambda _text: self._follow())
        self._follow()

    def _domain_boxes(self, domains: Sequence[str], ticked: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        self.domains: dict[str, QCheckBox] = {}
        offered = list(dict.fromkeys([*domains, *ticked]))
        for place, domain in enumerate(offered):
            box = QCheckBox(domain.replace("&", "&&"))
            box.setObjectName(f"{MISSION}.domain.{place}")
            box.setChecked(domain in ticked)
            self.domains[domain] = box
            grid.addWidget(box, place // 2, place % 2)
        if not offered:
            none = self.tr("Aucun domaine n’est défini : un administrateur en ajoute dans Administration.")
            grid.addWidget(Label(none, "secondary", tone="muted", wrap=True), 0, 0)
        return grid

    def _follow(self) -> None:
        enable_if(self.yes, bool(self.label.text().strip()), self.tr("Donnez un libellé à la mission"))

    def accept(self) -> None:
        """Stays open while the dates cannot be kept."""
        start, end = self.start.day(), self.end.day()
        if not (self.start.is_valid() and self.end.is_valid()):
            self.end_box.show_error(self.tr("Corrigez la date marquée en rouge"))
        elif start is not None and end is not None and end < start:
            self.end_box.show_error(self.tr("La date de fin est avant la date de début."))
        else:
            super().accept()

    def command(self, company_id: int) -> CreateMission | EditMission:
        """What saving does."""
        domains = tuple(domain for domain, box in self.domains.items() if box.isChecked())
        start, end = (None if day is None else day_date(day) for day in (self.start.day(), self.end.day()))
        label, kind = self.label.text().strip(), self.kind.text().strip()
        if self._mission is None:
            return CreateMission(
                company=company_id, label=label, domains=domains, contract_kind=kind, date_debut=start, date_fin=end
            )  # fmt: skip
        return EditMission(
            mission=self._mission.id, label=label, domains=domains, contract_kind=kind, date_debut=start, date_fin=end
        )  # fmt: skip


class CandidateDialog(ask.Question):
    """Looks for a candidate first; makes a new one if none fits (D-17)."""

    def __init__(self, parent: QWidget, desk: Desk, mission: Placement) -> None:
        title = parent.tr("Placer un candidat")
        text = parent.tr("Mission « {0} »").format(mission.label)
        super().__init__(parent, title, text, yes=parent.tr("Placer"), name=CANDIDATE)
        self.desk, self._placed = desk, {one.id for one in mission.candidates}
        self.field = SearchField(self.tr("Nom ou e-mail d’un candidat"), f"{CANDIDATE}.field")
        self.field.searched.connect(lambda typed: desk.spawn(self, self._look(typed)))
        self.list = QListWidget()
        self.list.setObjectName(f"{CANDIDATE}.list")
        self.list.setAccessibleName(self.tr("Candidats trouvés"))
        self.list.setMinimumHeight(120)
        self.list.currentRowChanged.connect(lambda _row: self._follow())
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.field.left_down.connect(self.list.setFocus)
        self.state = Label(
            self.tr("Tapez au moins trois lettres."), "secondary", tone="muted", wrap=True, name=f"{CANDIDATE}.state"
        )  # fmt: skip
        self.new = Button(
            self.tr("Créer un nouveau candidat"), "user-plus", name=f"{CANDIDATE}.new", on=self._start_new
        )
        for part in (self.field, self.list, self.state, self.new):
            self.content.addWidget(part)
        self.form = self._form()
        self.content.addWidget(self.form)
        self.form.hide()
        self.field.setFocus()
        self._follow()

    def _form(self) -> QWidget:
        """The fields of a new candidate."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        labels = {
            "prenom": self.tr("Prénom"), "nom": self.tr("Nom (obligatoire)"), "courriel": self.tr("Courriel"),
            "telephone_portable": self.tr("Téléphone portable"),
        }  # fmt: skip
        self.fields: dict[str, QLineEdit] = {}
        for place, (name, label) in enumerate(labels.items()):
            line = _line(f"{CANDIDATE}.{name}", 120)
            line.textChanged.connect(lambda _text: self._follow())
            self.fields[name] = line
            grid.addWidget(Labelled(label, line), place // 2, place % 2)
        return holder

    async def _look(self, typed: str) -> None:
        found: list[Candidate] = await self.desk.query(missions.find_candidates, typed)
        self.list.clear()
        for one in found:
            parts = (one.name, one.sheet if one.sheet != one.name else "", one.email or "")
            item = QListWidgetItem("  ·  ".join(part for part in parts if part))
            item.setData(HIT, one.id)
            if one.id in self._placed:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setToolTip(self.tr("Déjà placé sur cette mission"))
            self.list.addItem(item)
        none = self.tr("Aucun candidat ne correspond : créez-le.")
        few = self.tr("Tapez au moins trois lettres.")
        self.state.setText("" if found else (none if len(typed.strip()) >= 3 else few))
        self._follow()

    def _start_new(self) -> None:
        """Takes the typed name over."""
        first, _, last = self.field.text().strip().rpartition(" ")
        self.fields["prenom"].setText(first)
        self.fields["nom"].setText(last if "@" not in last else "")
        for part in (self.field, self.list, self.state, self.new):
            part.hide()
        self.form.show()
        self.fields["nom"].setFocus()
        self._follow()

    def chosen(self) -> int | None:
        """The chosen candidate; None when a new one is made."""
        item = self.list.currentItem()
        return None if item is None or not self.form.isHidden() else item.data(HIT)

    def typed(self) -> dict[str, str]:
        """What was typed of the new candidate, without what is empty."""
        found = {name: line.text().strip() for name, line in self.fields.items()}
        return {name: text for name, text in found.items() if text}

    def _follow(self) -> None:
        if not self.form.isHidden():
            named = bool(self.fields["nom"].text().strip())
            enable_if(self.yes, named, self.tr("Donnez un nom au candidat"))
        else:
            enable_if(self.yes, self.chosen() is not None, self.tr("Choisissez un candidat"))


def _line(name: str, limit: int, text: str = "") -> QLineEdit:
    line = QLineEdit(text)
    line.setObjectName(name)
    line.setMaxLength(limit)
    return line
