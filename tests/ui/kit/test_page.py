"""A page reads when it is shown, only then, and only about what it shows."""

import asyncio

import pytest

from prospectdesk.ui.kit.page import Page


class Cells(Page):
    """Shows one cell."""

    def __init__(self, desk, cell):
        super().__init__(desk, "cells")
        self.cell, self.reads, self.value = cell, 0, None

    async def reload(self):
        self.reads += 1
        self.value = await self.desk.query(lambda cells: cells.get(self.cell))

    def concerned(self, changes):
        return any(item.id == self.cell for item in changes.items)


@pytest.fixture
def page(desk, qtbot, theme):
    made = Cells(desk, 1)
    qtbot.addWidget(made)
    return made


def test_a_hidden_page_reads_only_when_it_is_shown(desk, page, put, run):
    run(desk.do(put(1, 5)))
    run(desk.do(put(1, 6)))
    assert page.reads == 0
    page.show()
    run(desk.settle())
    assert (page.reads, page.value) == (1, 6)


def test_a_shown_page_reads_again_after_a_change_of_what_it_shows(desk, page, put, run):
    page.show()
    run(desk.settle())
    run(desk.do(put(2, 8)))
    run(desk.settle())
    assert page.reads == 1
    run(desk.do(put(1, 7)))
    run(desk.settle())
    assert (page.reads, page.value) == (2, 7)


def test_many_wishes_at_once_are_one_reading_more(desk, page, run):
    page.show()
    for _ in range(20):
        page.refresh()
    run(desk.settle())
    run(asyncio.sleep(0))
    run(desk.settle())
    assert page.reads == 2


def test_a_page_that_is_destroyed_while_it_reads_is_not_read_again(desk, theme, run):
    made = Cells(desk, 1)
    made.show()
    made.refresh()  # a wish that waits for the end of the reading
    made.deleteLater()
    bugs = []
    desk.crashed.connect(bugs.append)
    run(asyncio.sleep(0.05))
    run(desk.settle())
    assert bugs == []
