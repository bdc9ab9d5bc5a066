"""Sends a PDF to a printer: its pages are drawn at the printer's resolution, in a lane (X-12)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from prospectdesk.documents.pdf_pages import POINTS
from prospectdesk.domain.errors import Unavailable
from prospectdesk.jobs import letter_pages
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.pdf_view import drawn

FINEST = 300
"""Dots per inch: finer ones need much memory and show nothing more of a letter."""


def printers() -> list[str]:
    """The names of the printers of this computer, for a lane: asking them may take a while."""
    return list(QPrinterInfo.availablePrinterNames())


async def is_ready(desk: Desk, page: QWidget, instead: str) -> bool:
    """Whether there is a printer; the bar of `page` says that there is none, and what to do instead."""
    if await desk.run("net", printers):
        return True
    bar = bar_for(page)
    if bar is not None:
        told = QCoreApplication.translate(
            "Printing", "Aucune imprimante n’est installée sur cet ordinateur\u00a0: {0}"
        )
        bar.show_message(told.format(instead), "warn")
    return False


def a4_printer() -> QPrinter:
    """The default printer, set to whole A4 pages."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    made.setPageOrientation(QPageLayout.Orientation.Portrait)
    made.setFullPage(True)
    made.setPageMargins(QMarginsF(0, 0, 0, 0))
    return made


async def send(desk: Desk, page: QWidget, data: bytes, title: str, printer: QPrinter | None = None) -> None:
    """Asks for the printer and sends the pages of a PDF to it; the bar of `page` says how many went where."""
    target = a4_printer() if printer is None else printer
    if not await ask.answer(dialog(target, page, title, page.objectName())):
        return
    pages = await desk.run("net", paint, target, data, ticket=Ticket())
    bar = bar_for(page)
    if bar is not None:
        text = QCoreApplication.translate("Printing", "{0} page(s) envoyée(s) à {1}")
        bar.show_message(text.format(pages, target.printerName() or "PDF"), "ok")


class PrintDialog(QPrintDialog):
    """The system's window to choose a printer, opened like every other: its class hides `open` behind another one."""

    def open(self, *_receiver: object) -> None:
        """Opens it without waiting."""
        QDialog.open(self)


def dialog(printer: QPrinter, parent: QWidget, title: str, name: str) -> QPrintDialog:
    """The window to choose a printer for what is called `title`."""
    made = PrintDialog(printer, parent)
    made.setObjectName(f"{name}.print_dialog")
    made.setWindowTitle(title)
    made.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    return made


def paint(printer: QPrinter, data: bytes, ticket: Ticket) -> int:
    """Prints the chosen pages of a PDF; answers how many. Raises Unavailable, Cancelled (the printer's job is given up)."""
    sizes = letter_pages.page_sizes(data)
    pages = _chosen(printer, len(sizes))
    painter = QPainter()
    if not painter.begin(printer):
        raise Unavailable("no_printer", "L’imprimante ne répond pas : rien n’a été imprimé.")
    what = QCoreApplication.translate("Letters", "Impression")
    try:
        dots = printer.resolution()
        for done, page in enumerate(pages):
            ticket.step(done, len(pages), what)
            if done:
                printer.newPage()
            width, height = (round(side / POINTS * dots) for side in sizes[page])
            image = drawn(data, page, min(width, round(sizes[page][0] / POINTS * FINEST)))
            painter.drawImage(QRectF(0, 0, width, height), image)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return len(pages)


def _chosen(printer: QPrinter, count: int) -> list[int]:
    """The pages asked for, from 0; the printer's own order and copies are its affair."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    pages = list(range(max(first, 1) - 1, min(last, count)))
    return pages[::-1] if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst else pages
