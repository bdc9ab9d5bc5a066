"""The spaces French print asks for, put into texts that were typed with plain ones."""

from __future__ import annotations

import re

_RULES = (
    (re.compile(r" (?=[;!?])"), "\u202f"),
    (re.compile(r" (?=[:»%€])"), "\u00a0"),
    (re.compile(r"(?<=«) "), "\u00a0"),
    (re.compile(r"(?<=n°) |(?<=articles) (?=L\.)|(?<=article) (?=[L\d])|(?<=L\.) "), "\u00a0"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), "\u202f"),
    (
        re.compile(
            r"(?<=[  (]\d) (?=(?:janvier|mars|septembre|mois|jours)\b)|(?<=\d\d) (?=(?:janvier|mars|septembre)\b)"
        ),
        "\u00a0",
    ),
)


def typeset(text: str) -> str:
    """`text` with no-break spaces before « ; : ! ? % € » », after « « » and inside numbers; the length stays."""
    for pattern, space in _RULES:
        text = pattern.sub(space, text)
    return text
