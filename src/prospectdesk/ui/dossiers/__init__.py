"""Dossiers and placement missions on a sheet: their tab, their windows, the opportunity box."""
