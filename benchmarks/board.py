"""The board with 5 × 2,000 cards: `dev.py bench --only board`, or `python benchmarks/board.py [--cards 2000]`.

Goals of creation, answer and storing are named beside each measure. Plain and ours take turns.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, qInstallMessageHandler
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHBoxLayout, QListView, QWidget
from timing import compare

from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.domain.changes import Changes
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import Session, open_session
from prospectdesk.queries import pipeline
from prospectdesk.queries.pipeline import Board, Wanted
from prospectdesk.ui.kit.theme import Look, Theme, bundled_family
from prospectdesk.ui.pipeline.board import BoardView
from prospectdesk.ui.pipeline.delegate import CardDelegate
from prospectdesk.ui.pipeline.model import StageModel

SIZE = (1180, 760)
PLACE = QPoint(40, 200)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Paris")).replace(tzinfo=None)
FRAME_MS, STORED_MS, GOAL = 16.7, 100.0, 1.5


def today() -> int:
    """The day of the demonstration."""
    return 20_780


def filled(session: Session, cards: int) -> None:
    """`cards` companies, each with an open dossier at every stage."""
    with session.store.transaction(session.clock.now_ms(), None, muted=True) as uow:
        kind, pipeline_id = (
            uow.value(f"SELECT {column} FROM dossier_type WHERE label = 'Comptable'")
            for column in ("id", "pipeline_id")
        )
        sql = "SELECT id FROM stage WHERE pipeline_id = ? ORDER BY rank"
        stages = [row["id"] for row in uow.rows(sql, (pipeline_id,))]
        holder = uow.value("SELECT id FROM user LIMIT 1")
        for number in range(cards):
            company = uow.insert("company", {"name": f"Société {number:04}"})
            uow.insert("registration", {"company_id": company, "registered_at": 0})
            for stage in stages:
                row = {"company_id": company, "type_id": kind, "stage_id": stage, "made_at": number,
                       "amount": f"{number * 10}.00", "holder_id": holder, "rank": f"c{number:04}"}  # fmt: skip
                uow.insert("dossier", row)
        uow.finish()


def shown(made: QWidget) -> None:
    """Shows a widget until it is painted, then takes it away."""
    made.resize(*SIZE)
    made.show()
    QApplication.processEvents()
    made.grab()
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def plain(board: Board) -> None:
    """Five list views with the same delegate, nothing around them."""
    made = QWidget()
    row = QHBoxLayout(made)
    for column in board.columns:
        view = QListView()
        model = StageModel(today, view)
        model.replace(column.cards)
        view.setModel(model)
        view.setItemDelegate(CardDelegate(model, view))
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        row.addWidget(view)
    shown(made)


def ours(board: Board) -> None:
    """The board of the screen."""
    made = BoardView(today)
    made.show_board(board)
    shown(made)


def felt(
    rounds: int, act: Callable[[int], object], clock: Callable[[], float] = time.thread_time
) -> tuple[float, float]:
    """Median and worst, in milliseconds of this thread's processor time unless told otherwise."""
    times = []
    for number in range(rounds):
        start = clock()
        act(number)
        times.append((clock() - start) * 1000)
    return statistics.median(times), max(times)


def dropping(board: Board, rounds: int) -> tuple[float, float]:
    """From letting go to the painted answer: the card is dimmed, the column is no longer marked."""
    made = BoardView(today)
    made.dropped.connect(lambda dossier, _lane, _row: made.show_pending(frozenset({dossier})))
    made.show_board(board)
    made.resize(*SIZE)
    made.show()
    QApplication.processEvents()
    home, target = list(made.lanes.values())[:2]
    port = target.view.viewport()
    left, free = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    data = [home.view.cards.mimeData([home.view.cards.index(number)]) for number in range(rounds)]

    def act(number: int) -> None:
        drop = QDropEvent(QPointF(PLACE), Qt.DropAction.MoveAction, data[number], left, free)
        QApplication.sendEvent(port, drop)
        assert home.view.cards.pending, "the drop was not heard"
        QApplication.processEvents()  # draws what the drop changed

    made.grab()  # what is drawn for the first time is not the drop's
    times = []
    for number in range(rounds):
        enter = QDragEnterEvent(PLACE, Qt.DropAction.MoveAction, data[number], left, free)
        QApplication.sendEvent(port, enter)
        QApplication.processEvents()
        times.append(felt(1, lambda _n, number=number: act(number))[0])
    made.close()
    return statistics.median(times), max(times)


