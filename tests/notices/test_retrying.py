"""Backing off without a herd: doubling ceilings, full jitter, and the other side's wish as a time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hep_api.notices.retrying import MOST_SECONDS, by_chance, next_try
from tests.notices.builders import MONDAY_NOON


@pytest.mark.parametrize("attempts, ceiling", [(1, 30), (2, 60), (3, 120), (5, 480), (6, 900), (500, 900)])
def test_the_ceiling_doubles_up_to_a_quarter_of_an_hour(attempts, ceiling):
    at = next_try(MONDAY_NOON, attempts, None, lambda: 1.0)
    assert at - MONDAY_NOON == timedelta(seconds=ceiling)


@given(attempts=st.integers(1, 10_000), wish=st.none() | st.floats(0, 86_400), chance=st.floats(0, 1))
def test_nobody_comes_back_before_the_other_side_wished(attempts, wish, chance):
    waited = next_try(MONDAY_NOON, attempts, wish, lambda: chance) - MONDAY_NOON
    assert timedelta(0) <= waited - timedelta(seconds=wish or 0) <= timedelta(seconds=MOST_SECONDS)


def test_chance_differs_each_time():
    drawn = {by_chance() for _ in range(50)}
    assert len(drawn) > 40
    assert all(0 <= number <= 1 for number in drawn)
