"""Buttons: with text, with an icon only, with a menu; the keyboard ring appears by Tab, not by mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.roles import set_role

ICON_ROLES = {"primary": "accent_on", "danger": "surface", "link": "accent"}


class Button(QPushButton):
    """A button. `role`: primary (one per screen), danger, flat, link or nothing; `on` is its slot."""

    def __init__(
        self, text: str, icon: str = "", role: str = "", *, name: str = "", tip: str = "",
        on: Callable[[], object] | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(text.replace("&", "&&"), parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if role == "link" else Qt.CursorShape.ArrowCursor)
        self.setAutoDefault(False)
        self.setIconSize(QSize(22 if text else 16, 16))  # wider than high: air before the text
        if name:
            self.setObjectName(name)
        if role:
            self.setProperty("role", role)
        if tip:
            self.setToolTip(plain_tip(tip))
        if icon:
            self.set_icon(icon)
        if text:
            self.setAccessibleName(text)
        if on is not None:
            self.clicked.connect(lambda _checked=False: on())

    def set_icon(self, icon: str, role: str = "") -> None:
        """Another icon, in the button's own colour unless `role` names one."""
        set_icon(self, icon, role or ICON_ROLES.get(str(self.property("role") or ""), "text_2"))

    def set_text(self, text: str) -> None:
        """Another text, & shown as it is."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)

    def set_role(self, role: str) -> None:
        """Another role."""
        set_role(self, role=role)


class IconButton(Button):
    """A square button with an icon only; its tooltip is also its accessible name."""

    def __init__(
        self, icon: str, tip: str, *, name: str = "", icon_role: str = "text_2",
        on: Callable[[], object] | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("", role="icon", name=name, tip=tip, on=on, parent=parent)
        set_icon(self, icon, icon_role)
        self.setAccessibleName(tip)


class MenuButton(Button):
    """A button that opens a menu; fill `menu_items`."""

    def __init__(
        self, text: str, icon: str = "", role: str = "", *, name: str = "", tip: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(text, icon, role, name=name, tip=tip, parent=parent)
        self.menu_items = QMenu(self)
        self.setMenu(self.menu_items)
        self.setProperty("opens", "menu")
        if not text:
            self.setAccessibleName(tip)
