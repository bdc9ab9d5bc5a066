"""Starts and stops the program; may know every floor."""
