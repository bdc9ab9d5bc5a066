"""What each staged row will do: the twins within the file, the companies already known, the fates.

Everything is set-based on the staging connection; the store (`book`) is only read. `match` may be
run again when the store changed since; decisions of the user stay.
"""

from __future__ import annotations

from prospectdesk.store import import_legal
from prospectdesk.store.import_stage import VALUES, Stage

SITE_COLUMNS = (
    "name", "brand", "naf", "street", "street2", "postcode", "city", "city_code", "country", "latitude",
    "longitude", "head_office", "open", "created_on", "headcount_band",
)  # fmt: skip
"""Columns of an establishment that a newer file brings up to date."""
UNIT_COLUMNS = ("name", "naf", "legal_form", "created_on", "headcount_band", "headcount")
"""Columns of a company, from the row that speaks for it."""
REGISTRATION_COLUMNS = ("phone", "phone_foreign", "fax", "mail", "website", "tax_regime", "accountant")
"""Columns of the workspace's registration: filled when empty, never replaced."""

_REASON_TWIN = "même SIRET que la ligne "
_REASON_NAME = "même raison sociale et même code postal que la ligne "
_REASON_KNOWN = "même raison sociale et même code postal qu’une fiche existante : doublon à trancher"
_SEAT = (
    "(SELECT e.siret FROM book.establishment e WHERE e.company_id = u.company_id AND e.deleted_at IS NULL "
    "ORDER BY coalesce(e.head_office, 0) DESC, e.open DESC, e.id LIMIT 1)"
)


def prepare(stage: Stage) -> None:
    """Indexes, once all rows are staged, and the twins within the file: the first row gets what it lacks."""
    for statement in (
        "CREATE INDEX row_siret ON row (siret) WHERE siret IS NOT NULL",
        "CREATE INDEX row_siren ON row (siren) WHERE siren IS NOT NULL",
        "CREATE INDEX row_name ON row (name_key, postcode) WHERE siren IS NULL",
    ):
        stage.run(statement)
    stage.run(
        "UPDATE row SET twin = d.first FROM (SELECT siret, min(line) AS first FROM row WHERE siret IS NOT NULL "
        "GROUP BY siret HAVING count(*) > 1) d WHERE row.siret = d.siret AND row.line <> d.first"
    )
    stage.run(
        "UPDATE row SET twin = d.first FROM (SELECT siren, min(line) AS first FROM row WHERE siret IS NULL "
        "AND siren IS NOT NULL GROUP BY siren HAVING count(*) > 1) d "
        "WHERE row.siret IS NULL AND row.siren = d.siren AND row.line <> d.first"
    )
    if stage.value("SELECT 1 FROM row WHERE siren IS NULL LIMIT 1"):
        _name_twins(stage)
    filled = ", ".join(
        f"{name} = coalesce({name}, (SELECT {name} FROM row t WHERE t.line = ?2))" for name in VALUES[5:]
    )
    for line, first in stage.rows(
        "SELECT line, twin FROM row WHERE twin IS NOT NULL AND siren IS NOT NULL ORDER BY line"
    ):
        stage.run(f"UPDATE row SET {filled} WHERE line = ?1", (first, line))
        stage.run(
            "UPDATE row SET search_key = fold(coalesce(name || ' ', '') || coalesce(brand, '')) WHERE line = ?",
            (first,),
        )


def _name_twins(stage: Stage) -> None:
    stage.run("CREATE INDEX row_any_name ON row (name_key, postcode, line)")
    stage.run(
        "UPDATE row SET twin = (SELECT min(t.line) FROM row t WHERE t.name_key = row.name_key "
        "AND t.postcode IS row.postcode AND t.line <> row.line AND (t.siren IS NOT NULL OR t.line < row.line)) "
        "WHERE siren IS NULL"
    )


