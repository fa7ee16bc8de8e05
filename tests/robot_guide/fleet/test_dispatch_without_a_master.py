"""Robots that share requests over a network that loses, repeats, delays and splits: nobody commands them."""

import math
import random
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.acts import Handover
from hall_map.geometry import Pose2D
from robot_guide.fleet.dispatch import Dispatcher, Fetch, Go, Home
from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.offers import Situation
from robot_guide.fleet.replica import Replica

CONFIG = DispatchConfig()
PLACES = {f"W{n}": SimpleNamespace(stop=Pose2D(8.0 * n, 6.0)) for n in range(6)}
HALL = SimpleNamespace(window_by_id=PLACES, place_by_id={})
DT = 0.2  # s


def metres(start, goal):
    return start.distance_to(goal.xy)


@dataclass
class Body:
    """A robot that does what its dispatcher says, at 0.6 m/s along a straight line."""

    dispatcher: Dispatcher
    at: Situation
    served: float = 0.0  # s until when it talks with somebody
    dead: bool = False

    def obey(self, command):
        match command:
            case Go(place):
                self.at = replace(self.at, phase="errand", destination=PLACES[place].stop, target=place)
            case Fetch(visitor):
                goal = Pose2D(*visitor.at)
                self.at = replace(self.at, phase="meeting", destination=goal, target="", in_conversation=True)
            case Home():
                self.at = replace(self.at, phase="homeward", destination=self.at.dock, target="")

    def move(self, now):
        if self.at.phase == "idle":
            self.at = replace(self.at, in_conversation=now < self.served)
            return
        goal, step = self.at.destination, 0.6 * DT
        left = self.at.pose.distance_to(goal.xy)
        if left <= step:
            self.at = replace(self.at, pose=goal, phase="idle", destination=None, target="", remaining=0.0)
            self.at = replace(self.at, in_conversation=now < self.served)
            return
        x, y = self.at.pose.xy
        share = step / left
        pose = Pose2D(x + share * (goal.x - x), y + share * (goal.y - y))
        self.at = replace(self.at, pose=pose, remaining=left - step)


class Floor:
    """Robots, the console, and the network between them."""

    def __init__(self, robots=2, seed=0, config=CONFIG):
        self.chance, self.now, self.config = random.Random(seed), 0.0, config
        self.desk = Replica("console", "console", config)
        self.bodies = {}
        for n in range(robots):
            dock = Pose2D(4.0 + 14.0 * n, 0.0)
            self.bodies[f"r{n}"] = Body(Dispatcher(HALL, f"r{n}", config, metres), Situation(dock, dock))
        self.parts = []  # sets of names that hear each other; none: all do
        self.loss = self.twice = self.delay = 0.0
        self.under_way = []  # when, to whom, what
        self.events = []
        self.orders = []  # when, robot, command

    def hear_each_other(self, a, b):
        return not self.parts or any(a in part and b in part for part in self.parts)

    def tell(self, gossip):
        for name in ("console", *self.bodies):
            if name == gossip.sender or not self.hear_each_other(name, gossip.sender):
                continue
            for _ in range(2 if self.chance.random() < self.twice else 1):
                if self.chance.random() >= self.loss:
                    self.under_way.append((self.now + self.chance.random() * self.delay, name, gossip))

    def step(self):
        self.now += DT
        for item in [item for item in self.under_way if item[0] <= self.now]:
            self.under_way.remove(item)
            _, name, gossip = item
            if name == "console":
                self.desk.take(gossip, self.now)
            elif not self.bodies[name].dead:
                self.bodies[name].dispatcher.take(gossip, self.now)
        for name, body in self.bodies.items():
            if body.dead:
                continue
            output = body.dispatcher.update(body.at, self.now)
            for command in output.commands:
                self.orders.append((self.now, name, command))
                body.obey(command)
            body.move(self.now)
            self.events += output.events
            if output.gossip:
                self.tell(output.gossip)
        self.desk.forget_old(self.now)
        if self.desk.due(self.now):
            self.tell(self.desk.gossip(self.now))

    def pass_(self, seconds):
        for _ in range(round(seconds / DT)):
            self.step()

    def until(self, condition, seconds):
        for _ in range(round(seconds / DT)):
            if condition():
                return
            self.step()
        raise AssertionError(f"in vain: {self.events[-5:]} {self.promises()}")

    def boards(self):
        living = [body.dispatcher.replica.board for body in self.bodies.values() if not body.dead]
        return [*living, self.desk.board]

    def promises(self):
        return [{e.request.id: e.claim.robot for e in board.open} for board in self.boards()]

    def agree(self):
        boards = self.boards()
        return all(b.open == boards[0].open and b.over == boards[0].over for b in boards)

    def told(self, event):
        return [(each.robot, each.data["request"]) for each in self.events if each.event == event]


