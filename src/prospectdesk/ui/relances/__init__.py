"""Relances: the panel of the rail, the pane of the sheet, the Suivi tab."""
