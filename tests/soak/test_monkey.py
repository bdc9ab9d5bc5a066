"""A monkey at the keys of the real program: no error, no Qt warning, no stuck box, a sound store (X-05, X-28)."""

import pytest
import runs


@pytest.mark.spec("X-05", "X-28")
def test_forty_acts_of_a_monkey_leave_nothing_wrong(tmp_path):
    found = runs.play(tmp_path / "run", seed=4, acts=40)
    assert not found.first, found.told()
    assert len(found.acts) == 40


@pytest.mark.slow
def test_a_run_is_done_again_from_its_list(tmp_path):
    acts = [
        {"do": "open", "name": "prospects"},
        {"do": "click", "at": ["prospects.search", 0, 0.5, 0.5]},
        {"do": "type", "text": "Cycles"},
        {"do": "restart"},
        {"do": "shortcut", "text": "Ctrl+Z"},
    ]
    found = runs.play(tmp_path / "run", seed=1, acts=acts)
    assert not found.first, found.told()
    assert found.acts == acts


@pytest.mark.slow
def test_monkeys_of_many_seeds_leave_nothing_wrong(tmp_path, request):
    option = request.config.getoption
    seeds, acts, first = option("seeds", 10), option("acts", 400), option("first_seed", 100)
    for seed in range(first, first + seeds):
        found = runs.play(tmp_path / f"{seed}", seed=seed, acts=acts)
        if found.first:
            short = runs.shorten(tmp_path / f"{seed}-short", found)
            pytest.fail(f"{found.first}\nshortened from {len(found.acts)} acts:\n{short.told()}")
