"""The filter chips of the relance panel: Moi, Équipe and the listing criteria of C-79."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from prospectdesk.domain import follow_ups as rules
from prospectdesk.queries.relance_filters import FilterChoices
from prospectdesk.queries.relances import PanelFilter
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.menu_chip import MenuChip
from prospectdesk.ui.relances import words

NAME = "relances"
NO_CHOICES = FilterChoices((), (), (), ())


class Filters(QWidget):
    """The chips at the right of the title; `more` is the row beneath. `changed` tells that `wanted` differs."""

    changed = Signal()

    def __init__(self, me: int, today: Today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.me = me
        self.wanted = PanelFilter(users=(me,))
        self.choices = NO_CHOICES
        self.mine = Chip(
            self.tr("Moi"), "user", checkable=True, checked=True, name=f"{NAME}.mine", on=self.only_me
        )
        self.team = MenuChip(self.tr("Équipe"), "users", f"{NAME}.team")
        self.opportunity = MenuChip(self.tr("Opportunité"), "target", f"{NAME}.opportunity")
        self.priority = MenuChip(self.tr("Priorité"), "chevrons-up", f"{NAME}.priority")
        self.open_more = Chip(
            self.tr("Plus de filtres"),
            "list-filter",
            checkable=True,
            name=f"{NAME}.more_filters",
            on=self._toggle,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for chip in (self.mine, self.team, self.opportunity, self.priority, self.open_more):
            row.addWidget(chip)
        self.more = _More(self, today)
        self.more.hide()

    def only_me(self) -> None:
        """Back to the user's own relances (C-78)."""
        self.set(users=(self.me,))

    def set(self, **criteria: Any) -> None:
        """Changes criteria of the filter, shows them and tells."""
        self.wanted = replace(self.wanted, **criteria)
        self.show_state()
        self.changed.emit()

    def clear(self) -> None:
        """Takes every criterion away, but not whose relances they are."""
        self.wanted = PanelFilter(users=self.wanted.users)
        self.show_state()
        self.changed.emit()

    def narrowed(self) -> bool:
        """Whether a criterion other than the users is set."""
        return self.wanted != PanelFilter(users=self.wanted.users)

    def show_choices(self, choices: FilterChoices) -> None:
        """What the menus offer."""
        if choices != self.choices:
            self.choices = choices
            self.show_state()

    def show_state(self) -> None:
        """Fills menus and chips with the filter in force."""
        wanted = self.wanted
        self.mine.setChecked(wanted.users == (self.me,))
        self._show_team()
        self._show_opportunity()
        self._show_priority()
        self.more.show_state(wanted)

    def _show_team(self) -> None:
        users = self.wanted.users
        menu = self.team.menu
        menu.clear()
        self.team.tick("all", self.tr("Toute l’équipe"), not users, lambda: self.set(users=()))
        menu.addSeparator()
        for user in self.choices.users:
            self.team.tick(user.login, user.name, user.id in users, partial(self._toggle_user, user.id))
        names = [user.name for user in self.choices.users if user.id in users]
        mine = users == (self.me,)
        text = "" if mine else ", ".join(names) if users else self.tr("tous")
        self.team.show_state(text if len(names) < 3 else self.tr("{0} utilisateurs").format(len(names)))

    def _toggle_user(self, user: int) -> None:
        users = self.wanted.users
        rest = tuple(one for one in users if one != user) if user in users else (*users, user)
        self.set(users=rest)

    def _show_opportunity(self) -> None:
        chip, now = self.opportunity, self.wanted.with_opportunity
        chip.menu.clear()
        for key, text, value in (
            ("any", self.tr("Avec ou sans"), None),
            ("with", self.tr("Avec opportunité"), True),
            ("without", self.tr("Sans opportunité"), False),
        ):
            chip.tick(key, text, now is value, partial(self.set, with_opportunity=value))
        chip.show_state("" if now is None else self.tr("avec") if now else self.tr("sans"))

    def _show_priority(self) -> None:
        chip, now = self.priority, self.wanted.priorities
        chip.menu.clear()
        for level, key in enumerate(words.PRIORITY_KEYS):
            rest = tuple(sorted(set(now) ^ {level}))
            chip.tick(key, words.priority_label(level), level in now, partial(self.set, priorities=rest))
        chip.show_state(", ".join(words.priority_label(level) for level in now))

    def _toggle(self) -> None:
        self.more.setVisible(self.open_more.isChecked())


