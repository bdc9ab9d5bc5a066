"""The screen Synchronisation: what waits, what was refused, conflicts field by field, the last syncs."""
