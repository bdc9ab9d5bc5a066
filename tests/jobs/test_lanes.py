"""Lanes: one writer, waited for; tickets: progress and stop."""

import threading

import pytest

from prospectdesk.domain.errors import Cancelled, Refused
from prospectdesk.jobs.lanes import Lanes
from prospectdesk.jobs.ticket import Ticket


@pytest.fixture
def lanes():
    made = Lanes()
    yield made
    made.close()


def test_writes_happen_one_after_another_in_their_order(lanes):
    seen = []
    futures = [lanes.submit("write", seen.append, number) for number in range(50)]
    for future in futures:
        future.result(5)
    assert seen == list(range(50))


def test_reads_do_not_wait_for_a_write(lanes):
    gate = threading.Event()
    writing = lanes.submit("write", gate.wait, 5)
    assert lanes.submit("read", lambda: "read").result(5) == "read"
    gate.set()
    writing.result(5)


def test_closing_waits_for_all_writes(lanes):
    gate, seen = threading.Event(), []
    lanes.submit("write", gate.wait, 5)
    lanes.submit("write", seen.append, "last")
    threading.Timer(0.05, gate.set).start()
    lanes.close()
    assert seen == ["last"]
    with pytest.raises(Refused):
        lanes.submit("write", seen.append, "late")


def test_a_process_does_long_sums(lanes):
    assert lanes.submit("cpu", sum, [1, 2]).result(60) == 3


def test_a_cancelled_ticket_stops_the_work_at_its_next_step():
    heard = []
    ticket = Ticket()
    forget = ticket.listen(heard.append)
    ticket.step(1, 3, "Lecture")
    forget()
    ticket.step(2, 3, "Lecture")
    ticket.cancel()
    with pytest.raises(Cancelled):
        ticket.step(3, 3, "Lecture")
    assert [progress.done for progress in heard] == [1]
    assert ticket.last.done == 2
