"""The sentences of the list: status line, order, counts, keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.queries.prospects_views import Listing
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.prospects.columns import titles


def of(number: int, one: str, many: str) -> str:
    """`one` for 0 and 1, `many` from 2 on, with the number written in."""
    return (one if number < 2 else many).format(count(number))


def status_text(found: Listing | None, ticked: int) -> str:
    """48 prospects affichés · 3 sélectionnés · filtre appliqué en 12 ms."""
    tr = QCoreApplication.translate
    if found is None:
        return ""
    parts = [
        of(len(found.ids), tr("Prospects", "{0} prospect affiché"), tr("Prospects", "{0} prospects affichés"))
    ]
    if ticked:
        parts.append(of(ticked, tr("Prospects", "{0} sélectionné"), tr("Prospects", "{0} sélectionnés")))
    parts.append(tr("Prospects", "filtre appliqué en {0} ms").format(count(found.took_ms)))
    return " · ".join(parts)


def selected_text(number: int) -> str:
    """3 prospects sélectionnés."""
    tr = QCoreApplication.translate
    return of(
        number, tr("Prospects", "{0} prospect sélectionné"), tr("Prospects", "{0} prospects sélectionnés")
    )


def count_text(shown: int, total: int) -> str:
    """48 sur 1 284; the total alone when all are shown."""
    if shown == total:
        return count(total)
    return QCoreApplication.translate("Prospects", "{0} sur {1}").format(count(shown), count(total))


def order_text(sort: str) -> str:
    """Tri : prochaine action ↑."""
    key, arrow = sort.removeprefix("-"), "↓" if sort.startswith("-") else "↑"
    title = titles().get(key, key)
    title = title if title.isupper() else title[:1].lower() + title[1:]
    return QCoreApplication.translate("Prospects", "Tri : {0} {1}").format(title, arrow)


def hints() -> list[tuple[str, str]]:
    """Keys and what they do."""
    tr = QCoreApplication.translate
    return [
        (tr("Prospects", "Espace"), tr("Prospects", "aperçu")),
        (tr("Prospects", "Entrée"), tr("Prospects", "ouvrir")),
        ("F2", tr("Prospects", "modifier")),
        ("N", tr("Prospects", "note")),
        ("R", tr("Prospects", "relance")),
        ("A", tr("Prospects", "appeler")),
    ]
