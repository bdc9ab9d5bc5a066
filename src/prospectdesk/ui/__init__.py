"""Everything PySide6: the window, its screens and the kit they share."""
