"""Opens the profile of the window: asks for a pass phrase where one is needed (SECURITY K3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.errors import Failure
from prospectdesk.jobs.lanes import Lanes
from prospectdesk.jobs.opening import Opening, place_of
from prospectdesk.store import keys
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.phrase import phrase

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

translate = QCoreApplication.translate


async def open_profile(window: QWidget, lanes: Lanes, how: Opening) -> Session | None:
    """Opens in the write lane; asks as long as the key is missing or wrong. None when the user gives up.

    Raises the Failure of anything a pass phrase cannot mend.
    """
    import asyncio

    wrong = ""
    while True:
        try:
            return await asyncio.wrap_future(lanes.submit("write", _open, how))
        except Failure as failure:
            if failure.outcome != "no_key" or how.demo:
                raise
            if wrong and sentence(failure) == wrong and not _asks_phrase(how):
                raise
            wrong = sentence(failure) if how.passphrase is not None else ""
        made = await _ask(window, how, wrong)
        if made is None:
            return None
        how = made


def _open(how: Opening) -> Session:
    from prospectdesk.jobs.session import open_session

    return open_session(replace(how, interactive=False))


def _mode(how: Opening) -> str | None:
    """How the profile keeps its key (keychain, passphrase, none); None when it is still to be made."""
    profile = place_of(how)
    kept = None if profile is None else keys.read(profile.key_file)
    return None if kept is None else kept.mode


def _asks_phrase(how: Opening) -> bool:
    return _mode(how) in {None, "passphrase"}


async def _ask(window: QWidget, how: Opening, wrong: str) -> Opening | None:
    mode = _mode(how)
    if mode is None:
        return await _new_profile(window, how)
    if mode != "passphrase":
        raise keys.no_keychain()
    typed = await phrase(
        window,
        translate("Opener", "Ouvrir votre base"),
        translate("Opener", "Phrase de passe"),
        wrong,
        new=False,
    )
    return None if typed is None else replace(how, passphrase=typed)


async def _new_profile(window: QWidget, how: Opening) -> Opening | None:
    """No keychain: a pass phrase, or in so many words no encryption."""
    chosen = await ask.choice(
        window,
        translate("Opener", "Protéger votre base"),
        translate(
            "Opener",
            "Ce poste n’a pas de trousseau de clés. Une phrase de passe chiffre votre base ; elle vous sera "
            "demandée à chaque ouverture.",
        ),
        [
            ("phrase", translate("Opener", "Chiffrer avec une phrase de passe")),
            ("plain", translate("Opener", "Ne pas chiffrer : qui a ce poste peut lire la base")),
        ],
        yes=translate("Opener", "Continuer"),
    )
    if chosen is None:
        return None
    if chosen == "plain":
        return replace(how, encryption=False, passphrase=None)
    typed = await phrase(
        window, translate("Opener", "Choisir une phrase de passe"), translate("Opener", "Phrase de passe"), "",
        new=True,
    )  # fmt: skip
    return None if typed is None else replace(how, passphrase=typed)
