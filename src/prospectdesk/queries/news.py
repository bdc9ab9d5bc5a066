"""News, interests and software estates of a company (C-06, C-07)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class NewsItem:
    """`kind` news or interest, `day` a day number, `origin` press or feed."""

    id: int
    kind: str
    title: str
    day: int
    origin: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Park:
    """Days are day numbers; `origin` is adviser or footprint."""

    id: int
    product: str
    origin: str
    contract_until: int | None
    integrator: str | None
    reviews: str | None
    source: str | None
    noted_on: int
    author: str | None


def news(conn: Connection, company_id: int) -> tuple[NewsItem, ...]:
    """Those of a company, the newest first."""
    rows = conn.execute(
        "SELECT id, kind, title, day, origin, url FROM news_item "
        "WHERE company_id = ? AND deleted_at IS NULL ORDER BY day DESC, id DESC",
        (company_id,),
    )
    return tuple(NewsItem(*row) for row in rows)


def parks(conn: Connection, company_id: int) -> tuple[Park, ...]:
    """Those of a company by product."""
    rows = conn.execute(
        "SELECT p.id, p.product, p.origin, p.contract_until, p.integrator, p.reviews, p.source, p.noted_on, u.name "
        "FROM software_park p LEFT JOIN user u ON u.id = p.author_id "
        "WHERE p.company_id = ? AND p.deleted_at IS NULL ORDER BY p.product COLLATE NOCASE, p.id",
        (company_id,),
    )
    return tuple(Park(*row) for row in rows)
