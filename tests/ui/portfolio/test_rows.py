"""Fifty thousand rows in six groups: folded, filtered and ticked without reading one of them."""

import pytest

from prospectdesk.domain.portfolio import Kind
from prospectdesk.ui.portfolio.rows import GroupModel, heading_id

COUNTS = (46, 31, 58, 112, 87, 49_666)
SUSPECTS = sum(COUNTS[:5])


@pytest.fixture
def model(qapp, theme):
    read = []

    async def rows(positions):
        read.append(positions)
        return []

    made = GroupModel(lambda work: work.close())
    made.show_result(COUNTS, rows)
    made.read = read
    return made


@pytest.mark.spec("P-14")
def test_a_large_result_is_listed_by_group_without_reading_a_row(model):
    assert model.rowCount() == 50_000 + len(Kind)
    assert [model.heading_at(row).kind for row in (0, 47, 79)] == [Kind.CLIENT, Kind.MISSION, Kind.CONTACT]
    assert [model.heading_at(0).number, model.heading_at(1)] == [46, None]
    assert model.read == []


@pytest.mark.spec("P-14")
def test_folding_a_group_hides_its_rows_and_keeps_what_is_ticked(model):
    model.toggle(model.row_of(SUSPECTS))
    model.fold(Kind.SUSPECT, True)
    assert model.rowCount() == SUSPECTS + len(Kind)
    assert model.ticked.ids() == [SUSPECTS]
    model.reveal(SUSPECTS + 3)
    assert model.row_of(SUSPECTS + 3) > 0


def test_one_group_alone_is_listed_until_another_row_is_gone_to(model):
    model.show_only(Kind.CONTACT)
    assert model.rowCount() == 58 + 1
    model.reveal(0)
    assert model.only is None
    assert model.row_of(0) == 1


def test_the_box_of_a_heading_stands_for_its_group(model):
    row = model.row_of(heading_id(Kind.CONTACT))
    model.toggle(row)
    assert model.ticked.count() == 58
    assert model.ticked.has(heading_id(Kind.CONTACT))
    assert not model.ticked.has(heading_id(Kind.CLIENT))
    model.toggle(row + 1)
    assert model.ticked.count() == 57
    assert not model.ticked.has(heading_id(Kind.CONTACT))
    model.toggle(row)
    assert model.ticked.count() == 58


def test_everything_is_ticked_and_unticked_at_once(model):
    model.tick_all(True)
    assert model.ticked.count() == 50_000
    assert all(model.ticked.has(heading_id(kind)) for kind in Kind)
    model.tick_all(False)
    assert model.ticked.ids() == []
