"""Each rule of validation finds the hall that breaks it, and nothing else finds anything there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

import hall_map
from hall_map import Dock, Hall, Pose2D, ValidationConfig
from hall_map.finding_words import finding_in_chinese, rule_words
from hall_map.validation import CHANGES, ERRORS, ERRORS_TO_SCALE, RULES

ROOT = Path(__file__).parents[2]
HALL = hall_map.load(ROOT / "maps" / "putuo")
TABLE = ROOT / "docs" / "validation-rules.md"
HEAD = """# What a hall is checked for

The {count} rules of `hall_map.validate`. What {errors} of them find are errors, which block publishing; the others find
warnings, which have to be accepted. `tests/hall_map/test_validation_rules.py` has a hall for each that breaks this
rule and no other, and writes this table.

| rule | finds | which is | and is told in Chinese as |
| --- | --- | --- | --- |
"""


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


DAYTIME = HALL.hours
NOW = datetime(2026, 11, 23, 10, 0)


def hours(opens: str, closes: str, *days: str) -> hall_map.OpeningHours:
    return hall_map.OpeningHours(days or ("mon", "tue", "wed", "thu", "fri", "sat"), opens, closes)


def special(kind: str, first: str, last: str, like: str = "mon") -> hall_map.SpecialDays:
    return hall_map.SpecialDays("special", kind, {}, first, last, like)


def barrier(*points: tuple[float, float], until: str = "") -> hall_map.Barrier:
    return hall_map.Barrier("barrier", points, until=until)


def planned(changes: dict, since: str = "2026-12-01T09:00", until: str = "") -> Hall:
    return replace(HALL, changes=(hall_map.Change("planned", since, changes, until),))


def square(x0: float, y0: float, x1: float, y1: float) -> tuple[tuple[float, float], ...]:
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def corridor() -> tuple[hall_map.Wall, ...]:
    """Walls that leave a way of 0.9 m to the door of the lounge, 5 m long."""
    return tuple(
        hall_map.Wall(f"corridor_{i}", points, 0.1)
        for i, points in enumerate((((11.6, 22.8), (16.6, 22.0)), ((11.6, 21.4), (11.6, 21.8), (16.6, 21.0))))
    )


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
    "stop_out_of_reach": lambda: wall((10.9, 20.6), (10.9, 28.0)),
    "docks_cut_off": lambda: wall((29.4, 4.0), (30.8, 4.0), (30.8, 5.4), (29.4, 5.4), (29.4, 4.0)),
    "docks_too_close": lambda: change("docks", "dock_xiao_hui", pose=Pose2D(20.4, 4.7)),
    "windows_overlap": lambda: change("windows", "B06", xy=(45.8, 17.5)),
    "stop_far_from_its_window": lambda: change("windows", "B06", stop=Pose2D(40.4, 18.9)),
    "stop_behind_a_wall": lambda: change("windows", "D01", stop=Pose2D(3.4, 7.4)),
    "names_sound_alike": lambda: change("places", "water", aliases={**WATER.aliases, "zh": ("侧所",)}),
    "window_hours_overlap": lambda: change("windows", "A01", hours=(*DAYTIME, hours("10:00", "11:00"))),
    "window_hours_outside": lambda: change("windows", "A01", hours=(*DAYTIME, hours("18:00", "20:00", "fri"))),
    "service_closed_in_its_hours": lambda: change("windows", "B06", hours=(hours("09:00", "11:00"),)),
    "special_days_overlap": lambda: add("calendar", special("holiday", "2026-10-07", "2026-10-08")),
    "workday_is_no_workday": lambda: add("calendar", special("workday", "2026-11-29", "2026-11-29", like="sun")),
    "calendar_ends": lambda: replace(HALL, calendar=(special("holiday", "2025-10-01", "2025-10-07"),)),
    "barrier_is_over": lambda: replace(HALL, barriers=(barrier((20.0, 7.0), (20.5, 7.0), until="2026-11-01T12:00"),)),
    "change_is_over": lambda: planned({"windows": {"A01": {"open": False}}}, "2026-10-01T09:00", "2026-11-01T09:00"),
    "change_does_not_fit": lambda: planned({"windows": {"A99": None}}),
    "changes_disagree": lambda: replace(planned({"windows": {"A01": {"open": False}}}), changes=(
        hall_map.Change("first", "2026-12-01T09:00", {"windows": {"A01": {"open": False}}}),
        hall_map.Change("second", "2026-12-02T09:00", {"windows": {"A01": {"open": True}}}),
    )),
    "change_breaks_the_hall": lambda: planned({"windows": {"B06": {"stop": {"x": 45.6}}}}),
    "door_is_narrow": lambda: add("doors", hall_map.Door("gap", "gate", ((30.1, 18.85), (30.7, 18.85)))),
    "cut_off_by_door": lambda: change("doors", "lounge_door", open=False),
    "cut_off_by_barrier": lambda: replace(HALL, barriers=(barrier((11.6, 21.0), (11.6, 24.0)),)),
    "cut_off_by_keep_out": lambda: add("keep_outs", hall_map.KeepOut("lounge", square(8.5, 21.5, 11.0, 24.5))),
    "lane_leaves_the_floor": lambda: add("lanes", hall_map.Lane("lane", ((15.0, 20.0), (15.0, 18.0)))),
    "lane_is_narrow": lambda: add("lanes", hall_map.Lane("lane", ((18.0, 8.0), (20.0, 8.0)), 0.4)),
    "no_way_back": lambda: add("lanes", hall_map.Lane("into", ((12.4, 22.5), (10.8, 22.5)), 3.0)),
    "robots_cannot_pass": lambda: replace(HALL, walls=(*HALL.walls, *corridor())),
    "queue_in_the_way": lambda: add("queues", hall_map.QueueArea("q", ("A01",), square(19.5, 4.3, 20.5, 5.1))),
}  # fmt: skip


@cache
def found(rule: str) -> tuple[Hall, tuple[hall_map.Finding, ...]]:
    """The hall that breaks a rule, and what is found in it."""
    hall = BROKEN[rule]()
    return hall, hall_map.validate(hall, now=NOW)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_hall_that_breaks_a_rule_is_found_by_that_rule_only(rule: str):
    assert {finding.rule for finding in found(rule)[1]} == {rule}


def test_every_rule_has_a_hall_that_breaks_it():
    assert {rule.__name__ for rule in RULES} == set(BROKEN)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_finding_says_where_what_and_the_remedy(rule: str):
    for finding in found(rule)[1]:
        assert finding.where
        assert finding.problem
        assert finding.remedy
        assert finding.severity in ("error", "warning")


def test_a_rule_that_blocks_finds_errors_and_one_that_warns_warnings():
    for rule in BROKEN:
        blocks = rule in {check.__name__ for check in ERRORS + ERRORS_TO_SCALE + CHANGES}
        severities = {finding.severity for finding in found(rule)[1]}
        assert severities == {"error" if blocks else "warning"}, rule


@pytest.mark.parametrize("rule", BROKEN)
def test_a_finding_in_chinese_names_every_value_that_it_names_in_english(rule: str):
    hall, findings = found(rule)
    for finding in findings:
        told = finding_in_chinese(finding, hall)
        chinese = f"{told['problem_zh']} {told['remedy_zh']}"
        assert re.search("[\u4e00-\u9fff]", told["problem_zh"].removeprefix(told["subject_zh"]))
        assert not re.search("[{}]", chinese)
        assert numbers_in(finding.problem) <= numbers_in(chinese), chinese


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def test_a_keep_out_around_a_dock_traps_its_robot():
    x, y = HALL.docks[0].pose.xy
    ring = hall_map.KeepOut("ring", square(x - 1.0, y - 1.0, x + 1.0, y + 1.0))
    hall = add("keep_outs", ring)
    findings = [finding for finding in hall_map.validate(hall) if finding.where.startswith("docks")]
    assert [finding.problem for finding in findings] == ["a keep-out traps the robot here"]
    assert "困住" in finding_in_chinese(findings[0], hall)["problem_zh"]


def table_of_rules() -> str:
    """What `docs/validation-rules.md` has to be."""
    blocking = {check.__name__ for check in ERRORS + ERRORS_TO_SCALE + CHANGES}
    lines = [HEAD.format(count=len(RULES), errors=len(blocking))]
    for check in RULES:
        rule = check.__name__
        words = rule_words()[rule]
        problem = " / ".join(text for key, text in words.items() if key.startswith("problem"))
        chinese = re.sub(r":[.\w]+}", "}", f"{problem}。{words['remedy']}")
        what, severity = check.__doc__.split("\n")[0].removesuffix("."), "error" if rule in blocking else "warning"
        lines.append(f"| `{rule}` | {what} | {severity} | {chinese} |\n")
    return "".join(lines)


def test_the_table_of_rules_in_the_documents_is_current():
    if os.environ.get("ROBOT_GUIDE_WRITE_DOCS"):
        TABLE.write_text(table_of_rules(), "utf-8")
    assert TABLE.read_text("utf-8") == table_of_rules(), f"write it anew: ROBOT_GUIDE_WRITE_DOCS=1 pytest {__file__}"


def test_the_hall_of_putuo_has_nothing_to_be_found():
    assert hall_map.validate(HALL, now=NOW) == ()


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
