"""The only door through which a link leaves the program (SECURITY R7): rebuilt, never taken as given."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.domain import links
from prospectdesk.ui.kit.errors import bar_for


def open_web(widget: QWidget, url: str) -> bool:
    """Opens a http(s) address in the browser; whether it was let out."""
    return _open(widget, links.web_link(url), url)


def open_mail(widget: QWidget, address: str) -> bool:
    """Opens the mail program for one address, nothing filled in."""
    return _open(widget, links.mail_link(address), address)


def call(widget: QWidget, e164: str, shown: str = "") -> bool:
    """Dials a stored number (tel:); where nothing answers, the number is copied and this is said."""
    return _open(widget, links.tel_link(e164), shown or e164)


def _open(widget: QWidget, link: str | None, shown: str) -> bool:
    if link is not None and QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode)):
        return True
    QGuiApplication.clipboard().setText(shown)
    bar = bar_for(widget)
    if bar is not None:
        said = QCoreApplication.translate(
            "Links", "Aucun programme n’a ouvert ce lien : « {0} » a été copié."
        )
        bar.show_message(said.format(shown), "warn")
    return False
