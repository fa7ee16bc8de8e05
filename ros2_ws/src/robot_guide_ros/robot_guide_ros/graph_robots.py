"""The robots of the graph, as the console needs them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from nav_msgs.msg import Path
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.msg import FleetGossip, GuideState, RobotState
from robot_guide_interfaces.srv import OrderRobot

from hall_map.hall import Hall
from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.replica import Replica, RequestView
from robot_guide.fleet.requests import Rank
from robot_guide.web.robots import Order, RobotView
from robot_guide_ros import convert, topics
from robot_guide_ros.fleet_messages import gossip_from_msg, gossip_to_msg
from robot_guide_ros.reporting import now

LATEST = 3.0  # s of the machine's clock, after which a robot that has told nothing is offline
PATIENCE = 2.0  # s for the answer to an order
LOOKS = 0.1  # s between two looks at whether the robots are to be told of requests
SHOWN_STEP = 8  # every so many points of a route are shown


@dataclass
class Seen:
    """What was last heard of a robot."""

    state: RobotState | None = None
    guide: GuideState | None = None
    route: tuple[tuple[float, float], ...] = ()
    at: float = float("-inf")  # s of the machine's clock


class GraphRobots:
    """Watches the robots and hands orders on. `views` and `order` may be called from any thread but the node's own."""

    def __init__(self, node: Node, robots: tuple[str, ...]):
        self.seen = {robot: Seen() for robot in robots}
        self.hall: Hall | None = None
        self.node, self.lock = node, threading.Lock()
        self.desk = Replica("console", f"console-{time.time_ns():x}", DispatchConfig())
        self.gossip = topics.REQUESTS.publisher(node)
        topics.REQUESTS.subscription(node, self.take_gossip)
        node.create_timer(LOOKS, self.tell, clock=Clock(clock_type=ClockType.STEADY_TIME))
        self.orders = {robot: topics.ORDER_ROBOT.client(node, robot) for robot in robots}
        topics.HALL.subscription(node, self.take_hall)
        topics.STATES.subscription(node, self.take_state)
        for robot in robots:
            topics.GUIDE_STATE.subscription(node, self.take_guide, robot)
            topics.PLAN.subscription(node, lambda msg, robot=robot: self.take_plan(robot, msg), robot)

    def take_hall(self, msg: object) -> None:
        self.hall = convert.hall_from_msg(msg)

    def take_state(self, msg: RobotState) -> None:
        if msg.robot in self.seen:
            seen = self.seen[msg.robot]
            seen.state, seen.at = msg, time.monotonic()

    def take_guide(self, msg: GuideState) -> None:
        if msg.robot in self.seen:
            seen = self.seen[msg.robot]
            seen.guide, seen.at = msg, time.monotonic()

    def take_plan(self, robot: str, msg: Path) -> None:
        self.seen[robot].route = tuple(map(tuple, convert.path_from_msg(msg)[::SHOWN_STEP].tolist()))

    def take_gossip(self, msg: FleetGossip) -> None:
        try:
            gossip = gossip_from_msg(msg)
        except ValueError as error:
            self.node.get_logger().warning(str(error), throttle_duration_sec=10.0)
            return
        with self.lock:
            self.desk.take(gossip, time.monotonic())

    def tell(self) -> None:
        moment = time.monotonic()
        with self.lock:
            self.desk.forget_old(moment)
            gossip = self.desk.gossip(moment) if self.desk.due(moment) else None
        if gossip is not None:
            self.gossip.publish(gossip_to_msg(gossip, now(self.node)))

    def requests(self) -> tuple[RequestView, ...]:
        with self.lock:
            return self.desk.views(time.monotonic())

    def request(self, place: str, rank: Rank, language: str) -> tuple[str, str]:
        """Returns: the request's id, and why there is none: unknown_place, too_many, offline."""
        if self.hall is None:
            return "", "offline"
        if place not in self.hall.window_by_id and place not in self.hall.place_by_id:
            return "", "unknown_place"
        with self.lock:
            asked = self.desk.ask(time.monotonic(), place=place, rank=rank, language=language)
        return ("", asked) if isinstance(asked, str) else (asked.id, "")

    def cancel(self, id: str) -> bool:
        with self.lock:
            return self.desk.cancel(id, time.monotonic())

    def views(self) -> tuple[RobotView, ...]:
        return tuple(self.view(robot, seen) for robot, seen in self.seen.items() if seen.state is not None)

    def view(self, robot: str, seen: Seen) -> RobotView:
        phase = seen.guide.phase if seen.guide is not None else seen.state.phase
        talks = phase in ("idle", "arrived") and seen.state.in_conversation
        dock = self.hall.dock_of.get(robot) if self.hall is not None else None
        told = seen.guide or GuideState()
        moving = phase not in ("idle", "arrived")
        return RobotView(
            name=robot, names=dock.names if dock is not None else {}, pose=convert.pose_from_msg(seen.state.pose),
            state="talking" if talks else phase, target=told.window or told.id, remaining=told.remaining,
            revision=told.revision, online=time.monotonic() - seen.at < LATEST, held=told.held,
            with_visitor=seen.state.in_conversation, route=seen.route if moving else (),
        )  # fmt: skip

    def order(self, robot: str, kind: Order, place: str = "") -> str:
        """Returns: nothing, or why not: unknown_robot, unknown_place, busy, no_visitor, offline."""
        if robot not in self.orders:
            return "unknown_robot"
        client = self.orders[robot]
        if not client.service_is_ready():
            return "offline"
        answered = threading.Event()
        future = client.call_async(OrderRobot.Request(kind=kind, place=place))
        future.add_done_callback(lambda _: answered.set())
        if not answered.wait(PATIENCE):
            client.remove_pending_request(future)
            return "offline"
        answer = future.result()
        known = ("unknown_place", "busy", "no_visitor")
        return "" if answer.accepted else answer.reason if answer.reason in known else "offline"
