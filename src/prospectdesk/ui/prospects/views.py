"""The tabs of the list: built-in views, those that were saved, and how they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.errors import Invalid
from prospectdesk.queries.people import View as SavedView
from prospectdesk.queries.prospects_around import around_in
from prospectdesk.queries.prospects_criteria import Criteria, parse_criteria
from prospectdesk.queries.prospects_groups import GROUPINGS
from prospectdesk.queries.prospects_sql import parse_sort
from prospectdesk.queries.prospects_views import Question

ALL = "all"
MOST_FOLDED = 500
"""Groups a view remembers as folded."""
FARTHEST = 36_525
"""Days a due date of a view may lie from today: a century."""


class View(NamedTuple):
    """One tab. `saved` is the local id of a saved view, None for a built-in one; `folded` are keys of its groups."""

    key: str
    title: str
    question: Question
    saved: int | None = None
    shared: bool = False
    folded: tuple[str, ...] = ()


def built_in(login: str, today: int) -> list[View]:
    """The views everybody has; `today` is a day number."""
    tr = QCoreApplication.translate
    mine, signed = Criteria(commercial_operationnel=login), Criteria(etape=("signe",))
    return [
        View(ALL, tr("Prospects", "Tous"), Question()),
        View("mine", tr("Prospects", "Mes prospects"), Question(mine)),
        View("due", tr("Prospects", "À relancer"), Question(sort="prochaine_action", due_to=today)),
        View("unassigned", tr("Prospects", "Sans commercial"), Question(Criteria(sans_commercial=True))),
        View("takeover", tr("Prospects", "Repreneurs"), Question(Criteria(repreneur_activite=True))),
        View("signed", tr("Prospects", "Signés"), Question(signed)),
    ]


def stored(question: Question, today: int, folded: Iterable[str] = ()) -> dict[str, Any]:
    """A view as SaveView keeps it; a due date is kept as its distance from today."""
    due = None if question.due_to is None else question.due_to - today
    kept = {
        "criteria": question.criteria.as_strings(),
        "sort": question.sort,
        "directory": question.directory,
        "due": due,
    }
    if question.group:
        kept |= {"group": question.group, "folded": sorted(folded)[:MOST_FOLDED]}
    return kept if question.around is None else {**kept, "around": question.around.kept()}


def restored(row: SavedView, today: int) -> View | None:
    """A saved view as a tab; None when it holds what this version does not know.

    A colleague may have shared it, or written it by hand (T18): whatever the JSON is, nothing else happens.
    """
    data = row.data if isinstance(row.data, dict) else {"criteria": None}
    told, due, sort = data.get("criteria", []), data.get("due"), data.get("sort", "raison_sociale")
    if not (isinstance(told, list) and all(isinstance(one, str) for one in told) and isinstance(sort, str)):
        return None
    try:
        criteria = parse_criteria(told)
        parse_sort(sort)
    except Invalid:
        return None
    due_to = None
    if isinstance(due, int) and not isinstance(due, bool) and abs(due) <= FARTHEST:
        due_to = today + due
    around = around_in(data.get("around"))
    if around is None and data.get("around") is not None:
        return None
    group, folded = data.get("group", ""), data.get("folded", [])
    if group not in ("", *GROUPINGS) or not isinstance(folded, list):
        return None
    question = Question(criteria, sort, data.get("directory") is True, due_to, around, group)
    keys = tuple(one for one in folded[:MOST_FOLDED] if isinstance(one, str))
    return View(f"view{row.id}", row.title, question, row.id, row.shared, keys)


def in_order(views: Sequence[View], order: Sequence[str]) -> list[View]:
    """The views in the order a person gave them; new ones stand at the end."""
    places = {key: place for place, key in enumerate(order)}
    return sorted(views, key=lambda view: places.get(view.key, len(places)))


def same_list(one: Question, other: Question) -> bool:
    """Whether two questions keep the same companies, in whatever order and groups."""
    return replace(one, sort="", group="") == replace(other, sort="", group="")