def test_the_nearer_robot_goes_and_the_console_sees_who_comes_and_when():
    floor = Floor()
    request = floor.desk.ask(0.0, place="W2")
    floor.pass_(3.0)
    (view,) = floor.desk.views(floor.now)
    assert (view.state, view.robot) == ("coming", "r1")
    assert 0 < view.seconds < 25
    floor.until(lambda: not floor.desk.board.open, 60.0)
    assert floor.told("serves") == [("r1", request.id)]
    assert not [order for order in floor.orders if order[1] == "r0"]


def test_a_request_made_while_all_are_busy_is_served_when_the_first_is_free():
    floor = Floor()
    floor.bodies["r0"].served, floor.bodies["r1"].served = 40.0, 200.0
    floor.pass_(1.0)
    request = floor.desk.ask(floor.now, place="W5")
    floor.pass_(3.0)
    assert floor.desk.views(floor.now)[0].state == "promised"
    assert not floor.orders
    floor.until(lambda: not floor.desk.board.open, 160.0)
    assert floor.told("serves") == [("r0", request.id)]


def test_a_promise_of_a_robot_that_falls_silent_goes_to_another():
    floor = Floor()
    floor.desk.ask(0.0, place="W2")
    floor.pass_(4.0)
    floor.bodies["r1"].dead = True
    floor.pass_(CONFIG.silent + 1.0)
    assert {promised for board in floor.promises() for promised in board.values()} == {"r0"}
    floor.until(lambda: not floor.desk.board.open, 90.0)
    assert [robot for robot, _ in floor.told("serves")] == ["r0"]


def test_a_cancelled_request_sends_its_robot_home():
    floor = Floor()
    request = floor.desk.ask(0.0, place="W5")
    floor.pass_(4.0)
    assert floor.desk.cancel(request.id, floor.now)
    floor.pass_(2.0)
    assert isinstance(floor.orders[-1][2], Home)
    floor.pass_(60.0)
    assert not floor.told("serves")
    assert floor.agree()


def test_an_urgent_request_takes_the_only_robot_and_the_other_request_is_not_forgotten():
    floor = Floor(robots=1)
    first = floor.desk.ask(0.0, place="W5")
    floor.pass_(3.0)
    urgent = floor.desk.ask(floor.now, place="W1", rank="urgent")
    floor.until(lambda: not floor.desk.board.open, 240.0)
    assert [id for _, id in floor.told("serves")] == [urgent.id, first.id]


def test_both_asked_to_the_same_window_means_that_one_goes():
    floor = Floor()
    floor.pass_(3.0)
    floor.desk.ask(floor.now, place="W2")
    floor.bodies["r0"].dispatcher.replica.ask(floor.now, place="W2")
    floor.until(lambda: len(floor.bodies["r0"].dispatcher.replica.board.open) == 2, 2.0)
    floor.until(lambda: floor.agree() and not floor.desk.board.open, 90.0)
    went = {robot for _, robot, command in floor.orders if isinstance(command, Go)}
    assert len(went) == 1


