"""Each rule of validation finds the hall that breaks it, and nothing else finds anything there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import hall_map
from hall_map import Dock, Hall, Pose2D, ValidationConfig
from hall_map.validation import RULES, RULES_TO_SCALE

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")


def change(collection: str, id_: str, **fields: object) -> Hall:
    items = getattr(HALL, collection)
    return replace(HALL, **{collection: tuple(replace(i, **fields) if i.id == id_ else i for i in items)})


def without(collection: str, *ids: str) -> Hall:
    return replace(HALL, **{collection: tuple(i for i in getattr(HALL, collection) if i.id not in ids)})


def add(collection: str, item: object) -> Hall:
    return replace(HALL, **{collection: (*getattr(HALL, collection), item)})


def wall(*points: tuple[float, float]) -> Hall:
    return add("walls", hall_map.Wall("barrier", points, 0.1))


def crossed() -> Hall:
    """An outline with a small knot in its southern side."""
    first, *rest = HALL.outline
    knot = ((20.0, 0.4), (20.1, 0.5), (20.1, 0.4), (20.0, 0.5), (20.2, 0.4))
    return replace(HALL, outline=(first, *knot, *rest))


def unused(window: str) -> Hall:
    """No service is handled at a window."""
    left = [replace(s, windows=tuple(w for w in s.windows if w != window) or ("A01",)) for s in HALL.services]
    return replace(HALL, services=tuple(left))


WATER = HALL.place_by_id["water"]
B06_STOP = HALL.window_by_id["B06"].stop

BROKEN: dict[str, Callable[[], Hall]] = {
    "scale_cannot_be": lambda: replace(HALL, width=5000.0, height=3000.0),
    "outline_leaves_the_map": lambda: replace(HALL, height=29.2),
    "outline_crosses_itself": crossed,
    "outline_is_small": lambda: replace(HALL, width=150.0, height=120.0),
    "id_is_taken": lambda: add("walls", hall_map.Wall(HALL.walls[0].id, ((20.0, 7.0), (20.5, 7.0)))),
    "name_leads_nowhere": lambda: change("windows", "A01", zone="moon"),
    "no_dock": lambda: replace(HALL, docks=()),
    "robot_has_two_docks": lambda: add("docks", Dock("spare", "xiao_pu", Pose2D(20.0, 7.5))),
    "place_is_missing": lambda: without("places", "information"),
    "service_has_no_window": lambda: change("services", "company_seal", windows=()),
    "service_has_no_open_window": lambda: change("windows", "B06", open=False),
    "window_has_no_service": lambda: unused("A08"),
    "department_has_no_service": lambda: add(
        "departments", hall_map.Department("idle", {"zh": "闲", "en": "Idle", "ko": "한가"})
    ),
    "service_needs_no_documents": lambda: change("services", "tax_filing", documents={}),
    "hours_are_missing": lambda: replace(HALL, hours=()),
    "hours_overlap": lambda: replace(HALL, hours=(*HALL.hours, hall_map.OpeningHours(("mon",), "16:00", "18:00"))),
    "name_is_missing": lambda: change("places", "water", names={"zh": "饮水处", "en": "Drinking water"}),
    "name_is_taken": lambda: change("windows", "A02", names=HALL.windows[0].names),
    "alias_is_shared": lambda: change("places", "water", aliases={**WATER.aliases, "zh": ("喝水", "厕所")}),
    "service_cannot_be_asked_for": lambda: change("services", "tax_filing", aliases={"en": ("tax return",)}),
    "obstacle_outside": lambda: add("obstacles", hall_map.Obstacle("far", "planter", ((0, 0), (0.2, 0), (0.2, 0.2)))),
    "window_outside": lambda: change("places", "exit_east", xy=(49.9, 21.2)),
    "stop_outside": lambda: change("places", "exit_east", stop=Pose2D(49.9, 21.2)),
    "stop_in_a_wall": lambda: change("windows", "B06", stop=replace(B06_STOP, x=45.6)),
    "stop_out_of_reach": lambda: wall((11.6, 21.0), (11.6, 24.0)),
    "docks_cut_off": lambda: wall((29.4, 4.0), (30.8, 4.0), (30.8, 5.4), (29.4, 5.4), (29.4, 4.0)),
    "docks_too_close": lambda: change("docks", "dock_xiao_hui", pose=Pose2D(20.4, 4.7)),
    "windows_overlap": lambda: change("windows", "B06", xy=(45.8, 17.5)),
    "stop_far_from_its_window": lambda: change("windows", "B06", stop=Pose2D(40.4, 18.9)),
    "stop_behind_a_wall": lambda: change("windows", "D01", stop=Pose2D(3.4, 7.4)),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_hall_that_breaks_a_rule_is_found_by_that_rule_only(rule: str):
    findings = hall_map.validate(BROKEN[rule]())
    assert {finding.rule for finding in findings} == {rule}


def test_every_rule_has_a_hall_that_breaks_it():
    assert {rule.__name__ for rule in RULES + RULES_TO_SCALE} == set(BROKEN)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_finding_says_where_what_and_the_remedy(rule: str):
    for finding in hall_map.validate(BROKEN[rule]()):
        assert finding.where
        assert finding.problem
        assert finding.remedy
        assert finding.severity in ("error", "warning")


def test_the_hall_of_putuo_has_nothing_to_be_found():
    assert hall_map.validate(HALL) == ()


def test_a_larger_robot_does_not_fit_where_a_small_one_does():
    findings = hall_map.validate(HALL, ValidationConfig(robot_radius=0.95))
    assert any(finding.rule in ("stop_in_a_wall", "stop_out_of_reach") for finding in findings)


def test_errors_come_before_warnings():
    far = replace(HALL.docks[0], pose=Pose2D(-1, -1))
    hall = replace(change("windows", "B06", open=False), docks=(far, *HALL.docks[1:]))
    severities = [finding.severity for finding in hall_map.validate(hall)]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}


def test_windows_in_a_wall_are_named_with_their_place_and_the_room_needed():
    (finding,) = hall_map.validate(BROKEN["stop_in_a_wall"]())
    assert finding.where == "windows.B06.stop"
    assert finding.xy == pytest.approx((45.6, 18.55))
    assert "0.33 m" in finding.remedy


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"robot_radius": 0.0}, "robot_radius must be > 0 m, got 0"), ({"margin": -1.0}, "margin must be >= 0 m")],
)
def test_impossible_settings_are_refused(fields: dict[str, float], message: str):
    with pytest.raises(ValueError, match=message):
        ValidationConfig(**fields)
