"""The pictures of the map from outside (settings.map): off unless the user wants them, asked for politely, kept."""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.domain.errors import Failure, Invalid, NotFound
from prospectdesk.domain.text import clean_text
from prospectdesk.domain.tiles import LONGEST_TEXT, MEGABYTES, Settings, Template, picture_kind, read_template
from prospectdesk.jobs.tile_cache import TileCache
from prospectdesk.queries.people import settings

if TYPE_CHECKING:
    from prospectdesk.domain.clock import Clock
    from prospectdesk.jobs.session import Session
    from prospectdesk.ports.pace import Stop
    from prospectdesk.ports.tiles import TileServer
    from prospectdesk.store.connection import Connection

PREFIX = "map."
AT_ONCE = 2
"""Pictures asked for at the same time, whoever asks."""
QUIET_SECONDS = 60.0
"""How long a server that failed is left alone, unless it names a time itself."""
_turns = threading.BoundedSemaphore(AT_ONCE)


def chosen(conn: Connection) -> Settings:
    """What the user chose; a value that makes no sense is the usual one."""
    kept, usual = settings(conn, PREFIX), Settings()
    template, attribution = kept.get("map.template"), kept.get("map.attribution")
    megabytes = kept.get("map.megabytes")
    return Settings(
        on=kept.get("map.on") is True,
        template=template if isinstance(template, str) else usual.template,
        attribution=attribution if isinstance(attribution, str) else usual.attribution,
        megabytes=megabytes if isinstance(megabytes, int) else usual.megabytes,
    )


def save(wanted: Settings) -> SaveSettings:
    """The command that keeps a choice; what is usual is not kept. Raises Invalid (address, size)."""
    low, high = MEGABYTES
    if not low <= wanted.megabytes <= high:
        raise Invalid(
            "tile_room",
            "La place des images se situe entre {low} et {high} Mo.",
            low=low,
            high=high,
            fields=("Place",),
        )
    usual = Settings()
    template = read_template(wanted.template).text if wanted.template.strip() else usual.template
    values: dict[str, Any] = {
        "map.on": wanted.on,
        "map.template": template,
        "map.attribution": clean_text(wanted.attribution, limit=LONGEST_TEXT, label="Mention des auteurs"),
        "map.megabytes": wanted.megabytes,
    }
    plain = {"map.on": usual.on, "map.template": usual.template, "map.attribution": usual.attribution,
             "map.megabytes": usual.megabytes}  # fmt: skip
    return SaveSettings(values={key: None if value == plain[key] else value for key, value in values.items()})


class Tiles:
    """Pictures of one server: from the disk, else from the server, which is left alone when it fails."""

    def __init__(
        self, wanted: Settings, cache: TileCache, server: Callable[[Template], TileServer | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`server` is the way to an address, None while the network may not be used. Raises Invalid (address)."""
        self.settings = wanted
        self._cache, self._server, self._clock = cache, server, clock
        self._template = read_template(wanted.template)
        self._quiet_until = float("-inf")

    def picture(self, zoom: int, column: int, row: int, stop: Stop | None = None) -> bytes | None:
        """The bytes of a picture (PNG or JPEG); None when there is none now. Raises Unavailable, Cancelled."""
        source = self._template.text
        kept = self._cache.get(source, zoom, column, row)
        if kept is not None and picture_kind(kept.data) is None:
            kept = None  # the file was damaged
        if kept is not None and not kept.is_old:
            return kept.data
        old = None if kept is None else kept.data
        server = None if self._clock() < self._quiet_until else self._server(self._template)
        if server is None:
            return old
        try:
            with _turns:
                data = server.picture(zoom, column, row, stop)
        except NotFound:
            return old  # the server has none of this place
        except Failure as failure:
            self._quiet_until = self._clock() + max(float(getattr(failure, "wait", 0.0)), QUIET_SECONDS)
            if old is None:
                raise
            return old
        self._cache.put(source, zoom, column, row, data, self.settings.megabytes * 1_000_000)
        return data


@functools.lru_cache(maxsize=8)
def cache_at(folder: Path, clock: Clock) -> TileCache:
    """The cache of a folder: one for all maps of the program, so that its size is known."""
    return TileCache(folder, lambda: clock.now_ms() / 1000)


def cache_of(session: Session) -> TileCache:
    """The cache of a profile."""
    return cache_at(session.profile.folder / "cache" / "tiles", session.clock)


def room_taken(session: Session) -> int:
    """The bytes that kept pictures take."""
    return cache_of(session).size()


def empty(session: Session) -> None:
    """Deletes every kept picture."""
    cache_of(session).clear()


def tiles_of(session: Session) -> Tiles | None:
    """The pictures the user wants; None when they are off or their address is none. Runs in a lane."""
    wanted = session.reader.run(chosen)
    if not wanted.on:
        return None
    ports = session.ports

    def server(template: Template) -> TileServer | None:
        from prospectdesk.ports.tiles import LIMITS, TileServer, service

        if ports.is_offline or ports.is_demo:
            return None
        return TileServer(ports.line(service(template), LIMITS), template)

    with contextlib.suppress(Invalid):
        return Tiles(wanted, cache_of(session), server)
    return None
