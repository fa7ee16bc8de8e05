"""The guide, one event at a time: it leads, waits, goes back, hands over, goes home, and always stops."""

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.meaning import Target
from hall_map.geometry import Pose2D
from robot_guide.guiding import (
    Destination,
    DriveStatus,
    DriveTo,
    GuideConfig,
    GuideState,
    Halt,
    LimitSpeed,
    Look,
    Pace,
    Pause,
    Phase,
    Resume,
    SetOut,
    Sighting,
    Stop,
    Tell,
    step,
)
from robot_guide.guiding.visitor import NOBODY
from robot_guide.navigation import DriveState

CONFIG = GuideConfig()
WINDOW = Destination(Pose2D(20.0, 10.0, 1.57), Target("window", "A01", "A01"), "A01")
OTHER = Destination(Pose2D(5.0, 3.0), Target("place", "water", "饮水处"))
DOCK = Destination(Pose2D(1.0, 1.0))


HERE = Pose2D(3.0, 3.0)


def look(state=DriveState.DRIVING, gap=1.5, pace=0.7, pose=HERE, remaining=12.0, unseen=0.0):
    seen = unseen <= 0.35
    visitor = Sighting(seen, unseen < 8.0, gap, pace, unseen, (pose.x - gap, pose.y)) if math.isfinite(gap) else NOBODY
    return Look(DriveStatus(pose, state, remaining, "there is no way" if state is DriveState.FAILED else ""), visitor)


def at_goal(**seen):
    return look(DriveState.ARRIVED, pose=WINDOW.pose, **seen)


def reports(commands):
    return [command.report for command in commands if isinstance(command, Tell)]


def run(state, events, dt=0.1, now=0.0):
    """Every command with its time, over events `dt` apart."""
    told = []
    for event in events:
        now += dt
        state, commands = step(state, event, now, CONFIG)
        told += [(round(now, 3), command) for command in commands]
    return state, told, now


def leading(now=0.0):
    state, _ = step(GuideState(), SetOut(WINDOW), now, CONFIG)
    state, _ = step(state, look(), now + 0.1, CONFIG)
    return state


def test_it_sets_out_and_tells_so_once_when_the_way_is_known():
    state, commands = step(GuideState(), SetOut(WINDOW), 0.0, CONFIG)
    assert commands == (DriveTo(WINDOW.pose, CONFIG.speed),)
    state, commands = step(state, look(remaining=12.0), 0.1, CONFIG)
    assert reports(commands) == ["started"]
    assert commands[0].remaining == 12.0
    _, commands = step(state, look(), 0.2, CONFIG)
    assert reports(commands) == []


def test_with_the_visitor_close_it_goes_at_full_speed():
    _, told, _ = run(leading(), [look(gap=1.2, pace=0.6)] * 5)
    assert told == []


@pytest.mark.parametrize(("gap", "pace"), [(3.0, 0.7), (2.6, 0.4), (4.0, 0.5)])
def test_a_growing_gap_slows_it_without_stopping(gap, pace):
    _, told, _ = run(leading(), [look(gap=gap, pace=pace)])
    ((_, command),) = told
    assert isinstance(command, LimitSpeed)
    assert CONFIG.creep <= command.speed < CONFIG.speed


@given(st.floats(0.0, 4.5), st.floats(0.0, 4.5), st.floats(0.0, 1.5))
def test_the_farther_behind_the_visitor_the_slower_it_goes(one, other, pace):
    def limit(gap):
        state, _ = step(leading(), look(gap=gap, pace=pace), 0.2, CONFIG)
        return state.limit

    near, far = sorted((one, other))
    assert limit(far) <= limit(near) + 1e-9


def test_a_slow_visitor_is_led_at_their_own_pace():
    """Closed loop against a visitor of 0.5 m/s: the gap settles, and the robot goes as fast as they do."""
    state, robot, visitor, now = leading(), 1.5, 0.0, 0.1
    for _ in range(600):
        now += 0.1
        status = look(gap=robot - visitor, pace=0.5, pose=Pose2D(robot, 0.0))
        state, _ = step(state, status, now, CONFIG)
        assert state.phase is Phase.LEADING
        robot, visitor = robot + 0.1 * state.limit, visitor + 0.05
    assert robot - visitor == pytest.approx(CONFIG.comfort, abs=0.3)