def test_two_that_took_the_same_request_apart_agree_within_two_seconds_and_one_yields():
    floor = Floor()
    floor.desk.ask(0.0, place="W0")
    floor.pass_(1.0)
    floor.parts = [{"console", "r0"}, {"r1"}]
    floor.pass_(7.0)
    assert sum(isinstance(order[2], Go) for order in floor.orders) == 2, "each believes to be alone"
    floor.parts = []
    floor.pass_(2.0)
    assert floor.agree()
    (robot,) = {promised for board in floor.promises() for promised in board.values()}
    floor.until(lambda: not floor.desk.board.open, 60.0)
    (loser,) = set(floor.bodies) - {robot}
    assert [who for who, _ in floor.told("yields")] == [loser]
    assert any(who == loser and isinstance(command, Home) for _, who, command in floor.orders)
    assert [who for who, _ in floor.told("serves")] == [robot]


def test_a_robot_that_is_all_alone_goes_on_serving():
    floor = Floor(robots=2)
    floor.parts = [{"console"}, {"r0"}, {"r1"}]
    own = floor.bodies["r1"].dispatcher.replica.ask(0.0, place="W3")
    floor.until(lambda: floor.told("serves"), 90.0)
    assert floor.told("serves") == [("r1", own.id)]
    floor.parts = []
    floor.pass_(2.0)
    assert floor.agree()
    assert not floor.desk.board.open


def test_a_visitor_left_to_whoever_comes_is_fetched_once():
    floor = Floor()
    floor.bodies["r0"].served = 300.0
    floor.pass_(1.0)
    floor.bodies["r0"].dispatcher.replica.ask(1.0, visitor=Handover("en", True, at=(10.0, 2.0)), sender="r0")
    floor.until(lambda: floor.told("serves"), 60.0)
    fetches = [(robot, command) for _, robot, command in floor.orders if isinstance(command, Fetch)]
    assert [(robot, command.visitor.language, command.visitor.elder) for robot, command in fetches] == [
        ("r1", "en", True)
    ]


def test_a_way_that_fails_is_left_to_others_and_tried_again_later():
    floor = Floor(robots=1)
    floor.desk.ask(0.0, place="W4")
    floor.pass_(3.0)
    body = floor.bodies["r0"]
    body.at = replace(body.at, phase="idle", destination=None)  # its guide has given up
    floor.pass_(2.0)
    assert body.dispatcher.going is None
    assert floor.desk.views(floor.now)[0].state == "waiting"
    sent = len(floor.orders)
    floor.pass_(CONFIG.again - 10.0)
    assert not [each for each in floor.orders[sent:] if isinstance(each[2], Go)]
    floor.until(lambda: floor.told("serves"), 120.0)


def test_somebody_who_speaks_to_it_on_its_way_comes_first():
    floor = Floor(robots=1)
    floor.desk.ask(0.0, place="W4")
    floor.pass_(3.0)
    body = floor.bodies["r0"]
    body.at, body.served = replace(body.at, phase="idle", destination=None, in_conversation=True), floor.now + 20.0
    floor.pass_(2.0)
    assert body.dispatcher.going is None
    assert floor.desk.board.open
    floor.until(lambda: floor.told("serves"), 120.0)


@pytest.mark.parametrize("trouble", [{"held": True}, {"fit": False}, {"reach": 5.0}])
def test_a_robot_that_cannot_go_offers_nothing_and_another_goes(trouble):
    floor = Floor()
    floor.bodies["r1"].at = replace(floor.bodies["r1"].at, **trouble)
    floor.desk.ask(0.0, place="W2")
    floor.until(lambda: floor.told("serves"), 90.0)
    assert [robot for robot, _ in floor.told("serves")] == ["r0"]


