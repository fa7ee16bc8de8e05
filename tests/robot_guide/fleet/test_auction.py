"""The auction: exactly one robot answers, the right one, in whatever order the bids arrive."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from robot_guide.fleet import PASS, Auction, Bid, FleetConfig, called, cost_of, distance_of, winner_of
from robot_guide.heard import Heard

CONFIG = FleetConfig()
ROBOTS = ("xiao_hui", "xiao_pu", "xiao_san")


def heard(end=10.0, text="你好"):
    return Heard(text, "zh", end - 1.0, end)


def level_at(distance):
    return CONFIG.speech_level - 20.0 * math.log10(distance)


def cost(distance, busy=False, call=None, nearest=math.nan):
    return cost_of(
        level_db=level_at(distance), nearest_person=nearest, in_conversation=busy, called=call, config=CONFIG
    )  # fmt: skip


def bid(robot, distance, busy=False, end=10.0, call=None):
    return Bid(robot, end, cost(distance, busy, call), busy)


def settle_all(bids, order, patience=0.5):
    """Every robot opens its lot, hears the others' bids in an order, and settles. Returns: who answers."""
    answering = []
    for own in bids:
        peers = tuple(robot for robot in ROBOTS if robot != own.robot)
        auction = Auction(own.robot, peers, CONFIG).open(heard(own.end), own, 10.0)
        for k in order:
            if k < len(bids) and bids[k].robot != own.robot:
                auction = auction.take(bids[k], 10.1)
        _, verdicts = auction.settle(10.0 + patience)
        answering += [own.robot for verdict in verdicts if verdict.winner == own.robot]
    return answering


@given(
    st.lists(st.tuples(st.floats(0.2, 20.0), st.booleans(), st.floats(9.9, 10.1)), min_size=1, max_size=3),
    st.permutations(range(3)),
)
def test_exactly_one_answers_whatever_the_order_and_nobody_when_all_are_too_far(offers, order):
    bids = [bid(robot, d, busy, end) for robot, (d, busy, end) in zip(ROBOTS, offers, strict=False)]
    answering = settle_all(bids, order)
    assert len(answering) == (1 if any(math.isfinite(each.cost) for each in bids) else 0)


@given(st.floats(0.2, 4.5), st.floats(0.2, 4.5))
def test_of_two_idle_robots_the_nearer_one_answers(one, other):
    winner = winner_of([bid("xiao_pu", one), bid("xiao_hui", other)], CONFIG)
    if abs(one - other) > 0.01:
        assert winner == ("xiao_pu" if one < other else "xiao_hui")


def test_as_near_to_both_the_name_decides():
    for bids in permutations([bid("xiao_pu", 2.0), bid("xiao_hui", 2.0)]):
        assert winner_of(bids, CONFIG) == "xiao_hui"


@given(st.floats(0.1, 4.4), st.floats(0.1, 4.4))
@example(0.435, 0.4375)
def test_a_bid_that_has_travelled_as_float32_gives_the_same_winner(one, other):
    mine, theirs = bid("xiao_pu", one), bid("xiao_hui", other)
    narrow = [Bid(b.robot, b.end, float(np.float32(b.cost)), b.in_conversation) for b in (mine, theirs)]
    assert winner_of([mine, narrow[1]], CONFIG) == winner_of([narrow[0], theirs], CONFIG)


def test_my_visitors_words_from_behind_reach_me_past_an_idle_robot():
    assert winner_of([bid("xiao_pu", 2.5, busy=True), bid("xiao_hui", 1.5)], CONFIG) == "xiao_pu"


@pytest.mark.parametrize("mine", [4.0, 6.0, 10.0])
def test_another_visitor_before_an_idle_robot_is_left_to_it(mine):
    assert winner_of([bid("xiao_pu", mine, busy=True), bid("xiao_hui", 1.2)], CONFIG) == "xiao_hui"


def test_words_too_far_away_are_for_nobody():
    assert cost(5.5) == PASS
    assert winner_of([bid("xiao_pu", 5.5), bid("xiao_hui", 7.0)], CONFIG) is None