def match(stage: Stage, *, registered: bool) -> int:
    """Gives every staged row its fate; answers the batch number of the store it looked at."""
    batch = int(stage.value("SELECT batch FROM book.write_state"))
    stage.run("BEGIN")
    stage.run("DELETE FROM unit")
    stage.run("UPDATE row SET fate = NULL, reason = NULL, unit = NULL, site_id = NULL, candidate = NULL")
    _twins(stage)
    if stage.value("SELECT EXISTS (SELECT 1 FROM row WHERE withheld IS NOT NULL)"):
        import_legal.set_aside(stage, registered=registered)
    _candidates(stage)
    _units(stage)
    if stage.value("SELECT 1 FROM book.company LIMIT 1"):
        _known_companies(stage)
    stage.run(
        "UPDATE unit SET fresh = n.place FROM (SELECT ord, row_number() OVER (ORDER BY ord) AS place FROM unit "
        "WHERE company_id IS NULL) n WHERE n.ord = unit.ord"
    )
    _fates(stage, registered)
    stage.run("COMMIT")
    return batch


def _twins(stage: Stage) -> None:
    stage.run("UPDATE row SET fate = 'ignore', reason = 'laissée de côté par vous' WHERE decision = 'ignore'")
    stage.run(
        "UPDATE row SET fate = 'duplicate', reason = CASE WHEN siren IS NULL THEN ? ELSE ? END || twin "
        "WHERE twin IS NOT NULL AND fate IS NULL AND decision IS NULL",
        (_REASON_NAME, _REASON_TWIN),
    )


def _candidates(stage: Stage) -> None:
    """Rows without SIREN: a known company of that name and postcode is a doublet for a person to decide."""
    stage.run(
        "UPDATE row SET candidate = (SELECT c.id FROM book.company c WHERE c.name_key = row.name_key "
        "AND c.deleted_at IS NULL AND (row.postcode IS NULL OR c.shown_postcode = row.postcode) "
        "ORDER BY c.registered DESC, c.id LIMIT 1) WHERE siren IS NULL AND fate IS NULL"
    )
    stage.run(
        "UPDATE row SET fate = 'duplicate', reason = ? WHERE candidate IS NOT NULL AND fate IS NULL "
        "AND decision IS NULL",
        (_REASON_KNOWN,),
    )


def _units(stage: Stage) -> None:
    """One unit a company; the row that speaks for it is its head office, else its first row with a name."""
    stage.run(
        "INSERT INTO unit (key, rep, sites) SELECT key, min(rank) % 10000000000, count(site) FROM (SELECT line, "
        "CASE WHEN siren IS NULL THEN 'L' || line ELSE siren END AS key, "
        "CASE WHEN siret IS NOT NULL OR coalesce(street, postcode, city) IS NOT NULL THEN 1 END AS site, "
        "(coalesce(head_office, 0) = 0) * 20000000000 + (name IS NULL) * 10000000000 + line AS rank "
        "FROM row WHERE fate IS NULL) GROUP BY key ORDER BY min(line)"
    )
    stage.run("CREATE INDEX IF NOT EXISTS unit_key ON unit (key)")
    stage.run(
        "UPDATE row SET unit = (SELECT ord FROM unit WHERE key = CASE WHEN row.siren IS NULL THEN 'L' || row.line "
        "ELSE row.siren END) WHERE fate IS NULL"
    )


