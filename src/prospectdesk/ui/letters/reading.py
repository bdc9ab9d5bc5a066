"""What the page of letters reads in one snapshot, and what it makes in its lanes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.errors import NotFound, Refused
from prospectdesk.domain.letter import Letter, thaw
from prospectdesk.jobs import letters
from prospectdesk.jobs.letters import Prepared
from prospectdesk.queries import dossier_choices, dossiers, letter_window
from prospectdesk.queries import letters as stored
from prospectdesk.queries.dossier_choices import Choices
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.queries.letter_window import Version
from prospectdesk.queries.letters import Printed
from prospectdesk.ui.timeline.drafts import kept


@dataclass(frozen=True, slots=True)
class Reading:
    """A document of a dossier. `prepared` is None while `refused` stands in the way; `typed` was typed and not saved."""

    dossier: Dossier
    choices: Choices
    prepared: Prepared | None
    refused: Refused | None
    versions: tuple[Version, ...]
    typed: str | None


def draft_key(dossier: str, label: str) -> str:
    """Names what is being typed in a document; `dossier` is its uid."""
    return f"letter:{dossier}:{label}"


def read(conn: Any, dossier_id: int, label: str, today: int) -> Reading | None:
    """Reads everything the page shows; None when the dossier is gone."""
    found = dossiers.dossier(conn, dossier_id)
    if found is None:
        return None
    prepared, refused = None, None
    try:
        prepared = letters.prepare(conn, dossier_id, label, today)
    except Refused as failure:
        refused = failure
    return Reading(
        found,
        dossier_choices.choices(conn, found.company_id),
        prepared,
        refused,
        letter_window.versions(conn, dossier_id, label),
        kept(conn, draft_key(found.uid, label)).get("text"),
    )


def version(conn: Any, document_id: int) -> Printed:
    """A printed version. Raises NotFound."""
    found = stored.printed_one(conn, document_id)
    if found is None:
        raise NotFound("gone", "Ce document n’existe plus.")
    return found


def version_letter(conn: Any, document_id: int) -> Letter:
    """The letter of a printed version. Raises NotFound, Refused."""
    return thaw(version(conn, document_id).text)
