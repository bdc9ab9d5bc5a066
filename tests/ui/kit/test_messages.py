"""The message bar and the progress line: one sentence, what to do, nothing of the data in the details."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.errors import Stale, Unavailable
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.kit.errors import MessageBar, bar_for
from prospectdesk.ui.kit.progress import BEAT_MS, PATIENCE_MS, ProgressLine


@pytest.fixture
def bar(qtbot, theme):
    made = MessageBar("prospects.messages")
    qtbot.addWidget(made)
    return made


def test_markup_in_data_is_shown_as_text(bar):
    bar.show_failure(Stale("stale", "« {label} » a changé.", label="<b>Dupont</b>"))
    assert bar.text() == "« <b>Dupont</b> » a changé."
    assert bar.label.textFormat() == bar.label.textFormat().PlainText


def test_the_details_to_copy_hold_no_value(bar):
    bar.show_failure(Unavailable("disk", "Le fichier {name} est pris.", name="dupont.xlsx"))
    bar.more.click()
    copy = bar.findChild(QWidget, "prospects.messages.copy")
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "unavailable: disk" in copied
    assert "dupont" not in copied


def test_retry_is_offered_only_where_it_may_help(bar):
    tried = []
    bar.show_failure(Unavailable("disk", "Le disque ne répond pas."), lambda: tried.append(1))
    assert not bar.retry.isHidden()
    bar.retry.click()
    assert tried == [1]
    assert bar.isHidden()
    bar.show_message("Enregistré.", "ok")
    assert bar.retry.isHidden()


def test_the_nearest_bar_is_found(qtbot, theme):
    outer, inner, leaf = QWidget(), QWidget(), QWidget()
    qtbot.addWidget(outer)
    inner.setParent(outer)
    leaf.setParent(inner)
    assert bar_for(leaf) is None
    outer.messages = MessageBar(parent=outer)
    assert bar_for(leaf) is outer.messages
    inner.messages = MessageBar(parent=inner)
    assert bar_for(leaf) is inner.messages


@pytest.fixture
def line(qtbot, theme):
    made = ProgressLine()
    qtbot.addWidget(made)
    return made


def test_short_work_is_not_shown(line, qtbot):
    ticket = Ticket()
    line.follow(ticket)
    qtbot.wait(BEAT_MS)
    ticket.finish()
    qtbot.wait(PATIENCE_MS)
    assert line.isHidden()


def test_long_work_is_shown_with_its_count_and_can_be_stopped(line, qtbot):
    ticket = Ticket()
    ticket.step(1200, 5000, "Import")
    line.follow(ticket)
    assert line.isHidden()
    qtbot.waitUntil(line.isVisible)
    assert line.label.text() == "Import\u00a0: 1\u202f200 sur 5\u202f000"
    line.stop.click()
    assert ticket.cancelled
    assert line.label.text() == "Arrêt en cours…"
    ticket.finish()
    qtbot.waitUntil(line.isHidden)
