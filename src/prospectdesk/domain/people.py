"""Users: licence and the rights that follow from it (X-04)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.errors import Forbidden

LICENCES = {"administrateur": "Administrateur", "responsable": "Responsable", "utilisateur": "Utilisateur"}


@dataclass(frozen=True, slots=True)
class Person:
    """The user who acts. `licence` is administrateur, responsable or utilisateur (X-04)."""

    id: int
    uid: bytes
    login: str
    name: str
    licence: str = "utilisateur"

    @property
    def leads(self) -> bool:
        """Responsables and administrators."""
        return self.licence in {"responsable", "administrateur"}

    def require_admin(self) -> None:
        """Raises Forbidden unless the user is an administrator (X-04)."""
        if self.licence != "administrateur":
            raise Forbidden("admin_only", "Réservé aux administrateurs de l’espace.")
