"""Sorting by a column of numbers: one radix pass, few early outliers, empty values last."""

from __future__ import annotations

import numpy as np
import pytest

from prospectdesk.queries.prospects_columns import _sorted
from prospectdesk.store.column_sql import NONE

KEYS = (
    pytest.param(lambda draw: draw.integers(-90, 20_000, 400), id="within 16 bits"),
    pytest.param(
        lambda draw: np.append(draw.integers(-90, 20_000, 400), [-60_000, -200_000, -60_000]),
        id="few outliers",
    ),
    pytest.param(lambda draw: draw.integers(-2_000_000, 2_000_000, 400), id="wide"),
    pytest.param(lambda draw: np.array([0, 65_533, 65_534, 65_535, -1] * 3), id="at the edge"),
    pytest.param(lambda draw: np.full(5, NONE), id="all empty"),
)


@pytest.mark.parametrize("make", KEYS)
@pytest.mark.parametrize("descends", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.3])
def test_ids_come_by_key_then_in_their_order_and_empty_ones_last(make, descends, share):
    draw = np.random.default_rng(7)
    keys = make(draw).astype(np.int32)
    keys[draw.random(len(keys)) < share] = NONE
    ids = draw.permutation(len(keys)).astype(np.int32)
    told = keys != NONE
    rows = [(-int(key) if descends else int(key), place) for place, key in enumerate(keys) if told[place]]
    expected = [int(ids[place]) for _key, place in sorted(rows)] + ids[~told].tolist()
    assert _sorted(ids, keys, told, descends).tolist() == expected
