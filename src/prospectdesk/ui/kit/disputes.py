"""A field that two people changed, as a person reads it: both values, who, when, what may be answered (X-17, X-20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import Clock
from prospectdesk.queries import conflicts
from prospectdesk.queries.conflicts import Conflict
from prospectdesk.ui.kit import format as show

say = QCoreApplication.translate
PHONES = frozenset({"phone", "phone_foreign", "fax"})
KEEP, MINE, BOTH = "keep", "mine", "both"
"""What a person answers to a conflict: the value that stands, the one set aside, both."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values of a conflict: as a person reads it, who wrote it, when (ms UTC, None unknown)."""

    text: str
    person: str
    at: int | None


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that two people changed. `barred` says by choice why it cannot be made; `words` explains."""

    id: int
    label: str
    kept: Side
    lost: Side
    words: str
    both_text: str
    barred: dict[str, str] = field(default_factory=dict)
    column: str = ""
    table: str = ""
    row_id: int | None = None
    contact: int | None = None


def field_conflict(one: Conflict, person_id: int, owners: Mapping[int, int] | None = None) -> FieldConflict:
    """One field; the label names the thing too when it is not the company itself.

    `owners` gives the contact of a contact_point, by local ids.
    """
    same = one.table in {"registration", "company", "establishment"} or not one.subject
    label = one.label if same else say("Sync", "{0} · {1}").format(one.subject, one.label)
    kept, lost = side(one, one.kept, person_id), side(one, one.lost, person_id)
    if one.reason == "deleted":
        kept = Side(say("Sync", "supprimé"), kept.person, kept.at)
    both = say("Sync", "les deux numéros") if one.table == "contact_point" else say("Sync", "les deux textes")
    return FieldConflict(
        id=one.id,
        label=label,
        kept=kept,
        lost=lost,
        words=_rule(one),
        both_text=both,
        barred=_barred(one),
        column=one.column,
        table=one.table,
        row_id=one.row_id,
        contact=_contact(one, owners or {}),
    )


def _contact(one: Conflict, owners: Mapping[int, int]) -> int | None:
    if one.row_id is None:
        return None
    return (
        one.row_id
        if one.table == "contact"
        else owners.get(one.row_id)
        if one.table == "contact_point"
        else None
    )


def side(conflict: Conflict, one: conflicts.Side, person_id: int) -> Side:
    """« vous » for the present user, else the initial and the name; numbers and amounts as the sheet shows them."""
    mine = one.user is not None and one.user == person_id
    return Side(_value(conflict, one.text), you() if mine else short_name(one.person), one.at)


def _value(conflict: Conflict, text: str) -> str:
    point = conflict.table == "contact_point" and text[:1] in {"+", *"0123456789"}
    if conflict.column in PHONES or point:
        return show.phone(text)
    if conflict.column == "amount":
        try:
            return show.amount(Decimal(text))
        except InvalidOperation:
            return text
    return text


def _rule(one: Conflict) -> str:
    """The sentence of a rule other than the later clock; empty for that one."""
    return {
        "deleted": say("Sync", "La suppression l’emporte ; « Remettre » rétablit la donnée avec cette valeur."),
        "done": say("Sync", "Un suivi « Effectué » ne se modifie plus : le fait l’emporte sur la modification."),
        "closed": say("Sync", "Le premier arrivé au service central reste. Pour changer, rouvrez le dossier "
                              "dans la fiche."),
        "twin": say("Sync", "Deux dossiers d’un type unique : réunissez-les ou changez le type dans la fiche."),
        "merged": say("Sync", "Les deux fiches n’en font plus qu’une : la valeur de la fiche gardée est en place."),
    }.get(one.reason, "")  # fmt: skip


def _barred(one: Conflict) -> dict[str, str]:
    found: dict[str, str] = {}
    gone = say("Sync", "Cette donnée n’existe plus sur ce poste : seule la valeur en place peut rester.")
    if MINE not in one.choices:
        found[MINE] = gone if one.row_id is None else say("Sync", "La règle a tranché.")
    if BOTH not in one.choices:
        found[BOTH] = gone if one.row_id is None else _why_not_both(one)
    return {key: reason for key, reason in found.items() if key != KEEP}


def _why_not_both(one: Conflict) -> str:
    if one.column in PHONES:
        return say("Sync", "Les deux : impossible, un seul numéro par fiche")
    if one.column == "amount":
        return say("Sync", "Les deux : impossible sur un montant")
    if one.column in {"status", "done"}:
        return say("Sync", "Les deux : impossible, l’un exclut l’autre")
    if one.column.startswith("@"):
        return say("Sync", "Les deux : impossible, ces champs vont ensemble")
    return say("Sync", "Les deux : impossible, ce champ n’a qu’une valeur")


def signed(side: Side, clock: Clock) -> str:
    """« vous · 23/11 18:20 »; only who, or only when, if the other is unknown."""
    when = "" if side.at is None else instant(side.at, clock)
    return " · ".join(part for part in (side.person, when) if part)


def instant(ms: int, clock: Clock) -> str:
    """« 23/11 18:20 », with the year when it is another one than today's."""
    local = show.clock_time(ms, clock)
    return f"{show.date_short(local.date(), clock.today())} {show.hour(local)}"


def restore_word(conflict: FieldConflict) -> str:
    """The second answer: the person's own value, or that of whoever lost."""
    if conflict.lost.person == you():
        return say("Sync", "Remettre le mien")
    return say("Sync", "Remettre l’autre")


def you() -> str:
    """How the present user is called in authors."""
    return say("Sync", "vous")


def barred_words(conflict: FieldConflict) -> str:
    """Why an answer cannot be given, beside the answers; empty when all can."""
    reasons = [conflict.barred[key] for key in (BOTH, MINE) if conflict.barred.get(key)]
    return " ".join(dict.fromkeys(reasons))


def short_name(name: str | None) -> str:
    """« J. Bonnet » for Jérôme Bonnet; a single word stays."""
    if not name:
        return say("Sync", "quelqu’un")
    first, _, last = name.partition(" ")
    return f"{first[:1]}. {last}" if last else first


def story(one: FieldConflict, clock: Clock) -> str:
    """« Téléphone — vous : 06 11 … (mar. 14:02) · Claire : 06 22 … (mar. 15:10, gardé) »."""
    kept = say("Sync", "gardé")
    sides = [
        f"{side.person} : {side.text}" + (f" ({said})" if said else "")
        for side, said in (
            (one.lost, _day(one.lost, clock)),
            (one.kept, ", ".join(part for part in (_day(one.kept, clock), kept) if part)),
        )
    ]
    return say("Sync", "{0} — {1}").format(one.label, " · ".join(sides))


def _day(side: Side, clock: Clock) -> str:
    if side.at is None:
        return ""
    local = show.clock_time(side.at, clock)
    if 0 <= (clock.today() - local.date()).days < 7:
        return f"{show.DAYS[local.weekday()][:3]}. {show.hour(local)}"
    return instant(side.at, clock)
