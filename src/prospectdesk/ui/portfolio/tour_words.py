"""The words of a round of visits: hours, ways, and what stays out of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from prospectdesk.domain.tour import Round, Stop, Visit
from prospectdesk.ui.kit import format as show

NAMED = 5
"""Companies that are named; of more, the number is told."""


class _Words(QObject):
    """Where lupdate finds the sentences of this module."""

    def span(self, visit: Visit) -> str:
        return self.tr("{0} – {1}").format(show.hour(visit.arrives), show.hour(visit.leaves))

    def leg(self, visit: Visit) -> str:
        return self.tr("départ") if visit.km is None else self.tr("{0} km").format(tenths(visit.km))

    def summary(self, found: Round) -> str:
        if not found.stops:
            return self.tr("Aucune visite")
        visits = self.tr("{0} visites") if len(found.stops) > 1 else self.tr("{0} visite")
        parts = [
            visits.format(show.count(len(found.stops))),
            self.tr("{0} km").format(tenths(found.total_km)),
        ]
        last = found.visits[-1]
        if last.day == found.visits[0].day:
            parts.append(self.tr("dernière visite finie à {0}").format(show.hour(last.leaves)))
        else:
            parts.append(self.tr("jusqu’au {0}").format(show.date_text(last.day)))
        return " · ".join(parts)

    def aside(self, stops: Sequence[Stop]) -> str:
        if not stops:
            return ""
        names = ", ".join(stop.name for stop in stops[:NAMED])
        if len(stops) > NAMED:
            names = self.tr("{0} et {1} autres").format(names, show.count(len(stops) - NAMED))
        return self.tr("Sans coordonnées, hors de la tournée : {0}.").format(names)


_words = _Words()


def tenths(km: float) -> str:
    """12,4."""
    return f"{km:.1f}".replace(".", ",")


def span(visit: Visit) -> str:
    """9 h 10 – 9 h 55."""
    return _words.span(visit)


def leg(visit: Visit) -> str:
    """The way that leads to a visit."""
    return _words.leg(visit)


def summary(found: Round) -> str:
    """Visits, kilometres, and when it is over."""
    return _words.summary(found)


def aside(stops: Sequence[Stop]) -> str:
    """The companies without a place, "" when there is none."""
    return _words.aside(stops)
