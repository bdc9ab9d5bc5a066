"""The board with 5 × 2,000 cards: `python benchmarks/board.py [--cards 2000] [--rounds 9]`.

Goals of creation, answer and storing are named beside each measure."""

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
        stages = [row["id"] for row in uow.rows("SELECT id FROM stage ORDER BY rank")]
        kind = uow.value("SELECT id FROM dossier_type WHERE label = 'Comptable'")
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


def felt(rounds: int, act: Callable[[int], None]) -> tuple[float, float]:
    """Median and worst, in milliseconds of the wall clock."""
    times = []
    for number in range(rounds):
        start = time.perf_counter()
        act(number)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), max(times)


def dropping(board: Board, rounds: int) -> tuple[float, float]:
    """From letting go to the painted answer: the card is dimmed."""
    made = BoardView(today)
    made.dropped.connect(lambda dossier, _lane, _row: made.show_pending(frozenset({dossier})))
    made.show_board(board)
    made.resize(*SIZE)
    made.show()
    QApplication.processEvents()
    home, target = list(made.lanes.values())[:2]
    times: list[float] = []

    def act(number: int) -> None:
        data = home.view.cards.mimeData([home.view.cards.index(number)])
        left, free = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        port = target.view.viewport()
        QApplication.sendEvent(port, QDragEnterEvent(PLACE, Qt.DropAction.MoveAction, data, left, free))
        start = time.thread_time()
        drop = QDropEvent(QPointF(PLACE), Qt.DropAction.MoveAction, data, left, free)
        QApplication.sendEvent(port, drop)
        assert made.lanes[home.stage.id].view.cards.pending, "the drop was not heard"
        QApplication.processEvents()  # draws what the drop changed
        times.append((time.thread_time() - start) * 1000)

    made.grab()  # what is drawn for the first time is not the drop's
    for number in range(rounds):
        act(number)
    made.close()
    return statistics.median(times), max(times)


def main() -> None:
    """Prints the measures."""
    parser = argparse.ArgumentParser(description="measures the board")
    parser.add_argument("--cards", type=int, default=2000, help="cards a column")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen platform's remarks
    app = QApplication(sys.argv[:1])
    Theme(app, Look("light", family=bundled_family()))
    with tempfile.TemporaryDirectory() as folder:
        session = open_session(Opening(demo=True, data_dir=Path(folder) / "p", now=MONDAY))
        filled(session, options.cards)
        board = session.reader.run(pipeline.board, Wanted())
        print(f"{board.count} cards in {len(board.columns)} columns")
        read = felt(options.rounds, lambda _n: session.reader.run(pipeline.board, Wanted()) and None)
        print(f"read and summed: median {read[0]:.1f} ms, worst {read[1]:.1f} ms")
        found = compare(
            "board", board.count, ("5 QListView, same delegate", lambda: plain(board)), lambda: ours(board),
            goal=GOAL, rounds=options.rounds,
        )  # fmt: skip
        print(
            f"created and painted: {found.ours_ms} ms, plain {found.raw_ms} ms, ratio {found.ratio} (≤ {GOAL})"
        )
        drop = dropping(board, options.rounds)
        print(f"drop answered: median {drop[0]:.1f} ms, worst {drop[1]:.1f} ms (≤ {FRAME_MS})")
        first, second = (one.stage.id for one in board.columns[:2])
        above, below = board.columns[1].cards[10:12]
        cards = board.columns[0].cards

        def store(number: int) -> None:
            one = MoveStage(
                dossier=cards[number].id, etape=second, expect=first, after=above.id, before=below.id
            )
            session.bus.do(one)

        stored = felt(options.rounds, store)
        print(f"drop stored: median {stored[0]:.1f} ms, worst {stored[1]:.1f} ms (≤ {STORED_MS})")
        session.close()


if __name__ == "__main__":
    main()
