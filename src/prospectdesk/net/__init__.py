"""What every conversation over https shares: whom to trust, a watchdog, bodies with a limit. Loaded late: httpx."""
