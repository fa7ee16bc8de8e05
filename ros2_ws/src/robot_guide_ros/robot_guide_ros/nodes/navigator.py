"""Drives one robot: localisation, people, routes, wheels. Nav2 can stand in its place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry_msgs.msg import PoseWithCovarianceStamped
from nav2_msgs.action import NavigateToPose
from nav2_msgs.msg import SpeedLimit
from nav_msgs.msg import OccupancyGrid, Odometry
from rclpy.lifecycle import LifecycleNode
from robot_guide_interfaces.msg import Hall, RobotState
from std_srvs.srv import Empty as EmptyRequest

from hall_map.geometry import Pose2D
from robot_guide.event import Event
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.navigation import Drive, DriveState, NavigationConfig, Navigator, Traffic, Whereabouts
from robot_guide.navigation.rehearsal import rehearse
from robot_guide_ros import convert, navigation_codes, topics
from robot_guide_ros.courses import Courses
from robot_guide_ros.fleet_gate import FleetGate
from robot_guide_ros.goal_poses import Frames, GoalPoses
from robot_guide_ros.heartbeats import Change, Watch
from robot_guide_ros.nav2_states import Nav2States
from robot_guide_ros.parameters import declare_config, follow_config
from robot_guide_ros.path_plans import PathPlans
from robot_guide_ros.recall import COVARIANCE, Recall
from robot_guide_ros.reporting import ERROR, OK, WARN, Condition, Diagnostics, Events, now
from robot_guide_ros.restarting import is_of_another_world, on_restart
from robot_guide_ros.running import run, transition
from robot_guide_ros.scan_frames import ScanFrames
from robot_guide_ros.serving import SoleGoal
from robot_guide_ros.ways_ahead import work_out_ways
from robot_guide_ros.wheels import Wheels

FEEDBACK_EVERY = 5  # updates
COSTMAP_PERIOD = 1.0  # s
SILENT = 1.0  # s without what it drives by, from which on it says so
LIVE = ("follower.max_speed", "courtesy.distance", "courtesy.patience", "courtesy.look_ahead")  # may change on the way


@dataclass(frozen=True)
class RobotConfig:
    robot: str = "xiao_pu"
    robots: tuple[str, ...] = ("xiao_pu", "xiao_hui")  # of the hall, this one among them
    seed: int = 0


class NavigatorNode(LifecycleNode):
    def __init__(self) -> None:
        super().__init__("navigator")
        self.robot = declare_config(self, RobotConfig)
        self.config = declare_config(self, NavigationConfig, LIVE)
        follow_config(self, NavigationConfig, self.take_config)
        self.navigator: Navigator | None = None
        self.grid = self.hall = self.traffic = self.home = self.drive = None
        self.courses: Courses | None = None
        self.peers: dict[str, Pose2D] = {}
        self.gate = FleetGate(self, self.robot.robots)
        self.updates, self.stamp = 0, float("-inf")  # s, of the last odometry
        self.saw = float("-inf")  # s, of the last odometry at which the laser was fresh and sound
        self.whereabouts = Whereabouts()
        self.frames = Frames(self.robot.robot)
        self.diagnostics = Diagnostics(self, self.condition)

    @transition
    def on_configure(self) -> None:
        self.wheels = Wheels(self, self.robot.robot)
        self.pose = topics.AMCL_POSE.publisher(self)
        self.people = topics.PEOPLE.publisher(self)
        self.plan = topics.PLAN.publisher(self)
        self.costmap = topics.COSTMAP.publisher(self)
        self.tf = topics.TF.publisher(self)
        self.events = Events(self)

    @transition
    def on_activate(self) -> None:
        topics.MAP.subscription(self, self.take_map)
        topics.HALL.subscription(self, self.take_hall)
        self.recall = Recall(self, self.robot.robot, self.begin)
        self.scans = ScanFrames(self, self.robot.robot)
        rehearse(self.config)  # while the others find out that it is there

    def take_map(self, msg: OccupancyGrid) -> None:
        self.grid = convert.floor_from_msg(msg)
        if self.navigator is not None:
            self.navigator.set_map(self.grid)
        self.heed()
        self.begin()

    def take_hall(self, msg: Hall) -> None:
        self.hall = convert.hall_from_msg(msg)
        self.heed()
        dock = self.hall.dock_of.get(self.robot.robot)
        if dock is None:
            self.get_logger().error(f"/hall: no dock for {self.robot.robot}; add one, or rename the robot")
            return
        self.home = self.home or dock.pose
        self.begin()

    def heed(self) -> None:
        """Keep-outs, slow areas and lanes, on the grid that is known."""
        if self.hall is None or self.grid is None:
            return
        traffic = Traffic.of(self.hall, self.grid.resolution)
        if traffic != self.traffic:
            self.traffic = traffic
            if self.navigator is not None:
                self.navigator.set_traffic(traffic)
        if self.courses is not None:
            self.courses.set_floor(self.grid, self.traffic)

    def begin(self) -> None:
        """Map and home are known: from here on the robot can be driven."""
        known = self.grid is not None and self.home is not None and not self.recall.waiting
        if self.navigator is None and known:
            self.place(self.home)
            if self.recall.pose is not None:
                self.navigator.relocate(self.recall.pose, COVARIANCE)
            topics.INITIAL_POSE.subscription(self, self.take_initial_pose)
            topics.REINITIALIZE_GLOBAL_LOCALIZATION.server(self, self.forget_pose)
            topics.SCAN.subscription(self, self.scans.take_scan)
            topics.ODOM.subscription(self, self.take_odometry, refused=self.wheels.stand)
            topics.STATES.subscription(self, self.take_state)
            self.courses = Courses(self, self.robot.robot, self.robot.robots, RightOfWayConfig())
            self.courses.set_floor(self.grid, self.traffic)
            topics.SPEED_LIMIT.subscription(self, self.take_speed_limit)
            topics.BRAKE.subscription(self, lambda _: self.navigator.halt())
            preempted = navigation_codes.failed("preempted by a newer goal")
            self.goal = SoleGoal(
                self, topics.NAVIGATE_TO_POSE, self.go, self.give_up, preempted=preempted,
                refusal=self.frames.fault_of,
            )  # fmt: skip
            self.goal_poses = GoalPoses(self)
            self.nav2_states = Nav2States(self)
            self.plans = PathPlans(self, self.frames, lambda: self.navigator, lambda: self.drive)
            self.watch = Watch(self, ("guide",), self.note_guide)
            self.create_timer(COSTMAP_PERIOD, self.publish_again)
            self.restart = on_restart(self, self.begin_anew)
        work_out_ways(self.navigator, self.hall)

    def place(self, pose: Pose2D) -> None:
        """Begin anew with the robot at a pose."""
        self.navigator = Navigator(self.config, self.grid, pose, self.robot.seed)
        self.navigator.set_traffic(self.traffic)

    def take_config(self, config: NavigationConfig) -> None:
        self.config = config
        if self.navigator is not None:
            self.navigator.reconfigure(config)

    def take_initial_pose(self, msg: PoseWithCovarianceStamped) -> None:
        """The goal is given up: what it was sent for may be wrong from there."""
        pose, covariance = convert.pose_estimate_from_msg(msg)
        self.goal.abort(navigation_codes.failed("the robot was placed elsewhere"))
        self.place(pose)
        try:
            self.navigator.relocate(pose, covariance)
        except ValueError as error:
            self.get_logger().warning(f"{topics.INITIAL_POSE.name}: {error}; taken to be exact")

    def forget_pose(self, _: EmptyRequest.Request, response: EmptyRequest.Response) -> EmptyRequest.Response:
        """Look for the robot on the whole map; the goal stays, and is gone to as soon as it is found."""
        self.navigator.relocate(None)
        return response

    def begin_anew(self) -> None:
        """The simulation has begun again, with the robot at its dock."""
        self.goal.abort(navigation_codes.failed("the simulation has begun again"))
        self.drive, self.peers = None, {}
        self.scans.pop()
        self.stamp = self.saw = float("-inf")
        self.whereabouts = Whereabouts()
        self.courses.begin_anew()
        self.place(self.home)

    def take_state(self, msg: RobotState) -> None:
        at = msg.pose.position
        if msg.robot != self.robot.robot and self.gate.admits(topics.STATES.name, msg.robot, (at.x, at.y)):
            self.peers[msg.robot] = convert.pose_from_msg(msg.pose)
            self.navigator.set_peers(tuple(pose for _, pose in sorted(self.peers.items())))

    def take_speed_limit(self, msg: SpeedLimit) -> None:
        top = self.config.follower.max_speed
        limit = msg.speed_limit / 100.0 * top if msg.percentage else msg.speed_limit
        if not (math.isfinite(limit) and limit >= 0.0):
            self.get_logger().warning(f"speed_limit {limit} m/s refused: it must be >= 0", throttle_duration_sec=10.0)
            return
        self.navigator.limit_speed(limit if limit > 0.0 else top)

    def note_guide(self, _: str, how: Change) -> None:
        """Nobody looks after the visitor any more: the robot does not walk off alone."""
        if how == "gone" and self.goal.active:
            self.navigator.halt()
            self.goal.abort(navigation_codes.failed(navigation_codes.UNWATCHED))

    def take_odometry(self, msg: Odometry) -> None:
        self.scans.take_odometry(msg)
        odometry, scan = convert.odometry_from_msg(msg), self.scans.pop()
        if is_of_another_world(self, odometry.stamp, self.stamp):
            self.wheels.stand()
            return
        self.stamp = odometry.stamp
        drive = self.navigator.update(odometry, scan)
        self.courses.update(self.navigator, drive, odometry.stamp)
        self.publish(drive, odometry.pose, odometry.stamp)
        self.tell(drive, odometry.stamp)
        self.saw = odometry.stamp if drive.sees else self.saw
        self.drive = drive

    def publish(self, drive: Drive, odometry: Pose2D, stamp: float) -> None:
        self.wheels.turn(drive.velocity, stamp)
        self.pose.publish(convert.pose_estimate_to_msg(drive.pose, drive.covariance, stamp))
        correction = self.frames.update(drive.pose, odometry)
        self.tf.publish(convert.transform_to_msg(topics.MAP_FRAME, self.frames.odom, correction, stamp))
        self.people.publish(convert.people_to_msg(drive.people, stamp))
        if self.drive is None or drive.route is not self.drive.route:
            self.plan.publish(convert.path_to_msg(drive.route, stamp))

    def publish_again(self) -> None:
        """The plan, as Nav2 does, for who joins late; the costmap only where somebody looks: it takes a while."""
        if self.goal.active and self.drive is not None and len(self.drive.route):
            self.plan.publish(convert.path_to_msg(self.drive.route, now(self)))
        if self.costmap.get_subscription_count():
            self.costmap.publish(convert.costmap_to_msg(self.navigator.costmap, now(self)))

    def tell(self, drive: Drive, stamp: float) -> None:
        """News for whoever sent the goal, and for the story."""
        self.updates += 1
        if news := self.whereabouts.note(drive.localised, stamp):
            self.events.publish([Event(stamp, self.robot.robot, news)])
        if drive.state is DriveState.ARRIVED:
            self.goal.succeed(NavigateToPose.Result())
        elif drive.state is DriveState.FAILED:
            self.goal.abort(navigation_codes.result(drive.failure))
        elif self.goal.active and self.updates % FEEDBACK_EVERY == 0:
            self.goal.tell(**navigation_codes.feedback(drive, stamp, stamp - self.since))

    def go(self, request: NavigateToPose.Goal) -> None:
        self.since = now(self)
        self.navigator.drive_to(self.frames.in_map(request.pose))

    def give_up(self) -> None:
        self.navigator.halt(gently=True)
        self.goal.cancelled(NavigateToPose.Result())

    @transition
    def on_deactivate(self) -> None:
        self.close()

    def close(self) -> None:
        """Leave the wheels standing."""
        if self.navigator is not None:
            self.navigator.halt()
            self.wheels.stand()

    def condition(self) -> Condition:
        if self.drive is None:
            missing = "scan and odometry" if self.navigator else "/map and /hall"
            return WARN, f"waiting for {missing}", {}
        if self.scans.fault:
            return ERROR, self.scans.fault, {"state": self.drive.state.value}
        for what, stamp in (("odometry", self.stamp), ("sound scan", self.saw)):
            if now(self) - stamp > SILENT:
                return ERROR, f"no {what} for {now(self) - stamp:.1f} s", {"state": self.drive.state.value}
        level = OK if self.drive.localised else ERROR
        message = "localised" if self.drive.localised else "lost"
        message = "; ".join(filter(None, (message, self.scans.remark)))
        return level, message, {"state": self.drive.state.value, "people": len(self.drive.people)}


def main() -> int:
    return run(NavigatorNode)
