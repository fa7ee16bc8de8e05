"""Whose word counts in the fleet."""

import math

import pytest

from robot_guide.fleet.membership import MOST_REMEMBERED, Membership


@pytest.fixture
def membership():
    return Membership.of(["xiao_pu", "xiao_hui"])


def test_the_halls_own_robots_count(membership):
    assert membership.fault("xiao_pu", (3.0, -4.0)) == ""


@pytest.mark.parametrize("name", ["", "xiao_wang", "XIAO_PU", "/xiao_pu", "x" * 100_000])
def test_any_other_name_does_not_and_is_told_in_short(membership, name):
    fault = membership.fault(name)
    assert "none of this hall's robots" in fault
    assert len(fault) < 200


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e9])
def test_numbers_that_cannot_be_meant_do_not_count(membership, value):
    assert "xiao_pu tells of" in membership.fault("xiao_pu", (1.0, value))


def test_a_source_is_told_of_once_and_no_flood_of_names_fills_the_log_or_the_memory(membership):
    assert membership.is_news("a")
    assert not membership.is_news("a")
    told = [membership.is_news(f"name {n}") for n in range(10 * MOST_REMEMBERED)]
    assert sum(told) == MOST_REMEMBERED - 1
    assert len(membership.told) == MOST_REMEMBERED
