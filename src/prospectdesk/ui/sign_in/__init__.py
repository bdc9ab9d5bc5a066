"""The sign-in to the central service: before the window, from a local profile, and when the key is refused."""
