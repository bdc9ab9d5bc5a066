"""Kinds and origins of news and interests (C-06), origins of a software estate (C-07)."""

KINDS = {"news": "Actualité", "interest": "Intérêt"}
ORIGINS = {"press": "Presse", "feed": "LeBonLogiciel"}
PARK_ORIGINS = {"adviser": "Relevé par un conseiller", "footprint": "Empreinte numérique"}
"""Codes with their words."""
