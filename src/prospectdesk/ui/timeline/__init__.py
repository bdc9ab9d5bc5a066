"""The timeline pane of a sheet and the editors of notes and calls."""
