"""Users: licence, capabilities, and the rights that follow from them (X-04)."""

from __future__ import annotations

from typing import NamedTuple

from prospectdesk.domain.errors import Forbidden

LICENCES = {"administrateur": "Administrateur", "responsable": "Responsable", "utilisateur": "Utilisateur"}
CAPABILITIES = {
    "recruteur": "Recruteur",
    "administrateur_ecole": "Administrateur école",
    "cf": "CF",
    "commercial_source": "Commercial source",
}
ADMIN_ONLY = "Réservé aux administrateurs de l’espace."
LEADS_ONLY = "Réservé aux responsables et aux administrateurs de l’espace."
PROSPECTORS_ONLY = "Réservé aux comptes recruteur et administrateur école"


class Person(NamedTuple):
    """The user who acts. `licence` is administrateur, responsable or utilisateur (X-04)."""

    id: int
    uid: bytes
    login: str
    name: str
    licence: str = "utilisateur"
    capabilities: frozenset[str] = frozenset()
    """Keys of CAPABILITIES that an administrator granted."""

    @property
    def leads(self) -> bool:
        """Responsables and administrators."""
        return self.licence in {"responsable", "administrateur"}

    @property
    def administers(self) -> bool:
        """Administrators."""
        return self.licence == "administrateur"

    def can(self, *capabilities: str) -> bool:
        """Whether the user holds one of `capabilities`."""
        return not self.capabilities.isdisjoint(capabilities)

    @property
    def prospects(self) -> bool:
        """Who may analyse the portfolio and look for companies that recruit (P-01)."""
        return self.can("recruteur", "administrateur_ecole")

    def require_prospector(self) -> None:
        """Raises Forbidden unless the user holds « Recruteur » or « Administrateur école » (P-01)."""
        if not self.prospects:
            raise Forbidden("prospectors_only", PROSPECTORS_ONLY)

    def require_admin(self) -> None:
        """Raises Forbidden unless the user is an administrator (X-04)."""
        if not self.administers:
            raise Forbidden("admin_only", ADMIN_ONLY)

    def require_lead(self) -> None:
        """Raises Forbidden unless the user is a responsable or an administrator (C-36)."""
        if not self.leads:
            raise Forbidden("leads_only", LEADS_ONLY)
