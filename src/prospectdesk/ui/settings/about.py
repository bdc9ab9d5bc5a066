"""À propos: version, licences of what the program brings along, sources of its data."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion

from prospectdesk import __version__
from prospectdesk.geo.reference import Source
from prospectdesk.ui.kit import links
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.settings.part import SettingsPart

LICENCES = (
    ("Qt for Python (PySide6)", "LGPL-3.0", "https://doc.qt.io/qtforpython-6/"),
    ("Lucide", "ISC", "https://lucide.dev/license"),
    ("Inter", "SIL OFL 1.1", "https://github.com/rsms/inter"),
    ("SQLCipher", "BSD-3-Clause", "https://www.zetetic.net/sqlcipher/"),
    ("SQLAlchemy", "MIT", "https://www.sqlalchemy.org/"),
    ("NumPy", "BSD-3-Clause", "https://numpy.org/"),
)
"""Name, licence, home of the parts a user sees or that ask to be named."""


class AboutPage(SettingsPart):
    """The page `settings.about`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings.about")
        grid = self.card(self.tr("ProspectDesk"))
        self.line(grid, self.tr("Version"), __version__, "settings.about.version")
        self.line(grid, self.tr("Qt"), str(qVersion()), "settings.about.qt")
        self.line(grid, self.tr("Python"), platform.python_version(), "settings.about.python")
        grid = self.card(self.tr("Licences"))
        for name, licence, home in LICENCES:
            row = grid.rowCount()
            grid.addWidget(Label(name), row, 0)
            grid.addWidget(self._link(licence, home, f"settings.about.licence.{row}"), row, 1)
        self._sources = self.card(self.tr("Sources des données"))
        self.end()

    def _link(self, text: str, home: str, name: str) -> Button:
        button = Button(text, role="link", name=name, tip=home)
        button.clicked.connect(lambda _checked=False: links.open_web(self, home))
        return button

    async def reload(self) -> None:
        """Reads where the shipped data come from."""
        if self._sources.count():
            return
        from prospectdesk.geo.reference import sources

        for one in await self.desk.run("read", sources):
            self._add(one)

    def _add(self, one: Source) -> None:
        row = self._sources.rowCount()
        what = Label(one.what, wrap=True)
        terms = self.tr("{author} · {licence} · {changes}").format(
            author=one.author, licence=one.licence, changes=one.changes
        )
        self._sources.addWidget(self._link(one.name, one.homepage, f"settings.about.source.{row}"), row, 0)
        self._sources.addWidget(what, row, 1)
        self._sources.addWidget(Label(terms, "secondary", wrap=True), row + 1, 1)
