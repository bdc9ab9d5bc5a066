"""What a page makes a part at a time: before it reads, the loop turning in between; all at once where one cannot wait."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import prospectdesk.ui
from prospectdesk.ui.kit.page import Page


class Slow(Page):
    """Three parts, then it reads."""

    def __init__(self, desk):
        self.made = []
        super().__init__(desk, "slow")

    def pieces(self):
        for number in range(3):
            self.made.append(number)
            yield

    async def reload(self):
        self.made.append("read")


@pytest.mark.spec("X-27")
def test_the_parts_of_a_page_are_made_once_and_before_it_reads(demo_desk, rest, qtbot):
    page, hasty = Slow(demo_desk), Slow(demo_desk)
    qtbot.addWidget(page)
    qtbot.addWidget(hasty)
    assert page.made == [], "nothing is made before the page is shown"
    hasty.complete()
    assert hasty.made == [0, 1, 2]
    page.show()
    hasty.show()
    assert page.awaited
    rest(demo_desk)
    assert page.made == hasty.made == [0, 1, 2, "read"]
    page.refresh()
    rest(demo_desk)
    assert page.made == [0, 1, 2, "read", "read"]


def test_every_module_a_page_loads_late_exists():
    root = Path(prospectdesk.ui.__file__).parent
    lists = {path: re.search(r"^LATE = \((.*?)^\)", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
             for path in root.rglob("*.py")}  # fmt: skip
    named = [
        (path.name, name)
        for path, found in lists.items()
        if found
        for name in re.findall(r'"([\w.]+)"', found[1])
    ]
    assert len(named) > 20
    assert [one for one in named if find_spec(f"prospectdesk.{one[1]}") is None] == []
