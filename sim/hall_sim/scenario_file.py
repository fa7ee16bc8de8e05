"""Scenario files: what may stand in them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path

from hall_map import HallError
from hall_map import load as load_hall
from hall_sim.lined_yaml import (
    Fields,
    ScenarioError,
    flag,
    mapping_of,
    number,
    point,
    read_mapping,
    several,
    text,
    whole,
)
from hall_sim.scenario import WORKING_MORNING, Block, Expectation, HallEdit, Scenario, language_of
from hall_sim.ticket_system import TicketConfig
from hall_sim.visitor_config import Lag, Remark, VisitorConfig
from hall_sim.voices import recording_seconds


def load(path: Path) -> Scenario:
    """Read one scenario. Raises ScenarioError."""
    return from_mapping(read_mapping(path), str(path), path.parent, path.stem)


def from_mapping(mapping: Mapping[str, object], where: str, base: Path, name: str = "scenario") -> Scenario:
    """Build a scenario from plain values. Raises ScenarioError."""
    fields = Fields(mapping, where, "the scenario")

    def visitors(value: object) -> tuple[VisitorConfig, ...]:
        if not isinstance(value, (list, tuple)):
            raise TypeError("must be a list")
        return tuple(read_visitor(item, where, n, base) for n, item in enumerate(value))

    def hall(value: object):
        try:
            return load_hall(base / text(value))
        except HallError as error:
            raise ScenarioError(fields.where("hall"), f"the hall cannot be read: {error}", "") from error

    values = {
        "name": fields.take("name", text, name),
        "hall": fields.take("hall", hall),
        "visitors": fields.take("visitors", visitors),
        "robots": fields.take("robots", several(text), ("xiao_pu", "xiao_hui")),
        "people": fields.take("people", whole(0, 500), 12),
        "standing": fields.take("standing", whole(0, 500), 3),
        "duration": fields.take("duration", number(1.0, 86400.0), 240.0),
        "clock": fields.take("clock", clock, WORKING_MORNING),
        "blocks": fields.take("blocks", several(lambda value: read_block(value, where)), ()),
        "edits": fields.take("edits", several(lambda value: read_edit(value, where)), ()),
        "tickets": fields.take("tickets", lambda value: read_tickets(value, where), None),
        "expect": fields.take("expect", lambda value: read_expectation(value, where), Expectation()),
    }
    fields.take("about", text, "")
    fields.finish()
    check(fields, values)
    try:
        return Scenario(**values)
    except ValueError as error:
        raise ScenarioError(where, str(error), "Mend the value") from error


def check(fields: Fields, values: Mapping[str, object]) -> None:
    """Raises ScenarioError: values that do not fit together."""
    visitors, hall = values["visitors"], values["hall"]
    if not visitors:
        raise ScenarioError(fields.where("visitors"), "no visitor comes", "Describe at least one")
    names = [visitor.name for visitor in visitors]
    if len(set(names)) < len(names):
        raise ScenarioError(fields.where("visitors"), f"two visitors have one name: {names}", "Give each its own")
    for visitor in visitors:
        if visitor.robot is not None and visitor.robot not in values["robots"]:
            known = ", ".join(values["robots"])
            problem = f"{visitor.name} walks up to {visitor.robot!r}, which is no robot of this scenario"
            raise ScenarioError(fields.where("visitors"), problem, f"There are {known}")
    for place in values["expect"].windows or ():
        if place not in hall.window_by_id and place not in hall.place_by_id:
            problem = f"expect.windows: the hall has no window or place {place!r}"
            raise ScenarioError(fields.where("expect"), problem, "Name one of the hall's")


def read_visitor(value: object, where: str, n: int, base: Path) -> VisitorConfig:
    fields = Fields(value, where, f"visitors[{n}]")
    ask = fields.take("ask", text)
    wav = fields.take("wav", lambda v: recording(base / text(v)), None)
    values = {
        "name": fields.take("name", text, "visitor" if n == 0 else f"visitor_{n + 1}"),
        "language": fields.take("language", text, language_of(ask)),
        "arrives": fields.take("arrives", number(0.0, 86400.0), 1.0),
        "start": fields.take("start", point, None),
        "robot": fields.take("robot", text, None),
        "pace": fields.take("pace", number(0.2, 2.0), 1.0),
        "follow_gap": fields.take("follow_gap", number(0.6, 4.0), 1.3),
        "lag": fields.take("lag", lambda v: read_lag(v, where), None),
        "leaves_after": fields.take("leaves_after", number(0.0, 1000.0), math.inf),
        "says_on_way": fields.take("says_on_way", several(lambda v: read_remark(v, where)), ()),
        "answers": fields.take("answers", several(text), ()),
        "patience": fields.take("patience", number(1.0, 120.0), 9.0),
        "asks": fields.take("asks", whole(1, 10), 3),
    }
    fields.finish()
    try:
        return VisitorConfig(ask=ask, wav=wav[0] if wav else None, wav_seconds=wav[1] if wav else None, **values)
    except ValueError as error:
        raise ScenarioError(fields.where("language"), f"visitors[{n}]: {error}", "Mend the value") from error


def clock(value: object) -> dt.datetime:
    """Raises ValueError: no local time such as 2026-11-24T10:00."""
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(text(value))
    if moment.tzinfo is not None:
        raise ValueError("must be a time on the hall's own clock, without a zone")
    return moment


def recording(path: Path) -> tuple[Path, float]:
    return path, recording_seconds(path)


def read_lag(value: object, where: str) -> Lag:
    fields = Fields(value, where, "lag")
    lag = Lag(fields.take("after", number(0.0, 1000.0)), fields.take("pause", number(0.0, 3600.0)))
    fields.finish()
    return lag


def read_remark(value: object, where: str) -> Remark:
    fields = Fields(value, where, "says_on_way")
    remark = Remark(
        fields.take("after", number(0.0, 1000.0)), fields.take("text", text), fields.take("leaves", flag, False)
    )
    fields.finish()
    return remark


def read_block(value: object, where: str) -> Block:
    fields = Fields(value, where, "blocks")
    block = Block(
        fields.take("polygon", several(point)),
        fields.take("begins", number(0.0, 86400.0), 0.0),
        fields.take("ends", number(0.0, 86400.0), math.inf),
    )
    fields.finish()
    if len(block.polygon) < 3:
        raise ScenarioError(fields.where("polygon"), "a polygon needs three corners", "Add points [x, y]")
    return block


def read_edit(value: object, where: str) -> HallEdit:
    fields = Fields(value, where, "edits")
    edit = HallEdit(fields.take("at", number(0.0, 86400.0)), fields.take("changes", mapping_of))
    fields.finish()
    return edit


def read_tickets(value: object, where: str) -> TicketConfig:
    fields, usual = Fields(value, where, "tickets"), TicketConfig()
    tickets = TicketConfig(
        arrivals=fields.take("arrivals", number(0.0, 60.0), usual.arrivals),
        minutes_each=fields.take("minutes_each", number(0.1, 240.0), usual.minutes_each),
        warm_up=fields.take("warm_up", number(0.0, 600.0), usual.warm_up),
        period=fields.take("period", number(0.05, 3600.0), usual.period),
    )
    fields.finish()
    return tickets


def read_expectation(value: object, where: str) -> Expectation:
    fields = Fields(value, where, "expect")
    expectation = Expectation(
        success=fields.take("success", flag, None),
        windows=fields.take("windows", several(text), None),
        visitor_lost=fields.take("visitor_lost", flag, None),
        collisions=fields.take("collisions", whole(0, 1000), 0),
    )
    fields.finish()
    return expectation
