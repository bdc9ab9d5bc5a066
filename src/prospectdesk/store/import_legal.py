"""Legal units of the register joined to the staged establishments, and the rows that are not for prospecting."""

from __future__ import annotations

from typing import Any

from prospectdesk.store.connection import database_errors
from prospectdesk.store.import_stage import Stage, no_room

_KNOWN = (
    "EXISTS (SELECT 1 FROM book.establishment e JOIN book.company c ON c.id = e.company_id "
    "WHERE e.siret = row.siret AND e.deleted_at IS NULL AND c.deleted_at IS NULL AND c.registered {test})"
)
OPPOSED = "diffusion partielle : cette entreprise s’oppose à l’usage de ses données pour la prospection"
OPPOSED_KNOWN = (
    "diffusion partielle : cette société de votre portefeuille s’oppose désormais à la prospection, sa fiche "
    "n’est pas modifiée"
)
SHUT = "établissement fermé"


def put(stage: Stage, units: list[list[Any]]) -> None:
    """Keeps legal units: SIREN, name, its search form, legal form, whether it is open, whether it is withheld."""
    try:
        stage.conn.execute("BEGIN")
        stage.conn.executemany(
            "INSERT OR REPLACE INTO legal VALUES (?, nullif(?, ''), nullif(?, ''), nullif(?, ''), ?, ?)",
            units,
        )
        stage.conn.execute("COMMIT")
    except database_errors() as error:
        raise no_room() from error


def join(stage: Stage) -> int:
    """Gives the rows the names of their legal units; answers how many rows found none. Ceased or withheld units
    make their rows closed or withheld."""
    stage.run_in_parts(
        "UPDATE row SET name = l.name, name_key = l.name_key, legal_form = l.legal_form, "
        "search_key = l.name_key || coalesce(' ' || row.search_key, '') "
        "FROM legal l WHERE l.siren = row.siren AND l.withheld = 0 AND l.open = 1 AND row.withheld IS NULL"
    )
    stage.run_in_parts(
        "UPDATE row SET withheld = 'F', open = 0 FROM legal l WHERE l.siren = row.siren AND l.withheld = 0 "
        "AND l.open = 0 AND row.withheld IS NULL"
    )
    stage.run_in_parts(
        "UPDATE row SET withheld = 'P', name = l.name, name_key = l.name_key, search_key = l.name_key, brand = NULL, "
        "street = NULL, street2 = NULL, latitude = NULL, longitude = NULL FROM legal l WHERE l.siren = row.siren "
        "AND l.withheld = 1 AND coalesce(row.withheld, '') <> 'P'"
    )
    return int(
        stage.value(
            "SELECT count(*) FROM row WHERE withheld IS NULL AND siren NOT IN (SELECT siren FROM legal)"
        )
    )


def set_aside(stage: Stage, *, registered: bool) -> None:
    """Rows that are not for prospecting are ignored, but for what the directory knows: a closed establishment is
    closed there too, a company that objects loses its name there. With `registered` nothing new is followed."""
    stage.run(
        "UPDATE row SET fate = 'ignore', reason = CASE WHEN "
        f"{_KNOWN.format(test='= 1')} THEN ? ELSE ? END WHERE withheld = 'P'"
        + ("" if registered else f" AND NOT {_KNOWN.format(test='= 0')}"),
        (OPPOSED_KNOWN, OPPOSED),
    )
    stage.run(
        f"UPDATE row SET fate = 'ignore', reason = ? WHERE withheld = 'F' AND NOT "
        f"{_KNOWN.format(test='= 1' if registered else 'IN (0, 1)')}",
        (SHUT,),
    )
