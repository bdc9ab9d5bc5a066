"""Every way to change data, one module per noun."""
