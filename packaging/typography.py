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
LOOSE = slice(3)
"""Of faults and repairs: what holds for any French text, whatever it is for."""
FRENCH = re.compile(r"[éèêàùçôîïûœÉÀÊÇ«»’…]|(?<=[\w)\u0660]) :(?=\s|$)|^ :")
OTHER = re.compile(r"\b(SELECT|UPDATE|DELETE|INSERT|CREATE|MATCH|FROM)\b|://|\\|[(\[]\?|: [(\"]|_\w+ :|^\w+/")
"""No sentences: SQL, full-text queries, addresses, patterns."""
SPEAKING = ("app", "cli", "jobs", "sheets", "sync", "ui")
"""Packages all of whose French is only shown. What commands store may be written by the centre too, letter by letter."""
PLACE = re.compile(r"(\{[^}]*\})")
STAND_IN = "\u0660"  # a digit no French sentence holds


def faults(text: str) -> list[str]:
    """What is wrong with one French string; {places} and web addresses are set aside."""
    if "://" in text:
        return []
    shown = PLACE.sub(STAND_IN, text)
    return [name for rule, name in FAULTS if rule.search(shown)]


def mended(text: str, repairs: slice = slice(None)) -> str:
    """The string as French is printed; {places} stay as they are."""
    if "://" in text:
        return text
    places = PLACE.findall(text)
    shown = PLACE.sub(STAND_IN, text)
    for rule, right in REPAIRS[repairs]:
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


def written(node: ast.AST) -> str:
    """The text of a literal, a {} for what an f-string fills in; "" for any other node."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) or "{}" for part in node.values)
    return ""


def other_texts(tree: ast.AST) -> Iterator[ast.expr]:
    """Every other French text of a module, f-strings too; docstrings and what is no sentence are set aside."""
    aside = {id(node) for node in sentences(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            aside.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            aside |= {id(part) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        shown = PLACE.sub(STAND_IN, written(node))
        if shown and id(node) not in aside and FRENCH.search(shown) and not OTHER.search(shown):
            assert isinstance(node, ast.expr)  # only literals have a text
            yield node


def is_speaking(place: str) -> bool:
    """Whether every French text of a module is looked at, by its path."""
    return any(f"prospectdesk/{package}/" in place for package in SPEAKING)


def faulty(tree: ast.AST, loose: bool = False) -> Iterator[tuple[ast.expr, str, slice]]:
    """Every literal that is not set as French is printed, with what is wrong and the repairs it wants."""
    for node in sentences(tree):
        yield from ((node, fault, slice(None)) for fault in faults(written(node)))
    for node in other_texts(tree) if loose else ():
        shown = PLACE.sub(STAND_IN, written(node))
        yield from ((node, name, slice(4)) for rule, name in FAULTS[LOOSE] if rule.search(shown))


def mended_source(source: str, loose: bool = False) -> str:
    """A module with its sentences mended, pieces of one literal too; other text is left alone."""
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    raw = b"".join(lines)
    wrong = {id(node): (node, repairs) for node, _fault, repairs in faulty(ast.parse(source), loose)}.values()
    for node, repairs in sorted(wrong, key=lambda one: (one[0].lineno, one[0].col_offset), reverse=True):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        pieces = re.split(r'("(?:[^"\\\n]|\\.)*")', raw[first:last].decode())
        fixed = [f'"{mended(part[1:-1], repairs)}"' if part.startswith('"') else part for part in pieces]
        raw = raw[:first] + "".join(fixed).encode() + raw[last:]
    return raw.decode()


def main(arguments: list[str]) -> int:
    """Mends files; with --check prints what is wrong and exits 1."""
    checking = "--check" in arguments
    named = [Path(name) for name in arguments if name != "--check"]
    wrong = 0
    for path in named or sorted((ROOT / "src").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node, fault, _repairs in (
            faulty(ast.parse(source), is_speaking(path.as_posix())) if checking else ()
        ):
            wrong += 1
            print(f"{path}:{node.lineno}: {fault}: {written(node)!r}")
        fixed = source if checking else mended_source(source, is_speaking(path.as_posix()))
        if fixed != source:
            path.write_text(fixed, encoding="utf-8", newline="\n")
            print(f"mended {path}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
