"""Stages of dossiers and the order of cards on the board: who may move, and where a card stands between two."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prospectdesk.domain.errors import Refused

WON, ABANDONED, PROPOSED, CONCRETISED = "gagne", "abandon", "proposition", "concretise"
"""Meanings of stages: reaching the first makes the client file (D-25), the second is never left (INV-08), the others wait
for the pieces of a project (L-32)."""
MEANINGS = {WON: "Gagné", ABANDONED: "Abandon", PROPOSED: "Proposition", CONCRETISED: "Concrétisé"}
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The 62 digits of a rank, in the order of their bytes."""
_SUFFIX = re.compile(r"\s*\(\s*\d{1,3}\s*%\s*\)\s*$")
_SHORT, _LONG = "a", "z"
"""Heads of whole parts: "a" is followed by one digit, "b" by two … "z" by 26; "Z" by one, "Y" by two … below zero."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a pipeline."""

    id: int
    pipeline_id: int
    label: str
    percent: int
    meaning: str | None = None
    active: bool = True

    @property
    def won(self) -> bool:
        """Whether it is Gagné."""
        return self.meaning == WON

    @property
    def terminal(self) -> bool:
        """Whether a dossier there is lost and never moves again."""
        return self.meaning == ABANDONED


def plain_label(text: str) -> str:
    """The label of "Suspect (5%)" without its percentage."""
    return _SUFFIX.sub("", text)


def check_move(now: Stage, to: Stage) -> None:
    """Raises Refused when a dossier of stage `now` may not go to `to`."""
    if now.id == to.id:
        return
    if now.terminal:
        raise Refused(
            "stage_terminal", "Un projet à l’étape « {stage} » ne change plus d’étape.", stage=now.label
        )
    if to.pipeline_id != now.pipeline_id:
        raise Refused(
            "other_pipeline", "L’étape « {stage} » n’est pas du pipeline de ce dossier.", stage=to.label
        )
    if not to.active:
        raise Refused("stage_inactive", "L’étape « {stage} » n’est plus utilisée.", stage=to.label)


def check_first(stage: Stage) -> None:
    """Raises Refused when a new dossier may not begin at a stage: it is no longer used, never left, or waits for pieces."""
    if not stage.active:
        raise Refused("stage_inactive", "L’étape « {stage} » n’est plus utilisée.", stage=stage.label)
    if stage.meaning in {ABANDONED, PROPOSED, CONCRETISED}:
        raise Refused(
            "stage_not_first", "Un nouveau projet ne commence pas à l’étape « {stage} ».", stage=stage.label
        )


def between(before: str | None, after: str | None) -> str:
    """A rank that sorts after `before` and before `after` (None: an end of the column), by bytes.

    Equal ranks made on two laptops are told apart by the dossier's uid. Raises ValueError when `before`
    does not sort before `after`, or one of them is no rank.
    """
    for rank in (before, after):
        if rank is not None:
            _check(rank)
    if before is not None and after is not None and before >= after:
        raise ValueError(f"no order of ranks: {before} >= {after}")
    if before is None and after is None:
        return _SHORT + DIGITS[0]
    if before is None:
        return _first_before(after or "")
    whole = _whole(before)
    if after is None:
        next_whole = _increment(whole)
        return whole + _middle(before[len(whole) :], None) if next_whole is None else next_whole
    if whole == _whole(after):
        return whole + _middle(before[len(whole) :], after[len(whole) :])
    next_whole = _increment(whole)
    if next_whole is not None and next_whole < after:
        return next_whole
    return whole + _middle(before[len(whole) :], None)


def _first_before(after: str) -> str:
    whole = _whole(after)
    if whole < after:
        return whole
    previous = _decrement(whole)
    return whole + _middle("", after[len(whole) :]) if previous is None else previous


def _size(head: str) -> int:
    if "a" <= head <= "z":
        return ord(head) - ord("a") + 2
    if "A" <= head <= "Z":
        return ord("Z") - ord(head) + 2
    raise ValueError(f"no rank begins with {head!r}")


def _whole(rank: str) -> str:
    return rank[: _size(rank[0])]


def _check(rank: str) -> None:
    if not rank or not set(rank) <= set(DIGITS) or len(rank) < _size(rank[0]):
        raise ValueError(f"no rank: {rank!r}")
    if rank[_size(rank[0]) :].endswith(DIGITS[0]):
        raise ValueError(f"no rank: {rank!r}")


def _increment(whole: str) -> str | None:
    """The next whole part; None after the last."""
    head, digits = whole[0], list(whole[1:])
    for place in reversed(range(len(digits))):
        at = DIGITS.index(digits[place]) + 1
        if at < len(DIGITS):
            digits[place] = DIGITS[at]
            return head + "".join(digits)
        digits[place] = DIGITS[0]
    if head == "Z":
        return _SHORT + DIGITS[0]
    if head == _LONG:
        return None
    longer = chr(ord(head) + 1)
    return longer + DIGITS[0] * (_size(longer) - 1)


def _decrement(whole: str) -> str | None:
    """The whole part before; None before the first."""
    head, digits = whole[0], list(whole[1:])
    for place in reversed(range(len(digits))):
        at = DIGITS.index(digits[place]) - 1
        if at >= 0:
            digits[place] = DIGITS[at]
            return head + "".join(digits)
        digits[place] = DIGITS[-1]
    if head == _SHORT:
        return "Z" + DIGITS[-1]
    if head == "A":
        return None
    longer = chr(ord(head) - 1)
    return longer + DIGITS[-1] * (_size(longer) - 1)


def _middle(before: str, after: str | None) -> str:
    """The shortest fraction between two; `after` None is one. Fractions never end with the digit 0."""
    if after:
        same = 0
        while same < len(after) and (before[same] if same < len(before) else DIGITS[0]) == after[same]:
            same += 1
        if same:
            return after[:same] + _middle(before[same:], after[same:])
    low = DIGITS.index(before[0]) if before else 0
    high = DIGITS.index(after[0]) if after else len(DIGITS)
    if high - low > 1:
        return DIGITS[(low + high) // 2]
    if after and len(after) > 1:
        return after[0]
    return DIGITS[low] + _middle(before[1:], None)
