"""Reads the screen Synchronisation and puts it into French: by file, with the reasons and the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from prospectdesk.queries import aside, conflicts, outbox, sync_screen
from prospectdesk.queries.conflicts import Conflict
from prospectdesk.queries.outbox import RefusedGesture, WaitingGesture
from prospectdesk.queries.people import setting
from prospectdesk.queries.sync_screen import SettledLine
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.disputes import field_conflict
from prospectdesk.ui.kit.syncing import LOG
from prospectdesk.ui.sync import words
from prospectdesk.ui.sync.facts import (
    Locked,
    Numbers,
    RecordConflict,
    Refusal,
    Settled,
    SyncView,
    Turn,
    WaitingRecord,
)

say = QCoreApplication.translate
NUMBER = re.compile(r"\+\d{6,15}")
WEEK_MS = 7 * 86_400_000
ICONS = {
    "follow_up": "alarm-clock", "follow_up_assignee": "alarm-clock", "timeline": "sticky-note", "contact": "users",
    "contact_point": "users", "dossier": "target", "mission": "briefcase", "placement": "briefcase",
    "company": "building-2", "registration": "building-2", "establishment": "map-pin", "routine_tag": "tag",
    "routine": "sparkles", "non_conformity": "triangle-alert", "software_park": "monitor", "news_item": "newspaper",
    "notification": "bell", "user": "user", "workspace_mail": "mail", "conflict": "git-compare",
    "saved_view": "bookmark", "catalogue": "list",
}  # fmt: skip


def view(conn: Any, person_id: int, now_ms: int) -> SyncView:
    """Everything of the screen, in one snapshot."""
    state = outbox.sync_state(conn)
    place = sync_screen.place(conn)
    records = by_record(outbox.waiting_gestures(conn, 1000))
    found = by_company(conflicts.open_conflicts(conn), person_id)
    refused = outbox.refused_gestures(conn)
    off = round(abs(place.offset_ms) / 60_000) if state.clock_off else 0
    numbers = Numbers(
        last_ms=None if state.last_sync_ms is None else state.last_sync_ms - place.offset_ms,
        waiting=state.waiting,
        records=len(records),
        refused=state.refused,
        conflicts=state.conflicts,
        files=place.files,
        clock_minutes=off,
        aside=state.aside,
    )
    return SyncView(
        signed_in=state.linked,
        workspace=place.workspace,
        numbers=numbers,
        waiting=records,
        refused=tuple(refusal(one) for one in refused),
        conflicts=found,
        settled=tuple(settled(one) for one in sync_screen.settled(conn, now_ms - WEEK_MS)),
        locked=tuple(
            Locked(
                one.company,
                one.company_name,
                say("Sync", "dossier « {0} » : bloqué jusqu’à ce que l’un des deux soit réuni ou change de type")
                .format(one.label),
            )
            for one in sync_screen.twins(conn)
        ),
        aside=aside.aside_rows(conn),
    )  # fmt: skip


def by_record(gestures: Sequence[WaitingGesture]) -> tuple[WaitingRecord, ...]:
    """One line for each file, the one touched last first."""
    groups: dict[object, list[WaitingGesture]] = {}
    for one in gestures:
        key = one.company if one.company is not None else ("", one.table)
        groups.setdefault(key, []).append(one)
    return tuple(_record(group) for group in groups.values())


def _record(group: Sequence[WaitingGesture]) -> WaitingRecord:
    first = group[0]
    texts = list(dict.fromkeys(one.text for one in group))
    if first.company is None:
        title, text = texts[0], ", ".join(texts[1:3])
    else:
        title, text = first.company_name or say("Sync", "Sans nom"), _told(texts)
    return WaitingRecord(
        first.company, title, text, ICONS.get(first.table, "pencil"), len(group), max(one.at for one in group)
    )


def _told(texts: Sequence[str]) -> str:
    """« Ajout : Note, Relance · Société : Téléphone »: what begins alike is said once."""
    heads: dict[str, list[str]] = {}
    for text in texts:
        head, *rest = re.split(r"\s:\s", text, maxsplit=1)
        heads.setdefault(head, []).extend(rest)
    parts = [
        f"{head}\u00a0: {', '.join(dict.fromkeys(rests))}" if rests else head for head, rests in heads.items()
    ]
    return " · ".join(parts)


def refusal(one: RefusedGesture) -> Refusal:
    """A refused gesture with its title, its reason and what was sent."""
    title = " · ".join(part for part in (one.company_name, one.text) if part)
    details = tuple(
        (label, show.phone(value) if NUMBER.fullmatch(value) else value) for label, value in one.details
    )
    return Refusal(one.id, title, one.reason, details, one.company, one.at, one.again, one.why_not)


# conflicts -------------------------------------------------------------------------------
def by_company(found: Sequence[Conflict], person_id: int) -> tuple[RecordConflict, ...]:
    """The conflicts of one file together, the latest file first."""
    groups: dict[str, list[Conflict]] = {}
    for one in found:
        key = f"{one.table}:{one.row_id}" if one.company is None else str(one.company)
        groups.setdefault(key, []).append(one)
    return tuple(
        RecordConflict(
            key=key,
            company=group[0].company,
            title=group[0].company_name or group[0].subject,
            words=_story(group, person_id),
            fields=tuple(field_conflict(one, person_id) for one in sorted(group, key=_order)),
        )
        for key, group in groups.items()
    )


def _order(one: Conflict) -> tuple[int, int]:
    """The company's own fields first, then its people, its dossiers, the rest."""
    tables = ("registration", "company", "establishment", "contact", "contact_point", "dossier")
    return (tables.index(one.table) if one.table in tables else len(tables), -one.id)


