"""One robot's part in serving requests for a robot: tells what it offers, promises what falls to it, and goes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from geometry_msgs.msg import PoseWithCovarianceStamped
from rclpy.node import Node
from rclpy.task import Future
from robot_guide_interfaces.msg import FleetGossip, GuideState, Hall, Handover, RobotState
from robot_guide_interfaces.srv import CancelRequest, OrderRobot, RequestRobot
from sensor_msgs.msg import BatteryState

import hall_map
from dialogue.acts import HandOver
from dialogue.language import LANGUAGES
from hall_map.geometry import Pose2D
from robot_guide.fleet.dispatch import Command, Dispatcher, Fetch, Go, Home
from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.hall_ways import HallWays
from robot_guide.fleet.offers import Situation
from robot_guide.fleet.requests import HEAD_START
from robot_guide.guiding.charging import Charge, ChargingConfig
from robot_guide_ros import convert, topics
from robot_guide_ros.batteries import battery_from_msg
from robot_guide_ros.fleet_messages import gossip_from_msg, gossip_to_msg
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import OK, WARN, Condition, Diagnostics, Events, now
from robot_guide_ros.restarting import on_restart
from robot_guide_ros.running import run

PERIOD = 0.1  # s
UNSURE = 1.0  # m², variance of a place from which on the robot counts as lost


@dataclass(frozen=True)
class RobotConfig:
    robot: str = "xiao_pu"
    languages: tuple[str, ...] = LANGUAGES  # that its recogniser has models for
    charging: ChargingConfig = field(default_factory=ChargingConfig)

    def __post_init__(self) -> None:
        if unknown := set(self.languages) - set(LANGUAGES):
            raise ValueError(f"languages must be among {', '.join(LANGUAGES)}, got {', '.join(sorted(unknown))}")


class DispatchNode(Node):
    def __init__(self) -> None:
        super().__init__("dispatch")
        self.robot = declare_config(self, RobotConfig)
        self.config = declare_config(self, DispatchConfig)
        self.charge = Charge(self.robot.charging)
        self.hall: hall_map.Hall | None = None
        self.ways = HallWays()
        self.dispatcher: Dispatcher | None = None
        self.pose: Pose2D | None = None
        self.sure = True
        self.guiding: GuideState | None = None
        self.in_conversation = False
        self.events = Events(self)
        self.gossip = topics.REQUESTS.publisher(self)
        self.handovers = topics.HANDOVERS.publisher(self)
        self.orders = topics.ORDER_ROBOT.client(self)
        self.diagnostics = Diagnostics(self, self.condition)
        topics.HALL.subscription(self, self.take_hall)
        topics.AMCL_POSE.subscription(self, self.take_pose)
        topics.GUIDE_STATE.subscription(self, self.take_guide)
        topics.STATES.subscription(self, self.take_state)
        topics.BATTERY.subscription(self, self.take_battery)
        topics.REQUESTS.subscription(self, self.take_gossip)
        topics.HANDOVERS.subscription(self, self.take_handover)
        self.requests = topics.REQUEST_ROBOT.server(self, self.request)
        self.cancels = topics.CANCEL_REQUEST.server(self, self.cancel)
        self.restart = on_restart(self, self.begin_anew)
        self.create_timer(PERIOD, self.update)

    def take_hall(self, msg: Hall) -> None:
        self.hall = convert.hall_from_msg(msg)
        self.ways.set_hall(self.hall)
        if self.dispatcher is None:
            self.open()
        self.dispatcher.hall = self.hall

    def open(self) -> None:
        start, name, metres = f"{time.time_ns():x}", self.robot.robot, self.ways.metres
        self.dispatcher = Dispatcher(self.hall, name, self.config, metres, start=start, maker=f"{name}-{start}")

    def begin_anew(self) -> None:
        """The simulation has begun again: nobody has asked for anything yet."""
        self.charge, self.pose, self.guiding, self.in_conversation = Charge(self.robot.charging), None, None, False
        if self.hall is not None:
            self.open()

    def take_pose(self, msg: PoseWithCovarianceStamped) -> None:
        self.pose, self.sure = convert.pose_in_map(msg), msg.pose.covariance[0] <= UNSURE

    def take_guide(self, msg: GuideState) -> None:
        self.guiding = msg

    def take_state(self, msg: RobotState) -> None:
        if msg.robot == self.robot.robot:
            self.in_conversation = msg.in_conversation

    def take_battery(self, msg: BatteryState) -> None:
        if (reading := battery_from_msg(msg)) is not None:
            self.charge = self.charge.read(*reading, now(self))

    def take_gossip(self, msg: FleetGossip) -> None:
        if self.dispatcher is None:
            return
        try:
            self.dispatcher.take(gossip_from_msg(msg), now(self))
        except ValueError as error:
            self.get_logger().warning(str(error), throttle_duration_sec=10.0)

    def take_handover(self, msg: Handover) -> None:
        """This robot leaves its visitor to whoever comes."""
        if msg.sender == self.robot.robot and not msg.robot and self.dispatcher is not None:
            self.dispatcher.replica.ask(now(self), visitor=convert.handover_from_msg(msg), sender=msg.sender)

    def request(self, request: RequestRobot.Request, response: RequestRobot.Response) -> RequestRobot.Response:
        response.reason = self.why_not(request)
        if not response.reason:
            asked = self.dispatcher.replica.ask(
                now(self), place=request.place, rank=request.rank or "normal", language=request.language
            )
            response.id, response.reason = ("", asked) if isinstance(asked, str) else (asked.id, "")
        response.accepted = not response.reason
        return response

    def why_not(self, request: RequestRobot.Request) -> str:
        if self.dispatcher is None:
            return "not_ready"
        if request.place not in self.hall.window_by_id and request.place not in self.hall.place_by_id:
            return "unknown_place"
        if request.rank and request.rank not in HEAD_START:
            return "unknown_rank"
        return "unknown_language" if request.language and request.language not in LANGUAGES else ""

    def cancel(self, request: CancelRequest.Request, response: CancelRequest.Response) -> CancelRequest.Response:
        response.accepted = self.dispatcher is not None and self.dispatcher.replica.cancel(request.id, now(self))
        return response

    def situation(self) -> Situation:
        told, dock = self.guiding, self.hall.dock_of.get(self.robot.robot)
        moving = told.phase != "idle"
        stop = told.window or told.id
        thing = self.hall.window_by_id.get(stop) or self.hall.place_by_id.get(stop)
        return Situation(
            self.pose, dock.pose if dock is not None else self.pose, told.phase,
            remaining=told.remaining if moving else 0.0, destination=thing.stop if thing and moving else None,
            target=stop if moving else "", in_conversation=self.in_conversation, held=told.held,
            fit=self.sure and not self.charge.low, reach=self.charge.reach, languages=tuple(self.robot.languages),
        )  # fmt: skip

    def update(self) -> None:
        if self.dispatcher is None or self.pose is None or self.guiding is None:
            return
        output = self.dispatcher.update(self.situation(), now(self))
        self.events.publish(output.events)
        for command in output.commands:
            self.obey(command)
        if output.gossip is not None:
            self.gossip.publish(gossip_to_msg(output.gossip, now(self)))

    def obey(self, command: Command) -> None:
        match command:
            case Go(place):
                self.order("call", place)
            case Home():
                self.order("home")
            case Fetch(visitor):
                going = self.dispatcher.going
                act = HandOver(self.robot.robot, visitor)
                self.handovers.publish(convert.handover_to_msg(act, going.sender or going.maker, now(self)))

    def order(self, kind: str, place: str = "") -> None:
        self.orders.call_async(OrderRobot.Request(kind=kind, place=place)).add_done_callback(self.ordered)

    def ordered(self, answer: Future) -> None:
        if not answer.result().accepted:
            self.dispatcher.refused()

    def condition(self) -> Condition:
        missing = {"/hall": self.hall, "amcl_pose": self.pose, "guide/state": self.guiding}
        if waits := [name for name, there in missing.items() if there is None]:
            return WARN, f"waiting for {', '.join(waits)}", {}
        going = self.dispatcher.going
        open_ = len(self.dispatcher.replica.board.open)
        return OK, f"going to {going.place}" if going else "ready", {"open_requests": open_}


def main() -> int:
    return run(DispatchNode)
