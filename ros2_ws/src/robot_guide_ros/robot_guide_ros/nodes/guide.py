"""Leads one robot's visitor: the escort decides, `navigate_to_pose` drives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import get_args

import numpy as np
from geometry_msgs.msg import PoseWithCovarianceStamped
from nav2_msgs.action import NavigateToPose
from nav2_msgs.msg import SpeedLimit
from nav_msgs.msg import Path
from rclpy.node import Node
from robot_guide_interfaces.action import Guide
from robot_guide_interfaces.msg import Course, GuideState, Hall, People, RobotState
from robot_guide_interfaces.srv import OrderRobot, SteerGuide
from std_msgs.msg import Empty

from dialogue.acts import GoHome, GuideReport, Lead, Meet, PauseLeading, ResumeLeading, SetPace, StopLeading
from dialogue.meaning import Target
from hall_map.geometry import Pose2D
from robot_guide.guiding import DriveStatus, DriveTo, Escort, EscortOutput, GuideConfig, Halt, LimitSpeed, Order
from robot_guide.navigation import DriveState
from robot_guide_ros import convert, navigation_codes, topics
from robot_guide_ros.asking import CANCELED, SUCCEEDED, Errand
from robot_guide_ros.heartbeats import Change, Watch
from robot_guide_ros.nav2_errand import Nav2Errand
from robot_guide_ros.parameters import declare_config, follow_config
from robot_guide_ros.reporting import OK, WARN, Condition, Diagnostics, Events, now
from robot_guide_ros.restarting import on_restart
from robot_guide_ros.running import run
from robot_guide_ros.serving import SoleGoal

PERIOD = 0.1  # s
STATE_PERIOD = 0.2  # s
LIVE = ("speed", "home_speed", "comfort", "near", "stop_gap", "patience", "stuck", "blocked_after", "blocked_again")
OUTCOMES = {
    "arrived": Guide.Result.ARRIVED,
    "home": Guide.Result.ARRIVED,
    "met": Guide.Result.ARRIVED,
    "cancelled": Guide.Result.CANCELLED,
    "no_route": Guide.Result.NO_ROUTE,
    "visitor_lost": Guide.Result.VISITOR_LOST,
    "stuck": Guide.Result.BLOCKED,
}


@dataclass(frozen=True)
class RobotConfig:
    robot: str = "xiao_pu"
    navigation: str = "ours"  # who drives: ours, nav2


class GuideNode(Node):
    def __init__(self) -> None:
        super().__init__("guide")
        started = declare_config(self, RobotConfig)
        self.robot, self.beside_nav2 = started.robot, started.navigation == "nav2"
        self.config = declare_config(self, GuideConfig, LIVE)
        follow_config(self, GuideConfig, lambda config: reconfigure(self, config))
        self.escort: Escort | None = None
        self.goal: SoleGoal | None = None
        self.pose: Pose2D | None = None
        self.people = ()
        self.in_conversation = False
        self.phase = "idle"
        self.state, self.remaining, self.failure = DriveState.IDLE, 0.0, ""
        self.route, self.makes_way = np.empty((0, 2)), False
        self.wanted: NavigateToPose.Goal | None = None  # where the escort has sent it
        self.events = Events(self)
        self.states = topics.GUIDE_STATE.publisher(self)
        self.speed_limit = topics.SPEED_LIMIT.publisher(self)
        self.brake = topics.BRAKE.publisher(self)
        asked = (self, topics.NAVIGATE_TO_POSE, self.take_feedback, self.take_end)
        waits = partial(self.note_navigator, "nav2", "gone")
        self.drive = Nav2Errand(*asked, waits=waits, where=lambda: self.pose) if self.beside_nav2 else Errand(*asked)
        self.watch = Watch(self, ("navigator",), self.note_navigator)
        self.diagnostics = Diagnostics(self, self.condition)
        topics.HALL.subscription(self, self.take_hall)
        topics.AMCL_POSE.subscription(self, self.take_pose)
        topics.PEOPLE.subscription(self, self.take_people)
        topics.PLAN.subscription(self, self.take_plan)
        topics.STATES.subscription(self, self.take_state)
        topics.COURSES.subscription(self, partial(note_course, self))
        self.timer = self.create_timer(PERIOD, self.update)

    def take_hall(self, msg: Hall) -> None:
        hall = convert.hall_from_msg(msg)
        if self.escort is not None:
            self.escort.change_hall(hall)
            return
        self.escort = Escort(hall, self.robot, self.config)
        replaced = Guide.Result(outcome=Guide.Result.CANCELLED, detail="replaced by a newer goal")
        self.goal = SoleGoal(self, topics.GUIDE, self.lead, self.stop, preempted=replaced, refusal=self.refusal)
        self.steering = topics.STEER_GUIDE.server(self, self.steer)
        self.orders = topics.ORDER_ROBOT.server(self, self.order)
        self.create_timer(STATE_PERIOD, self.tell_state)
        self.restart = on_restart(self, self.begin_anew)

    def begin_anew(self) -> None:
        """The simulation has begun again: nobody is led, and where the robot is will be told."""
        self.escort = Escort(self.escort.hall, self.robot, self.config)
        self.drive.forget()
        self.pose, self.people, self.in_conversation, self.route = None, (), False, np.empty((0, 2))
        self.makes_way = False
        self.phase, self.state, self.remaining, self.failure = "idle", DriveState.IDLE, 0.0, ""
        self.goal.abort(Guide.Result(outcome=Guide.Result.CANCELLED, detail="the simulation has begun again"))

    def take_pose(self, msg: PoseWithCovarianceStamped) -> None:
        self.pose = convert.pose_in_map(msg)

    def take_people(self, msg: People) -> None:
        self.people = convert.people_from_msg(msg)

    def take_plan(self, msg: Path) -> None:
        self.route = convert.path_from_msg(msg)

    def take_feedback(self, feedback: NavigateToPose.Feedback) -> None:
        self.state = navigation_codes.state_of(feedback)
        self.remaining = max(feedback.distance_remaining, 0.0)
        if self.beside_nav2:  # its amcl_pose comes by steps only
            self.pose = convert.pose_in_map(feedback.current_pose)

    def note_navigator(self, _: str, how: Change) -> None:
        """Without its navigator the robot waits, and then goes where it was going."""
        if how == "anew":
            self.drive.resume()
        elif how == "gone" and self.drive.goal is not None:
            self.state = DriveState.WAITING

    def take_end(self, status: int, result: NavigateToPose.Result) -> None:
        if navigation_codes.was_unwatched(result) and self.wanted is not None:
            self.drive.resume(self.wanted)
            return
        ends = {SUCCEEDED: DriveState.ARRIVED, CANCELED: DriveState.IDLE}
        self.state = ends.get(status, DriveState.FAILED)
        self.failure = navigation_codes.message_of(result) if self.state is DriveState.FAILED else ""
        self.update()

    def refusal(self, request: Guide.Goal) -> str:
        if self.pose is None:
            return "the robot does not know yet where it is"
        known = self.escort.knows(request.kind, request.id)
        return "" if known else f"the hall has no {request.kind} {request.id!r}"

    def lead(self, request: Guide.Goal) -> None:
        self.carry_out(self.escort.handle(act_of(request), now(self)))

    def stop(self) -> None:
        self.carry_out(self.escort.handle(StopLeading(), now(self)))
        self.goal.cancelled(Guide.Result(outcome=Guide.Result.CANCELLED))

    def steer(self, request: SteerGuide.Request, response: SteerGuide.Response) -> SteerGuide.Response:
        acts = {"pause": PauseLeading(), "resume": ResumeLeading(), "pace": SetPace(request.pace, request.patience)}
        if request.action not in acts:
            response.reason = f"action must be one of {', '.join(acts)}, got {request.action!r}"
            return response
        try:
            self.carry_out(self.escort.handle(acts[request.action], now(self)))
            response.accepted = True
        except ValueError as error:
            response.reason = str(error)
        return response

    def order(self, request: OrderRobot.Request, response: OrderRobot.Response) -> OrderRobot.Response:
        """Do what the staff order, unless a visitor is being served."""
        response.reason = self.why_not(request.kind)
        if not response.reason:
            output = self.escort.order(request.kind, request.place, now(self))
            if isinstance(output, str):
                response.reason = output
            else:
                self.carry_out(output)
        response.accepted = not response.reason
        return response

    def why_not(self, order: str) -> str:
        """Why an order cannot be taken at all; nothing, where it can."""
        if order not in get_args(Order):
            return "unknown_order"
        if self.pose is None:
            return "lost"
        if order == "hand_over":
            return "" if self.in_conversation else "no_visitor"
        return "busy" if order in ("call", "home") and self.in_conversation else ""

    def take_state(self, msg: RobotState) -> None:
        if msg.robot == self.robot:
            self.in_conversation = msg.in_conversation

    def tell_state(self) -> None:
        if self.pose is None:
            return
        self.tell_progress()
        going = self.escort.destination
        target = None if going is None or self.escort.phase == "idle" else going.target
        self.states.publish(
            GuideState(
                header=convert.header(now(self)), robot=self.robot, phase=self.escort.phase,
                kind=target.kind if target else "", id=target.id if target else "",
                window=(going.window or "") if target else "", remaining=float(self.remaining),
                home=self.escort.metres_home, held=self.escort.held, revision=self.escort.hall.revision,
            )
        )  # fmt: skip

    def tell_progress(self, report: str = "", remaining: float | None = None, seconds: float | None = None) -> None:
        """To whoever has asked for the walk."""
        left = self.remaining if remaining is None else remaining
        if seconds is None:
            seconds = self.escort.seconds_left(left) if self.escort.phase == "leading" else math.nan
        self.goal.tell(phase=self.escort.phase, report=report, remaining=float(left), seconds=float(seconds))

    def update(self) -> None:
        if self.escort is not None and self.pose is not None:
            status = DriveStatus(
                self.pose, self.state, self.remaining, self.failure, self.makes_way, self.route
            )  # fmt: skip
            self.carry_out(self.escort.update(status, self.people, now(self)))

    def carry_out(self, output: EscortOutput) -> None:
        self.events.publish(output.events)
        for command in output.commands:
            self.command(command)
        for report in output.reports:
            self.report(report)
        if self.goal is not None and self.escort.phase != self.phase:
            self.phase = self.escort.phase
            self.tell_progress()

    def command(self, command: DriveTo | Halt | LimitSpeed) -> None:
        match command:
            case DriveTo(pose, speed):
                self.limit(speed)
                self.state, self.remaining, self.failure = DriveState.DRIVING, self.pose.distance_to(pose), ""
                self.wanted = NavigateToPose.Goal(pose=convert.stamped_pose_to_msg(pose, now(self)))
                self.drive.send(self.wanted)
            case LimitSpeed(speed):
                self.limit(speed)
            case Halt(gently):
                if not gently:
                    self.brake.publish(Empty())
                self.state, self.wanted = DriveState.IDLE, None
                self.drive.cancel()

    def limit(self, speed: float) -> None:
        self.speed_limit.publish(SpeedLimit(header=convert.header(now(self)), speed_limit=float(speed)))

    def report(self, report: GuideReport) -> None:
        if report.report not in OUTCOMES:
            self.tell_progress(report.report, report.remaining, report.seconds)
            return
        result = Guide.Result(outcome=OUTCOMES[report.report], detail=report.report)
        match report.report:
            case "arrived" | "home" | "met":
                self.goal.succeed(result)
            case "cancelled":
                self.goal.cancelled(result)
            case _:
                self.goal.abort(result)

    def condition(self) -> Condition:
        if self.escort is None or self.pose is None:
            return WARN, "waiting for /hall" if self.escort is None else "waiting for amcl_pose", {}
        return OK, self.escort.phase, {"people": len(self.people), "drive": self.state.value}


def note_course(node: GuideNode, msg: Course) -> None:
    """Whether the robot lets another one go first now; its navigator tells."""
    if msg.robot == node.robot:
        node.makes_way = bool(msg.gives_to)


def reconfigure(node: GuideNode, config: GuideConfig) -> None:
    """Other settings hold from now on, for the walk under way too."""
    node.config = config
    if node.escort is not None:
        node.escort.config = config


def act_of(request: Guide.Goal) -> Lead | GoHome | Meet:
    if request.kind == "home":
        return GoHome()
    if request.kind == "meet":
        return Meet((request.at.x, request.at.y))
    return Lead(Target(request.kind, request.id, request.name or request.id), request.window or None)


def main() -> int:
    return run(GuideNode)
