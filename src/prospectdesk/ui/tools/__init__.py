"""The screen Outils of the rail: the ways to what stands beside it (X-01)."""
