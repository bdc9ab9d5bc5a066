"""The settings: one page per subject."""
