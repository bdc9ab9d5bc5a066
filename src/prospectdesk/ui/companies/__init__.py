"""The company sheet: header, establishments, five tabs, contact cards, and the panes at its right."""
