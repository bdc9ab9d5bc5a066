"""Calls that have one home, or none: modal loops, style sheets, the machine's clock, print."""

import ast

CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime", "QDate.currentDate", "QDateTime.currentDateTime",
    "QDateTime.currentDateTimeUtc", "QDateTime.currentMSecsSinceEpoch", "QTime.currentTime",
}  # fmt: skip
CLOCK_HOMES = ("src/prospectdesk/domain/clock.py", "src/prospectdesk/domain/ids.py")
SQL_CLOCKS = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "'now'", "unixepoch()")


def dotted(node):
    """The last two names of what is called: `datetime.now` of `dt.datetime.now()`."""
    if isinstance(node, ast.Attribute):
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        return f"{name}.{node.attr}"
    return getattr(node, "id", "")


def called(source, *names):
    """Calls of a function or method with one of these last names."""
    return [
        source.at(call, f"calls {dotted(call.func)}")
        for call in source.calls()
        if dotted(call.func).rpartition(".")[2] in names
    ]


def modal_loops(source):
    return called(source, "exec", "exec_") if source.under("ui", "app") else []


def style_sheets(source):
    return [] if source.place.endswith("ui/kit/theme.py") else called(source, "setStyleSheet")


def machine_clocks(source):
    if source.place in CLOCK_HOMES:
        return []
    found = [
        source.at(call, f"calls {dotted(call.func)}")
        for call in source.calls()
        if dotted(call.func) in CLOCKS
    ]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            asked = any(sign in node.value for sign in SQL_CLOCKS)
            found += [source.at(node, "asks SQL for the time")] if asked else []
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [source.at(node, "imports it bare") for name in node.names if name.name == "time"]
    return found


def prints(source):
    return [] if source.under("cli") else [line for line in called(source, "print") if ".print" not in line]


def test_nothing_blocks_the_window_in_a_modal_loop(product, example, held):
    bad = "dialog.exec()\nmenu.exec_(pos)\nexec('x')\n"
    assert len(modal_loops(example("src/prospectdesk/ui/leads/page.py", bad))) == 3
    held(modal_loops, product)


def test_only_the_theme_sets_style_sheets(product, example, held):
    assert style_sheets(example("src/prospectdesk/ui/leads/page.py", "self.setStyleSheet('x')"))
    assert not style_sheets(example("src/prospectdesk/ui/kit/theme.py", "app.setStyleSheet('x')"))
    held(style_sheets, product)


def test_time_comes_from_the_injected_clock(product, example, held):
    bad = "datetime.now(UTC)\ndt.date.today()\ntime.time()\nQDate.currentDate()\nx = 'at = CURRENT_DATE'\n"
    assert len(machine_clocks(example("src/prospectdesk/store/x.py", bad))) == 5
    assert machine_clocks(example("src/prospectdesk/store/x.py", "from time import time\n"))
    assert not machine_clocks(example("src/prospectdesk/jobs/x.py", "time.monotonic()\nclock.now()\n"))
    held(machine_clocks, product)


def test_only_the_command_line_prints(product, example, held):
    assert prints(example("src/prospectdesk/ui/x.py", "print('x')"))
    assert not prints(example("src/prospectdesk/cli/x.py", "print('x')"))
    held(prints, product)
