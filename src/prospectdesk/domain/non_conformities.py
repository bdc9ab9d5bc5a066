"""States of a report that information of a sheet is wrong (C-08, X-24)."""

from __future__ import annotations

STATES = {"envoyee": "Envoyée", "en_cours": "En cours", "traitee": "Traitée"}
"""Codes with their words."""
WAITING = "En attente de connexion"
"""What stands for Envoyée until the centre has got it."""
