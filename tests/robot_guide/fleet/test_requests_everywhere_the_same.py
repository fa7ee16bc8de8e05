"""Replicas of the requests agree, whatever becomes of the messages between them."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.replica import Gossip, Replica, Report
from robot_guide.fleet.requests import HEAD_START, MOST_OPEN, Board, Over, Request

NAMES = ("xiao_pu", "xiao_hui", "console")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "urgent", "claim", "release", "serve", "cancel", "merge", "forget"]),
        st.integers(0, 2), st.integers(0, 5),
    ),
    max_size=40,
)  # fmt: skip


def boards_after(steps):
    """Three boards that have gone their ways, as replicas do, telling each other now and then."""
    boards, serials = [Board() for _ in NAMES], [0, 0, 0]
    for what, who, which in steps:
        board, ids = boards[who], sorted(boards[who].entries)
        id = ids[which % len(ids)] if ids else None
        if what in ("ask", "urgent"):
            serials[who] += 1
            rank = "urgent" if what == "urgent" else "normal"
            board = board.add(board.next_request(NAMES[who], serials[who], place=f"A{which}", rank=rank))
        elif what == "merge":
            board = board.merge(boards[which % 3])
        elif id is None:
            continue
        elif what in ("claim", "release"):
            board = board.claim(id, NAMES[who] if what == "claim" else "", float(which))
        elif what == "forget":
            board = board.forget([id])
        else:
            board = board.end(id, "served" if what == "serve" else "cancelled", NAMES[who])
        boards[who] = board
    return boards


def known(board):
    """What matters: what is open with its claims, and what is over."""
    return {entry.request.id: entry for entry in board.open}, board.over, board.highest


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_the_order_in_which_replicas_hear_of_each_other_does_not_matter(steps):
    a, b, c = boards_after(steps)
    results = [x.merge(y).merge(z) for x, y, z in permutations((a, b, c))] + [a.merge(b.merge(c))]
    assert all(known(result) == known(results[0]) for result in results)


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_hearing_the_same_again_changes_nothing(steps):
    a, b, _ = boards_after(steps)
    once = a.merge(b)
    assert once.merge(b) == once
    assert once.merge(a) == once
    assert a.merge(a) == a


@given(STEPS, st.integers(0, 2))
@settings(max_examples=100, deadline=None)
def test_what_is_over_for_anybody_is_over_for_all_and_stays_so(steps, who):
    boards = boards_after(steps)
    all_ = boards[0].merge(boards[1]).merge(boards[2])
    for board in boards:
        for entry in board.entries.values():
            if board.is_over(entry.request):
                assert all_.is_over(entry.request)
                assert entry.request.id not in {each.request.id for each in all_.open}
    pruned = all_.forget(all_.entries)
    assert known(pruned.merge(boards[who])) == known(all_)


@given(st.lists(st.sets(st.integers(1, 12)), min_size=3, max_size=3))
def test_what_is_over_is_kept_in_little_space_and_exactly(sets):
    joined = Over()
    for each in sets:
        joined = joined.join(Over(0, frozenset(each)))
    every = set().union(*sets)
    assert {serial for serial in range(1, 14) if serial in joined} == every
    assert not every or joined.upto == max([n for n in range(13) if set(range(1, n + 1)) <= every])


def test_a_request_that_was_forgotten_here_is_not_brought_to_life_by_who_comes_back_late():
    here, away = Replica("xiao_pu", "p", DispatchConfig()), Replica("xiao_hui", "h", DispatchConfig())
    request = here.ask(0.0, place="A01")
    away.take(here.gossip(0.0), 0.0)
    here.end(request.id, "served", "xiao_pu", 5.0)
    here.forget_old(1000.0)
    assert request.id not in here.board.entries
    here.take(away.gossip(1000.0), 1000.0)
    away.take(here.gossip(1000.0), 1000.0)
    assert not here.board.open
    assert not away.board.open


def test_the_oldest_comes_first_and_an_urgent_one_overtakes_so_many_and_no_more():
    board = Board()
    requests = []
    for serial in range(1, HEAD_START["urgent"] + 5):
        requests.append(board.next_request("console", serial, place=f"W{serial}"))
        board = board.add(requests[-1])
    assert [entry.request for entry in board.open] == requests
    urgent = board.next_request("console", 99, place="U", rank="urgent")
    turns = [entry.request for entry in board.add(urgent).open]
    assert 0 < turns.index(urgent) < len(requests)
    assert turns.index(urgent) == urgent.number - HEAD_START["urgent"]


def test_of_two_who_promised_the_same_apart_the_nearer_keeps_it():
    request = Request("console", 1, 1, "A01")
    near = Board().add(request).claim(request.id, "xiao_pu", 12.0)
    far = Board().add(request).claim(request.id, "xiao_hui", 40.0)
    assert near.merge(far).entries[request.id].claim.robot == "xiao_pu"
    assert far.merge(near).entries[request.id].claim.robot == "xiao_pu"


class TestOneReplica:
    def test_asking_twice_for_one_place_is_asking_once(self):
        replica = Replica("console", "c", DispatchConfig())
        first = replica.ask(0.0, place="A01")
        assert replica.ask(1.0, place="A01") == first
        assert replica.ask(1.0, place="A02") != first
        assert replica.ask(1.0, place="A01", rank="urgent") != first
        assert len(replica.board.open) == 3

    def test_there_is_an_end_to_how_many_it_takes(self):
        replica = Replica("console", "c", DispatchConfig())
        for n in range(MOST_OPEN):
            assert not isinstance(replica.ask(0.0, place=f"W{n}"), str)
        assert replica.ask(0.0, place="one more") == "too_many"

    def test_only_what_is_open_can_be_cancelled(self):
        replica = Replica("console", "c", DispatchConfig())
        request = replica.ask(0.0, place="A01")
        assert not replica.cancel("c.77", 1.0)
        assert replica.cancel(request.id, 1.0)
        assert not replica.cancel(request.id, 2.0)
        (view,) = replica.views(3.0)
        assert (view.state, view.place, view.waited) == ("cancelled", "A01", 3.0)
        replica.forget_old(100.0)
        assert not replica.views(100.0)

    def test_an_older_report_that_comes_late_counts_for_nothing(self):
        replica = Replica("console", "c", DispatchConfig())
        for beat, seconds in ((2, 7.0), (1, 99.0)):
            replica.take(Gossip("xiao_pu", Board(), Report("xiao_pu", "s", beat, {"c.1": seconds})), 0.0)
        assert replica.offers(1.0) == {"xiao_pu": {"c.1": 7.0}}
        replica.take(Gossip("xiao_pu", Board(), Report("xiao_pu", "restarted", 1, {"c.1": 3.0})), 1.0)
        assert replica.offers(1.0) == {"xiao_pu": {"c.1": 3.0}}

    @pytest.mark.parametrize(("age", "there"), [(4.9, True), (5.1, False)])
    def test_who_is_silent_is_not_counted_on(self, age, there):
        replica = Replica("console", "c", DispatchConfig())
        replica.take(Gossip("xiao_pu", Board(), Report("xiao_pu", "s", 1, {"c.1": 7.0})), 0.0)
        assert bool(replica.offers(age)) == there
