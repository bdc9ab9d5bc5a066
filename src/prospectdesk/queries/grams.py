"""Substring search through the trigram tables; user text never becomes query syntax (SECURITY R6)."""

from __future__ import annotations

from typing import NamedTuple

COLUMNS = {
    "company_grams": ("search_key", "mail", "phones_key"),
    "contact_grams": ("name_key", "email_key", "home_key", "mobile_key"),
    "note_grams": ("text_key",),
}
MOST = 12
LONG = 8
"""From so many pieces on they need not overlap."""


class Finder(NamedTuple):
    """A SELECT of local ids (doubles are possible) with its parameters."""

    sql: str
    parameters: tuple[object, ...]

    def __or__(self, other: Finder) -> Finder:
        return Finder(f"{self.sql} UNION ALL {other.sql}", self.parameters + other.parameters)


def gram_match(table: str, columns: tuple[str, ...], text: str, *, every: bool = False) -> str | None:
    """A MATCH expression for rows whose `columns` may contain the folded `text`; None below 3 characters.

    Exact for 3 characters; a longer text has still to be looked for in the rows found. Of its pieces every second or
    third is asked for, `every` one if wished: reading one costs more than the few rows more that are looked at.
    """
    if not set(columns) <= set(COLUMNS[table]):
        raise KeyError(columns)
    pieces = [text[i : i + 3] for i in range(len(text) - 2)]
    if not pieces:
        return None
    step = 1 if every else 2 if len(pieces) < LONG else max(3, len(pieces) // MOST)
    asked = dict.fromkeys([*pieces[::step], pieces[-1]])
    quoted = " AND ".join('"' + one.replace('"', '""') + '"' for one in asked)
    return f"{{{' '.join(columns)}}} : ({quoted})"


def company_finder(column: str, text: str) -> Finder:
    """Companies whose `column` contains the folded `text`."""
    value = "lower(c.mail)" if column == "mail" else f"c.{column}"
    match = gram_match("company_grams", (column,), text)
    if column == "search_key" and len(text) == 1:
        return _letter(text)
    if match is None:
        return Finder(f"SELECT c.id FROM company c WHERE instr({value}, ?) > 0", (text,))
    if len(text) == 3:
        return Finder("SELECT rowid FROM company_grams WHERE company_grams MATCH ?", (match,))
    return Finder(
        "SELECT c.id FROM company_grams g CROSS JOIN company c ON c.id = g.rowid "
        f"WHERE company_grams MATCH ? AND instr({value}, ?) > 0",
        (match, text),
    )


def _letter(text: str) -> Finder:
    """One character: in the name as shown, or at the beginning of a word of any name."""
    found = Finder("SELECT id FROM company INDEXED BY company_name WHERE instr(name_key, ?) > 0", (text,))
    if not text.isalnum():
        return found
    begins = "SELECT rowid FROM company_words WHERE company_words MATCH ?"
    return found | Finder(begins, (f'{{search_key}} : "{text}"*',))


def contact_finder(columns: tuple[str, ...], text: str, wanted: str = "p.company_id") -> Finder:
    """Live contacts (their companies) one of whose `columns` contains the folded `text`."""
    match = gram_match("contact_grams", columns, text)
    holds = " OR ".join(f"instr(p.{one}, ?) > 0" for one in columns)
    live = f"p.deleted_at IS NULL AND p.erased_at IS NULL AND ({holds})"
    told = (text,) * len(columns)
    if match is None:
        return Finder(f"SELECT {wanted} FROM contact p WHERE {live}", told)
    return Finder(
        f"SELECT {wanted} FROM contact_grams g CROSS JOIN contact p ON p.id = g.rowid "
        f"WHERE contact_grams MATCH ? AND {live}",
        (match, *told),
    )


def further_points(text: str, email: bool, wanted: str = "p.company_id") -> Finder:
    """Contacts whose second or later phone (or e-mail) contains `text`."""
    kind = "=" if email else "<>"
    return Finder(
        f"SELECT {wanted} FROM contact_point x CROSS JOIN contact p ON p.id = x.contact_id WHERE x.rank > 0 "
        f"AND x.deleted_at IS NULL AND instr(x.key, ?) > 0 AND x.kind {kind} 'email' AND p.deleted_at IS NULL "
        "AND p.erased_at IS NULL",
        (text,),
    )


def note_finder(text: str) -> Finder:
    """Companies one of whose notes or calls contains the folded `text`."""
    match = gram_match("note_grams", ("text_key",), text)
    live = "t.deleted_at IS NULL AND t.type IN ('note', 'appel') AND instr(t.text_key, ?) > 0"
    if match is None:
        return Finder(f"SELECT t.company_id FROM timeline t WHERE {live}", (text,))
    return Finder(
        "SELECT t.company_id FROM note_grams g CROSS JOIN timeline t ON t.id = g.rowid "
        f"WHERE note_grams MATCH ? AND {live}",
        (match, text),
    )


def number_finder(number: str) -> Finder:
    """Companies whose SIREN, or one of whose establishments' SIRET, begins with the digits."""
    bounds = (number, number + ":")
    return (
        Finder("SELECT id FROM company WHERE siren >= ? AND siren < ?", bounds)
        | Finder("SELECT id FROM company WHERE siret >= ? AND siret < ?", bounds)
        | Finder(
            "SELECT company_id FROM establishment WHERE siret >= ? AND siret < ? AND deleted_at IS NULL",
            bounds,
        )
    )


def client_type_finder(ids: tuple[int, ...]) -> Finder:
    """Companies with a dossier of one of these client types."""
    marks = ", ".join("?" * len(ids))
    return Finder(
        f"SELECT company_id FROM dossier WHERE client_type_id IN ({marks}) AND deleted_at IS NULL", ids
    )
