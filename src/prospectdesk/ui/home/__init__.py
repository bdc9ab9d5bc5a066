"""Accueil: the day in its order."""
