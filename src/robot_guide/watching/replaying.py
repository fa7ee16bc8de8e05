"""Recordings as moments: our own, and those of any robot that tells standard topics.

What is needed of a recording: LaserScan, Odometry or TFMessage; what is shown when it is there: OccupancyGrid, Path,
MarkerArray, and String of what happens. Robots are known by the namespaces of their topics. MCAP files, and the folders
that `ros2 bag record` makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from rosbags.highlevel import AnyReader
from rosbags.interfaces import Connection

from hall_map import Hall, HallError, OccupancyGrid, Pose2D, from_document
from robot_guide.event import Event
from robot_guide.sensing import LaserScan, Odometry
from robot_guide.watching import messages
from robot_guide.watching.moment import HERE, Moment, PersonSeen, RobotMoment, between, joined

PERIOD = 0.1  # s from moment to moment
ALONE = "robot"  # the name of a robot whose topics have no namespace
NAV2 = ("local_costmap", "global_costmap")  # name-spaces that are no robots


class RecordingError(ValueError):
    """A file that cannot be shown: what is wrong with it, and the remedy."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True)
class Replayed:
    """What a recording holds."""

    moments: tuple[Moment, ...]
    hall: Hall | None  # where it tells the hall's document
    grid: OccupancyGrid | None  # where it tells a map


def read(file: Path) -> Replayed:
    """Raises RecordingError: it is no recording, is cut off, or holds nothing that can be shown."""
    reading = Reading()
    try:
        with AnyReader([Path(file)], default_typestore=messages.typestore()) as bag:
            moments = tuple(reading.moments(bag))
    except Exception as error:  # of damaged bytes the readers say whatever they stumble over
        problem = f"no recording that can be read: {error or type(error).__name__}"
        raise RecordingError(problem, "Name an MCAP file, or the folder of a bag.") from error
    if not any(moment.robots for moment in moments):
        found = ", ".join(sorted(reading.types)) or "nothing"
        raise RecordingError(f"it tells of no robot: it holds {found}", "Record scan, odom and tf of a robot.")
    return Replayed(moments, reading.hall, reading.grid)


@dataclass
class RobotSoFar:
    """What was told of a robot last."""

    moment: RobotMoment
    scan_frame: str = ""
    base_frame: str = ""
    truth: Pose2D | None = None


