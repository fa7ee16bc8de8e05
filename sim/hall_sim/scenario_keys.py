"""What may stand in a scenario file: every key with its meaning, its range and its default."""

from __future__ import annotations

import datetime as dt
import math

from hall_map import Point, Pose2D
from hall_sim.battery import BatteryConfig
from hall_sim.dashes import Dash
from hall_sim.drive import DriveConfig, Ground
from hall_sim.file_keys import (
    FLAG,
    MAPPING,
    POINT,
    TEXT,
    Key,
    Reader,
    Schema,
    named,
    number,
    read_text,
    record,
    schema_of,
    settings_of,
    several,
    whole,
    word,
)
from hall_sim.habits import Mix
from hall_sim.happenings import Blindness, DoorShut, Kidnap, Polygon, Slippery
from hall_sim.lidar import LidarConfig
from hall_sim.panes import Pane
from hall_sim.scenario import (
    FIGURES,
    Block,
    Bounds,
    Expectation,
    HallEdit,
    Split,
    StaffCall,
)
from hall_sim.ticket_system import TicketConfig
from hall_sim.visitor_config import Lag, Remark
from hall_sim.visitor_words import languages
from hall_sim.working_morning import WORKING_MORNING

TIME = number(0.0, 86400.0)
CORNERS = several(POINT, 3)
BEGINS, ENDS = Key(TIME, "s, from when", 0.0), Key(TIME, "s, until when; without it, to the end", math.inf)
FILE = Reader(read_text, {"type": "string", "minLength": 1})


def read_clock(value: object, where: str) -> dt.datetime:
    """Raises ValueError: no local time such as 2026-11-24T10:00."""
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(read_text(value, where))
    if moment.tzinfo is not None:
        raise ValueError("must be a time on the hall's own clock, without a zone")
    return moment


