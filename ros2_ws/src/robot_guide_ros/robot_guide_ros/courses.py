"""The robots' courses on the graph, and what one of them decides with those of the others."""

from __future__ import annotations

import numpy as np
from geometry_msgs.msg import Point
from rclpy.node import Node
from robot_guide_interfaces.msg import Course as CourseMsg
from robot_guide_interfaces.msg import GuideState, RobotState

from hall_map.grid import OccupancyGrid
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.fleet.right_of_way.course import STEP, Course
from robot_guide.fleet.right_of_way.keeping_clear import KeepsClear
from robot_guide.navigation import Drive, Navigator, Traffic
from robot_guide_ros import topics
from robot_guide_ros.convert import MAP, header

MOST_POINTS = 1000  # of a course that is listened to


def course_to_msg(course: Course) -> CourseMsg:
    return CourseMsg(
        header=header(course.stamp, MAP), robot=course.robot, priority=float(course.priority),
        gives_to=course.gives_to, step=STEP, points=[Point(x=float(x), y=float(y)) for x, y in course.points],
    )  # fmt: skip


def course_from_msg(msg: CourseMsg, now: float) -> Course | None:
    """As of `now`, since clocks of several machines differ; None: it makes no sense."""
    points = np.array([(point.x, point.y) for point in msg.points[:MOST_POINTS]], float).reshape(-1, 2)
    if len(points) == 0 or not (np.isfinite(points).all() and np.isfinite(msg.priority)):
        return None
    return Course(msg.robot, now, float(msg.priority), points, msg.gives_to)


class Courses:
    """The right of way of the node's robot."""

    def __init__(self, node: Node, robot: str, robots: tuple[str, ...], config: RightOfWayConfig):
        self.robot, self.robots = robot, robots
        self.clear = KeepsClear(robot, robots, config)
        self.phase, self.held, self.talks, self.now = "idle", False, False, 0.0
        self.told: Course | None = None
        self.publisher = topics.COURSES.publisher(node)
        topics.COURSES.subscription(node, self.take_course)
        topics.GUIDE_STATE.subscription(node, self.take_guide)
        topics.STATES.subscription(node, self.take_state)

    def set_floor(self, grid: OccupancyGrid | None, traffic: Traffic | None) -> None:
        if grid is not None:
            self.clear.set_floor(grid, traffic)

    def begin_anew(self) -> None:
        """The world has begun again."""
        self.clear.forget()
        self.told = None

    def take_course(self, msg: CourseMsg) -> None:
        course = course_from_msg(msg, self.now)
        if course is not None and course.robot in self.robots:
            self.clear.hear(course, self.now)

    def take_guide(self, msg: GuideState) -> None:
        self.phase, self.held = msg.phase, msg.held

    def take_state(self, msg: RobotState) -> None:
        if msg.robot == self.robot:
            self.talks = msg.in_conversation

    def update(self, navigator: Navigator, drive: Drive, now: float) -> None:
        """After each turn of the navigator."""
        self.now = now
        movable = not (self.held or (self.talks and self.phase == "idle"))
        self.clear.update(navigator, drive, self.phase, now, movable=movable)
        if self.clear.course is not None and self.clear.course is not self.told:
            self.told = self.clear.course
            self.publisher.publish(course_to_msg(self.told))
