"""Whatever Nav2 tells of a goal, or does not, the guide that it drives goes on, or ends the walk politely.

The guide's node is a real one in this process; Nav2's action server is played, goal by goal, and so are the clocks.
"""

import math
from types import SimpleNamespace

import pytest
import rclpy
from action_msgs.msg import GoalStatus
from geometry_msgs.msg import PoseWithCovarianceStamped
from hypothesis import given
from hypothesis import strategies as st
from nav2_msgs.action import NavigateToPose
from nav_msgs.msg import Path
from odd_messages import fuzzing, messages_of, over_the_wire
from rclpy.task import Future
from robot_guide_interfaces.action import Guide

import hall_map
from hall_map.geometry import Pose2D
from robot_guide.navigation import DriveState
from robot_guide.sensing import PersonTrack
from robot_guide_ros import asking, convert, nav2_errand, navigation_codes, topics
from robot_guide_ros.nodes import guide

EXAMPLES = 15
TURN = 0.1  # s
ENDS = ("arrived", "no_route", "stuck", "visitor_lost")
WINDOW = "A05"
Result, Feedback = NavigateToPose.Result, NavigateToPose.Feedback
SUCCEEDED, ABORTED = GoalStatus.STATUS_SUCCEEDED, GoalStatus.STATUS_ABORTED
WORDS = ("", "map", "odom", "xiao_pu/odom", navigation_codes.UNWATCHED, "x" * 5000, "\x1b[2J")


class Goal:
    """One that was sent, as its client's handle, and what Nav2 does with it."""

    def __init__(self, goal, hear):
        self.goal, self.hear = goal, hear
        self.answer, self.result = Future(), Future()
        self.accepted = self.cancelled = False

    def cancel_goal_async(self):
        self.cancelled = True

    def get_result_async(self):
        return self.result

    def take(self, accepted=True):
        if not self.answer.done():
            self.accepted = accepted
            self.answer.set_result(self)

    def tell(self, feedback):
        self.hear(SimpleNamespace(feedback=over_the_wire(feedback)))

    def end(self, status, result=None):
        if self.accepted and not self.result.done():
            self.result.set_result(SimpleNamespace(status=status, result=over_the_wire(result or Result())))


class Nav2:
    """The client of its action, which a test answers."""

    def __init__(self):
        self.goals, self.there = [], True

    def server_is_ready(self):
        return self.there

    def send_goal_async(self, goal, feedback_callback):
        self.goals.append(Goal(goal, feedback_callback))
        return self.goals[-1].answer

    @property
    def newest(self):
        return self.goals[-1]


class Walk:
    """A visitor is led to a window; time passes where a test lets it."""

    def __init__(self, node, hall):
        self.node, self.t, self.nav2 = node, 100.0, Nav2()
        self.node.drive.client, self.told = self.nav2, []
        self.at, self.goal = hall.dock_of["xiao_pu"].pose, hall.window_by_id[WINDOW].stop
        self.heard = {each.topic_name: each.callback for each in node.subscriptions}
        node.report = self.told.append
        node.goal.tell = lambda **_: None

    def begin(self):
        self.locate()
        self.node.lead(Guide.Goal(kind="window", id=WINDOW))

    def locate(self):
        self.hear(topics.AMCL_POSE, convert.pose_estimate_to_msg(self.at, 0.01 * guide.np.eye(3), self.t))

    def hear(self, topic, msg):
        self.heard[self.node.resolve_topic_name(topic.name)](over_the_wire(msg))

    def pass_(self, seconds):
        for _ in range(max(int(seconds / TURN), 1)):
            self.t += TURN
            x, y = self.at.compose(Pose2D(-1.0, 0.0)).xy
            self.node.people = (PersonTrack(1, x, y, 0.0, 0.0, self.t),)
            self.node.drive.look()
            if self.node.drive.timer is not None:
                self.node.drive.retry()
            self.node.update()

    def drive(self, seconds=600.0):
        """Nav2 does as it should, until the walk is over."""
        self.nav2.there = True
        self.locate()
        for _ in range(int(seconds / TURN)):
            if self.ended:
                return
            self.roll()
            self.pass_(TURN)

    def roll(self):
        goal = self.nav2.newest
        goal.take()
        to = convert.pose_from_msg(goal.goal.pose.pose)
        left = self.at.distance_to(to)
        step, yaw = min(left, 0.8 * TURN), self.at.bearing_to(to.xy) if left > 0.05 else to.yaw
        self.at = Pose2D(self.at.x + step * math.cos(yaw), self.at.y + step * math.sin(yaw), yaw)
        if goal.cancelled:
            goal.end(GoalStatus.STATUS_CANCELED)
        elif left <= 0.05:
            goal.end(SUCCEEDED)
        elif not goal.result.done():
            goal.tell(self.feedback(left))

    def feedback(self, left, at=None):
        at = convert.stamped_pose_to_msg(at or self.at, self.t)
        left_time = convert.duration_to_msg(left)
        return Feedback(current_pose=at, distance_remaining=left, estimated_time_remaining=left_time)

    @property
    def ended(self):
        return [each.report for each in self.told if each.report in ENDS]


