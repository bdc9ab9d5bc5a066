"""The map: drawn by the program itself, for screens and for paper (mock-up 05)."""
