"""Points of a push where the centre's backend ends: before every statement of every function that writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulator.real_parts import RealCentre

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|\"[^\"]*\"|[A-Za-z_#]\w*|\s+|.", re.DOTALL
)
_OPENS = {"BEGIN", "THEN", "ELSE", "LOOP", ";"}
_NO_STATEMENT = {"END", "ELSIF", "ELSE", "EXCEPTION", "WHEN", "DECLARE"}
_POINT = "IF pd.point() THEN END IF; "  # PERFORM would change FOUND
_FUNCTIONS = """
SELECT p.proname, p.prosrc, pg_get_functiondef(p.oid) FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
WHERE p.pronamespace = 'pd'::regnamespace AND p.provolatile = 'v' AND p.proname <> 'point' ORDER BY p.oid
"""
_POINTS = """
CREATE SEQUENCE pd.points;
CREATE FUNCTION pd.point() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF nextval('pd.points') = coalesce(nullif(current_setting('test.ends_at', true), ''), '0')::bigint THEN
        PERFORM pg_terminate_backend(pg_backend_pid());
        PERFORM pg_sleep(5);
    END IF;
    RETURN false;
END $$;
GRANT EXECUTE ON FUNCTION pd.point() TO public;
"""


def with_points(source: str) -> str:
    """The body of a function with a point before each statement."""
    return "".join(_pieces(source))


def _pieces(source: str) -> Iterator[str]:
    body = starts = False
    depth = cases = 0
    before = ""
    for found in _TOKEN.finditer(source):
        text = found[0]
        if not text.strip() or text.startswith(("--", "/*")):
            yield text
            continue
        word = text.upper()
        if starts and word not in _NO_STATEMENT:
            yield _POINT
        depth += (text == "(") - (text == ")")
        if word == "CASE" and before != "END":
            cases += 1
        ends_case = word == "END" and cases > 0
        cases -= ends_case
        body = (body or word == "BEGIN") and word != "DECLARE"
        opens = word in _OPENS and not (word == "LOOP" and before == "END")
        starts = body and opens and depth == 0 and cases == 0
        before = "" if ends_case else word
        yield text


def set_points(centre: RealCentre) -> int:
    """Puts points into every function of the centre that writes; answers in how many."""
    run = centre.connection(centre.superuser).execute
    centre.run(run(_POINTS))
    told = centre.sql(_FUNCTIONS)
    for _name, source, definition in told:
        assert definition.count(source) == 1
        centre.run(run(definition.replace(source, with_points(source))))
    return len(told)


def end_at(centre: RealCentre, point: int) -> None:
    """The service's connection ends at this point, 0: never; counted from now."""
    centre.sql("ALTER SEQUENCE pd.points RESTART")
    centre.run(centre.connection(centre.service).execute(f"SET test.ends_at = '{point}'"))


def passed(centre: RealCentre) -> int:
    """How many points were passed since."""
    return int(centre.value("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM pd.points"))


def everything(centre: RealCentre) -> list[tuple[str, str]]:
    """What the database holds, table by table, as one hash each."""
    tables = centre.sql(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' "
        "AND c.relnamespace IN ('pd'::regnamespace, 'directory'::regnamespace) ORDER BY 1"
    )
    sql = " UNION ALL ".join(
        f"SELECT '{name}', coalesce(md5(string_agg(t::text, '/' ORDER BY t::text)), '') FROM {name} t"
        for (name,) in tables
    )
    return sorted(tuple(row) for row in centre.sql(sql))
