"""Dossiers: what each of the seven buttons needs, in the order a person goes through (D-29…D-41, SM-4).

Every rule answers the Failure that stands in the way, or None: a command raises it, a button shows its sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prospectdesk.domain.errors import Failure, Forbidden, Invalid, Refused
from prospectdesk.domain.people import LEADS_ONLY

OPEN, SIGNED, LOST = "en_cours", "signe", "perdu"
STATUSES = {OPEN: "En cours", SIGNED: "Signé", LOST: "Perdu"}
BONUS_STATES = {"a_valider": "A valider"}
BUTTONS = ("save", "contract", "missions", "sign", "lose", "delete")
"""The buttons of D-32 but "Impressions", whose entries have conditions of their own (D-36)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the rules look at. `changed`: something is typed that is not saved; `dates_fit`: end ≥ start as typed.

    `project`: its status follows its stage (L-31); `abandoned`: its stage is one that is never left (SM-5).
    """

    status: str = OPEN
    twin: bool = False
    linked: bool = False
    project: bool = False
    abandoned: bool = False
    contacts: int = 0
    client_type: bool = False
    contract_type: bool = False
    offer: bool = False
    needs_contract: bool = True
    has_missions: bool = False
    changed: bool = False
    dates_fit: bool = True

    @property
    def open(self) -> bool:
        """Whether it is En cours."""
        return self.status == OPEN

    @property
    def bonus_eligible(self) -> bool:
        """D-29: a linked dossier is out of the bonus scheme."""
        return not self.linked


Rule = Callable[[State], Failure | None]


def _twin(state: State) -> Failure | None:
    if state.twin:
        return Refused(
            "locked_dossier",
            "Type en double : changez le type de ce dossier ou fusionnez-le avec l’autre.",
        )
    return None


def _closed(state: State) -> Failure | None:
    if state.status == SIGNED:
        return Refused(
            "signed_dossier",
            "Un dossier signé ne se modifie plus : seuls les exécutants et les documents changent.",
        )
    if state.status == LOST:
        lost = "Ce dossier est perdu : un responsable peut le rouvrir."
        return given_up() if state.abandoned else Refused("lost_dossier", lost)
    return None


def _already(state: State) -> Failure | None:
    if state.status == SIGNED:
        return Refused("already_closed", "Ce dossier est déjà signé.")
    if state.status == LOST:
        lost = "Ce dossier est déjà perdu : un responsable peut le rouvrir."
        return given_up() if state.abandoned else Refused("already_closed", lost)
    return None


def _by_stage(state: State) -> Failure | None:
    if state.project:
        return Refused("project_status", "Un projet suit ses étapes : « Abandon » le perd, l’ADV le valide.")
    return None


def _contact(state: State) -> Failure | None:
    return None if state.contacts else Refused("no_contact", "Ajoutez un interlocuteur")


def _saved(state: State) -> Failure | None:
    return Refused("not_saved", "Enregistrez le dossier") if state.changed else None


def _client_type(state: State) -> Failure | None:
    if state.client_type:
        return None
    return Invalid("no_client_type", "Renseignez le type client", fields=("Type client",))


def _dates(state: State) -> Failure | None:
    return None if state.dates_fit else dates_refused()


def _something(state: State) -> Failure | None:
    return None if state.changed else Refused("nothing_changed", "Modifiez d’abord un champ du dossier")


def _contract(state: State) -> Failure | None:
    if not state.needs_contract or (state.contract_type and state.offer):
        return None
    return Refused("no_contract", "Choisissez un contrat type et une offre")


def _contract_type(state: State) -> Failure | None:
    return None if state.contract_type else contract_type_first()


def _not_signed(state: State) -> Failure | None:
    if state.status == SIGNED:
        return Refused("signed_dossier", "Un dossier signé ne peut pas être supprimé")
    return None


def _not_lost(state: State) -> Failure | None:
    return _closed(state) if state.status == LOST else None


def _shown(state: State) -> Failure | None:
    if state.has_missions:
        return None
    return Refused("no_missions", "Les dossiers de ce type n’ont pas de missions.")


_RULES: dict[str, tuple[Rule, ...]] = {
    "save": (_closed, _twin, _client_type, _dates, _something),
    "contract": (_closed, _twin, _saved),
    "missions": (_not_lost, _twin, _shown, _contract_type),
    "sign": (_already, _by_stage, _twin, _contact, _saved, _client_type, _contract),
    "lose": (_already, _by_stage, _twin, _saved),
    "delete": (_not_signed,),
    "edit": (_closed, _twin),
    "amount": (_closed, _twin, _contract_type),
    "link": (_twin,),
}
"""By act, what must hold, in the order it is told; those of "sign" are D-31 and D-37."""


def obstacle(state: State, act: str) -> Failure | None:
    """The first unmet condition of an act: a button of BUTTONS, edit, amount or link (Dossiers liés)."""
    return next((found for rule in _RULES[act] if (found := rule(state)) is not None), None)


def require(state: State, act: str) -> None:
    """Raises what stands in the way of an act."""
    found = obstacle(state, act)
    if found is not None:
        raise found


def next_obstacle(state: State) -> Failure | None:
    """What the line "Pour continuer : …" tells: the next step towards the signature, None once closed."""
    return obstacle(state, "sign") if state.open and not state.project else None


def reopening(state: State, leads: bool) -> Failure | None:
    """SM-4: a lost dossier is opened again by a responsable."""
    if state.status != LOST:
        return Refused("not_lost", "Seul un dossier perdu peut être rouvert.")
    if state.abandoned:
        return given_up()
    return None if leads else Forbidden("leads_only", LEADS_ONLY)


def given_up() -> Refused:
    """SM-5, INV-08: a project in « Abandon » is over."""
    return Refused("given_up", "Ce projet est abandonné : un nouveau projet est à ouvrir.")


def dates_refused() -> Invalid:
    """D-26: end ≥ start."""
    return Invalid(
        "dates_crossed", "La date de fin est avant la date de début.", fields=("Date de fin", "Date de début")
    )


def contract_type_first() -> Refused:
    """D-33 and D-34: amount and missions wait for the contract type."""
    return Refused("no_contract_type", "Choisissez d’abord un contrat type")


def check_dates(starts_on: int | None, ends_on: int | None) -> None:
    """Raises Invalid when the end is before the start; both are day numbers or None."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise dates_refused()


def check_reasons(count: int) -> None:
    """D-37, D-40: at least one. Raises Invalid."""
    if not count:
        raise Invalid("no_reason", "Sélectionnez au moins un facteur", fields=("Facteurs",))


def check_justification(text: str | None) -> None:
    """D-40: losing is explained in writing. Raises Invalid."""
    if not text:
        raise Invalid(
            "no_justification", "Une justification écrite est obligatoire", fields=("Justification",)
        )


def type_refusal(*, used: bool, project_open: bool) -> Refused | None:
    """Why a type is greyed in "Nouveau dossier": used already (INV-07), or a project is open (INV-08)."""
    if used:
        return Refused("type_used", "Type déjà utilisé pour ce prospect", fields=("Type de dossier",))
    if project_open:
        return Refused(
            "project_open",
            "Un projet de formation est déjà ouvert pour cette société",
            fields=("Type de dossier",),
        )
    return None
