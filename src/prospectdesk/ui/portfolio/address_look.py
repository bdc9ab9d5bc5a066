"""An address that no commune explains is asked of the address service, with a wheel in the field meanwhile (X-33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from prospectdesk.domain.errors import Cancelled, Failure
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.field_mark import FieldMark

if TYPE_CHECKING:
    from prospectdesk.geo.place import Candidate, Precision
    from prospectdesk.jobs.geocoding import Found
    from prospectdesk.ui.portfolio.place_entry import PlaceEntry

PAUSE_MS = 600
"""A street is asked about once its writer pauses; a town needs nobody."""

SERVICE = "geoplateforme"


class AddressLook(QObject):
    """Completes what the offline geocoder answered to a field; `trouble` says why it could not."""

    def __init__(self, entry: PlaceEntry) -> None:
        super().__init__(entry)
        self._entry = entry
        self._text = ""
        self._asking = False
        self.trouble = ""
        self.mark = FieldMark(entry, f"{entry.objectName()}.mark")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._start)

    @property
    def asking(self) -> bool:
        """Whether an answer may still come."""
        return self._asking or self._pause.isActive()

    def heard(self, text: str, known: list[Candidate]) -> None:
        """The offline geocoder answered; another text makes the former question void."""
        from prospectdesk.jobs import geocoding  # late: the page is painted before anybody is asked

        self._text = text
        self._pause.stop()
        self._say("", "")
        if text and geocoding.wants_service(text, known):
            self._pause.start()

    def forget(self) -> None:
        """The field holds something else: a picked place, another text."""
        self._text = ""
        self._pause.stop()
        self._say("", "")

    def _say(self, state: str, words: str) -> None:
        self.trouble = words if state == "warn" else ""
        self.mark.show_state(state, words)
        self._entry.setToolTip(words)

    def _start(self) -> None:
        self._entry.desk.spawn(self, self._ask(self._text))

    async def _ask(self, text: str) -> None:
        from prospectdesk.jobs import geocoding, services
        from prospectdesk.ui.kit.asking import ask

        desk = self._entry.desk
        if await desk.run("read", services.why_not, desk.session, "geocoding") is not None:
            return
        if text != self._text:
            return
        self._asking = True
        self._say("busy", self.tr("Recherche de l’adresse"))
        try:
            places = await ask(desk, geocoding.places, desk.session, text, unless=lambda: text != self._text)
        except Cancelled:
            return
        except Failure as failure:
            if text == self._text:
                self._say("warn", sentence(failure))
                self._entry.place_changed.emit()
            return
        finally:
            self._asking = False
        if text == self._text:
            why = places.failure
            self._say("" if why is None else "warn", "" if why is None else sentence(why))
            found = [_candidate(one) for one in places.candidates]
            told = [one for one in places.candidates if one.source == SERVICE]
            self._entry.take_found(text, found, found[0] if len(told) == 1 and found else None)
        if places.keep is not None:
            await desk.do(places.keep, None, undoable=False)


def _candidate(found: Found) -> Candidate:
    from prospectdesk.geo.place import Candidate

    precision: Precision = "coordinates" if found.source == SERVICE else "commune"
    return Candidate(
        found.latitude, found.longitude, None, found.label, found.beside, found.beside, 0, precision
    )
