"""The colours of one theme, read from resources/themes/*.toml; names are those of the design."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from PySide6.QtGui import QColor

from prospectdesk import resources

_LINE = re.compile(r'^(\w+) = "(#[0-9A-Fa-f]{6,8})"$', re.MULTILINE)
"""A colour of a theme: all these files hold beside comments, so that no start reads TOML for them."""


class Tokens:
    """Colours as #RRGGBB (#AARRGGBB for shadow and veil). `name` is light or dark."""

    name: str
    bg: str
    surface: str
    side: str
    hover: str
    border: str
    border_strong: str
    input_edge: str
    text: str
    text_2: str
    text_3: str
    accent: str
    accent_on: str
    accent_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    badge: str
    card_white: str
    card_white_edge: str
    card_orange: str
    card_orange_edge: str
    card_grey: str
    card_grey_edge: str
    card_grey_text: str
    due_future: str
    due_today: str
    due_late: str
    due_very_late: str
    hot: str
    hot_soft: str
    mild: str
    mild_soft: str
    cold: str
    cold_soft: str
    type_client: str
    type_mission: str
    type_contact: str
    type_qualify: str
    type_potential: str
    type_suspect: str
    shadow: str
    veil: str

    def __init__(self, name: str, colours: Mapping[str, str]) -> None:
        missing = set(type(self).__annotations__) ^ {"name", *colours}
        if missing:
            raise ValueError(f"theme {name}: {sorted(missing)}")
        self.__dict__.update(colours, name=name)

    def color(self, name: str) -> QColor:
        """The colour called `name`; keep no copy across a change of theme."""
        return colour_of(getattr(self, name))


@functools.lru_cache(maxsize=256)
def colour_of(code: str) -> QColor:
    """The QColor of a code; shared, so never changed by its users."""
    return QColor(code)


@functools.cache
def load_tokens(name: str) -> Tokens:
    """The colours of the theme "light" or "dark"."""
    return Tokens(name, dict(_LINE.findall(resources.text(f"themes/{name}.toml"))))
