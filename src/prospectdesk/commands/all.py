"""Imports every command module; the registry does so when a command is first looked up by its name."""

from prospectdesk.commands import (
    catalogues,
    companies,
    conflicts,
    contact_states,
    contacts,
    drafts,
    follow_up_states,
    follow_ups,
    lists,
    people,
    reminders,
    routines,
    setup,
    timeline,
)

MODULES = (
    companies,
    contacts,
    contact_states,
    timeline,
    follow_ups,
    follow_up_states,
    routines,
    people,
    catalogues,
    reminders,
    setup,
    drafts,
    lists,
    conflicts,
)
