"""Makes Qt's enumerations in one go: a start makes 260 of them with 4,000 members, by `enum` one member at a time (ADR 19).

What comes out is what `enum` makes (a test compares every one of them); whatever is not as plain as PySide's goes its way.
"""

from __future__ import annotations

import enum
import sys
from typing import Any

KNOWN = (3, 11)
"""The Python whose `enum` this knows from within; another one makes them by itself."""
PLAIN = {enum.Enum: object, enum.IntEnum: int, enum.Flag: object, enum.IntFlag: int}
"""Kinds PySide makes, and what their members are of."""
KEEP = enum.FlagBoundary.KEEP
SINGLES = hasattr(enum.Flag, "_singles_mask_")
"""Whether this 3.11 keeps the single bits apart; before 3.11.4 (Debian 12 has 3.11.2) they alone are the mask."""
MAPS = {"_member_names_": list, "_member_map_": dict, "_value2member_map_": dict, "_unhashable_values_": list}
OWN = {*MAPS, "__new__", "__module__", "__dict__", "__weakref__"}
_common: dict[Any, dict[str, Any]] = {}
_by_python = vars(enum.EnumType)["_create_"]


def hasten() -> bool:
    """From now on; answers whether this Python is the known one."""
    if sys.version_info[:2] != KNOWN:
        return False
    vars(enum)["EnumType"]._create_ = _create
    return True


def _create(cls: Any, class_name: str, names: Any, **how: Any) -> Any:
    """In the place of EnumType._create_: PySide's lists of (name, number) are taken, nothing else."""
    of = PLAIN.get(cls)
    told = how.get("qualname") or how.get("type") or how.get("boundary") is not KEEP
    if of is None or told or type(names) is not list or not _all_plain(cls, names):
        return _by_python(cls, class_name, names, **how)
    made = _empty(cls, class_name, how.get("module") or _asking())
    _fill(made, names, of)
    if issubclass(cls, enum.Flag):
        _mask(made)
    return made


def _asking() -> str | None:
    """The module that asked for the class, as `enum` finds it: beyond _create and EnumType.__call__."""
    frame = sys._getframe(3)  # noqa: SLF001 - there is no other way
    name: str | None = frame.f_globals.get("__name__")
    return name


def _empty(cls: Any, class_name: str, module: str | None) -> Any:
    """The class without members: everything that is the same in all of a kind is copied from the first one."""
    common = _common.get(cls)
    if common is None:
        first = _by_python(cls, "First", [], module=__name__, boundary=KEEP)
        common = _common[cls] = {name: value for name, value in vars(first).items() if name not in OWN}
    own: dict[str, Any] = {name: kind() for name, kind in MAPS.items()}
    made = type.__new__(enum.EnumType, class_name, (cls,), {**common, **own, "__module__": module})
    type.__setattr__(made, "__new__", enum.Enum.__new__)
    return made


def _all_plain(cls: Any, names: list[Any]) -> bool:
    """Whether these are pairs of a word and a number, none of which has a meaning of its own in the class."""
    taken = _TAKEN[cls]
    return all(
        type(one) is tuple
        and len(one) == 2
        and type(one[1]) is int
        and one[0] not in taken
        and one[0][:1] != "_"
        for one in names
    ) and len({one[0] for one in names}) == len(names)


_TAKEN = {cls: frozenset({*dir(cls), "mro", "name", "value"}) for cls in PLAIN}


def _fill(made: Any, names: list[tuple[str, int]], of: type) -> None:
    """Members, aliases and the maps by name and by value, as _proto_member.__set_name__ does for each."""
    by_name, by_value, order = made._member_map_, made._value2member_map_, made._member_names_
    flags, put = issubclass(made, enum.Flag), type.__setattr__
    for name, value in names:
        member: Any = by_value.get(value)
        if member is None:
            member = object.__new__(made) if of is object else of.__new__(made, value)
            member._value_ = value
            member._name_ = name
            member.__objclass__ = made
            member._sort_order_ = len(order)
            by_value[value] = member
            if not flags or (value > 0 and not value & (value - 1)):
                order.append(name)
        put(made, name, member)
        by_name[name] = member


def _mask(made: Any) -> None:
    """What a Flag knows of its bits, and in which order they are told."""
    every = single = 0
    for value in made._value2member_map_:
        every |= value
        if value > 0 and not value & (value - 1):
            single |= value
    made._all_bits_ = 2 ** every.bit_length() - 1
    if SINGLES:
        made._flag_mask_, made._singles_mask_ = every, single
    else:
        made._flag_mask_ = single
    told = [made._member_map_[name]._value_ for name in made._member_names_]
    if told != sorted(told):
        made._iter_member_ = made._iter_member_by_def_
