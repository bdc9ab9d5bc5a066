"""Letters, dossiers and reports as PDF."""
