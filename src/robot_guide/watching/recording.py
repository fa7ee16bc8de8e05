"""Moments into an MCAP file of standard ROS 2 messages, without ROS."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rosbags.interfaces import Qos, QosDurability, QosHistory, QosLiveliness, QosReliability, QosTime
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin, Writer

import hall_map
from hall_map import Hall, OccupancyGrid, Pose2D
from robot_guide.event import Event
from robot_guide.watching import messages
from robot_guide.watching.moment import HERE, Moment, RobotMoment, between, joined

ENDLESS = QosTime(0, 0)
LATCHED = Qos(
    QosHistory.KEEP_LAST, 1, QosReliability.RELIABLE, QosDurability.TRANSIENT_LOCAL, ENDLESS, ENDLESS,
    QosLiveliness.AUTOMATIC, ENDLESS, False,
)  # fmt: skip
SHARED = {  # topic → type, and whether late joiners get the last message
    "/map": ("nav_msgs/OccupancyGrid", True), "/hall/document": ("std_msgs/String", True),
    "/tf_static": ("tf2_msgs/TFMessage", True), "/tf": ("tf2_msgs/TFMessage", False),
    "/clock": ("rosgraph_msgs/Clock", False), "/sim/people": ("visualization_msgs/MarkerArray", False),
    "/events": ("std_msgs/String", False),
}  # fmt: skip
OF_ROBOT = {
    "scan": ("sensor_msgs/LaserScan", False), "odom": ("nav_msgs/Odometry", False), "plan": ("nav_msgs/Path", True),
    "costmap": ("nav_msgs/OccupancyGrid", True), "ground_truth": ("geometry_msgs/PoseStamped", False),
    "state": ("std_msgs/String", True), "said": ("std_msgs/String", False),
}  # fmt: skip


class Recording:
    """Writes each moment as it comes; a `with` block, at the end of which the file is there.

    Its map and its moments alone make its bytes: the same run gives the same file.
    Raises: OSError: nothing can be written there.
    """

    def __init__(self, file: Path, hall: Hall, grid: OccupancyGrid):
        self.file, self._hall, self._grid = Path(file), hall, grid
        self._connections: dict[str, object] = {}
        self._last: dict[str, object] = {}

    def __enter__(self) -> Recording:
        # A bag of ROS 2 is a folder; the file in it is whole without it. Its name, which it does not hold, is fixed.
        self._folder = Path(tempfile.mkdtemp(prefix=f".{self.file.name}.", dir=self.file.parent))
        self._writer = Writer(self._folder / "bag", version=9, storage_plugin=StoragePlugin.MCAP)
        self._writer.set_compression(CompressionMode.STORAGE, CompressionFormat.ZSTD)
        self._writer.open()
        self._connect("", SHARED)
        self._put("/map", 0.0, messages.grid(self._grid, 0.0))
        words = json.dumps(hall_map.to_document(self._hall), ensure_ascii=False)
        self._put("/hall/document", 0.0, messages.text(words))
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()
        (made,) = (self._folder / "bag").glob("*.mcap")
        made.replace(self.file)
        shutil.rmtree(self._folder)

    def _connect(self, namespace: str, topics: Mapping[str, tuple[str, bool]]) -> None:
        for name, (kind, latched) in topics.items():
            topic = f"{namespace}{name}"
            self._connections[topic] = self._writer.add_connection(
                topic, kind.replace("/", "/msg/"), typestore=messages.typestore(),
                offered_qos_profiles=(LATCHED,) if latched else (),
            )  # fmt: skip

    def _put(self, topic: str, t: float, message: object) -> None:
        connection = self._connections[topic]
        data = messages.typestore().serialize_cdr(message, connection.msgtype)
        self._writer.write(connection, messages.nanoseconds(t), data)

    def add(self, moment: Moment) -> None:
        """Raises ValueError: the moment is before the last one."""
        t = moment.t
        if t < self._last.get("t", 0.0):
            raise ValueError(f"moments must come in order: {t} s after {self._last['t']} s")
        self._last["t"] = t
        self._put("/clock", t, messages.clock(t))
        if new := [robot for robot in moment.robots if f"/{robot.name}/scan" not in self._connections]:
            self._introduce(new, t)
        self._put("/tf", t, messages.transforms(t, [link for robot in moment.robots for link in links_of(robot)]))
        for robot in moment.robots:
            self._add_robot(robot, t)
        self._put("/sim/people", t, messages.people(moment.people, t))
        for event in moment.events:
            self._add_event(event, t)

    def _introduce(self, robots: list[RobotMoment], t: float) -> None:
        for robot in robots:
            self._connect(f"/{robot.name}/", OF_ROBOT)
        links = [(f"{robot.name}/base_link", f"{robot.name}/laser", robot.mount) for robot in robots]
        self._put("/tf_static", t, messages.transforms(t, links))

    def _add_robot(self, robot: RobotMoment, t: float) -> None:
        at, base = f"/{robot.name}", f"{robot.name}/base_link"
        if robot.odometry is not None:
            told = messages.odometry(robot.odometry, f"{robot.name}/odom", base)
            self._put(f"{at}/odom", t, told)
        self._put(f"{at}/ground_truth", t, messages.pose_stamped(robot.pose, t))
        if self._is_new(f"{at}/scan", robot.scan):
            self._put(f"{at}/scan", t, messages.scan(robot.scan, f"{robot.name}/laser"))
        if self._is_new(f"{at}/costmap", robot.costmap):
            self._put(f"{at}/costmap", t, messages.grid(robot.costmap, t))
        if self._is_new(f"{at}/plan", robot.route):
            self._put(f"{at}/plan", t, messages.path(robot.route, t))
        if self._last.get(f"{at}/state") != robot.state:
            self._last[f"{at}/state"] = robot.state
            self._put(f"{at}/state", t, messages.text(robot.state))

    def _is_new(self, topic: str, value: object) -> bool:
        if value is None or self._last.get(topic) is value:
            return False
        self._last[topic] = value
        return True

    def _add_event(self, event: Event, t: float) -> None:
        self._put("/events", t, messages.event(event))
        said = f"/{event.robot}/said"
        if event.event == "says" and said in self._connections:
            self._put(said, t, messages.text(str(event.data.get("text", ""))))


def links_of(robot: RobotMoment) -> list[tuple[str, str, Pose2D]]:
    """map → odom, where the robot believes to be somewhere, and odom → base_link."""
    wheels = HERE if robot.odometry is None else robot.odometry.pose
    believed = robot.believed or robot.pose
    odom = f"{robot.name}/odom"
    return [(messages.MAP, odom, joined(believed, between(wheels, HERE))), (odom, f"{robot.name}/base_link", wheels)]
