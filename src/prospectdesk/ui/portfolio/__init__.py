"""Prospection: portfolio analysis and recruiting companies (P-01 … P-20, mock-up 05)."""
