"""Every way to read data for a screen, one module per noun."""
