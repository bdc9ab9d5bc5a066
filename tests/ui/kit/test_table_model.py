"""The big table: reads pages in the background, keeps few, ticks a million rows at no cost."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt

from prospectdesk.ui.kit.columns import Column, NameCell
from prospectdesk.ui.kit.table_model import PAGE, PAGES_KEPT, PagedModel

ROLE = Qt.ItemDataRole


@dataclass(frozen=True)
class Row:
    """A row of the test."""

    id: int
    name: str


class Reader:
    """Reads rows when told to: `later` holds what was spawned."""

    def __init__(self):
        self.later, self.asked, self.gone, self.names = [], [], set(), {}
        self.error = None

    async def fetch(self, ids):
        self.asked.append(ids[0])
        if self.error is not None:
            raise self.error
        return [
            Row(one, self.names.get(one, f"Société {one}")) for one in reversed(ids) if one not in self.gone
        ]

    def work(self):
        while self.later:
            with pytest.raises(StopIteration):
                self.later.pop(0).send(None)


@pytest.fixture
def reader():
    made = Reader()
    yield made
    for coroutine in made.later:
        coroutine.close()


@pytest.fixture
def model(qapp, reader):
    columns = (
        Column("tick", "", 40, "check"),
        Column("name", "Raison sociale", 200, "name", lambda row: NameCell(row.name, "Lyon")),
        Column("city", "Ville", 90, "text", lambda row: "", edit=lambda row: "Lyon"),
        Column("open", "", 40, "open"),
    )
    made = PagedModel(columns, reader.fetch, reader.later.append)
    yield made
    made.deleteLater()


def words(model, row, column=1, role=ROLE.DisplayRole):
    return model.data(model.index(row, column), role)


def test_a_row_is_a_placeholder_until_it_was_read(model, reader):
    model.set_ids(list(range(1000, 2000)))
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    assert words(model, 5) == "…"
    assert reader.asked == []
    reader.work()
    assert changed == [(0, PAGE - 1)]
    assert words(model, 5) == "Société 1005, Lyon"
    assert model.row_at(5) == Row(1005, "Société 1005")
    assert reader.asked == [1000]


def test_a_million_rows_ask_for_one_page_only(model, reader):
    model.set_ids(range(1_000_000))
    assert model.rowCount() == 1_000_000
    assert model.rowCount(model.index(0, 0)) == 0
    words(model, 999_999)
    reader.work()
    assert len(reader.asked) == 1
    assert words(model, 999_999).startswith("Société 999999")


def test_fast_scrolling_drops_what_was_passed_long_ago(model, reader):
    model.set_ids(range(1_000_000))
    for row in range(0, 100 * PAGE, PAGE):
        words(model, row)
    reader.work()
    assert reader.asked == [99 * PAGE, 98 * PAGE, 97 * PAGE, 96 * PAGE]


def test_few_pages_are_kept(model, reader):
    model.set_ids(range(1_000_000))
    for page in range(PAGES_KEPT + 10):
        words(model, page * PAGE)
        reader.work()
    assert len(model._pages) == PAGES_KEPT
    assert words(model, 0) == "…"


def test_a_changed_row_is_read_again_and_shows_its_old_words_meanwhile(model, reader):
    model.set_ids(list(range(300)))
    words(model, 3), reader.work()
    words(model, 200), reader.work()
    reader.names[3] = "Nouveau nom"
    reader.asked.clear()
    model.refresh_ids([3])
    assert words(model, 3) == "Société 3, Lyon"
    reader.work()
    assert words(model, 3) == "Nouveau nom, Lyon"
    assert reader.asked == [0]


def test_another_list_forgets_a_reading_under_way(model, reader):
    model.set_ids(list(range(200)))
    words(model, 0)
    model.set_ids(list(range(500, 700)))
    reader.work()
    assert words(model, 0) == "…"
    reader.work()
    assert words(model, 0) == "Société 500, Lyon"


def test_a_row_that_is_gone_stays_a_placeholder_without_asking_for_ever(model, reader):
    reader.gone.add(4)
    model.set_ids(list(range(10)))
    words(model, 4), reader.work()
    assert words(model, 4) == "…"
    assert model.row_at(4) is None
    assert reader.later == []


def test_a_failed_reading_is_told_once_and_tried_again_when_asked(model, reader):
    reader.error = OSError("disk")
    model.set_ids(list(range(10)))
    words(model, 0)
    with pytest.raises(OSError, match="disk"):
        reader.later.pop().send(None)
    assert words(model, 0) == "…"
    assert reader.later == []
    reader.error = None
    model.refresh_ids()
    words(model, 0), reader.work()
    assert words(model, 0) == "Société 0, Lyon"


@pytest.mark.parametrize("kind", ["list", "numpy"])
def test_ids_may_be_a_list_or_an_array(model, reader, kind):
    ids = list(range(10, 500))
    if kind == "numpy":
        ids = pytest.importorskip("numpy").array(ids, dtype="int32")
    model.set_ids(ids)
    words(model, 2), reader.work()
    assert words(model, 2) == "Société 12, Lyon"
    assert (model.row_of(12), model.row_of(499), model.row_of(9)) == (2, 489, -1)
    model.toggle(0), model.toggle(2)
    model.set_ids(ids[1:])
    assert model.ticked.ids() == [12]
    model.refresh_ids([12])


def test_ticks_one_range_or_all(model):
    model.set_ids(list(range(100, 110)))
    model.toggle(1)
    model.toggle(1, 4)
    assert model.ticked.ids() == [101, 102, 103, 104]
    model.tick_all(True)
    assert (model.ticked.count(), model.ticked.all()) == (10, True)
    model.toggle(0)
    assert (model.ticked.count(), model.ticked.all(), model.ticked.has(100)) == (9, False, False)
    model.tick_all(False)
    assert model.ticked.ids() == []


def test_everything_ticked_does_not_tick_another_list(model):
    model.set_ids(list(range(10)))
    model.tick_all(True)
    model.set_ids(list(range(20)))
    assert model.ticked.count() == 0
    assert not PagedModel((), None, None).ticked.all()


def test_an_edit_is_passed_on_and_nothing_moves(model, reader):
    model.set_ids(list(range(10)))
    words(model, 3), reader.work()
    told = []
    model.edited.connect(lambda *what: told.append(what))
    cell = model.index(3, 2)
    assert model.flags(cell) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(model.index(3, 1)) & Qt.ItemFlag.ItemIsEditable
    assert model.data(cell, ROLE.EditRole) == "Lyon"
    assert model.setData(cell, " Givors ")
    assert model.setData(cell, "Lyon")
    assert not model.setData(model.index(3, 1), "x")
    assert told == [(3, "city", "Givors")]


def test_a_head_asks_for_its_order_then_for_the_other(model):
    asked = []
    model.sort_requested.connect(lambda *order: asked.append(order))
    model.ask_sort(1)
    model.set_sort("name", False)
    model.ask_sort(1)
    model.ask_sort(0)
    assert asked == [("name", False), ("name", True)]


def test_a_screen_reader_hears_column_and_value(model, reader):
    model.set_ids([7])
    words(model, 0), reader.work()
    assert words(model, 0, 1, ROLE.AccessibleTextRole) == "Raison sociale\u00a0: Société 7, Lyon"
    assert words(model, 0, 2, ROLE.AccessibleTextRole) == "Ville\u00a0: —"
    assert words(model, 0, 0, ROLE.AccessibleTextRole) == "non sélectionné"
    assert words(model, 0, 3, ROLE.AccessibleTextRole) == "Ouvrir la fiche"
    assert model.data(QModelIndex()) is None


def test_a_name_that_looks_like_html_is_shown_as_it_stands(model, reader):
    reader.names[1] = "<b>Dupont</b>"
    model.set_ids([1])
    words(model, 0), reader.work()
    assert "&lt;b&gt;" in words(model, 0, 1, ROLE.ToolTipRole)
    assert words(model, 0).startswith("<b>Dupont</b>")
