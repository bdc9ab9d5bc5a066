"""Pure rules: frozen dataclasses, no input or output."""
