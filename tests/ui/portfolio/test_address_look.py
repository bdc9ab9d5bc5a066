"""An address that no commune explains is asked of the service; without it the towns stay (X-33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.domain.errors import Unavailable
from prospectdesk.domain.register import Spot
from prospectdesk.ui.portfolio.inputs import Inputs

STREET = Spot("4 Rue du Puits 35000 Rennes", 48.1101, -1.6801, 0.95)


@pytest.fixture
def inputs(demo_desk: Any, rest: Any) -> Iterator[Inputs]:
    """The inputs on a real profile whose address service is the demonstration's."""
    window = QWidget()
    box = QVBoxLayout(window)
    made = Inputs(demo_desk, "portfolio.analysis", "Lancer")
    box.addWidget(made)
    window.show()
    window.activateWindow()
    yield made
    rest(demo_desk)
    window.hide()
    window.deleteLater()


def type_in(inputs: Inputs, text: str, qtbot: Any, rest: Any) -> None:
    inputs.place_entry.setFocus()
    inputs.place_entry.setText(text)
    rest(inputs.place_entry.desk)
    qtbot.waitUntil(lambda: not inputs.place_entry.address.asking, timeout=5000)
    rest(inputs.place_entry.desk)


@pytest.mark.spec("X-33", "P-03")
def test_a_street_is_asked_of_the_service_and_picked(
    inputs: Inputs, qtbot: Any, rest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, asked = inputs.place_entry, []

    def answer(_self: Any, text: str, limit: int = 10, stop: Any = None) -> list[Spot]:
        asked.append(text)
        if "introuvable" in text:
            return []
        if "panne" in text:
            raise Unavailable("no_answer", "« Géocodage » ne répond pas.")
        return [STREET]

    entry.address._pause.setInterval(20)
    monkeypatch.setattr("prospectdesk.jobs.demo_register.DemoPlaces.search", answer)
    type_in(inputs, "Rennes", qtbot, rest)
    assert (asked, inputs.place.label) == ([], "Rennes"), "a town needs nobody"
    type_in(inputs, "4 rue du Puits, Rennes", qtbot, rest)
    assert asked == ["4 rue du Puits, Rennes"]
    assert inputs.place.label == STREET.label, "the service knows one alone"
    assert entry.list.isVisible()
    assert entry.list.item(0).text() == STREET.label
    entry.list.itemClicked.emit(entry.list.item(0))
    assert (inputs.place.latitude, inputs.place.longitude) == (48.1101, -1.6801)
    type_in(inputs, "4 rue du Puits, rennes", qtbot, rest)
    assert len(asked) == 1, "the answer was kept"
    type_in(inputs, "xqzwvy introuvable", qtbot, rest)
    assert "adresse introuvable" in inputs.missing().replace("\u00a0", " ")
    type_in(inputs, "xqzwvy panne", qtbot, rest)
    assert "service indisponible" in inputs.missing().replace("\u00a0", " ")
    assert (entry.address.mark.state, "indisponible" in entry.toolTip()) == ("warn", True)
    entry.desk.session.bus.do(SaveSettings(values={"offline": True}))
    type_in(inputs, "5 rue du Puits, Rennes", qtbot, rest)
    assert (len(asked), entry.address.mark.state) == (3, "")
    assert inputs.place is not None, "offline the town stands for its streets"
