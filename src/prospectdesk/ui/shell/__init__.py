"""The main window: rail, tabs, router, palette, menus."""