@pytest.fixture(scope="module")
def hall():
    return hall_map.load("maps/putuo")


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    from robot_guide.shells.processes import own_domain, ros_environment

    with own_domain() as domain, pytest.MonkeyPatch.context() as patch:
        for name, value in ros_environment(tmp_path_factory.mktemp("ros"), domain).items():
            patch.setenv(name, value)
        rclpy.init(args=["--ros-args", "-r", "__ns:=/xiao_pu", "-p", "navigation:=nav2"], domain_id=domain)
        yield
        rclpy.try_shutdown()


@pytest.fixture(scope="module")
def node(context, hall):
    node = guide.GuideNode()
    node.take_hall(convert.hall_to_msg(hall, 0.0))
    yield node
    node.destroy_node()


@pytest.fixture
def walks(node, hall, monkeypatch):
    """Begins walks, each anew."""
    current = []

    def now(*_):
        return current[-1].t if current else 0.0

    for module in (guide, nav2_errand):
        monkeypatch.setattr(module, "now", now)
    for module in (asking, nav2_errand):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=now))

    def begin():
        current.append(Walk(node, hall))
        node.begin_anew()
        current[-1].begin()
        return current[-1]

    return begin


STATUSES = st.sampled_from([0, 1, 2, 3, 4, 5, 6]) | st.integers(-128, 127)
CODES = st.sampled_from([0, 9000, 9001, 9002, 9003, 100, 105, 199, 200, 208, 65535])
WHICH = st.integers(0, 3)  # of the goals, from the newest on
STEPS = st.one_of(
    st.tuples(st.just("answer"), WHICH, st.booleans()),
    st.tuples(st.just("tell"), WHICH, messages_of(Feedback, WORDS)),
    st.tuples(st.just("end"), WHICH, st.tuples(STATUSES, messages_of(Result, WORDS))),
    st.tuples(st.just("end"), WHICH, st.tuples(STATUSES, st.builds(lambda code: Result(error_code=code), CODES))),
    st.tuples(st.just("there"), WHICH, st.booleans()),
    st.tuples(st.just("wait"), WHICH, st.sampled_from([0.1, 0.6, 3.0, 25.0])),
    st.tuples(st.just("pose"), WHICH, messages_of(PoseWithCovarianceStamped, WORDS)),
    st.tuples(st.just("plan"), WHICH, messages_of(Path, WORDS)),
)


def do(walk, what, which, how):
    goal = walk.nav2.goals[-1 - min(which, len(walk.nav2.goals) - 1)]
    match what:
        case "answer":
            goal.take(how)
        case "tell":
            goal.tell(how)
        case "end":
            goal.end(*how)
        case "there":
            walk.nav2.there = how
        case "wait":
            walk.pass_(how)
        case "pose" | "plan":
            walk.hear(topics.AMCL_POSE if what == "pose" else topics.PLAN, how)


