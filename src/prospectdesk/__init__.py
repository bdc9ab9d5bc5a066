"""ProspectDesk: the desktop application of French sales teams, local first."""

__version__ = "0.1.0"
