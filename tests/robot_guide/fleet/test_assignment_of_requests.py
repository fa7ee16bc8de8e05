"""Who serves what, against trying every possibility."""

import math
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_guide.fleet.assignment import assign
from robot_guide.fleet.requests import Claim, Entry, Request

ROBOTS = ("a", "b", "c")
SECONDS = st.one_of(st.just(math.inf), st.integers(0, 60).map(float))


@st.composite
def situations(draw):
    count = draw(st.integers(0, 5))
    entries, offers = [], {robot: {} for robot in ROBOTS[: draw(st.integers(1, 3))]}
    for n in range(count):
        request = Request("m", n + 1, n + 1, f"W{n}", rank=draw(st.sampled_from(["normal", "urgent"])))
        claim = Claim(1, draw(st.sampled_from(["", *ROBOTS])), 0.0)
        entries.append(Entry(request, claim))
        for robot in offers:
            offers[robot][request.id] = draw(SECONDS)
    return entries, offers


def possible(ids, offers):
    """Every way to serve all of `ids`, as a mapping."""
    for robots in permutations(offers, len(ids)):
        if all(math.isfinite(offers[robot][id]) for id, robot in zip(ids, robots, strict=True)):
            yield dict(zip(ids, robots, strict=True))


def best_set(entries, offers):
    """As many as can be served, and of these sets the one that is first in the order of turns."""
    ids = [entry.request.id for entry in sorted(entries, key=lambda entry: entry.request.turn)]
    for size in range(min(len(ids), len(offers)), 0, -1):
        for chosen in combinations(ids, size):
            if any(possible(chosen, offers)):
                return chosen
    return ()


def cost(shares, entries, offers, loyalty):
    promised = {entry.request.id: entry.claim.robot for entry in entries}
    return sum(offers[robot][id] - loyalty * (promised[id] == robot) for id, robot in shares.items())


@given(situations())
@settings(max_examples=300, deadline=None)
def test_the_first_in_turn_are_served_and_at_the_least_cost(situation):
    entries, offers = situation
    shares = assign(entries, offers, loyalty=15.0)
    expected = best_set(entries, offers)
    assert set(shares) == set(expected)
    assert len(set(shares.values())) == len(shares)
    if expected:
        least = min(cost(each, entries, offers, 15.0) for each in possible(expected, offers))
        assert cost(shares, entries, offers, 15.0) == pytest.approx(least)


@given(situations(), st.randoms())
@settings(max_examples=100, deadline=None)
def test_it_does_not_matter_in_which_order_things_are_known(situation, chance):
    entries, offers = situation
    shuffled, robots = list(entries), list(offers)
    chance.shuffle(shuffled)
    chance.shuffle(robots)
    again = assign(shuffled, {robot: offers[robot] for robot in robots}, loyalty=15.0)
    assert again == assign(entries, offers, loyalty=15.0)


def entry(n, robot="", place=None):
    return Entry(Request("m", n, n, place or f"W{n}"), Claim(1, robot))


@pytest.mark.parametrize(("gain", "robot"), [(14.0, "a"), (16.0, "b")])
def test_who_has_promised_keeps_it_unless_much_is_won(gain, robot):
    offers = {"a": {"m.1": 50.0}, "b": {"m.1": 50.0 - gain}}
    assert assign([entry(1, "a")], offers, loyalty=15.0) == {"m.1": robot}


def test_the_sum_counts_and_not_who_is_nearest_to_one():
    offers = {"a": {"m.1": 10.0, "m.2": 12.0}, "b": {"m.1": 11.0, "m.2": 60.0}}
    assert assign([entry(1), entry(2)], offers, loyalty=0.0) == {"m.1": "b", "m.2": "a"}


def test_one_robot_is_enough_for_a_place_that_was_asked_for_twice():
    offers = {"a": {"m.1": 10.0, "m.2": 10.0}, "b": {"m.1": 10.0, "m.2": 10.0}}
    assert set(assign([entry(1, place="A01"), entry(2, place="A01")], offers, loyalty=0.0)) == {"m.1"}


def test_who_has_promised_and_is_silent_is_replaced():
    assert assign([entry(1, "gone")], {"b": {"m.1": 90.0}}, loyalty=15.0) == {"m.1": "b"}


def test_nobody_is_sent_where_nobody_can_go():
    assert assign([entry(1)], {"a": {}, "b": {"m.1": math.inf}}, loyalty=15.0) == {}
