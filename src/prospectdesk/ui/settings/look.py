"""The look a person chose: read from and kept in the preferences `ui.*`, applied at once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.theme import Density, Look, Mode

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk

PREFIX = "ui."


def look_of(kept: Mapping[str, Any], before: Look) -> Look:
    """The look of kept preferences; what is missing or makes no sense stays as `before`."""
    mode, density, text = kept.get("ui.theme"), kept.get("ui.density"), kept.get("ui.text")
    return replace(
        before,
        mode=cast(Mode, mode) if mode in {"light", "dark", "system"} else before.mode,
        density=cast(Density, density) if density in {"comfortable", "compact"} else before.density,
        text_percent=text if isinstance(text, int) else before.text_percent,
    )


def choose(desk: Desk, **changes: Any) -> None:
    """Applies a change of mode, density or text_percent at once and keeps it."""
    now = theme.current()
    now.apply(replace(now.look, **changes))
    look = now.look
    values = {"ui.theme": look.mode, "ui.density": look.density, "ui.text": look.text_percent}
    desk.spawn(None, keep(desk, values))


async def keep(desk: Desk, values: dict[str, Any]) -> None:
    """Keeps preferences; no step of the history."""
    from prospectdesk.commands.drafts import SaveSettings  # late: the window is painted before commands load

    await desk.write(functools.partial(desk.bus.do, SaveSettings(values=values)))
