"""Checking a hall before robots lead people through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from hall_map.findings import Finding
from hall_map.hall import Hall
from hall_map.rules import catalogue, floor, passage, reach, times, words
from hall_map.survey import Survey, ValidationConfig

FLOOR = (
    "width", "height", "outline", "walls", "obstacles", "doors", "barriers", "keep_outs", "lanes", "queues",
)  # fmt: skip
Rule = Callable[[Survey], Iterator[Finding]]

ERRORS: tuple[Rule, ...] = (
    floor.scale_cannot_be,
    floor.outline_leaves_the_map,
    floor.outline_crosses_itself,
    catalogue.id_is_taken,
    catalogue.name_leads_nowhere,
    catalogue.no_dock,
    catalogue.robot_has_two_docks,
    catalogue.service_has_no_window,
    catalogue.hours_overlap,
    words.name_is_taken,
    times.window_hours_overlap,
    times.change_does_not_fit,
)

WARNINGS: tuple[Rule, ...] = (
    floor.outline_is_small,
    catalogue.place_is_missing,
    catalogue.service_has_no_open_window,
    catalogue.window_has_no_service,
    catalogue.department_has_no_service,
    catalogue.service_needs_no_documents,
    catalogue.hours_are_missing,
    words.name_is_missing,
    words.alias_is_shared,
    words.names_sound_alike,
    words.service_cannot_be_asked_for,
    times.window_hours_outside,
    times.service_closed_in_its_hours,
    times.special_days_overlap,
    times.workday_is_no_workday,
    times.calendar_ends,
    times.barrier_is_over,
    times.change_is_over,
    times.changes_disagree,
)

# These measure, and mean nothing in a hall of impossible size.
ERRORS_TO_SCALE: tuple[Rule, ...] = (
    reach.window_outside,
    reach.stop_outside,
    reach.stop_in_a_wall,
    reach.stop_out_of_reach,
    reach.docks_cut_off,
    reach.docks_too_close,
    reach.windows_overlap,
    reach.stop_behind_a_wall,
    passage.cut_off_by_door,
    passage.cut_off_by_barrier,
    passage.cut_off_by_keep_out,
    passage.lane_leaves_the_floor,
    passage.lane_is_narrow,
    passage.no_way_back,
)

WARNINGS_TO_SCALE: tuple[Rule, ...] = (
    floor.obstacle_outside,
    reach.stop_far_from_its_window,
    passage.door_is_narrow,
    passage.robots_cannot_pass,
    passage.queue_in_the_way,
)

CHANGES: tuple[Rule, ...] = (times.change_breaks_the_hall,)  # these ask for the errors of other halls

RULES = ERRORS + WARNINGS + ERRORS_TO_SCALE + WARNINGS_TO_SCALE + CHANGES

DEFAULT = ValidationConfig()


def validate(hall: Hall, config: ValidationConfig = DEFAULT, now: datetime | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with a hall, errors first; empty, when it is fit for use.

    `now`, on the hall's own clock, is for rules about what is over and what is coming; without it they are left out.
    """
    survey = Survey(hall, config, now)
    measured = ERRORS_TO_SCALE + WARNINGS_TO_SCALE if survey.to_scale else ()
    found = findings(survey, ERRORS + WARNINGS + measured + CHANGES)
    return tuple(sorted(found, key=lambda finding: finding.severity != "error"))


def errors(hall: Hall, config: ValidationConfig, beside: Hall | None = None) -> tuple[Finding, ...]:
    """What makes a hall unfit for use; where its floor is that of `beside`, what is measured on it is left out."""
    survey = Survey(hall, config)
    measured = survey.to_scale and (beside is None or floor_of(hall) != floor_of(beside))
    return findings(survey, ERRORS + ERRORS_TO_SCALE if measured else ERRORS)


def findings(survey: Survey, rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    return tuple(replace(finding, rule=rule.__name__) for rule in rules for finding in rule(survey))


def floor_of(hall: Hall) -> tuple[object, ...]:
    """All of a hall that the rules to scale look at."""
    stops = [(one.id, one.xy, one.stop) for one in (*hall.windows, *hall.places)]
    docks = [(dock.id, dock.pose) for dock in hall.docks]
    return (*(getattr(hall, name) for name in FLOOR), stops, docks)