@dataclass
class Reading:
    """Takes messages in their order, and knows how things stand after each."""

    hall: Hall | None = None
    grid: OccupancyGrid | None = None
    robots: dict[str, RobotSoFar] = field(default_factory=dict)
    links: dict[str, tuple[str, Pose2D]] = field(default_factory=dict)  # child frame → its parent, its pose there
    by_tf: set[str] = field(default_factory=set)  # frames of which /tf tells; it is believed rather than an odometry
    people: tuple[PersonSeen, ...] = ()
    events: list[Event] = field(default_factory=list)
    types: set[str] = field(default_factory=set)

    def moments(self, bag: AnyReader) -> Iterator[Moment]:
        """How things stood every PERIOD seconds since the first message, and after the last one."""
        takes = {connection.id: take for connection in bag.connections if (take := self.how(connection))}
        self.types = {connection.msgtype for connection in bag.connections}
        wanted = [connection for connection in bag.connections if connection.id in takes]
        due = t = 0.0
        for connection, stamp, data in bag.messages(connections=wanted) if wanted else ():
            t = (stamp - bag.start_time) * 1e-9
            if t >= due + PERIOD - 1e-6:
                yield self.moment(due)
                due = PERIOD * int((t + 1e-6) / PERIOD)
            takes[connection.id](bag.deserialize(data, connection.msgtype), connection.topic, t)
        yield self.moment(due)

    def how(self, connection: Connection) -> Callable[[object, str, float], None] | None:
        """What takes the messages of a topic in; None: they are not shown."""
        return {
            "sensor_msgs/msg/LaserScan": self.take_scan,
            "nav_msgs/msg/Odometry": self.take_odometry,
            "tf2_msgs/msg/TFMessage": self.take_transforms,
            "nav_msgs/msg/OccupancyGrid": self.take_grid,
            "nav_msgs/msg/Path": self.take_path,
            "geometry_msgs/msg/PoseStamped": self.take_truth,
            "visualization_msgs/msg/MarkerArray": self.take_people,
            "std_msgs/msg/String": self.take_words,
        }.get(connection.msgtype)

    def robot(self, topic: str) -> RobotSoFar:
        """The one in whose namespace a topic is."""
        first, _, rest = topic.strip("/").partition("/")
        name = first if rest and first not in NAV2 else ALONE
        return self.robots.setdefault(name, RobotSoFar(RobotMoment(name, HERE)))

    def take_scan(self, told, topic: str, t: float) -> None:
        robot = self.robot(topic)
        ranges = np.asarray(told.ranges, np.float32)
        scan = LaserScan(t, ranges, float(told.angle_min), float(told.angle_increment), float(told.range_max))
        robot.moment, robot.scan_frame = replace(robot.moment, scan=scan), told.header.frame_id

    def take_odometry(self, told, topic: str, t: float) -> None:
        robot = self.robot(topic)
        speed = told.twist.twist
        reading = Odometry(t, messages.pose_of(told.pose.pose), float(speed.linear.x), float(speed.angular.z))
        robot.moment, robot.base_frame = replace(robot.moment, odometry=reading), told.child_frame_id
        if told.child_frame_id not in self.by_tf:
            self.links[told.child_frame_id] = (told.header.frame_id, reading.pose)

    def take_transforms(self, told, topic: str, t: float) -> None:
        for link in told.transforms:
            self.by_tf.add(link.child_frame_id)
            self.links[link.child_frame_id] = (link.header.frame_id, messages.pose_of(link.transform))

    def take_grid(self, told, topic: str, t: float) -> None:
        grid = messages.grid_of(told)
        last = topic.rpartition("/")[2]
        if last == "costmap" and "global_costmap" not in topic:
            robot = self.robot(topic)
            robot.moment = replace(robot.moment, costmap=grid)
        elif last == "map":
            self.grid = grid

    def take_path(self, told, topic: str, t: float) -> None:
        robot = self.robot(topic)
        points = [(each.pose.position.x, each.pose.position.y) for each in told.poses]
        robot.moment = replace(robot.moment, route=np.array(points, float).reshape(-1, 2))

    def take_truth(self, told, topic: str, t: float) -> None:
        if topic.endswith("/ground_truth"):
            self.robot(topic).truth = messages.pose_of(told.pose)

    def take_people(self, told, topic: str, t: float) -> None:
        """Cylinders are people; whatever else is marked is not."""
        people = list(self.people)
        for each in told.markers:
            if each.action == messages.DELETE_ALL:
                people = []
            elif each.type == messages.CYLINDER and each.action == 0:
                name = each.text or f"{each.ns}_{each.id}"
                people = [person for person in people if person.name != name]
                people.append(PersonSeen(name, each.ns or "person", messages.pose_of(each.pose), each.scale.x / 2.0))
        self.people = tuple(people)

    def take_words(self, told, topic: str, t: float) -> None:
        last = topic.rpartition("/")[2]
        if last == "events" and (event := messages.event_of(told.data)) is not None:
            self.events.append(event)
        elif last == "state":
            robot = self.robot(topic)
            robot.moment = replace(robot.moment, state=told.data)
        elif last == "document" and (document := messages.document_of(told.data)) is not None:
            try:
                self.hall = from_document(document)
            except HallError as error:
                raise ValueError(f"{topic}: {error}") from error

    def moment(self, t: float) -> Moment:
        robots = tuple(self.placed(robot) for name, robot in self.robots.items() if self.is_robot(robot))
        events, self.events = tuple(self.events), []
        return Moment(t, robots, self.people, events)

    def is_robot(self, robot: RobotSoFar) -> bool:
        return any(each is not None for each in (robot.moment.scan, robot.moment.odometry, robot.truth))

    def placed(self, robot: RobotSoFar) -> RobotMoment:
        """With its place in the map, or, where nothing leads from there, in the frame that all is told in."""
        believed = self.in_root(robot.base_frame or robot.scan_frame)
        eye = self.in_root(robot.scan_frame) if robot.scan_frame else believed
        mount = between(believed, eye)
        return replace(robot.moment, pose=robot.truth or believed, believed=believed, mount=mount)

    def in_root(self, frame: str) -> Pose2D:
        pose, seen = HERE, set()
        while frame in self.links and frame not in seen:
            seen.add(frame)
            frame, link = self.links[frame]
            pose = joined(link, pose)
        return pose
