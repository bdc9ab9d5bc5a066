"""The laptop's side of the synchronisation."""
