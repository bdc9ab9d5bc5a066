"""Opens a web page or a mail program from a sheet, through rebuilt links only (C-05, C-23, SECURITY R7)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.links import mail_link, web_link
from prospectdesk.ui.kit.errors import bar_for


def open_web(widget: QWidget, url: str) -> bool:
    """Opens a https or http page in the browser; when nothing answers the address is copied."""
    return _open(widget, web_link(url), url)


def open_mail(widget: QWidget, address: str) -> bool:
    """Begins a mail in the system's mail program; when nothing answers the address is copied."""
    return _open(widget, mail_link(address), address)


def _open(widget: QWidget, link: str | None, shown: str) -> bool:
    if link is not None and QDesktopServices.openUrl(QUrl(link)):
        return True
    QGuiApplication.clipboard().setText(shown)
    bar = bar_for(widget)
    if bar is not None:
        text = QCoreApplication.translate("Links", "Aucun programme n’a répondu : « {address} » est copié.")
        bar.show_message(text.format(address=shown[:200]))
    return False
