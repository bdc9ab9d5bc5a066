"""What a new profile shows first."""
