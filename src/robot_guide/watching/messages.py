"""Moments as standard ROS 2 messages (Kilted), without ROS: what Foxglove and RViz draw as it is.

Frames after REP-105: map → NAME/odom → NAME/base_link → NAME/laser.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from types import SimpleNamespace

import numpy as np
from rosbags.typesys import Stores, get_typestore
from rosbags.typesys.store import Typestore

from hall_map import OccupancyGrid, Pose2D
from robot_guide.event import Event
from robot_guide.sensing import LaserScan, Odometry
from robot_guide.watching.moment import PersonSeen

MAP = "map"
TALL = {"visitor": 1.7, "person": 1.65}  # m
COLOURS = {"visitor": (0.92, 0.50, 0.05), "person": (0.45, 0.55, 0.65)}
CYLINDER, DELETE_ALL = 3, 3


@cache
def typestore() -> Typestore:
    return get_typestore(Stores.ROS2_KILTED)


@cache
def names() -> SimpleNamespace:
    """The message classes by their short names."""
    wanted = (
        "builtin_interfaces/Time", "builtin_interfaces/Duration", "std_msgs/Header", "std_msgs/String",
        "std_msgs/ColorRGBA", "geometry_msgs/Point", "geometry_msgs/Vector3", "geometry_msgs/Quaternion",
        "geometry_msgs/Pose", "geometry_msgs/PoseStamped", "geometry_msgs/PoseWithCovariance", "geometry_msgs/Twist",
        "geometry_msgs/TwistWithCovariance", "geometry_msgs/Transform", "geometry_msgs/TransformStamped",
        "nav_msgs/MapMetaData", "nav_msgs/OccupancyGrid", "nav_msgs/Odometry", "nav_msgs/Path",
        "sensor_msgs/LaserScan", "sensor_msgs/CompressedImage", "tf2_msgs/TFMessage", "rosgraph_msgs/Clock",
        "visualization_msgs/Marker", "visualization_msgs/MarkerArray", "visualization_msgs/MeshFile",
    )  # fmt: skip
    types = typestore().types
    return SimpleNamespace(**{name.split("/")[1]: types[name.replace("/", "/msg/")] for name in wanted})


def nanoseconds(t: float) -> int:
    return round(t * 1e9)


def time(t: float):
    seconds, rest = divmod(nanoseconds(t), 1_000_000_000)
    return names().Time(seconds, rest)


def header(t: float, frame: str):
    return names().Header(time(t), frame)


def quaternion(yaw: float):
    return names().Quaternion(0.0, 0.0, math.sin(yaw / 2.0), math.cos(yaw / 2.0))


def pose(at: Pose2D, z: float = 0.0):
    return names().Pose(names().Point(float(at.x), float(at.y), z), quaternion(at.yaw))


def clock(t: float):
    return names().Clock(time(t))


def text(words: str):
    return names().String(words)


def event(told: Event):
    return text(json.dumps(told.as_json(), ensure_ascii=False, default=str))


def scan(reading: LaserScan, frame: str):
    ranges = np.asarray(reading.ranges, np.float32)
    last = reading.angle_min + (len(ranges) - 1) * reading.angle_increment
    return names().LaserScan(
        header(reading.stamp, frame), reading.angle_min, last, reading.angle_increment, 0.0, 0.0, 0.0,
        reading.range_max, ranges, np.empty(0, np.float32),
    )  # fmt: skip


def odometry(reading: Odometry, frame: str, child: str):
    n = names()
    twist = n.Twist(n.Vector3(reading.linear, 0.0, 0.0), n.Vector3(0.0, 0.0, reading.angular))
    unknown = np.zeros(36)
    return n.Odometry(
        header(reading.stamp, frame), child, n.PoseWithCovariance(pose(reading.pose), unknown),
        n.TwistWithCovariance(twist, unknown),
    )  # fmt: skip


def transforms(t: float, links: Iterable[tuple[str, str, Pose2D]]):
    """Of (parent, child, pose of the child in its parent)."""
    n = names()
    return n.TFMessage([
        n.TransformStamped(
            header(t, parent), child, n.Transform(n.Vector3(float(at.x), float(at.y), 0.0), quaternion(at.yaw))
        )
        for parent, child, at in links
    ])  # fmt: skip


def grid(cells: OccupancyGrid, t: float):
    n = names()
    height, width = cells.data.shape
    info = n.MapMetaData(time(t), cells.resolution, width, height, pose(Pose2D(*cells.origin, 0.0)))
    return n.OccupancyGrid(header(t, MAP), info, np.ascontiguousarray(cells.data, np.int8).ravel())


def path(points: np.ndarray, t: float):
    """Each pose looks to the next one."""
    steps = np.diff(points, axis=0)
    yaws = np.arctan2(steps[:, 1], steps[:, 0]) if len(steps) else np.zeros(0)
    yaws = np.append(yaws, yaws[-1:] if len(yaws) else np.zeros(len(points)))
    poses = [Pose2D(float(x), float(y), float(yaw)) for (x, y), yaw in zip(points, yaws, strict=True)]
    return names().Path(header(t, MAP), [pose_stamped(at, t) for at in poses])


def pose_stamped(at: Pose2D, t: float):
    return names().PoseStamped(header(t, MAP), pose(at))


def people(seen: Iterable[PersonSeen], t: float):
    """A cylinder each. All of the moment before go first, so that nobody who has left stays."""
    return names().MarkerArray(
        [marker(t, "", 0, DELETE_ALL), *(person(each, t, number) for number, each in enumerate(seen))]
    )


def person(seen: PersonSeen, t: float, number: int):
    tall = TALL.get(seen.kind, 1.65)
    wide = 2.0 * seen.radius
    return marker(
        t, seen.kind, number, 0, at=pose(seen.pose, tall / 2.0), scale=(wide, wide, tall),
        colour=COLOURS.get(seen.kind, COLOURS["person"]), words=seen.name,
    )  # fmt: skip


def marker(t, space, number, action, *, at=None, scale=(0.0, 0.0, 0.0), colour=(0.0, 0.0, 0.0), words=""):
    n = names()
    nothing = n.CompressedImage(header(0.0, ""), "", np.empty(0, np.uint8))
    return n.Marker(
        header(t, MAP), space, number, CYLINDER, action, at or pose(Pose2D(0.0, 0.0, 0.0)), n.Vector3(*scale),
        n.ColorRGBA(*colour, 1.0), n.Duration(0, 0), False, [], [], "", nothing, [], words, "",
        n.MeshFile("", np.empty(0, np.uint8)), False,
    )  # fmt: skip


def yaw_of(rotation) -> float:
    """About the upright axis, rad; of a quaternion that leans, its heading."""
    x, y, z, w = rotation.x, rotation.y, rotation.z, rotation.w
    return math.atan2(2.0 * (w * z + x * y), 1.0 - 2.0 * (y * y + z * z))


def pose_of(told) -> Pose2D:
    """Of a geometry_msgs/Pose or Transform."""
    at = told.position if hasattr(told, "position") else told.translation
    turn = told.orientation if hasattr(told, "orientation") else told.rotation
    return Pose2D(float(at.x), float(at.y), yaw_of(turn))


def seconds_of(stamp) -> float:
    return stamp.sec + stamp.nanosec * 1e-9


def grid_of(told) -> OccupancyGrid:
    """Raises ValueError: its cells are not as many as it says, or it is turned."""
    origin = pose_of(told.info.origin)
    rows, columns = told.info.height, told.info.width
    if len(told.data) != rows * columns:
        raise ValueError(f"a grid of {rows} x {columns} cells has {len(told.data)}")
    if abs(origin.yaw) > 1e-3:
        raise ValueError(f"a grid that is turned by {origin.yaw:.3f} rad cannot be shown")
    cells = np.asarray(told.data, np.int8).reshape(rows, columns)
    return OccupancyGrid(cells, float(told.info.resolution), (origin.x, origin.y))


def event_of(words: str) -> Event | None:
    """An event that `event` told; None: these words are something else."""
    try:
        told = json.loads(words)
        plain = {key: value for key, value in told.items() if key not in ("t", "robot", "event")}
        return Event(float(told["t"]), str(told["robot"]), str(told["event"]), plain)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def document_of(words: str) -> Mapping[str, object] | None:
    """A hall's document; None: these words are something else."""
    try:
        told = json.loads(words)
    except ValueError:
        return None
    return told if isinstance(told, dict) and "outline" in told else None
