"""Roles of widgets: the words by which the style sheet knows them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


def set_role(widget: QWidget, **properties: str | bool) -> None:
    """Sets dynamic properties (role, tone, invalid, active …) and lets the style sheet look again if need be."""
    others = {name: value for name, value in properties.items() if (widget.property(name) or "") != value}
    if not others:
        return
    for name, value in others.items():
        widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it will look when it is dressed first
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def disable(target: QWidget | QAction, reason: str) -> None:
    """Disables a control and says what enables it (X-05); the reason may never be empty."""
    if not reason:
        raise ValueError("a disabled control needs a reason")
    if target.property("enabled_tip") is None:
        target.setProperty("enabled_tip", target.toolTip())
    target.setEnabled(False)
    target.setToolTip(_tip(reason))
    if isinstance(target, QWidget):
        target.setAccessibleDescription(reason)
    else:
        target.setStatusTip(reason)


def enable(target: QWidget | QAction) -> None:
    """Enables a control again, with the tooltip it had."""
    tip = target.property("enabled_tip")
    target.setEnabled(True)
    if tip is not None:
        target.setToolTip(tip)
        target.setProperty("enabled_tip", None)
    if isinstance(target, QWidget):
        target.setAccessibleDescription("")
    else:
        target.setStatusTip("")


def enable_if(target: QWidget | QAction, allowed: bool, reason: str) -> None:
    """Enables, or disables with the reason."""
    if allowed:
        enable(target)
    else:
        disable(target, reason)


def _tip(text: str) -> str:
    from prospectdesk.ui.kit.labels import plain_tip

    return plain_tip(text)
