"""The cards of a column without a window: what a drag carries, what a drop tells."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt

from prospectdesk.queries.pipeline_cards import Card, Cards
from prospectdesk.ui.pipeline.model import CARD, MIME, PENDING, STEP, StageModel, dropped
from prospectdesk.ui.pipeline.moves import around
from prospectdesk.ui.pipeline.words import late_text, next_text

TODAY = 20780
MOVE = Qt.DropAction.MoveAction


def card(number, **changes):
    values = {
        "id": number, "company_id": number, "company": f"Société {number}", "type": "Comptable",
        "amount": Decimal("2400.00"), "holder": "Ugo Martin", "next_action": "Relance", "next_day": TODAY - 11,
        "next_minute": None, "twin": False, "stage_id": 1, "stage": "Suspect", "percent": 5, "signing_on": None,
        "comment": None, "rank": "a0", "uid": number.to_bytes(16, "big"),
    }  # fmt: skip
    return Card(**values | changes)


@pytest.fixture
def model(qapp):
    made = StageModel(lambda: TODAY)
    made.replace(Cards.of([card(1), card(2), card(3)]))
    return made


@pytest.mark.spec("X-07")
def test_a_drop_tells_and_moves_nothing(model):
    told = []
    model.card_dropped.connect(lambda *what: told.append(what))
    data = model.mimeData([model.index(1)])
    assert dropped(data) == 2
    assert model.dropMimeData(data, MOVE, 0, 0, QModelIndex()) is False
    assert model.dropMimeData(data, MOVE, -1, -1, QModelIndex()) is False
    assert told == [(2, 0), (2, 3)]
    assert [one.id for one in model.cards] == [1, 2, 3]


@pytest.mark.spec("X-07")
def test_only_cards_of_the_program_are_taken(model):
    told = []
    model.card_dropped.connect(lambda *what: told.append(what))
    for kind, value in (("text/plain", b"2"), (MIME, b"2; DROP"), (MIME, b"")):
        data = QMimeData()
        data.setData(kind, value)
        assert dropped(data) is None
        model.dropMimeData(data, MOVE, 0, 0, QModelIndex())
    assert told == []


@pytest.mark.spec("X-07")
def test_a_card_whose_command_runs_is_pending(model):
    touched = []
    model.dataChanged.connect(lambda first, _last, _roles: touched.append(first.row()))
    model.show_pending(frozenset({2}))
    assert [model.index(row).data(PENDING) for row in range(3)] == [False, True, False]
    model.show_pending(frozenset())
    assert touched == [1, 1]


@pytest.mark.spec("X-06", "C-81")
def test_a_card_says_its_next_follow_up_and_how_late_it_is(model):
    late = card(1)
    assert next_text(late, TODAY).startswith("Relance · ")
    assert late_text(late, TODAY).replace("\u00a0", " ") == "11 j de retard"
    assert late_text(card(1, next_day=TODAY + 3), TODAY) == ""
    assert next_text(card(1, next_day=None), TODAY) == ""
    said = model.index(0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    for part in ("Société 1", "Comptable", "Ugo Martin", "retard"):
        assert part in said
    assert model.index(0).data(CARD) == model.cards[0] == late


@pytest.mark.spec("X-06")
def test_a_very_long_column_is_laid_out_step_by_step(qapp):
    made = StageModel(lambda: TODAY)
    made.replace(Cards.of(card(number) for number in range(3 * STEP)))
    assert (made.rowCount(), made.canFetchMore(QModelIndex())) == (STEP, True)
    told = []
    made.dataChanged.connect(lambda first, _last, _roles: told.append(first.row()))
    made.show_pending(frozenset({3, 2 * STEP}))
    assert told == [3], "a card the view does not know yet is not drawn anew"
    made.reach(2 * STEP)
    assert made.rowCount() == 3 * STEP
    assert not made.canFetchMore(QModelIndex())
    made.reach(10)
    made.replace(Cards.of([card(1)]))
    assert made.rowCount() == 1


@pytest.mark.spec("X-07")
def test_the_neighbours_of_a_dropped_card_are_never_itself():
    cards = [card(number) for number in range(4)]
    assert [around(cards, row, 9) for row in (0, 2, 4)] == [(None, 0), (1, 2), (3, None)]
    assert around(cards, 0, 2) == (None, 0)
    assert around(cards, 2, 2) == around(cards, 3, 2) == (1, 3)
    assert around(cards, 4, 3) == (2, None)
    assert around(cards, 1, 0) == (None, 1)
    assert around([], 0, 9) == (None, None)
