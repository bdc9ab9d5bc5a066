"""A start without a verb is read without the grammar of all verbs, and to the same arguments."""

import subprocess
import sys

import pytest

from prospectdesk.cli.arguments import Usage, build
from prospectdesk.cli.window_options import FLAGS, VALUES, window_options


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--demo"],
        ["--data-dir", "a b", "--profile", "Nora", "--user", "nora"],
        ["--now", "2026-11-23T09:00", "--no-encryption", "--json"],
        ["--passphrase-file", "phrase.txt", "--demo", "--demo"],
        ["--data-dir", "un", "--data-dir", "deux"],
    ],
)
def test_a_start_of_the_window_reads_as_the_whole_grammar_reads_it(words):
    assert vars(window_options(words)) == vars(build().parse_args(words))


@pytest.mark.parametrize(
    "words",
    [["list"], ["--demo", "list"], ["--help"], ["--data-dir"], ["--data-dir", "--demo"], ["--data-dir=x"], ["--dem"],
     ["--", "list"], ["--data-dir", ""], ["liste"], ["-h"]],
)  # fmt: skip
def test_everything_else_is_left_to_the_whole_grammar(words):
    assert window_options(words) is None


def test_both_know_the_same_options():
    known = {option for action in build()._actions for option in action.option_strings}
    assert known - {"-h", "--help"} == {*VALUES, *FLAGS}
    with pytest.raises(Usage):
        build().parse_args(["--data-dir"])


def test_the_grammar_of_verbs_is_not_loaded_for_the_window():
    code = (
        "import sys; from prospectdesk.cli.main import run; "
        "run(['--demo'], window=lambda how: print(how.demo, 'prospectdesk.cli.arguments' in sys.modules), screens=None)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.split() == ["True", "False"]