class _More(QWidget):
    """Kind, routine and tag, period, department, without note."""

    def __init__(self, filters: Filters, today: Today) -> None:
        super().__init__()
        self.setObjectName(f"{NAME}.more")
        self._filters = filters
        self.kind = MenuChip(self.tr("Nature"), "list-checks", f"{NAME}.kind")
        self.routine = MenuChip(self.tr("Routine"), "tag", f"{NAME}.routine")
        self.department = MenuChip(self.tr("Département"), "map-pin", f"{NAME}.department")
        self.without_note = Chip(
            self.tr("Sans note"), "sticky-note", checkable=True, name=f"{NAME}.without_note", on=self._note
        )
        self.first = DateField(today, f"{NAME}.first_day", self.tr("À partir du"))
        self.last = DateField(today, f"{NAME}.last_day", self.tr("Jusqu’au"))
        self.first.changed.connect(lambda day: filters.set(first_day=day))
        self.last.changed.connect(lambda day: filters.set(last_day=day))
        self.clear = Button(
            self.tr("Effacer les filtres"), "x", "flat", name=f"{NAME}.clear_filters", on=filters.clear
        )
        flow = FlowLayout(self)
        for chip in (self.kind, self.routine, self.department, self.without_note):
            flow.addWidget(chip)
        for text, field in ((self.tr("du"), self.first), (self.tr("au"), self.last)):
            field.setFixedWidth(150)
            pair = QWidget()
            row = QHBoxLayout(pair)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(4)
            row.addWidget(Label(text, "secondary"))
            row.addWidget(field)
            flow.addWidget(pair)
        flow.addWidget(self.clear)

    def _note(self) -> None:
        self._filters.set(without_note=self.without_note.isChecked())

    def show_state(self, wanted: PanelFilter) -> None:
        """Fills menus and fields."""
        self.without_note.setChecked(wanted.without_note)
        self.first.show_day(wanted.first_day)
        self.last.show_day(wanted.last_day)
        self._show_kind(wanted)
        self._show_routine(wanted)
        self._show_department(wanted)
        self.clear.setVisible(self._filters.narrowed())

    def _show_kind(self, wanted: PanelFilter) -> None:
        self.kind.menu.clear()
        for kind in (rules.RELANCE, rules.TACHE):
            rest = tuple(
                one for one in (rules.RELANCE, rules.TACHE) if (one in wanted.kinds) != (one == kind)
            )
            self.kind.tick(
                kind, words.kind_label(kind), kind in wanted.kinds,
                partial(self._filters.set, kinds=rest or (rules.RELANCE,)),
            )  # fmt: skip
        usual = wanted.kinds == (rules.RELANCE,)
        self.kind.show_state("" if usual else ", ".join(words.kind_label(one) for one in wanted.kinds))

    def _show_routine(self, wanted: PanelFilter) -> None:
        chip, choices = self.routine, self._filters.choices
        chip.menu.clear()
        chip.tick("any", self.tr("Toutes"), wanted.routine is None, lambda: self._set_tag(None, None))
        for ident, title in choices.routines:
            below = QMenu(title.replace("&", "&&"), chip.menu)
            chip.menu.addMenu(below)
            now = wanted.tag if wanted.routine == ident else ""
            chip.tick(
                f"{ident}.any", self.tr("Tous les tags"), now is None,
                partial(self._set_tag, ident, None), below,
            )  # fmt: skip
            for key, label in choices.tags:
                chip.tick(
                    f"{ident}.{key}", words.told(label), now == key,
                    partial(self._set_tag, ident, key), below,
                )  # fmt: skip
        title = dict(choices.routines).get(wanted.routine or 0, "")
        tag = dict(choices.tags).get(wanted.tag or "", "")
        chip.show_state(" · ".join(part for part in (title, words.told(tag) if tag else "") if part))

    def _set_tag(self, routine: int | None, tag: str | None) -> None:
        self._filters.set(routine=routine, tag=tag)

    def _show_department(self, wanted: PanelFilter) -> None:
        chip = self.department
        chip.menu.clear()
        chip.tick(
            "any", self.tr("Tous"), wanted.department is None, lambda: self._filters.set(department=None)
        )
        for code in self._filters.choices.departments:
            chip.tick(code, code, wanted.department == code, partial(self._filters.set, department=code))
        chip.show_state(wanted.department or "")