def walk_and_stop(seconds):
    """A robot that is followed at 0.7 m/s until the visitor stops.

    Returns: the state, the limits set since, and where they stand and when.
    """
    state, now, robot, visitor = leading(), 0.1, 3.0, 1.6
    limits = []
    for k in range(40 + round(seconds / 0.1)):
        now += 0.1
        pace = 0.7 if k < 40 else 0.0
        speed = min(state.limit, 0.7)
        robot, visitor = robot + 0.1 * speed, visitor + 0.1 * pace
        state, _ = step(state, look(gap=robot - visitor, pace=pace, pose=Pose2D(robot, 3.0)), now, CONFIG)
        limits.append(state.limit)
    return state, limits[40:], (robot, visitor, now)


def test_when_the_visitor_stops_so_does_the_robot_at_once():
    _, limits, _ = walk_and_stop(1.0)
    assert max(limits) == 0.0


def test_when_the_visitor_walks_again_it_goes_on_at_once():
    state, _, (robot, visitor, now) = walk_and_stop(2.0)
    _, commands = step(state, look(gap=robot - visitor, pace=0.3, pose=Pose2D(robot, 3.0)), now + 0.1, CONFIG)
    assert commands[0].speed >= 0.3


def test_a_visitor_who_stops_for_long_is_called_and_one_who_stands_near_is_led_on_after_a_while():
    state, _, (robot, visitor, now) = walk_and_stop(CONFIG.stood_for + 0.3)
    assert state.phase is Phase.WAITING
    state, told, _ = run(state, [look(gap=robot - visitor, pace=0.0, pose=Pose2D(robot, 3.0))] * 65, now=now)
    assert reports(command for _, command in told) == ["visitor_back"]
    assert state.phase is Phase.LEADING


def test_who_stands_behind_a_robot_that_stands_is_not_taken_for_one_who_stops():
    """Somebody was in the way; the visitor has come up to the robot, and waits for it to go on."""
    state, _, now = run(leading(), [look(pose=Pose2D(3.0 + 0.07 * k, 3.0)) for k in range(20)])
    state, _, now = run(state, [look(pose=Pose2D(4.4, 3.0), gap=1.3, pace=0.0)] * 30, now=now)
    state, _, _ = run(state, [look(pose=Pose2D(4.4 + 0.03 * k, 3.0), gap=1.3 + 0.03 * k, pace=0.0) for k in range(8)],
                      now=now)  # fmt: skip
    assert state.limit > 0.0
    assert state.phase is Phase.LEADING


def test_if_somebody_else_is_nearer_it_goes_on_for_a_while_which_shows_who_follows():
    """The one who stands may have been mistaken for the visitor, who stands right behind the robot."""
    state, _, (robot, _, now) = walk_and_stop(CONFIG.stood_for + 0.3)
    waits = look(gap=CONFIG.near + 0.1, pace=0.0, pose=Pose2D(robot, 3.0))
    assert run(state, [waits] * 65, now=now)[0].phase is Phase.WAITING
    doubtful = replace(waits, visitor=replace(waits.visitor, rival=True))
    state, told, now = run(state, [doubtful] * 65, now=now)
    assert "visitor_back" in reports(command for _, command in told)
    assert state.limit > 0.0
    far = replace(doubtful, visitor=replace(doubtful.visitor, gap=4.8))
    assert run(state, [far] * 2, now=now)[0].limit == 0.0


def test_who_stands_too_far_off_to_be_led_on_is_not_waited_for_without_end_whoever_is_nearer():
    state, _, (robot, _, now) = walk_and_stop(CONFIG.stood_for + 0.3)
    far = look(gap=CONFIG.stop_gap + 0.4, pace=0.0, pose=Pose2D(robot, 3.0))
    doubtful = replace(far, visitor=replace(far.visitor, rival=True))
    state, told, _ = run(state, [doubtful] * int(10 * (CONFIG.patience + CONFIG.search + CONFIG.patience)), now=now)
    assert reports(command for _, command in told).count("visitor_lost") == 1
    assert "visitor_back" not in reports(command for _, command in told)
    assert state.phase not in (Phase.LEADING, Phase.WAITING)


def test_it_stops_when_the_visitor_is_far_behind_and_goes_on_when_they_are_back():
    state, told, now = run(leading(), [look(gap=5.1)])
    assert [command for _, command in told] == [Halt(gently=True), Tell("visitor_behind", WINDOW, 12.0)]
    state, told, now = run(state, [look(DriveState.IDLE, gap=3.0)] * 10, now=now)
    assert told == []
    state, told, _ = run(state, [look(DriveState.IDLE, gap=2.4)], now=now)
    assert [command for _, command in told] == [Tell("visitor_back", WINDOW, 12.0), DriveTo(WINDOW.pose, CONFIG.speed)]
    assert state.phase is Phase.LEADING


