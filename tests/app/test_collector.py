"""Cycles with Qt objects die on the GUI thread, whatever thread allocates."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from prospectdesk.app.collector import BEAT_MS, Collector


class Ring(QWidget):
    """A widget in a cycle, as a page with a closure over itself is."""

    def __init__(self, deaths):
        super().__init__()
        self.me = self
        self.destroyed.connect(
            lambda: deaths.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )


@pytest.fixture
def collector(qapp):
    host = QObject()
    gc.enable()
    made = Collector(host)
    made.start()
    yield made
    made.stop()
    assert gc.isenabled()
    gc.disable()
    gc.unfreeze()


@pytest.mark.spec("F18", "F19")
def test_a_lane_that_allocates_much_collects_no_widget(collector, qtbot):
    deaths = []

    def lane():
        kept = [[] for _ in range(200_000)]
        assert len(kept) == 200_000

    for _ in range(20):
        Ring(deaths)
    thread = threading.Thread(target=lane)
    thread.start()
    thread.join()
    assert deaths == []
    filling = [[] for _ in range(2_000)]  # more than the first threshold
    qtbot.waitUntil(lambda: len(deaths) == 20, timeout=20 * BEAT_MS)
    assert set(deaths) == {threading.main_thread()}
    assert len(filling) == 2_000


def test_what_lived_before_the_start_is_not_looked_at_again(collector):
    assert gc.get_freeze_count() > 0
    assert not gc.isenabled()
