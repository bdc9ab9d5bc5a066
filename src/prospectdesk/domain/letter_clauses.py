"""Clauses of a letter that a person may leave out: declared by its template, ticked in the window, kept with the version.

In the language of letters a clause is one more condition, `{{#si clause_revision}}…{{/si}}`: known or not, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

NAME = re.compile(r"clause_[a-z][a-z0-9_]{0,30}")
LONGEST_LABEL = 80
MOST = 20
TICKED = "oui"
"""The value of a condition whose clause is kept; it is never printed."""
BY_HAND = "Le texte est écrit à la main : reprenez le texte du modèle pour choisir les clauses."
_STORED = re.compile(r"([+-])(clause_[a-z][a-z0-9_]{0,30}) (.+)")


@dataclass(frozen=True, slots=True)
class Clause:
    """`name` in the text of the template, `label` as people read it, `ticked` whether it is printed."""

    name: str
    label: str
    ticked: bool = True

    def stored(self) -> str:
        """One line that keeps all of it: "+clause_revision Révision du prix"."""
        return f"{'+' if self.ticked else '-'}{self.name} {self.label}"


def read(lines: Iterable[str]) -> tuple[Clause, ...]:
    """Clauses from their stored lines; what is none is passed over."""
    found = (_STORED.fullmatch(one) for one in lines)
    return tuple(Clause(one[2], one[3], one[1] == "+") for one in found if one is not None)


def stored(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """The stored lines."""
    return tuple(one.stored() for one in clauses)


def chosen(offered: Sequence[Clause], choice: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses of a template as somebody ticked them; one he has never seen stays as the template says."""
    ticked = {one.name: one.ticked for one in choice}
    return tuple(replace(one, ticked=ticked.get(one.name, one.ticked)) for one in offered)


def conditions(clauses: Iterable[Clause]) -> dict[str, str]:
    """What the conditions of a text look at."""
    return {one.name: TICKED for one in clauses if one.ticked}