def _known_companies(stage: Stage) -> None:
    """Live companies by SIREN or by an establishment; deleted ones by uid come back."""
    stage.run(
        "UPDATE unit SET company_id = (SELECT c.id FROM book.company c WHERE c.siren = unit.key "
        "AND c.deleted_at IS NULL ORDER BY c.registered DESC, c.id LIMIT 1)"
    )
    stage.run(
        "UPDATE unit SET company_id = r.candidate FROM row r WHERE r.line = unit.rep AND r.siren IS NULL "
        "AND r.decision = 'update'"
    )
    stage.run(
        "UPDATE row SET site_id = coalesce((SELECT e.id FROM book.establishment e WHERE e.siret = row.siret "
        "AND e.deleted_at IS NULL ORDER BY e.id LIMIT 1), "
        "(SELECT e.id FROM book.establishment e WHERE e.uid = row.site_uid)) WHERE fate IS NULL AND siret IS NOT NULL"
    )
    stage.run(
        "UPDATE row SET site_id = (SELECT e.id FROM book.establishment e JOIN unit u ON u.company_id = e.company_id "
        "WHERE u.ord = row.unit AND e.siret IS NULL AND e.deleted_at IS NULL ORDER BY e.id LIMIT 1) "
        "WHERE fate IS NULL AND siret IS NULL AND unit IN (SELECT ord FROM unit WHERE company_id IS NOT NULL)"
    )
    stage.run(
        "UPDATE unit SET company_id = e.company_id FROM row r JOIN book.establishment e ON e.id = r.site_id "
        "JOIN book.company c ON c.id = e.company_id WHERE r.unit = unit.ord AND unit.company_id IS NULL "
        "AND r.site_id IS NOT NULL AND e.deleted_at IS NULL AND c.deleted_at IS NULL"
    )
    stage.run(
        "UPDATE unit SET company_id = c.id, dead = c.deleted_at IS NOT NULL FROM row r JOIN book.company c "
        "ON c.uid = r.company_uid WHERE unit.company_id IS NULL AND r.line = unit.rep"
    )
    stage.run(
        "UPDATE unit SET registered = (SELECT c.registered FROM book.company c WHERE c.id = unit.company_id)"
    )
    stage.run(
        f"UPDATE unit AS u SET leads = (r.siret IS NULL OR coalesce(r.head_office, 0) = 1 OR {_SEAT} IS NULL "
        f"OR {_SEAT} = r.siret) FROM row r WHERE r.line = u.rep AND u.company_id IS NOT NULL"
    )


def _differs(columns: tuple[str, ...], old: str) -> str:
    return " OR ".join(f"(r.{name} IS NOT NULL AND r.{name} IS NOT {old}.{name})" for name in columns)


def _fills(columns: tuple[str, ...], old: str) -> str:
    return " OR ".join(f"(r.{name} IS NOT NULL AND {old}.{name} IS NULL)" for name in columns)


def _fates(stage: Stage, registered: bool) -> None:
    stage.run(
        "UPDATE row SET fate = 'create' WHERE fate IS NULL AND (unit IN (SELECT ord FROM unit WHERE company_id IS NULL "
        "OR dead = 1) OR (siret IS NOT NULL AND site_id IS NULL))"
    )
    stage.run(
        "UPDATE row SET fate = 'create' WHERE fate IS NULL AND site_id IN "
        "(SELECT id FROM book.establishment WHERE deleted_at IS NOT NULL)"
    )
    stage.run(
        "UPDATE row AS r SET fate = 'update' FROM book.establishment e WHERE r.fate IS NULL AND e.id = r.site_id "
        f"AND ({_differs(SITE_COLUMNS, 'e')})"
    )
    stage.run(
        "UPDATE row AS r SET fate = 'update' FROM unit u JOIN book.company c ON c.id = u.company_id "
        f"WHERE r.fate IS NULL AND u.rep = r.line AND (CASE WHEN u.leads THEN {_differs(UNIT_COLUMNS, 'c')} "
        f"ELSE {_fills(UNIT_COLUMNS, 'c')} END)"
    )
    if registered:
        stage.run(
            "UPDATE row AS r SET fate = 'update', reason = 'ajoutée au portefeuille' FROM unit u "
            "WHERE r.fate IS NULL AND u.rep = r.line AND u.company_id IS NOT NULL AND u.registered = 0"
        )
        stage.run(
            "UPDATE row AS r SET fate = 'update' FROM unit u JOIN book.registration g ON g.company_id = u.company_id "
            f"WHERE r.fate IS NULL AND u.rep = r.line AND g.deleted_at IS NULL AND ({_fills(REGISTRATION_COLUMNS, 'g')})"
        )
    stage.run("UPDATE row SET fate = 'ignore' WHERE fate IS NULL")
