"""The verbs `list`, `search` and `geocode`."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from prospectdesk.cli.output import answer, progress
from prospectdesk.cli.texts import action, shown_phone, table
from prospectdesk.domain.ids import uid_text
from prospectdesk.jobs import geocoding
from prospectdesk.jobs.session import Session
from prospectdesk.queries import prospects
from prospectdesk.queries.prospects_criteria import parse_criteria
from prospectdesk.queries.search import search

COLUMNS = ["raison_sociale", "derniere_action", "prochaine_action", "source", "telephone", "mail", "ville"]


def run_list(session: Session, arguments: Namespace) -> int:
    """The prospect list under the 16 criteria; Raises Invalid for a bad criterion or sort."""
    criteria = parse_criteria(arguments.criterion)
    plain = criteria.empty and arguments.sort == "raison_sociale"
    columns = None if plain else session.reader.ready_columns()
    with session.reader.session() as conn:
        ids = prospects.find(
            conn, criteria, arguments.sort, all_companies=arguments.all_companies,
            columns=columns, names=session.reader.names,
        )  # fmt: skip
        page = ids[arguments.offset : arguments.offset + arguments.limit]
        found = prospects.rows(conn, page)
    document = {"count": len(ids), "columns": COLUMNS, "rows": [_row(one) for one in found]}
    text = table(
        [[one.name, one.siret or "", one.city or "", one.phone or ""] for one in found],
        ["Raison sociale", "SIRET", "Ville", "Téléphone"],
    )
    answer(arguments, document, f"{len(ids)} société(s)\n{text}")
    return 0


def _row(one: prospects.ProspectRow) -> dict[str, Any]:
    return {
        "id": one.id_text,
        "siren": one.siren,
        "siret": one.siret,
        "raison_sociale": one.name,
        "derniere_action": action(one.last_action, one.last_day),
        "prochaine_action": action(one.next_action, one.next_day),
        "source": one.source,
        "telephone": shown_phone(one.phone),
        "mail": one.mail,
        "ville": one.city,
    }


def run_search(session: Session, arguments: Namespace) -> int:
    """The global search (X-02)."""
    with session.reader.session() as conn:
        found = search(conn, arguments.text, limit=arguments.limit)
    results: list[dict[str, Any]] = [
        {"kind": one.kind, "id": uid_text(one.uid), "label": one.label, "detail": one.detail}
        for one in found.results
    ]
    text = table([[one["kind"], one["label"], one["detail"]] for one in results], ["", "Nom", "Détail"])
    answer(arguments, {"count": found.count, "results": results}, f"{found.count} résultat(s)\n{text}")
    return 0


def run_geocode(session: Session, arguments: Namespace) -> int:
    """Places of a text (X-33): the offline geocoder, then the address service if it may be asked.

    Raises Unavailable when only the service could know the place and it does not answer.
    """
    found = geocoding.places(session, arguments.text)
    if found.keep is not None and session.bus.closed is None:
        session.bus.do(found.keep)
    if found.failure is not None:
        progress(found.failure.message)
    candidates = [
        {"label": one.label, "latitude": one.latitude, "longitude": one.longitude, "source": one.source}
        for one in found.candidates
    ]
    text = "\n".join(f"{one['label']}  {one['latitude']:.4f}, {one['longitude']:.4f}" for one in candidates)
    answer(arguments, {"candidates": candidates}, text or geocoding.NOT_FOUND)
    return 0
