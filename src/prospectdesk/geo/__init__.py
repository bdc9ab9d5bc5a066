"""Offline geocoder and distances."""