def moves(session: Session, board: Board, rounds: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Storing a drop, and showing it: only the cards of its company are read again."""
    made = BoardView(today)
    made.show_board(board)
    made.resize(*SIZE)
    made.show()
    made.grab()
    shown = board
    first, second = (one.stage.id for one in board.columns[:2])
    above, below = board.columns[1].cards[10:12]
    stored, seen = [], []
    for card in board.columns[0].cards[:rounds]:
        one = MoveStage(dossier=card.id, etape=second, expect=first, after=above.id, before=below.id)
        changes: list[Changes] = []
        stored.append(
            felt(1, lambda _n, one=one, found=changes: found.append(session.bus.do(one).changes))[0]
        )

        def show(_number: int, before: Board = shown, found: list[Changes] = changes) -> None:
            nonlocal shown
            touched = sorted(found[0].companies)
            cards = session.reader.run(pipeline.cards_of, Wanted(), before.pipeline or 0, touched)
            shown = pipeline.renewed(before, touched, cards)
            made.show_board(shown)
            QApplication.processEvents()

        seen.append(felt(1, show)[0])
    made.close()
    return (statistics.median(stored), max(stored)), (statistics.median(seen), max(seen))


def measured(cards: int, rounds: int) -> str:
    """All measures, as lines of a Markdown table."""
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen platform's remarks
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    Theme(app, Look("light", family=bundled_family()))
    with tempfile.TemporaryDirectory() as folder:
        session = open_session(Opening(demo=True, data_dir=Path(folder) / "p", now=MONDAY))
        filled(session, cards)
        board = session.reader.run(pipeline.board, Wanted())
        read = felt(rounds, lambda _n: session.reader.run(pipeline.board, Wanted()) and None)
        found = compare(
            "board", board.count, ("5 QListView, same delegate", lambda: plain(board)), lambda: ours(board),
            goal=GOAL, rounds=rounds,
        )  # fmt: skip
        drop = dropping(board, rounds)
        stored, seen = moves(session, board, rounds)
        session.close()
    verdict = "PASS" if found.ratio <= GOAL else "MISS"
    lines = [
        f"{board.count:,} cards in {len(board.columns)} columns; milliseconds of processor time.",
        "",
        "| what | median | worst | goal | |",
        "|---|---|---|---|---|",
        f"| created and painted, beside five plain QListView with the same delegate ({found.raw_ms:.0f}) "
        f"| {found.ours_ms:.0f} | ratio {found.ratio:.2f} | ≤ {GOAL} × | {verdict} |",
        _line("a drop answered: the card dims", drop, FRAME_MS),
        _line("a drop stored (by the wall clock)", stored, STORED_MS),
        _line("a stored drop shown: its company's cards read again", seen, None),
        _line("the whole board read and summed", read, None),
    ]
    return "\n".join(lines)


def _line(what: str, times: tuple[float, float], goal: float | None) -> str:
    told = "" if goal is None else f"≤ {goal:g} ms"
    verdict = "" if goal is None else "PASS" if times[0] <= goal else "MISS"
    return f"| {what} | {times[0]:.1f} | {times[1]:.1f} | {told} | {verdict} |"


def main() -> None:
    """Prints the measures."""
    parser = argparse.ArgumentParser(description="measures the board")
    parser.add_argument("--cards", type=int, default=2000, help="cards a column")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    print(measured(options.cards, options.rounds))


if __name__ == "__main__":
    main()
