"""The client of a server of map pictures: one host, https, PNG or JPEG of reasonable size and nothing else."""

from __future__ import annotations

from prospectdesk.domain.tiles import Template, picture_kind
from prospectdesk.ports.failures import unavailable
from prospectdesk.ports.line import Call, Limits, Line, Service
from prospectdesk.ports.pace import Stop

LABEL = "Fond de carte en ligne"
LIMITS = Limits(longest=1 << 20, tries=1, patience=2.0)
"""A picture that does not come is asked for again when the map is looked at again."""
ACCEPT = {"Accept": "image/png, image/jpeg"}


def service(template: Template) -> Service:
    """The server of an address, at a polite pace."""
    return Service("tiles", LABEL, template.host.text, calls=12)


class TileServer:
    """Threads may share it."""

    def __init__(self, line: Line, template: Template) -> None:
        """`line` goes to the template's host."""
        self._line, self._template = line, template

    def picture(self, zoom: int, column: int, row: int, stop: Stop | None = None) -> bytes:
        """The bytes of one picture. Raises Unavailable (no answer, busy, something else than a picture), Cancelled."""
        call = Call("GET", self._template.path_of(zoom, column, row), headers=ACCEPT, raw=True)
        data = self._line.ask(call, stop).document
        if not isinstance(data, bytes) or picture_kind(data) is None:
            raise unavailable("bad_answer", LABEL)
        return data
