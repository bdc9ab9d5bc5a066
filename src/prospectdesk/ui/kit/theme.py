"""The look of the program: palette, style sheet, fonts, sizes. The only caller of setStyleSheet (HOUSE)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import Template
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from prospectdesk import resources
from prospectdesk.ui.kit.tokens import Tokens, load_tokens

Mode = Literal["light", "dark", "system"]
Density = Literal["comfortable", "compact"]
SIZES = {"caption": 11, "secondary": 12, "body": 13, "section": 15, "palette": 18, "title": 20, "figure": 24}
ROW_HEIGHTS = {"comfortable": 44, "compact": 32}
CONTROL_HEIGHT = 32
TEXT_PERCENTS = (90, 150)
BUNDLED_FONTS = ("fonts/Inter_400Regular.ttf", "fonts/Inter_600SemiBold.ttf")
STYLE, STYLED = "Fusion", "styled"
"""Qt's own drawing, and the property of an application that was begun with it."""
MARKS = ("check", "part", "dot", "down", "up")
PALETTE = {
    "Window": "bg", "WindowText": "text", "Base": "surface", "AlternateBase": "bg", "Text": "text",
    "Button": "surface", "ButtonText": "text", "BrightText": "bad", "ToolTipBase": "surface",
    "ToolTipText": "text", "Highlight": "accent", "HighlightedText": "accent_on", "Link": "accent",
    "LinkVisited": "accent", "PlaceholderText": "text_3", "Light": "hover", "Midlight": "border",
    "Mid": "border", "Dark": "border_strong", "Shadow": "border_strong", "Accent": "accent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chooses: mode, density, text size in percent (90 to 150), font (None: the system's)."""

    mode: Mode = "system"
    density: Density = "comfortable"
    text_percent: int = 100
    family: str | None = None


class Theme(QObject):
    """Colours, fonts and sizes in force; `changed` is emitted each time the program was dressed anew."""

    changed = Signal()

    def __init__(self, app: QApplication | None = None, look: Look | None = None) -> None:
        super().__init__(app)
        self._app = app
        self.look = look or Look("light")
        self.dark = False
        self._forget(load_tokens("light"))
        if app is not None:
            _current[:] = [self]
            if not app.property(STYLED):
                app.setStyle(STYLE)
            hints = app.styleHints()  # a chained temporary would be deleted under us
            hints.colorSchemeChanged.connect(self._system_changed)
            self.apply(self.look)

    # what widgets ask ----------------------------------------------------------------------
    def color(self, token: str) -> QColor:
        """The colour of a token ("text_2"; "text-2" is taken too); shared, never changed by its users."""
        return self.tokens.color(token.replace("-", "_"))

    def px(self, size: int) -> int:
        """A length in pixels that follows the text size."""
        return max(1, round(size * self.look.text_percent / 100))

    def font(self, role: str = "body", bold: bool = False) -> QFont:
        """The font of a role of SIZES, made once per theme; bold is weight 600."""
        return self._font(role, bold)[0]

    def metrics(self, role: str = "body", bold: bool = False) -> QFontMetrics:
        """The measures of that font, made once per theme."""
        return self._font(role, bold)[1]

    def _font(self, role: str, bold: bool) -> tuple[QFont, QFontMetrics]:
        found = self._fonts.get((role, bold))
        if found is None:
            font = QFont(QApplication.font())
            if self.look.family:
                font.setFamily(self.look.family)
            font.setPixelSize(self.px(SIZES[role]))
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            found = self._fonts[role, bold] = (font, QFontMetrics(font))
        return found

    @property
    def row_height(self) -> int:
        """Height of a table row, in pixels."""
        height = ROW_HEIGHTS[self.look.density]
        return max(height, self.px(height))

    @property
    def control_height(self) -> int:
        """Height of buttons and fields, in pixels."""
        return max(CONTROL_HEIGHT, self.px(CONTROL_HEIGHT))

    # what the program does -----------------------------------------------------------------
    def apply(self, look: Look) -> None:
        """Dresses the whole program; the mode "system" also follows later changes of the system."""
        low, high = TEXT_PERCENTS
        self.look = replace(look, text_percent=min(high, max(low, look.text_percent)))
        if self._app is not None:
            self._force_frame(self._app)
            self._dress(self._app)

    def _force_frame(self, app: QApplication) -> None:
        """Title bars and native dialogs follow (Windows 10 ignores this, so the palette is set too)."""
        hints = app.styleHints()
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        wanted = schemes.get(self.look.mode)
        if wanted is None:
            hints.unsetColorScheme()
        elif hints.colorScheme() != wanted:
            hints.setColorScheme(wanted)

    def _system_changed(self) -> None:
        if self.look.mode == "system" and self._app is not None:
            self._dress(self._app)

    def _dress(self, app: QApplication) -> None:
        hints = app.styleHints()
        system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        self.dark = self.look.mode == "dark" or (self.look.mode == "system" and system_dark)
        self._forget(load_tokens("dark" if self.dark else "light"))
        app.setPalette(self.palette())
        app.setFont(self.font())
        QDir.setSearchPaths("look", [str(resources.path("themes/marks"))])
        app.setStyleSheet(
            ""
        )  # ten times cheaper than replacing one: that repolishes each widget for each ancestor
        app.setStyleSheet(self.sheet())
        self.changed.emit()

    def _forget(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._fonts: dict[tuple[str, bool], tuple[QFont, QFontMetrics]] = {}

    def sheet(self) -> str:
        """base.qss with the tokens and sizes in force."""
        values: dict[str, object] = dict(vars(self.tokens))
        values |= {f"f{size}": self.px(size) for size in SIZES.values()}
        values |= {f"mark_{name}": f"url(look:{name}-{self.tokens.name}.svg)" for name in MARKS}
        values |= {"inner": self.control_height - 2, "inner2": self.control_height - 4}
        values["accent_hover"] = mixed(self.color("accent"), self.color("text"), 0.15).name()
        return Template(resources.text("themes/base.qss")).substitute(values)

    def palette(self) -> QPalette:
        """The palette of the tokens, for what no style sheet reaches."""
        made = QPalette()
        for name, token in PALETTE.items():
            made.setColor(QPalette.ColorRole[name], self.color(token))
        for name in ("WindowText", "Text", "ButtonText"):
            made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[name], self.color("text_3"))
        return made


_current: list[Theme] = []


def current() -> Theme:
    """The theme of the program: one, like the QApplication it dresses; a light one before there is any."""
    if not _current:
        _current.append(Theme())
    return _current[0]


def tokens() -> Tokens:
    """The colours in force."""
    return current().tokens


def fonts(role: str = "body", bold: bool = False) -> QFont:
    """The font of a role in force."""
    return current().font(role, bold)


def metrics(role: str = "body", bold: bool = False) -> QFontMetrics:
    """The measures of a role's font in force."""
    return current().metrics(role, bold)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with `share` (0…1) of `other` in it."""
    return QColor.fromRgbF(
        one.redF() * (1 - share) + other.redF() * share,
        one.greenF() * (1 - share) + other.greenF() * share,
        one.blueF() * (1 - share) + other.blueF() * share,
    )


def bundled_family() -> str:
    """Loads the shipped Inter and answers its name: pictures of tests, systems without a font of their own."""
    if "Inter" not in QFontDatabase.families():
        for name in BUNDLED_FONTS:
            QFontDatabase.addApplicationFont(str(resources.path(name)))
    return "Inter"
