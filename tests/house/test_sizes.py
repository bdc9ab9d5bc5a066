"""Small and named after the noun: modules of 400 lines, functions of 40, a docstring on top."""

import ast

MODULE_LINES = 400
FUNCTION_LINES = 40
DOCSTRING_LINES = 3


def long_modules(source):
    lines = len(source.text.splitlines())
    return [f"{source.place}: {lines} lines"] if lines > MODULE_LINES else []


def long_functions(source):
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                found.append(source.at(node, f"{node.name} has {lines} lines"))
    return found


def wordy_openings(source):
    opening = ast.get_docstring(source.tree) or ""
    lines = [line for line in opening.splitlines() if line.strip()]
    return [] if 1 <= len(lines) <= DOCSTRING_LINES else [f"{source.place}: opens with {len(lines)} lines"]


def test_every_module_has_at_most_400_lines(sources, example, held):
    assert long_modules(example("a.py", "x = 1\n" * 401))
    held(long_modules, sources)


def test_every_function_has_at_most_40_lines(sources, example, held):
    assert long_functions(example("a.py", "def f():\n" + "    x = 1\n" * 40))
    assert not long_functions(example("a.py", "def f():\n" + "    x = 1\n" * 39))
    held(long_functions, sources)


def test_every_module_says_in_one_to_three_lines_what_it_is_for(product, example, held):
    assert wordy_openings(example("a.py", "x = 1\n"))
    assert wordy_openings(example("a.py", '"""One\n\ntwo\nthree\nfour."""\n'))
    held(wordy_openings, product)
