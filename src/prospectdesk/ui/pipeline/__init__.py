"""The opportunities: the board, its cards, and the same as a list (X-06…X-08, C-37)."""
