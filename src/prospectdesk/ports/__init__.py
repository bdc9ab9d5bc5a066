"""Outside services, one module per port."""
