"""Places of imported establishments: a point for those without one, and what the others teach (decision 12)."""

from __future__ import annotations

from prospectdesk.commands.context import Context
from prospectdesk.store.import_stage import Stage


def guess(stage: Stage, ctx: Context) -> None:
    """Gives new establishments without coordinates the point of their commune."""
    if ctx.geocoder is None:
        return
    places = stage.rows(
        "SELECT DISTINCT postcode, city, city_code FROM row WHERE fate = 'create' AND latitude IS NULL "
        "AND near_latitude IS NULL AND coalesce(postcode, city, city_code) IS NOT NULL"
    )
    for postcode, city, city_code in places:
        place = ctx.geocoder().locate(postcode, city, city_code)
        if place is not None:
            stage.run(
                "UPDATE row SET near_latitude = ?, near_longitude = ? WHERE fate = 'create' AND latitude IS NULL "
                "AND postcode IS ? AND city IS ? AND city_code IS ?",
                (place.latitude, place.longitude, postcode, city, city_code),
            )


def learned(stage: Stage) -> dict[str, tuple[int, float, float]]:
    """Learning key → number of points and their sums, of the new establishments with coordinates."""
    from prospectdesk.geo.learning import learn

    return learn(
        stage.each(
            "SELECT city_code, postcode, city, latitude, longitude FROM row WHERE fate = 'create' AND latitude IS NOT NULL "
            "AND siret IS NOT NULL AND site_id IS NULL"
        )
    )