def test_under_fuzz_every_walk_goes_on_or_ends_politely(walks):
    @fuzzing(EXAMPLES)
    @given(st.lists(STEPS, max_size=25))
    def ends(steps):
        walk = walks()
        for step in steps:
            do(walk, *step)
            walk.pass_(TURN)
        walk.drive()
        assert walk.ended
        assert len(walk.ended) == 1

    ends()


def test_left_alone_it_leads_to_the_window(walks):
    walk = walks()
    walk.drive()
    assert walk.ended == ["arrived"]
    assert walk.at.distance_to(walk.goal) < 0.5


def test_a_goal_that_is_never_answered_is_sent_again(walks):
    walk = walks()
    walk.pass_(10.0)
    assert len(walk.nav2.goals) > 1
    walk.drive()
    assert walk.ended == ["arrived"]


@pytest.mark.parametrize("status", [SUCCEEDED, GoalStatus.STATUS_UNKNOWN], ids=["reached from afar", "unknown"])
def test_an_end_that_is_none_is_not_believed(walks, status):
    """Nobody is told to be at a window that is far away; a server that was started anew knows nothing of its goals."""
    walk = walks()
    walk.nav2.newest.take()
    walk.pass_(1.0)
    walk.nav2.newest.end(status)
    walk.pass_(1.0)
    assert not walk.ended
    assert len(walk.nav2.goals) > 1
    walk.drive()
    assert walk.ended == ["arrived"]


def test_no_way_to_the_window_ends_the_walk_at_once(walks):
    walk = walks()
    walk.nav2.newest.take()
    walk.nav2.newest.end(ABORTED, Result(error_code=208))
    assert walk.ended == ["no_route"]


@pytest.mark.parametrize("left", [math.nan, -math.inf, 5.0])
def test_figures_and_frames_that_make_no_sense_leave_the_pose_alone(walks, left):
    walk = walks()
    walk.nav2.newest.take()
    odd = walk.feedback(1.0, Pose2D(40.0, 3.0))
    odd.distance_remaining = left
    odd.current_pose.header.frame_id = "odom"
    walk.nav2.newest.tell(odd)
    assert walk.node.pose.distance_to(walk.at) < 0.01
    assert math.isfinite(walk.node.remaining)


@pytest.mark.parametrize(("accepts", "code"), [(True, 105), (True, 0), (True, 1), (True, 9003), (False, 0)])
def test_nav2_that_gets_nowhere_for_ever_ends_in_words(walks, accepts, code):
    walk = walks()
    for _ in range(300):
        walk.nav2.newest.take(accepts)
        walk.nav2.newest.tell(walk.feedback(9.0))
        walk.pass_(TURN)
        walk.nav2.newest.end(ABORTED, Result(error_code=code))
        walk.pass_(0.6)
    assert walk.ended == ["stuck"]


def test_what_comes_late_of_a_goal_that_was_taken_back_changes_nothing(walks):
    walk = walks()
    first = walk.nav2.newest
    first.take()
    walk.node.stop()
    assert first.cancelled
    told = len(walk.told)
    first.tell(walk.feedback(3.0))
    first.end(SUCCEEDED)
    walk.pass_(5.0)
    assert len(walk.told) == told
    assert walk.node.escort.phase == "idle"
    assert walk.nav2.goals == [first]


@fuzzing(100)
@given(STATUSES, messages_of(Result, WORDS), messages_of(Feedback, WORDS))
def test_every_code_has_words_and_every_feedback_a_state(status, result, feedback):
    assert 0 < len(navigation_codes.message_of(over_the_wire(result))) <= navigation_codes.LONGEST
    assert navigation_codes.state_of(over_the_wire(feedback)) in (DriveState.WAITING, DriveState.DRIVING)
    if navigation_codes.is_passing(status, result):
        assert status == ABORTED
