"""Message building, SMTP, sending limits."""
