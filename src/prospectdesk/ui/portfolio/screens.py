"""The screens of Prospection for the window."""

from __future__ import annotations

from prospectdesk.ui.kit.screen import ScreenSpec

SCREENS: tuple[ScreenSpec, ...] = ()