def test_four_seconds_out_of_sight_are_enough_to_wait():
    state = leading()
    state, told, now = run(state, [look(unseen=0.1 * k) for k in range(40)])
    assert not [c for _, c in told if isinstance(c, Halt)]
    _, told, _ = run(state, [look(unseen=4.1)], now=now)
    assert Halt(gently=True) in [command for _, command in told]


def test_a_visitor_who_was_never_seen_is_waited_for_too():
    state, _, _ = run(leading(), [look(gap=math.inf)] * 60)
    assert state.phase is Phase.WAITING


def lost_visitor(poses=12):
    """A guide that has waited out its patience, along a way of `poses` half metres."""
    state = leading()
    walk = [look(gap=1.5, pose=Pose2D(3.0 + 0.5 * k, 3.0)) for k in range(poses)]
    state, _, now = run(state, walk, dt=0.7)
    gone = Sighting(False, False, 6.0, 0.0, 5.0, (3.4, 3.2))
    away = Look(DriveStatus(Pose2D(9.0, 3.0), DriveState.IDLE, 8.0), gone)
    return run(state, [away] * int(CONFIG.patience / 0.1 + 10), now=now), away


def test_after_its_patience_it_goes_back_along_its_own_way_to_where_the_visitor_was_seen():
    (state, told, _), _ = lost_visitor()
    assert state.phase is Phase.SEARCHING
    back = told[-1][1]
    assert isinstance(back, DriveTo)
    assert back.pose.distance_to((3.4, 3.2)) < 0.6
    assert back.pose.y == 3.0  # on the way that it came, not in whatever the visitor stood beside


def test_one_who_stands_in_sight_is_waited_for_longer_than_one_who_is_out_of_sight():
    state, _, now = run(leading(), [look(pose=Pose2D(3.0 + 0.07 * k, 3.0)) for k in range(20)])
    waited = round((CONFIG.out_of_sight + CONFIG.search_after + 1.0) / 0.1)
    for unseen, phase in ((0.0, Phase.WAITING), (9.0, Phase.SEARCHING)):
        waits = [look(DriveState.IDLE, gap=5.5, pace=0.0, unseen=unseen)] * waited
        assert run(state, waits, now=now)[0].phase is phase


def test_who_is_found_again_is_led_on():
    (state, _, now), _ = lost_visitor()
    state, told, _ = run(state, [look(gap=2.0)], now=now)
    assert "visitor_back" in reports(command for _, command in told)
    assert state.phase is Phase.LEADING
    assert state.destination == WINDOW


def test_it_gives_up_after_one_search_and_says_so():
    (state, _, now), away = lost_visitor()
    there = Look(replace(away.drive, state=DriveState.ARRIVED), away.visitor)
    state, told, _ = run(state, [there] * 300, now=now)
    assert reports(command for _, command in told) == ["visitor_lost"]
    assert state.phase is Phase.IDLE


def test_arriving_alone_is_no_arrival():
    state, told, now = run(leading(), [look(DriveState.ARRIVED, gap=3.5)] * 30)
    assert "arrived" not in reports(command for _, command in told)
    state, told, now = run(state, [look(DriveState.ARRIVED, gap=3.5)] * 30, now=now)
    assert reports(command for _, command in told) == ["visitor_behind"]
    state, told, _ = run(state, [at_goal(gap=2.4)], now=now)
    assert reports(command for _, command in told) == []
    state, told, _ = run(state, [at_goal(gap=1.5)], now=now)
    assert reports(command for _, command in told) == ["arrived"]
    assert state.phase is Phase.ARRIVED


def test_who_stops_near_the_robot_at_the_goal_is_not_waited_for_any_longer():
    state, told, now = run(leading(), [at_goal(gap=1.8, pace=0.0)] * 25)
    assert "arrived" not in reports(command for _, command in told)
    _, told, _ = run(state, [at_goal(gap=1.8, pace=0.0)] * 10, now=now)
    assert reports(command for _, command in told) == ["arrived"]


def test_at_the_window_it_turns_to_a_visitor_who_stands_aside():
    aside = Sighting(True, True, 1.0, 0.0, 0.0, (20.0, 11.0))
    there = Look(DriveStatus(Pose2D(20.0, 10.0, 0.0), DriveState.ARRIVED, 0.0), aside)
    _, told, _ = run(leading(), [there])
    turn = told[-1][1]
    assert turn.pose.xy == (20.0, 10.0)
    assert turn.pose.yaw == pytest.approx(math.pi / 2)


