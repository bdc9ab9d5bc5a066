"""Loads what is likely to be wanted next while nobody waits: one module at a time, between two turns of the loop."""

from __future__ import annotations

import asyncio
import importlib
import sys

SOON_S, PAUSE_S = 0.5, 0.02
WANTED = (
    "commands.values", "commands.company_fields", "commands.find", "commands.companies", "commands.routines",
    "commands.timeline", "domain.nomenclature", "geo.names", "geo.reference", "queries.companies",
    "queries.contacts", "queries.dossiers", "queries.non_conformities", "queries.relances", "queries.timeline",
    "queries.missions", "queries.dossier_choices", "sheets.cells", "sheets.source", "sheets.xlsx_writer",
    "sheets.tables", "sheets.vcards", "commands.contacts", "commands.contact_states", "commands.books",
    "commands.dossier_rows", "commands.dossiers", "commands.dossier_twins", "commands.dossier_outcomes",
    "commands.missions", "commands.follow_ups", "commands.follow_up_states", "commands.drafts",
    "ui.kit.reasons", "ui.kit.dates", "ui.forms.ui_companies_file", "ui.forms.ui_companies_contact",
    "ui.companies.place_field", "ui.companies.contact_card", "ui.companies.facts", "ui.companies.header",
    "ui.companies.dispute_marks", "ui.companies.file_tab", "ui.companies.contacts_tab",
    "ui.companies.establishments", "ui.dossiers.inputs", "ui.dossiers.grid", "ui.dossiers.form",
    "ui.dossiers.opportunity", "ui.dossiers.placements", "ui.dossiers.pane", "ui.relances.moment",
    "ui.relances.plan_form", "ui.relances.follow_up_form", "ui.relances.pane", "ui.timeline.call_body",
    "ui.timeline.delegate", "ui.timeline.composer", "ui.timeline.pane", "ui.companies.news_panels",
    "ui.companies.sheet_body", "ui.companies.sheet", "ui.shell.spare", "ui.relances.page", "ui.home.page",
    "ui.kit.map.camera", "ui.kit.map.cloud", "ui.kit.map.land", "ui.kit.map.symbols", "ui.kit.map.ground",
    "ui.kit.map.marks", "ui.kit.map.circle", "ui.kit.map.overlay", "ui.kit.map.canvas", "ui.kit.map.view",
    "domain.portfolio", "commands.lists", "queries.portfolio_stored", "ui.portfolio.rows", "ui.portfolio.table",
    "ui.portfolio.result", "ui.portfolio.row_strip", "ui.portfolio.follow", "ui.portfolio.acts",
    "ui.portfolio.compare", "ui.portfolio.kept", "ui.portfolio.inputs", "ui.portfolio.exporting",
    "ui.portfolio.search_page", "ui.portfolio.analysis_page",
)  # fmt: skip
"""Modules of a sheet, of the follow-ups, of the home screen and of the analysis, in the order they need each other."""


async def load(wanted: tuple[str, ...] = WANTED) -> None:
    """Imports each module that is not there yet; a pause after each one."""
    await asyncio.sleep(SOON_S)
    for name in wanted:
        if f"prospectdesk.{name}" not in sys.modules:
            importlib.import_module(f"prospectdesk.{name}")
            await asyncio.sleep(PAUSE_S)