def test_a_visitor_who_lags_behind_is_heard_by_the_robot_that_leads_them():
    assert math.isfinite(cost(5.5, busy=True))


def test_who_is_called_by_name_answers_even_from_afar_and_the_other_keeps_quiet():
    bids = [bid("xiao_pu", 7.0, call=True), bid("xiao_hui", 1.0, call=False)]
    assert winner_of(bids, CONFIG) == "xiao_pu"


def test_without_loudness_the_nearest_person_counts_and_without_anybody_words_are_still_answered():
    unknown = {"level_db": math.nan, "in_conversation": False, "called": None, "config": CONFIG}
    assert cost_of(nearest_person=1.7, **unknown) == 1.7
    assert cost_of(nearest_person=math.nan, **unknown) == CONFIG.unknown
    assert cost_of(nearest_person=math.inf, **unknown) == CONFIG.unknown


@pytest.mark.parametrize("distance", [0.3, 1.0, 4.0])
def test_loudness_tells_the_distance(distance):
    assert distance_of(level_at(distance), CONFIG) == pytest.approx(distance)


def test_nothing_is_settled_before_all_have_bid_or_patience_is_over():
    auction = Auction("xiao_pu", ("xiao_hui",), CONFIG).open(heard(), bid("xiao_pu", 2.0), 10.0)
    _, verdicts = auction.settle(10.2)
    assert verdicts == ()
    _, (verdict,) = auction.settle(10.3)
    assert verdict.winner == "xiao_pu"
    _, (verdict,) = auction.take(bid("xiao_hui", 1.0), 10.05).settle(10.05)
    assert verdict.winner == "xiao_hui"


def test_a_bid_that_comes_before_the_words_counts():
    auction = Auction("xiao_pu", ("xiao_hui",), CONFIG).take(bid("xiao_hui", 1.0), 9.9)
    _, (verdict,) = auction.open(heard(), bid("xiao_pu", 2.0), 10.0).settle(10.0)
    assert verdict.winner == "xiao_hui"


def test_a_bid_for_other_words_does_not_count_and_is_forgotten():
    auction = Auction("xiao_pu", ("xiao_hui",), CONFIG).take(bid("xiao_hui", 1.0, end=7.0), 7.1)
    opened = auction.open(heard(), bid("xiao_pu", 2.0), 10.0)
    _, verdicts = opened.settle(10.1)
    assert verdicts == ()
    later, _ = opened.settle(11.0)
    assert later.early == ()


def test_two_visitors_who_speak_at_once_are_each_answered_by_their_own_robot():
    auction = Auction("xiao_pu", ("xiao_hui",), CONFIG)
    auction = auction.open(heard(10.0, "税务"), bid("xiao_pu", 1.0), 10.0)
    auction = auction.open(heard(10.4, "厕所"), bid("xiao_pu", 9.0, end=10.4), 10.4)
    auction = auction.take(bid("xiao_hui", 9.0), 10.05).take(bid("xiao_hui", 1.0, end=10.4), 10.45)
    _, verdicts = auction.settle(11.0)
    assert {verdict.heard.text: verdict.winner for verdict in verdicts} == {"税务": "xiao_pu", "厕所": "xiao_hui"}


def test_a_stranger_cannot_take_part():
    auction = Auction("xiao_pu", (), CONFIG).open(heard(), bid("xiao_pu", 2.0), 10.0)
    _, (verdict,) = auction.take(bid("impostor", 0.2), 10.0).settle(10.3)
    assert verdict.winner == "xiao_pu"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小普，停一下", True), ("小慧你过来", False), ("Xiao Pu, stop", True), ("你好", None),
        ("小普和小惠谁带我去", None), ("샤오푸 화장실", True),
    ],
)  # fmt: skip
def test_names_are_heard_as_recognisers_write_them(text, expected):
    assert called(text, "xiao_pu", ("xiao_hui",)) is expected


def test_a_robot_that_the_file_does_not_know_is_called_by_its_id():
    assert called("robo three come here", "robo_three", ("xiao_pu",)) is True