def test_at_its_place_it_turns_to_the_visitor_at_once_and_not_first_as_the_goal_says():
    pose = Pose2D(WINDOW.pose.x - 0.05, WINDOW.pose.y, 0.0)
    state, told, _ = run(leading(), [look(pose=pose, gap=1.6, remaining=0.05)] * 20)
    assert reports(command for _, command in told)[-1] == "arrived"
    turn = told[-1][1]
    assert turn.pose.xy == WINDOW.pose.xy
    assert turn.pose.yaw == pytest.approx(math.pi)
    assert state.phase is Phase.ARRIVED


@pytest.mark.parametrize(("gap", "patience"), [(1.8, CONFIG.come_up), (2.0, 2.0 * CONFIG.come_up)])
def test_a_visitor_who_stands_out_of_reach_of_the_place_is_given_longer_to_come_up(gap, patience):
    _, told, _ = run(leading(), [at_goal(gap=gap, pace=0.0)] * 80)
    (at,) = [t for t, command in told if isinstance(command, Tell) and command.report == "arrived"]
    assert at == pytest.approx(0.2 + patience, abs=0.3)


@pytest.mark.parametrize(("off", "gap", "speed"), [(0.3, 1.6, 0.0), (0.05, 2.0, 0.0), (0.05, 1.6, 0.6)])
def test_short_of_its_place_without_the_visitor_or_while_it_drives_it_has_not_arrived(off, gap, speed):
    state = replace(leading(), at=Pose2D(WINDOW.pose.x - off - 0.1 * speed, WINDOW.pose.y, 0.0), driven=speed)
    pose = Pose2D(WINDOW.pose.x - off, WINDOW.pose.y, 0.0)
    _, commands = step(state, look(pose=pose, gap=gap, remaining=off), 0.2, CONFIG)
    assert "arrived" not in reports(commands)


def test_no_way_is_told_with_the_reason():
    state, told, _ = run(leading(), [look(DriveState.FAILED)])
    (news,) = [command for _, command in told if isinstance(command, Tell)]
    assert (news.report, news.reason) == ("no_route", "there is no way")
    assert state.phase is Phase.IDLE


def test_being_blocked_is_told_after_two_seconds_and_not_again_before_ten():
    _, told, _ = run(leading(), [look(DriveState.WAITING)] * 200)
    times = [t for t, command in told if isinstance(command, Tell)]
    assert len(times) == 2
    assert times[0] == pytest.approx(CONFIG.blocked_after, abs=0.3)
    assert times[1] - times[0] == pytest.approx(CONFIG.blocked_again, abs=0.2)


def test_who_gets_nowhere_for_a_minute_gives_up_and_says_so():
    state, told, _ = run(leading(), [look(DriveState.WAITING)] * round((CONFIG.stuck + 1.0) / 0.1))
    assert reports(command for _, command in told)[-1] == "stuck"
    assert state.phase is Phase.IDLE


