"""The screens of Prospection for the window: one tab of their own (P-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.domain.people import Person
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page

TAB = "portfolio"
TITLE = str(QT_TRANSLATE_NOOP("Screens", "Prospection"))
ABOUT = str(QT_TRANSLATE_NOOP("Screens", "Qui est autour de vous, qui vous connaissez déjà, et qui recrute."))
ANALYSIS = str(QT_TRANSLATE_NOOP("Screens", "Analyse du portefeuille commercial"))
RECRUITING = str(QT_TRANSLATE_NOOP("Screens", "Recherche d’entreprises qui recrutent"))
TOUR = str(QT_TRANSLATE_NOOP("Screens", "Tournée"))
RESERVED = str(QT_TRANSLATE_NOOP("Screens", "Réservé aux comptes recruteur et administrateur école"))


def _barred(person: Person) -> str:
    return "" if person.prospects else RESERVED


def _home(desk: Desk) -> Page:
    from prospectdesk.ui.portfolio.home_page import HomePage

    return HomePage(desk)


def _analysis(desk: Desk) -> Page:
    from prospectdesk.ui.portfolio.analysis_page import AnalysisPage

    return AnalysisPage(desk)


def _recruiting(desk: Desk) -> Page:
    from prospectdesk.ui.portfolio.recruiting_page import RecruitingPage

    return RecruitingPage(desk)


def _tour(desk: Desk) -> Page:
    from prospectdesk.ui.portfolio.tour import TourPage

    return TourPage(desk)


SCREENS = (
    ScreenSpec(
        TAB, TITLE, "radar", "tools", 10, _home, tab=TAB, service=True, about=ABOUT, barred=_barred,
    ),
    ScreenSpec("portfolio.analysis", ANALYSIS, "map", "hidden", 11, _analysis, tab=TAB, barred=_barred),
    ScreenSpec("portfolio.recruiting", RECRUITING, "megaphone", "hidden", 12, _recruiting, tab=TAB, barred=_barred),
    ScreenSpec("portfolio.tour", TOUR, "route", "hidden", 13, _tour, tab="portfolio.tour"),
)  # fmt: skip
