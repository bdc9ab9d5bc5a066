"""Charts drawn by the program itself: bars and columns for the screen, pictures and drawings (mock-up 12)."""
