"""Calls a company from its row: the softphone gets the number, the call editor opens beside it (C-38, C-40)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.links import tel_link
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.format import phone


def call(desk: Desk, widget: QWidget, company: int, number: str) -> None:
    """Dials a stored number; where nothing answers the number is copied and the screen says so."""
    link = tel_link(number)
    if link is None or not QDesktopServices.openUrl(QUrl(link)):
        QGuiApplication.clipboard().setText(phone(number))
        bar = bar_for(widget)
        if bar is not None:
            text = QCoreApplication.translate(
                "Calling", "Aucun logiciel de téléphonie n’a répondu\u00a0: le numéro {number} est copié."
            )
            bar.show_message(text.format(number=phone(number)))
    desk.float("sheet.call", company, number=number)
