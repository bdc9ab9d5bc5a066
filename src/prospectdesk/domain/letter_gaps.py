"""The missing values of a letter in the order they stand on paper, each as often as it is printed (X-10)."""

from __future__ import annotations

from collections.abc import Iterator

from prospectdesk.domain.merge import FIELDS, MISSING, Missing, Template, Values


def gaps(template: Template, values: Values) -> Iterator[Missing | None]:
    """What each "…………" of the merged text stands for, from its first line to its last.

    None: dots that the template or a value holds itself, to be filled in by hand.
    """
    shown: list[bool] = []
    for token in template.tokens:
        if token.kind == "if":
            shown.append(_known(token.value, values))
        elif token.kind == "end":
            shown.pop()
        elif all(shown):
            text = token.kind == "text"
            yield from _dots(token.value) if text else _of(token.kind, token.value, values)


def asked(template: Template) -> tuple[str, ...]:
    """The fields a template looks at, printed or as a condition, in the order of their first use; clauses are none."""
    names = (one.value for one in template.tokens if one.kind in {"field", "table", "if"})
    return tuple(dict.fromkeys(name for name in names if name in FIELDS))


def _of(kind: str, name: str, values: Values) -> Iterator[Missing | None]:
    if not _known(name, values):
        yield Missing(name, FIELDS[name])
    elif name != "missions":
        yield from _dots(values.texts[name])
    elif kind == "field":
        yield from _dots(", ".join(one.label for one in values.missions))
    else:
        named = any(one.named for one in values.missions)
        for one in values.missions:
            yield from _dots(one.label)
            if named:
                yield from _dots(one.performer) if one.performer else [performer(one.label)]


def _dots(text: str) -> list[None]:
    return [None] * text.count(MISSING)


def performer(mission: str) -> Missing:
    """A mission that nobody performs yet, as `merge` names it."""
    return Missing("missions", f"Exécutant de « {mission} »")


def _known(name: str, values: Values) -> bool:
    return bool(values.missions) if name == "missions" else bool(values.texts.get(name, "").strip())
