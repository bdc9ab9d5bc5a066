"""French typography of the sentences in the source: finds them, tells what is wrong, sets it right.

`python packaging/typography.py [FILE…]` mends in place (all of src without arguments), `--check` only tells.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAILURES = {"Refused", "Invalid", "Forbidden", "NotFound", "Stale", "BadFile", "Unavailable"}
NO_BREAK = "\u00a0\u202f"
FAULTS = (
    (re.compile(r" [:;!?%€»]"), "an ordinary space before : ; ! ? % € »"),
    (re.compile(rf"«[^{NO_BREAK}]"), "no no-break space after «"),
    (re.compile(rf"[^{NO_BREAK}]»"), "no no-break space before »"),
    (re.compile(r"[\w)][!?](?!\w)|\w;(?!\w)|\w:(?=\s|$)"), "no no-break space before : ; ! ?"),
    (re.compile(r"\d[%€]"), "no no-break space before % or €"),
    (re.compile(r"\w'\w"), "a straight apostrophe"),
    (re.compile(r"\.\.\."), "three dots instead of …"),
)
REPAIRS = (
    (re.compile(r" (?=[:;!?%€»])"), "\u00a0"),
    (re.compile(r"« "), "«\u00a0"),
    (re.compile(r"«(?=[^\u00a0\u202f])"), "«\u00a0"),
    (re.compile(r"(?<=[^\u00a0\u202f])(?=»)"), "\u00a0"),
    (re.compile(r"(?<=[\w)])(?=[!?](?!\w))|(?<=\w)(?=;(?!\w)|:(?=\s|$))"), "\u00a0"),
    (re.compile(r"(?<=\d)(?=[%€])"), "\u00a0"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"\.\.\."), "…"),
)
PLACE = re.compile(r"(\{[^}]*\})")
STAND_IN = "\u0660"  # a digit no French sentence holds


def faults(text: str) -> list[str]:
    """What is wrong with one French string; {places} and web addresses are set aside."""
    if "://" in text:
        return []
    shown = PLACE.sub(STAND_IN, text)
    return [name for rule, name in FAULTS if rule.search(shown)]


def mended(text: str) -> str:
    """The string as French is printed; {places} stay as they are."""
    if "://" in text:
        return text
    places = PLACE.findall(text)
    shown = PLACE.sub(STAND_IN, text)
    for rule, right in REPAIRS:
        shown = rule.sub(right, shown)
    for place in places:
        shown = shown.replace(STAND_IN, place, 1)
    return shown


def called_name(call: ast.Call) -> str:
    """The last name of what is called, "" when it has none."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def sentences(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every sentence for the user: tr("…"), failures, and what a command answers."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name, texts = called_name(call), list[ast.expr]()
        if name == "tr":
            texts = call.args[:1]
        elif name in FAILURES:
            texts = call.args[1:2]
        elif name == "Done":
            named = [word.value for word in call.keywords if word.arg in {"label", "message"}]
            texts = call.args[:1] + named
        for text in texts:
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text


def mended_source(source: str) -> str:
    """A module with its sentences mended, pieces of one literal too; other text is left alone."""
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    raw = b"".join(lines)
    wrong = [node for node in sentences(ast.parse(source)) if faults(str(node.value))]
    for node in sorted(wrong, key=lambda one: (one.lineno, one.col_offset), reverse=True):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        pieces = re.split(r'("(?:[^"\\\n]|\\.)*")', raw[first:last].decode())
        fixed = [f'"{mended(part[1:-1])}"' if part.startswith('"') else part for part in pieces]
        raw = raw[:first] + "".join(fixed).encode() + raw[last:]
    return raw.decode()


def main(arguments: list[str]) -> int:
    """Mends files; with --check prints what is wrong and exits 1."""
    checking = "--check" in arguments
    named = [Path(name) for name in arguments if name != "--check"]
    wrong = 0
    for path in named or sorted((ROOT / "src").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node in sentences(ast.parse(source)):
            for fault in faults(str(node.value)) if checking else ():
                wrong += 1
                print(f"{path}:{node.lineno}: {fault}: {node.value!r}")
        fixed = source if checking else mended_source(source)
        if fixed != source:
            path.write_text(fixed, encoding="utf-8", newline="\n")
            print(f"mended {path}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
