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
LATER = (
    "queries.home", "ui.home.parts", "queries.pipeline", "ui.pipeline.words",
    "ui.pipeline.model", "ui.pipeline.delegate", "ui.pipeline.drag_hint", "ui.pipeline.column_view",
    "ui.pipeline.lane", "ui.pipeline.zone", "ui.pipeline.board", "ui.pipeline.moves",
    "ui.pipeline.card_menu", "ui.pipeline.export", "ui.pipeline.amount_dialog", "ui.pipeline.filters",
    "queries.new_opportunity", "ui.pipeline.new_opportunity", "ui.pipeline.reading",
    "ui.pipeline.sort_chip", "ui.pipeline.table", "ui.pipeline.page", "domain.reports",
    "queries.reports_scope", "queries.reports_activity", "ui.reports.words", "ui.reports.filters",
    "ui.reports.base", "ui.reports.dashboard", "queries.bonuses", "queries.reports", "queries.reports_tags",
    "ui.kit.charts.data", "ui.kit.charts.table", "ui.kit.charts.scene", "ui.kit.charts.painting",
    "ui.kit.charts.view", "ui.kit.charts.panel", "ui.reports.charts", "ui.reports.tiles", "ui.reports.page",
    "domain.letters", "domain.letter_numbers", "queries.document_list", "ui.documents.page",
    "ui.portfolio.home_page", "commands.portfolio", "ui.portfolio.stored_list", "sheets.columns",
    "ui.imports.words", "ui.imports.history", "ui.imports.drop_zone", "ui.imports.frame",
    "store.import_stage", "commands.import_fates", "commands.import_listing", "sheets.stock_files",
    "ui.imports.work", "ui.imports.page", "ui.imports.sample_table", "ui.imports.stock_panel",
    "ui.imports.file_step", "sync.numbers", "wire.rules", "sync.incoming", "sync.aside", "sync.operations",
    "sync.gestures", "sync.shown", "queries.aside", "sync.settling", "queries.conflicts", "sync.refusals",
    "queries.outbox", "ui.kit.disputes", "ui.sync.words", "ui.sync.facts", "ui.sync.reading",
    "ui.sync.states", "commands.conflicts", "ui.sync.acts", "ui.sync.well_row", "ui.sync.aside_card",
    "ui.kit.choice", "ui.sync.field_row", "ui.sync.conflict_card", "ui.sync.journal_card",
    "ui.sync.refused_card", "ui.sync.tiles", "ui.sync.waiting_card", "ui.sync.page", "ui.settings.part",
    "ui.settings.appearance", "queries.catalogue_uses", "queries.administration", "commands.links",
    "commands.setup", "commands.entry_fields", "commands.catalogues", "ui.settings.form_dialog",
    "ui.settings.entry_dialog", "ui.settings.entry_list", "ui.settings.words", "ui.settings.book_panel",
    "ui.settings.reasons", "ui.settings.administration", "commands.workspace", "jobs.devices",
    "ui.settings.connected", "ui.settings.devices", "ui.settings.potential", "ui.settings.workspace_card",
    "domain.letter_clauses", "domain.merge", "documents.letter_templates", "commands.letter_templates",
    "queries.letter_templates", "documents.pdf_pages", "domain.letter_text", "domain.letter",
    "domain.typography", "documents.letter_merge", "domain.letter_gaps", "queries.letter_window",
    "queries.letters", "jobs.letters", "jobs.letter_pages", "ui.kit.pdf_view", "ui.kit.pdf_bar",
    "ui.kit.pdf_paper", "ui.settings.letter_template_editor", "ui.settings.letter_templates",
)  # fmt: skip
"""Modules of the other screens, after those. Nothing that prints, and none of the services, is loaded for nothing."""


async def load(wanted: tuple[str, ...] = WANTED + LATER) -> None:
    """Imports each module that is not there yet; a pause after each one."""
    await asyncio.sleep(SOON_S)
    for name in wanted:
        if f"prospectdesk.{name}" not in sys.modules:
            importlib.import_module(f"prospectdesk.{name}")
            await asyncio.sleep(PAUSE_S)
