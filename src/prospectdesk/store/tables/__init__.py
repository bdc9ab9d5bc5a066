"""Every table of the local store, declared once; DDL, triggers and statements are made from it."""

from prospectdesk.store.tables import (
    catalogue,
    companies,
    contacts,
    dossiers,
    follow_ups,
    notices,
    portfolio,
    routines,
    sync,
    timeline,
    upkeep,
)
from prospectdesk.store.tables.base import DIRECTORY, PERSON, WORKSPACE, metadata

__all__ = [
    "DIRECTORY",
    "PERSON",
    "WORKSPACE",
    "catalogue",
    "companies",
    "contacts",
    "dossiers",
    "follow_ups",
    "metadata",
    "notices",
    "portfolio",
    "routines",
    "sync",
    "timeline",
    "upkeep",
]
