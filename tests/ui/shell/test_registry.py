"""Every page package is registered, under the names of the command line, with icons that exist."""

from importlib import import_module
from pathlib import Path

from prospectdesk import resources, ui
from prospectdesk.ui.shell.registry import PACKAGES, in_group, screens

KNOWN = {
    "home", "suspects", "relances", "opportunities", "prospects", "leads", "alerts", "dashboard", "tools",
    "settings", "sheet", "sheet.file", "sheet.contacts", "sheet.dossiers", "sheet.follow_ups", "sheet.history",
    "sheet.timeline", "sheet.relance", "sheet.note", "sheet.call", "sheet.mail", "prospects.new",
    "prospects.advanced", "opportunities.list", "leads.cockpit", "alerts.rules", "import", "portfolio",
    "portfolio.analysis", "portfolio.recruiting", "portfolio.tour", "people", "campaigns", "letters", "outbox", "sync",
    "notifications", "reports", "palette", "first_run", "sign_in", "gallery", "documents",
}  # fmt: skip


def test_every_package_with_screens_is_registered():
    folder = Path(ui.__path__[0])
    there = {path.parent.name for path in folder.glob("*/screens.py")}
    assert there == {package.__name__.split(".")[-2] for package in PACKAGES}
    for name in there:
        for spec in import_module(f"prospectdesk.ui.{name}.screens").SCREENS:
            assert screens()[spec.name] is spec


def test_screens_bear_the_names_of_the_command_line():
    unknown = {name for name in screens() if name not in KNOWN and not name.startswith("settings.")}
    assert unknown == set()


def test_every_screen_has_a_title_and_an_icon():
    for spec in screens().values():
        assert spec.label
        assert resources.text(f"icons/{spec.icon}.svg")


def test_the_settings_come_in_the_order_of_the_design():
    assert [one.name for one in in_group("settings")] == [
        "settings.appearance", "settings.profile", "settings.stages", "settings.reasons", "settings.letter_templates",
        "settings.map", "settings.services", "settings.administration", "settings.users", "settings.shortcuts", "settings.about",
    ]  # fmt: skip