def shuffles(metres, **seen):
    """A minute and more before the goal, so many metres at least, with a visitor who stands; it drives now and then."""
    looks = [
        look(DriveState.DRIVING if k % 50 < 5 else DriveState.WAITING,
             pose=Pose2D(WINDOW.pose.x, WINDOW.pose.y - metres - 0.05 * (k // 50 % 2), WINDOW.pose.yaw),
             remaining=metres, pace=0.0, **seen)
        for k in range(620)
    ]  # fmt: skip
    return run(leading(), looks)


def test_who_shuffles_before_a_goal_that_somebody_else_does_not_leave_has_arrived_after_asking_twice():
    state, told, _ = shuffles(0.9)
    news = [(t, command.report) for t, command in told if isinstance(command, Tell)]
    assert [report for _, report in news] == ["blocked", "blocked", "arrived"]
    assert news[-1][0] == pytest.approx(2.0 * CONFIG.blocked_again, abs=0.5)
    assert state.phase is Phase.ARRIVED


def test_who_shuffles_farther_from_the_goal_or_without_the_visitor_has_not_arrived():
    for metres, seen in ((1.1, {}), (0.9, {"gap": 4.0})):
        _, told, _ = shuffles(metres, **seen)
        assert "arrived" not in reports(command for _, command in told)


def test_who_gets_on_now_and_then_does_not_give_up():
    shuffles = [look(DriveState.WAITING, pose=Pose2D(3.0 + 0.5 * (k // 150), 3.0)) for k in range(2000)]
    state, told, _ = run(leading(), shuffles)
    assert "no_route" not in reports(command for _, command in told)
    assert state.phase is Phase.LEADING


def test_a_short_wait_for_somebody_who_passes_is_not_worth_a_word():
    passing = [look(DriveState.WAITING)] * 15 + [look()]
    _, told, _ = run(leading(), passing * 6)
    assert reports(command for _, command in told) == []


def test_another_destination_on_the_way_is_led_to_at_once():
    state, commands = step(leading(), SetOut(OTHER), 5.0, CONFIG)
    assert commands == (DriveTo(OTHER.pose, CONFIG.speed),)
    _, commands = step(state, look(), 5.1, CONFIG)
    assert reports(commands) == ["started"]
    assert commands[0].destination == OTHER


def test_slower_is_heeded_at_once_and_kept():
    state, commands = step(leading(), Pace(0.6), 1.0, CONFIG)
    assert commands == (LimitSpeed(CONFIG.speed * 0.6),)
    _, commands = step(state, SetOut(OTHER), 2.0, CONFIG)
    assert commands[0].speed == pytest.approx(CONFIG.speed * 0.6)


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan, math.inf])
def test_a_pace_that_is_none_is_refused(factor):
    with pytest.raises(ValueError, match="pace must be > 0"):
        step(leading(), Pace(factor), 1.0, CONFIG)


def test_home_is_told_at_the_dock_and_retried_while_the_way_is_barred():
    state, commands = step(GuideState(Phase.ARRIVED, WINDOW), SetOut(DOCK), 0.0, CONFIG)
    assert commands == (DriveTo(DOCK.pose, CONFIG.home_speed),)
    state, told, now = run(state, [look(DriveState.FAILED)] * 105)
    assert [command for _, command in told] == [DriveTo(DOCK.pose, CONFIG.home_speed)]
    state, told, _ = run(state, [look(DriveState.ARRIVED, gap=math.inf)], now=now)
    assert reports(command for _, command in told) == ["home"]
    assert state.phase is Phase.IDLE


def states():
    """A state for each phase, the paused ones for both kinds of errand."""
    for phase in Phase:
        away = 5.0 if phase in (Phase.WAITING, Phase.AT_GOAL) else None
        home = {Phase.HOMEWARD: DOCK, Phase.IDLE: None}.get(phase, WINDOW)
        yield GuideState(phase, home, since=5.0, away=away, started=True, trail=(Pose2D(3.0, 3.0),))
    yield GuideState(Phase.PAUSED, DOCK, since=5.0)


EVENTS = (
    SetOut(WINDOW), SetOut(DOCK), Stop(), Pause(), Resume(), Pace(0.8),
    *(look(state, gap, unseen=unseen) for state in DriveState for gap in (1.0, 3.5, 6.0) for unseen in (0.0, 9.0)),
    look(gap=math.inf),
)  # fmt: skip


@pytest.mark.parametrize(("state", "event"), list(product(states(), EVENTS)))
def test_every_event_in_every_phase_leaves_a_state_that_stop_ends(state, event):
    after, _ = step(state, event, 6.0, CONFIG)
    ended, commands = step(after, Stop(), 6.1, CONFIG)
    assert commands[0] == Halt()
    assert ended.phase is Phase.IDLE
    assert ended.destination is None


@pytest.mark.parametrize("state", list(states()))
def test_a_visitor_who_is_gone_is_never_waited_for_for_ever(state):
    """No dead end: whatever the phase, with nobody there and every drive done, it comes to rest."""
    gone = Sighting(False, False, math.inf, 0.0, 99.0, (3.0, 3.0))
    status = Look(DriveStatus(Pose2D(4.0, 3.0), DriveState.ARRIVED, 0.0), gone)
    for k in range(4000):
        state, _ = step(state, status, 6.0 + 0.1 * k, CONFIG)
    assert state.phase in (Phase.IDLE, Phase.ARRIVED)


@given(st.lists(st.sampled_from(EVENTS), max_size=40))
def test_whatever_happens_a_robot_with_nothing_to_do_has_been_told_to_halt_or_has_arrived(events):
    state, driving = GuideState(), False
    for k, event in enumerate(events):
        arrived = isinstance(event, Look) and event.drive.state is DriveState.ARRIVED
        state, commands = step(state, event, 0.5 * k, CONFIG)
        for command in commands:
            driving = isinstance(command, DriveTo) or (driving and not isinstance(command, Halt))
        driving = driving and not arrived
        if state.phase in (Phase.IDLE, Phase.PAUSED, Phase.WAITING):
            assert not driving
