"""What the administration lists say of an entry beneath its label."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.people import CAPABILITIES, LICENCES
from prospectdesk.queries.administration import Line, Lists, Member
from prospectdesk.ui.kit.format import percent
from prospectdesk.ui.settings.entry_list import Row

_DOT = " · "
tr = QCoreApplication.translate


def reason(text: str) -> str:
    """Why a person may not edit (domain.people), in the language of the interface."""
    return tr("Failure", text)


def read_only(text: str) -> str:
    """The banner over lists that may only be read."""
    return tr("Administration", "Lecture seule. {0}").format(reason(text))


def entry_row(kind: str, line: Line, lists: Lists) -> Row:
    """An entry of a list as a row."""
    under = [*facts(kind, line, lists)]
    if line.uses:
        under.append(tr("Administration", "Utilisé\u00a0: {0}").format(line.uses))
    title = line.label
    if kind == "stage":
        title = f"{line.label} ({percent(int(line.values['percent']))})"
        meaning = line.values.get("meaning")
        if meaning == "gagne":
            under.insert(0, tr("Administration", "Crée le fichier client"))
        elif meaning == "abandon":
            under.insert(0, tr("Administration", "Clôt le dossier"))
        elif meaning == "proposition":
            under.insert(0, tr("Administration", "Demande une pièce envoyée"))
        elif meaning == "concretise":
            under.insert(0, tr("Administration", "Demande toutes les pièces signées"))
    return Row(line.id, title, _DOT.join(under), *_state(active=line.active))


def facts(kind: str, line: Line, lists: Lists) -> Iterable[str]:
    """The fields of an entry, in a few words."""
    values = line.values
    if kind == "cabinet":
        yield _named(
            tr("Administration", "Services"),
            labels(lists["service"], values["services"]),
            tr("Administration", "aucun service"),
        )
        offices = [one.label for one in lists["bureau"] if one.owner == line.id]
        yield _named(tr("Administration", "Bureaux"), offices, tr("Administration", "aucun bureau"))
    elif kind == "bureau":
        if values["address"]:
            yield " ".join(str(values["address"]).split())
    elif kind == "contract_type":
        missions = values.get("missions")
        told = list(map(str, missions)) if isinstance(missions, list) else []
        yield _named(tr("Administration", "Missions"), told, tr("Administration", "aucune mission"))
    elif kind == "training":
        domains, naf = (list(map(str, values.get(name) or ())) for name in ("domains", "naf"))
        yield _named(tr("Administration", "Domaines"), domains, tr("Administration", "aucun domaine"))
        if naf:
            yield _named(tr("Administration", "NAF"), naf, "")
    elif kind == "dossier_type":
        yield from _type_facts(line, lists)


def _type_facts(line: Line, lists: Lists) -> Iterable[str]:
    values = line.values
    yield from labels(lists["service"], [values["service"]])
    if sum(one.active for one in lists["pipeline"]) > 1:
        yield from labels(lists["pipeline"], [values["pipeline"]])
    yield (
        tr("Administration", "une seule fois") if values["unique"] else tr("Administration", "plusieurs fois")
    )
    if values["contract_required"]:
        yield tr("Administration", "contrat obligatoire")
    if values["missions_button"]:
        yield tr("Administration", "missions")


def member_row(one: Member, lists: Lists) -> Row:
    """A user as a row."""
    under = [one.login]
    if one.email:
        under.append(one.email)
    under += [CAPABILITIES[key] for key in CAPABILITIES if key in one.capabilities]
    under.append(
        _named(
            tr("Administration", "Services"),
            labels(lists["service"], one.services),
            tr("Administration", "aucun service"),
        )
    )
    under.append(
        _named(
            tr("Administration", "Cabinets"),
            labels(lists["cabinet"], one.cabinets),
            tr("Administration", "aucun cabinet"),
        )
    )
    if not one.active:
        return Row(
            one.id, one.name, _DOT.join(under), tr("Administration", "Désactivé"), "neutral", muted=True
        )
    tone = {"administrateur": "accent", "responsable": "ok"}.get(one.licence, "neutral")
    return Row(one.id, one.name, _DOT.join(under), LICENCES.get(one.licence, one.licence), tone)


def labels(lines: Iterable[Line], ids: Iterable[int | None]) -> list[str]:
    """The labels of some entries, in the order of the list."""
    wanted = set(ids)
    return [one.label for one in lines if one.id in wanted]


def _state(*, active: bool) -> tuple[str, str, bool]:
    return ("", "neutral", False) if active else (tr("Administration", "Désactivé"), "neutral", True)


def _named(what: str, found: list[str], none: str) -> str:
    return f"{what}\u00a0: {', '.join(found)}" if found else none
