"""Opens the profile of the window: asks for a pass phrase or the recovery code where one is needed (SECURITY K3, K4)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.app.early import open_session_of
from prospectdesk.domain.errors import Failure
from prospectdesk.jobs.opening import Opening, place_of
from prospectdesk.store import keys
from prospectdesk.store.profile import recover
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.phrase import phrase

if TYPE_CHECKING:
    from prospectdesk.jobs.lanes import Lanes
    from prospectdesk.jobs.session import Session

translate = QCoreApplication.translate


async def open_profile(
    window: QWidget, lanes: Lanes, how: Opening, begun: Callable[[], Session] | None = None
) -> Session | None:
    """Opens in the write lane; asks as long as the key is missing or wrong. None when the user gives up.

    `begun` waits for an attempt that was begun before.
    Raises the Failure of anything a pass phrase cannot mend.
    """
    import asyncio

    wrong = ""
    while True:
        try:
            attempt = begun or functools.partial(open_session_of, how)
            return await asyncio.wrap_future(lanes.submit("write", attempt))
        except Failure as failure:
            if failure.outcome != "no_key" or how.demo:
                raise
            if wrong and sentence(failure) == wrong and not _asks_phrase(how):
                raise
            begun = None
            wrong = sentence(failure) if how.passphrase is not None else ""
            told = failure
        made = await _ask(window, lanes, how, wrong, told)
        if made is None:
            return None
        how = made


def _mode(how: Opening) -> str | None:
    """How the profile keeps its key (keychain, passphrase, none); None when it is still to be made."""
    profile = place_of(how)
    kept = None if profile is None else keys.read(profile.key_file)
    return None if kept is None else kept.mode


def _has_base(how: Opening) -> bool:
    profile = place_of(how)
    return profile is not None and profile.database.exists()


def _asks_phrase(how: Opening) -> bool:
    return _mode(how) in {None, "passphrase"}


async def _ask(window: QWidget, lanes: Lanes, how: Opening, wrong: str, told: Failure) -> Opening | None:
    mode = _mode(how)
    if mode is None and not _has_base(how):
        return await _new_profile(window, how)
    if mode != "passphrase":
        return await _recovered(window, lanes, how, told)
    typed = await phrase(
        window,
        translate("Opener", "Ouvrir votre base"),
        translate("Opener", "Phrase de passe"),
        wrong,
        new=False,
    )
    return None if typed is None else replace(how, passphrase=typed)


async def _recovered(window: QWidget, lanes: Lanes, how: Opening, told: Failure) -> Opening | None:
    """The recovery code puts the key back (K4), as long as the user has another try; None when he gives up."""
    import asyncio

    profile = place_of(how)
    if profile is None:
        raise told
    while await ask.yes_no(
        window, translate("Opener", "La clé de votre base manque"), sentence(told),
        yes=translate("Opener", "Utiliser le code de secours"), no=translate("Opener", "Quitter"),
    ):  # fmt: skip
        code = await ask.text(
            window, translate("Opener", "Retrouver votre base"), translate("Opener", "Code de secours"),
            yes=translate("Opener", "Ouvrir"), check=keys.key_from_recovery,
        )  # fmt: skip
        if code is None:
            continue
        new = None if keys.keychain() is not None else await _new_phrase(window)
        try:
            await asyncio.wrap_future(lanes.submit("write", recover, profile, code, new))
        except Failure as failure:
            told = failure
            continue
        return replace(how, passphrase=new)
    return None


async def _new_phrase(window: QWidget) -> str | None:
    title = translate("Opener", "Choisir une phrase de passe")
    return await phrase(window, title, translate("Opener", "Phrase de passe"), "", new=True)


async def _new_profile(window: QWidget, how: Opening) -> Opening | None:
    """No keychain: a pass phrase, or in so many words no encryption."""
    chosen = await ask.choice(
        window,
        translate("Opener", "Protéger votre base"),
        translate(
            "Opener",
            "Ce poste n’a pas de trousseau de clés. Une phrase de passe chiffre votre base ; elle vous sera "
            "demandée à chaque ouverture.",
        ),
        [
            ("phrase", translate("Opener", "Chiffrer avec une phrase de passe")),
            ("plain", translate("Opener", "Ne pas chiffrer : qui a ce poste peut lire la base")),
        ],
        yes=translate("Opener", "Continuer"),
    )
    if chosen is None:
        return None
    if chosen == "plain":
        return replace(how, encryption=False, passphrase=None)
    typed = await _new_phrase(window)
    return None if typed is None else replace(how, passphrase=typed)