CLOCK = Reader(read_clock, {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?$"})


def slippery(polygon: Polygon, grip: float, slip: float, begins: float, ends: float) -> Slippery:
    return Slippery(polygon, Ground(grip, slip), begins, ends)


def kidnap(robot: str, at: float, to: Point, yaw_degrees: float) -> Kidnap:
    return Kidnap(robot, at, Pose2D(*to, math.radians(yaw_degrees)))


def pane(points: tuple[Point, ...], mirror: bool, returns: float, spread_degrees: float) -> Pane:
    return Pane((points[0], points[1]), mirror, returns, math.radians(spread_degrees))


def mount(xy: Point, yaw_degrees: float) -> tuple[float, float, float]:
    return (*xy, math.radians(yaw_degrees))


LAG = record("lag", {
    "after": Key(number(0.0, 1000.0), "m followed until they stop"),
    "pause": Key(number(0.0, 3600.0), "s that they stand"),
}, Lag)  # fmt: skip
REMARK = record("says_on_way", {
    "after": Key(number(0.0, 1000.0), "m followed"),
    "text": Key(TEXT, "what they say"),
    "leaves": Key(FLAG, "whether they go away once the robot has answered", False),
}, Remark)  # fmt: skip
BLOCK = record("blocks", {
    "polygon": Key(CORNERS, "corners [x, y] in m"), "begins": BEGINS, "ends": ENDS,
}, Block)  # fmt: skip
EDIT = record("edits", {
    "at": Key(TIME, "s"), "changes": Key(MAPPING, "a merge patch of the hall's document"),
}, HallEdit)  # fmt: skip
CALL = record("calls", {
    "at": Key(TIME, "s"), "place": Key(TEXT, "id of a window or place"),
    "rank": Key(word("normal", "urgent"), "how soon", StaffCall.rank),
    "language": Key(word(*languages()), "that the robot should understand; without it, any", StaffCall.language),
    "cancelled": Key(TIME, "s, when they take it back", math.inf),
}, StaffCall)  # fmt: skip
SPLIT = record("splits", {
    "apart": Key(several(TEXT, 1), "who hears only each other, of the robots and `staff`"), "begins": BEGINS,
    "ends": ENDS,
}, Split)  # fmt: skip
TICKETS = record("tickets", {
    "arrivals": Key(number(0.0, 60.0), "people a minute who come for each open window", TicketConfig.arrivals),
    "minutes_each": Key(number(0.1, 240.0), "min that a person needs at a window", TicketConfig.minutes_each),
    "warm_up": Key(number(0.0, 600.0), "min for which the hall has been open already", TicketConfig.warm_up),
    "period": Key(number(0.05, 3600.0), "s between two pieces of news", TicketConfig.period),
}, TicketConfig)  # fmt: skip
DRIVE = record("drive", settings_of(DriveConfig, {
    "max_linear": "m/s", "max_angular": "rad/s", "linear_acceleration": "m/s²", "angular_acceleration": "rad/s²",
    "linear_braking": "m/s²", "angular_braking": "rad/s²",
    "turn_per_turn": "rad per root of a radian turned", "turn_per_metre": "rad per root of a metre",
    "way_per_metre": "m per root of a metre", "way_per_turn": "m per root of a radian turned",
    "scale_error": "of a distance, of a run", "turn_error": "of an angle, of a run", "heading_drift": "rad a metre",
}), DriveConfig)  # fmt: skip
MOUNT = record("mount", {
    "xy": Key(POINT, "m ahead and to the left of the robot's middle", (0.0, 0.0)),
    "yaw_degrees": Key(number(-360.0, 360.0), "turned to the left", 0.0),
}, mount)  # fmt: skip
LIDAR = record("lidar", {
    **settings_of(LidarConfig, {
        "beams": "in a turn", "range_max": "m", "period": "s between two turns", "noise": "m, standard deviation",
        "dropout": "probability that a beam gives nothing",
    }),
    "mount": Key(MOUNT, "where it sits; the robots' software takes it to be in the middle", LidarConfig.mount),
}, LidarConfig)  # fmt: skip
BATTERY = record("battery", settings_of(BatteryConfig, {
    "capacity": "Wh", "charge": "of the capacity, at the beginning", "idle": "W, driving or not",
    "per_metre": "J that a metre takes besides", "per_radian": "J that a radian takes besides",
    "charger": "W that a dock gives",
}), BatteryConfig)  # fmt: skip
DOOR = record("doors", {"door": Key(TEXT, "id of a door of the hall"), "begins": BEGINS, "ends": ENDS}, DoorShut)
PANE = record("panes", {
    "points": Key(several(POINT, 2, 2), "both ends, m; 0.1 m from any wall at least"),
    "mirror": Key(FLAG, "a mirror, and no glass", False),
    "returns": Key(number(0.0, 1.0), "probability that a beam straight on comes back from glass", Pane.returns),
    "spread_degrees": Key(number(0.1, 90.0), "of the angles at which glass is seen, standard deviation",
                          round(math.degrees(Pane.spread), 2)),
}, pane)  # fmt: skip
SLIPPERY = record("slippery", {
    "polygon": Key(CORNERS, "corners [x, y] in m"),
    "grip": Key(number(0.01, 100.0), "m/s² of acceleration that the floor carries, at most", 100.0),
    "slip": Key(number(0.0, 0.95), "share of the wheels' way that leads nowhere", 0.0),
    "begins": BEGINS, "ends": ENDS,
}, slippery)  # fmt: skip
KIDNAP = record("kidnaps", {
    "robot": Key(TEXT, "which"), "at": Key(TIME, "s"), "to": Key(POINT, "m, where it is put down"),
    "yaw_degrees": Key(number(-360.0, 360.0), "which way it looks there", 0.0),
}, kidnap)  # fmt: skip
BLINDNESS = record("blindness", {"robot": Key(TEXT, "whose lidar"), "begins": BEGINS, "ends": ENDS}, Blindness)
MIX = record("mix", {
    "families": Key(whole(0, 100), "an adult and a child each", 0),
    "wheelchairs": Key(whole(0, 100), "people in wheelchairs", 0),
    "phones": Key(whole(0, 100), "people who stop to look at their phones", 0),
    "children": Key(whole(0, 100), "children who dart off", 0),
}, Mix)  # fmt: skip
DASH = record("dashes", {
    "start": Key(POINT, "m, where a child waits"), "to": Key(POINT, "m, where it runs to"),
    "near": Key(number(0.5, 20.0), "m between its way and a robot that drives, when it begins to run", Dash.near),
    "pace": Key(number(0.1, 5.0), "m/s", Dash.pace),
}, Dash)  # fmt: skip
BOUNDS = record("figures", {
    "least": Key(number(), "it must not be less", -math.inf), "most": Key(number(), "it must not be more", math.inf),
}, Bounds)  # fmt: skip
EXPECT = record("expect", {
    "success": Key(FLAG, "the visitor was led to where they wanted to go", None),
    "windows": Key(several(TEXT, 1), "one of these windows or places", None),
    "visitor_lost": Key(FLAG, "the robot gave the visitor up", None),
    "collisions": Key(whole(0, 1000), "at most, caused by robots", 0),
    "figures": Key(named("figures", FIGURES, BOUNDS), "bounds of other figures of the run", {}),
}, Expectation)  # fmt: skip

VISITOR = {
    "ask": Key(TEXT, "what they say"),
    "wav": Key(FILE, "a recording that is played instead, relative to this file", None),
    "name": Key(TEXT, "visitor, visitor_2, … without it", None),
    "language": Key(word(*languages()), "by the script of `ask` without it", None),
    "arrives": Key(TIME, "s, when they come in", 1.0),
    "start": Key(POINT, "m, where they come in; without it, at the entrance", None),
    "robot": Key(TEXT, "whom they walk up to; without it, the nearest", None),
    "pace": Key(number(0.2, 2.0), "m/s", 1.0),
    "follow_gap": Key(number(0.6, 4.0), "m behind the robot", 1.3),
    "lag": Key(LAG, "they stop on the way, and catch up", None),
    "leaves_after": Key(number(0.0, 1000.0), "m followed, then they walk off without a word", math.inf),
    "says_on_way": Key(several(REMARK), "words on the way, one after another", ()),
    "answers": Key(several(TEXT), "to the robot's questions, one after another; then yes", ()),
    "patience": Key(number(1.0, 120.0), "s without an answer until they ask again", 9.0),
    "asks": Key(whole(1, 10), "times that they ask at most", 3),
}
SCENARIO = {
    "about": Key(TEXT, "one sentence", ""),
    "name": Key(TEXT, "that of the file without it", None),
    "hall": Key(FILE, "folder of the hall, relative to this file"),
    "robots": Key(several(TEXT, 1), "names; each begins at its dock", ("xiao_pu", "xiao_hui")),
    "people": Key(whole(0, 500), "others in the hall", 12),
    "standing": Key(whole(0, 500), "how many of them stand about", 3),
    "mix": Key(MIX, "how many of those who walk about are no adults on their own", Mix()),
    "dashes": Key(several(DASH), "children who run across a robot's way", ()),
    "tracks": Key(FILE, "CSV with t, id, x, y of recorded people, relative to this file", None),
    "alarm": Key(TIME, "s, when everybody has to leave", None),
    "duration": Key(number(1.0, 86400.0), "s at most", 240.0),
    "clock": Key(CLOCK, "what the hall's clock shows at the beginning", WORKING_MORNING),
    "blocks": Key(several(BLOCK), "what stands in the way for a time", ()),
    "doors": Key(several(DOOR), "doors of the hall that are shut for a time", ()),
    "panes": Key(several(PANE), "glass and mirrors", ()),
    "slippery": Key(several(SLIPPERY), "parts of the floor on which wheels do not hold", ()),
    "kidnaps": Key(several(KIDNAP), "robots that are carried off", ()),
    "blindness": Key(several(BLINDNESS), "lidars that give nothing for a time", ()),
    "edits": Key(several(EDIT), "the staff change the hall", ()),
    "calls": Key(several(CALL), "the staff ask for a robot, whichever", ()),
    "splits": Key(several(SPLIT), "the network falls apart for a time", ()),
    "tickets": Key(TICKETS, "the hall has a ticket system", None),
    "drive": Key(DRIVE, "the robots' wheels", DriveConfig()),
    "lidar": Key(LIDAR, "the robots' lidars", LidarConfig()),
    "battery": Key(BATTERY, "the robots' batteries; without it they never tire", None),
    "visitors": Key(several(Reader(lambda value, where: value, schema_of(VISITOR))), "the figures are of the first"),
    "expect": Key(EXPECT, "what a run must show", Expectation()),
}


def scenario_schema() -> Schema:
    """JSON Schema (draft 7) of a scenario file."""
    title = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "robot-guide: a scenario"}
    return {**title, **schema_of(SCENARIO)}
