"""The desk: commands, questions, the feed, errors in the right place, nothing lost."""

import asyncio

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from prospectdesk.domain.errors import Cancelled, Refused, Stale
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.kit.errors import MessageBar


class Page(QWidget):
    """A screen with its message bar and a widget inside."""

    def __init__(self):
        super().__init__()
        self.messages = MessageBar()
        self.inside = QLabel("x")
        box = QVBoxLayout(self)
        box.addWidget(self.messages)
        box.addWidget(self.inside)


@pytest.fixture
def page(qtbot, theme):
    made = Page()
    qtbot.addWidget(made)
    return made


def test_a_command_is_done_in_the_write_lane_and_told_to_the_feed(desk, notebook, put, run):
    told = []
    desk.feed.changed.connect(told.append)
    done = run(desk.do(put(1, 7), origin="page"))
    assert notebook.cells == {1: 7}
    assert notebook.writers == {"lane-write_0"}
    assert [changes.origin for changes in told] == ["page"]
    assert told[0].items == done.changes.items
    assert notebook.heard_of == [done.changes]


def test_a_question_is_asked_in_the_read_lane(desk, notebook, run):
    notebook.cells[4] = 2
    assert run(desk.query(lambda cells, name: cells[name], 4)) == 2
    assert all(name.startswith("lane-read") for name in notebook.readers)


def test_a_command_outlives_the_widget_that_asked_for_it(desk, notebook, put, run, loop, qtbot):
    told = []
    desk.feed.changed.connect(told.append)
    notebook.gate.clear()
    widget = QWidget()
    task = desk.spawn(widget, desk.do(put(1, 3)))
    qtbot.waitUntil(lambda: bool(notebook.writers))
    widget.deleteLater()
    qtbot.waitUntil(task.done)
    notebook.gate.set()
    run(desk.settle())
    assert notebook.cells == {1: 3}
    assert len(told) == 1
    assert desk.history.stack.count() == 1


def test_a_refusal_is_shown_in_the_bar_of_the_screen(desk, put, run, page, qtbot):
    page.show()
    desk.spawn(page.inside, desk.do(put(1, -2)))
    run(desk.settle())
    assert page.messages.text() == "-2 est négatif."
    assert page.messages.isVisible()
    assert page.messages.retry.isHidden()
    page.messages.more.click()
    assert "-2" not in page.messages.panel.text.toPlainText()


def test_what_is_unavailable_can_be_tried_again(desk, notebook, put, run, page):
    page.show()
    notebook.offline = True
    desk.spawn(page.inside, lambda: desk.do(put(1, 5)))
    run(desk.settle())
    assert page.messages.retry.isVisible()
    notebook.offline = False
    page.messages.retry.click()
    run(desk.settle())
    assert notebook.cells == {1: 5}
    assert not page.messages.isVisible()


def test_our_bugs_go_to_the_crash_hook(desk, run, page):
    crashed = []
    desk.crashed.connect(crashed.append)
    desk.spawn(page.inside, desk.do("nonsense"))
    run(desk.settle())
    assert [type(error) for error in crashed] == [TypeError]
    assert page.messages.text() == ""


def test_the_work_of_a_dead_widget_is_cancelled(desk, run, qtbot, loop):
    widget = QWidget()
    task = desk.spawn(widget, asyncio.sleep(60))
    widget.deleteLater()
    qtbot.waitUntil(task.done)
    assert task.cancelled()


def test_who_tidies_up_after_the_death_of_its_widget_is_no_bug_of_ours(desk, run, qtbot):
    widget = QWidget()
    line = QWidget(widget)
    bugs = []
    desk.crashed.connect(bugs.append)

    async def work():
        try:
            await asyncio.sleep(60)
        finally:
            line.hide()

    task = desk.spawn(widget, work())
    run(asyncio.sleep(0))
    widget.deleteLater()
    qtbot.waitUntil(task.done)
    assert not bugs


def test_a_long_work_stops_when_the_user_asks(desk, run, loop, qtbot):
    shown = []
    desk.working.connect(shown.append)
    ticket = Ticket()

    def long(ticket):
        for number in range(1_000_000):
            ticket.step(number, 0, "Compte")
        return "end"

    task = loop.create_task(desk.run("read", long, ticket=ticket))
    qtbot.waitUntil(lambda: ticket.last.done > 10)
    ticket.cancel()
    qtbot.waitUntil(task.done)
    assert isinstance(task.exception(), Cancelled)
    assert shown == [ticket]
    assert ticket.finished


def test_nothing_starts_on_a_closing_desk(desk, notebook, put, run):
    notebook.gate.clear()
    writing = desk.spawn(None, desk.do(put(1, 1)))
    run(asyncio.sleep(0))
    notebook.gate.set()
    run(desk.close())
    assert writing.done()
    assert notebook.cells == {1: 1}
    assert desk.spawn(None, desk.do(put(2, 2))) is None
    assert notebook.cells == {1: 1}


def test_undo_and_redo_travel_through_the_write_lane(desk, notebook, put, run):
    run(desk.do(put(1, 5)))
    run(desk.do(put(1, 6)))
    desk.history.undo()
    desk.history.undo()
    run(desk.settle())
    assert notebook.cells == {1: 0}
    desk.history.redo()
    run(desk.settle())
    assert notebook.cells == {1: 5}
    assert notebook.writers == {"lane-write_0"}


def test_an_impatient_undo_waits_for_the_command_under_way(desk, notebook, put, run, loop):
    notebook.gate.clear()
    desk.spawn(None, desk.do(put(1, 9)))
    desk.history.undo()
    desk.history.redo()
    desk.history.undo()
    notebook.gate.set()
    run(desk.settle())
    assert notebook.cells == {1: 0}
    assert desk.history.stack.canRedo()


def test_a_stale_step_is_dropped_with_a_sentence(desk, notebook, put, run):
    told = []
    desk.history.told.connect(told.append)
    run(desk.do(put(1, 5)))
    notebook.cells[1] = 50
    desk.history.undo()
    run(desk.settle())
    assert notebook.cells == {1: 50}
    assert [type(failure) for failure in told] == [Stale]
    assert desk.history.stack.count() == 0


def test_a_step_that_could_not_be_taken_stays(desk, notebook, put, run):
    run(desk.do(put(1, 5)))
    notebook.offline = True
    desk.history.undo()
    run(desk.settle())
    assert desk.history.stack.canUndo()
    notebook.offline = False
    desk.history.undo()
    run(desk.settle())
    assert notebook.cells == {1: 0}
    assert not desk.history.stack.canUndo()


def test_a_command_without_inverse_is_no_step(desk, notebook, put, run, monkeypatch):
    run(desk.do(put(1, 5)))
    with pytest.raises(Refused):
        run(desk.do(put(1, -1)))
    assert desk.history.stack.count() == 1