def _story(group: Sequence[Conflict], person_id: int) -> str:
    people = {(one.user, one.person) for each in group for one in (each.kept, each.lost)}
    others = sorted({name for user, name in people if name and user != person_id})
    mine = any(user == person_id for user, _name in people)
    who = say("Sync", " et ").join(filter(None, (", ".join(others[:-1]), *others[-1:])))
    many = len(group) > 1
    if not mine or not others:
        text = say(
            "Sync", "{0} : la même donnée a été modifiée des deux côtés. Choisissez quand vous voulez."
        )
        return text.format(who or say("Sync", "Deux postes"))
    text = (
        say("Sync", "Vous et {0} avez modifié les mêmes champs sans vous voir. Choisissez champ par champ, "
                    "quand vous voulez.")
        if many
        else say("Sync", "Vous et {0} avez modifié le même champ sans vous voir. Choisissez quand vous voulez.")
    )  # fmt: skip
    return text.format(who)


# what settled itself -----------------------------------------------------------------------
def settled(one: SettledLine) -> Settled:
    """A line with the rule that was followed."""
    why = {
        "relance": say("Sync", "Une société n’a qu’une relance ouverte : la date la plus proche gagne avec sa "
                               "priorité, et toutes les personnes restent."),
        "rp": say("Sync", "Un lead n’a qu’un RP ouvert : la date la plus proche gagne."),
        "company": say("Sync", "Deux fiches d’un même SIREN n’en font qu’une : rien n’est perdu, les champs "
                               "différents deviennent des conflits."),
    }[one.kind]  # fmt: skip
    return Settled(one.company, one.company_name, one.text, why, one.at)


def journal(conn: Any) -> tuple[Turn, ...]:
    """The last syncs, the newest first."""
    log = setting(conn, LOG)
    return tuple(turn(line) for line in log if isinstance(line, dict)) if isinstance(log, list) else ()


def turn(line: dict[str, Any]) -> Turn:
    """One line of the journal."""
    at, times = int(line.get("at", 0)), int(line.get("times", 1))
    if line.get("error"):
        return Turn(at, words.failure(str(line["error"])), "warn", times)
    parts = []
    for key, one, many in (
        ("pushed", say("Sync", "1 action envoyée"), say("Sync", "{0} actions envoyées")),
        ("pulled", say("Sync", "1 ligne reçue"), say("Sync", "{0} lignes reçues")),
        ("refused", say("Sync", "1 refusée"), say("Sync", "{0} refusées")),
    ):
        number = int(line.get(key) or 0)
        if number:
            parts.append(one if number == 1 else many.format(show.count(number)))
    if line.get("digest") == "repaired":
        parts.append(say("Sync", "différences avec le service central réparées"))
    text = ", ".join(parts) or say("Sync", "rien de nouveau")
    return Turn(at, text[:1].upper() + text[1:], "bad" if line.get("refused") else "ok", times)
