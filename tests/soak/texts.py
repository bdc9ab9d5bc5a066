"""What the monkey types: French as people write it, and what breaks careless programs."""

from __future__ import annotations

MARK = "¤"
"""In every hostile text: what is shown with it was typed, and is not judged as our own wording."""

FRENCH = (
    "Rappeler Mme Lefèvre jeudi matin", "Très intéressée, budget à confirmer", "L’Étoile d’Or", "Guén", "œuvre",
    "Cycles", "boulangerie", "ugo", "3/12", "25/11/2026", "demain", "31/02/2026", "14:30", "9h", "24", "2400", "2 400,50",
    "1,5", "0", "-7", "35000", "Rennes", "Bruz", "02 99 31 00 00", "06.12.34.56.78", "yann@legoff.example", "pas un courriel",
    "00010003200010", "000 100 032 00010", "47.64Z", "https://example.org", "a", "é", "Ça", "Ancien", "Prix", "30",
)  # fmt: skip
HOSTILE = tuple(
    f"{MARK}{text}"
    for text in (
        "<b>gras</b><img src=x>", "{0} {nom} {{nom}} %s %n", "'; DROP TABLE company; --", "\\\\\\", "&&&", "\u202eretourné", "😀🧑\u200d🚒",
        "\t tab", "a\u0301\u0302\u0303", "مرحبا", "%", "_", '"guillemets"', "(((", "[*?", "=1+1", "NULL", "1e400", "٣",
        "９", "\u200b", "\u00a0", "x" * 300, "mot " * 400, "99999999999999999999", "1/1/0001", "31/12/9999", "-0,0", "½",
    )
)  # fmt: skip
TOLD = (
    r"\{(?![xyz]\})\w*\}", r"%n\b", r"\bNone\b", r"\bnan\b", r"\bTrue\b|\bFalse\b", r"Traceback", r"\b\w+(?:Error|Exception)\b",
    r"<[a-zA-Z_.]+ object|<class", r"\w +[:;!?%€](?:\s|$)", r"« |\w »",
)  # fmt: skip
"""Patterns no sentence of the program may match; spaces are plain ones here."""