def test_a_robot_that_lacks_the_language_leaves_it_to_one_that_is_farther():
    floor = Floor()
    floor.bodies["r1"].at = replace(floor.bodies["r1"].at, languages=("zh",))
    floor.desk.ask(0.0, place="W2", language="ko")
    floor.until(lambda: floor.told("serves"), 90.0)
    assert [robot for robot, _ in floor.told("serves")] == ["r0"]


def test_an_idle_robot_goes_home_after_a_while():
    floor = Floor(robots=1)
    floor.desk.ask(0.0, place="W1")
    floor.until(lambda: floor.told("serves"), 60.0)
    floor.pass_(CONFIG.linger - 10.0)
    assert not any(isinstance(command, Home) for _, _, command in floor.orders)
    floor.until(lambda: floor.bodies["r0"].at.at_dock, 60.0)


def test_nobody_turns_around_for_a_little_gain():
    floor = Floor()
    floor.desk.ask(0.0, place="W2")
    floor.pass_(5.0)
    floor.bodies["r0"].at = replace(floor.bodies["r0"].at, pose=floor.bodies["r1"].at.pose)
    floor.until(lambda: floor.told("serves"), 60.0)
    assert [robot for robot, _ in floor.told("promises")] == ["r1"]


@st.composite
def troubles(draw):
    """A minute of requests, cancellations and splits."""
    happenings = draw(
        st.lists(
            st.tuples(st.sampled_from(["ask", "ask", "urgent", "cancel", "split", "heal", "talk"]),
                      st.integers(0, 5), st.integers(1, 40)),
            min_size=1, max_size=10,
        )
    )  # fmt: skip
    return happenings, draw(st.integers(2, 4)), draw(st.integers(0, 1000))


@given(troubles())
@settings(max_examples=15, deadline=None)
def test_after_any_trouble_all_agree_within_two_seconds_and_everything_is_served_once(trouble):
    happenings, count, seed = trouble
    floor = Floor(count, seed)
    floor.loss, floor.twice, floor.delay = 0.2, 0.2, 0.6
    names = ["console", *floor.bodies]
    for what, which, tenths in happenings:
        makers = [floor.desk, *(body.dispatcher.replica for body in floor.bodies.values())]
        maker = makers[which % len(makers)]
        if what in ("ask", "urgent"):
            maker.ask(floor.now, place=f"W{(which + tenths) % 6}", rank="urgent" if what == "urgent" else "normal")
        elif what == "cancel" and maker.board.open:
            maker.cancel(maker.board.open[0].request.id, floor.now)
        elif what == "split":
            cut = 1 + which % (len(names) - 1)
            floor.parts = [set(names[:cut]), set(names[cut:])]
        elif what == "heal":
            floor.parts = []
        elif what == "talk":
            floor.bodies[f"r{which % count}"].served = floor.now + tenths
        floor.pass_(0.3 * tenths)
    floor.parts, floor.loss, floor.delay = [], 0.0, 0.2
    floor.until(floor.agree, 2.0)
    met = len(floor.events)
    floor.until(lambda: not any(board.open for board in floor.boards()), 900.0)
    served = [each.data["request"] for each in floor.events[met:] if each.event == "serves"]
    assert len(served) == len(set(served)), "served twice by robots that hear each other"
    floor.until(floor.agree, 2.0)


def test_none_starves_while_urgent_requests_keep_coming():
    floor = Floor(robots=1)
    patient = floor.desk.ask(0.0, place="W0")
    chance, answered = random.Random(3), math.inf
    for _ in range(120):
        if not [entry for entry in floor.desk.board.open if entry.request.rank == "urgent"]:
            floor.desk.ask(floor.now, place=f"W{chance.randint(1, 5)}", rank="urgent")
        floor.pass_(15.0)
        if patient.id in [id for _, id in floor.told("serves")]:
            answered = floor.now
            break
    assert answered < math.inf
    urgent = [id for _, id in floor.told("serves") if id != patient.id]
    assert 10 <= len(urgent) <= 22, "so many are served before it, and no more"
