"""Request and answer types shared by laptop and service."""
