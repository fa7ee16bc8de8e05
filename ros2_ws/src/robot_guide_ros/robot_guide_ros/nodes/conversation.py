"""Talks with one robot's visitor: `heard` in, `say` and `guide` out; agrees with the other robots who answers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Thread

from geometry_msgs.msg import Point, PoseWithCovarianceStamped
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from robot_guide_interfaces.action import Guide
from robot_guide_interfaces.msg import Bid as BidMsg
from robot_guide_interfaces.msg import Caption, GuideState, Hall, Heard, People, Queues, RobotState
from robot_guide_interfaces.msg import Handover as HandoverMsg
from robot_guide_interfaces.srv import SteerGuide

from dialogue import prepare
from dialogue.acts import (
    Act,
    CallStaff,
    GoHome,
    GuideReport,
    Handover,
    Lead,
    Meet,
    PartSilent,
    PauseLeading,
    Report,
    ResumeLeading,
    Say,
    SetPace,
    SpeechDone,
    StopLeading,
)
from hall_map import timetable
from hall_map.geometry import Pose2D
from robot_guide.fleet.hall_ways import HallWays
from robot_guide.guiding.charging import ChargingConfig
from robot_guide.reception import Reception, ReceptionConfig, ReceptionOutput
from robot_guide.sensing import PersonTrack
from robot_guide_ros import convert, topics
from robot_guide_ros.adopting import Adoption
from robot_guide_ros.asking import REJECTED
from robot_guide_ros.batteries import Battery
from robot_guide_ros.colleagues import Colleagues
from robot_guide_ros.guide_errand import GuideErrand
from robot_guide_ros.hall_clock import HallClock, moment_of
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.parts import Parts
from robot_guide_ros.reporting import OK, WARN, Condition, Diagnostics, Events, now
from robot_guide_ros.restarting import on_restart
from robot_guide_ros.running import run
from robot_guide_ros.speeches import Speeches

PERIOD = 0.1  # s
STATE_PERIOD = 0.2  # s
REPORTS = {
    Guide.Result.ARRIVED: "arrived",
    Guide.Result.CANCELLED: "cancelled",
    Guide.Result.NO_ROUTE: "no_route",
    Guide.Result.VISITOR_LOST: "visitor_lost",
    Guide.Result.BLOCKED: "stuck",
}


@dataclass(frozen=True)
class RobotConfig:
    robot: str = "xiao_pu"
    robots: tuple[str, ...] = ("xiao_pu", "xiao_hui")  # of the hall, this one among them
    clock: str = ""  # what the hall's clock shows at the start, 2026-11-24T10:00; empty: the machine's
    charging: ChargingConfig = field(default_factory=ChargingConfig)

    def __post_init__(self) -> None:
        if self.clock:
            moment_of(self.clock)


class ConversationNode(Node):
    def __init__(self) -> None:
        super().__init__("conversation")
        self.robot = declare_config(self, RobotConfig)
        self.config = declare_config(self, ReceptionConfig)
        self.reception: Reception | None = None
        self.hall = None
        self.ways = HallWays()
        self.pose: Pose2D | None = None
        self.people = ()
        self.phase = "idle"
        self.guiding: GuideState | None = None
        self.clock: HallClock | None = None
        self.peers = tuple(name for name in self.robot.robots if name != self.robot.robot)
        self.colleagues = Colleagues(self, self.robot.robot, self.peers, self.robot.charging.low)
        self.battery = Battery(self, self.robot.robot, self.robot.charging, self.situation)
        self.events = Events(self)
        self.bids = topics.BIDS.publisher(self)
        self.states = topics.STATES.publisher(self)
        self.handovers = topics.HANDOVERS.publisher(self)
        self.guide = GuideErrand(self, self.take_feedback, self.take_end)
        self.steering = topics.STEER_GUIDE.client(self)
        self.voice = Speeches(self, lambda text: self.carry_out(self.reception.spoken(SpeechDone(text), now(self))))
        self.parts = Parts(self, self.voice, self.note_part, self.guide.ask_again)
        topics.DIAGNOSTICS.subscription(self, self.parts.take_conditions)
        self.diagnostics = Diagnostics(self, self.condition)
        topics.HALL.subscription(self, self.take_hall)
        topics.AMCL_POSE.subscription(self, self.take_pose)
        topics.PEOPLE.subscription(self, self.take_people)
        # By the machine's clock: the simulated one may be waiting for us.
        self.opening = self.create_timer(PERIOD, self.open, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def take_hall(self, msg: Hall) -> None:
        self.hall = convert.hall_from_msg(msg)
        # Beside, so that a node which was started again takes its visitor over before it can understand one.
        self.preparing = Thread(target=prepare, args=(self.hall,), name="preparing the hall", daemon=True)
        self.preparing.start()
        self.ways.set_hall(self.hall)
        if self.reception is not None:
            self.carry_out(self.reception.change_hall(self.hall, now(self)))
            self.tell_time()

    def tell_time(self) -> None:
        """What the hall's clock shows, whenever the hall has become another."""
        moment = timetable.local(self.hall, self.clock.now())
        self.carry_out(self.reception.tell_time(moment, now(self)))

    def take_queues(self, msg: Queues) -> None:
        if self.reception is not None:
            stamp = now(self)
            self.carry_out(self.reception.take_queues(convert.window_queues_from_msg(msg, stamp), stamp))

    def take_pose(self, msg: PoseWithCovarianceStamped) -> None:
        self.pose = convert.pose_in_map(msg)

    def take_people(self, msg: People) -> None:
        self.people = convert.people_from_msg(msg)
        if self.reception is not None and self.pose is not None:
            output = self.reception.see(
                self.people, self.pose, now(self), free=self.free, colleagues=self.colleagues.known
            )
            self.carry_out(output)

    def note_part(self, news: PartSilent) -> None:
        if self.reception is not None:
            self.carry_out(self.reception.report(news, now(self)))

    @property
    def free(self) -> bool:
        stands = self.guiding is not None and self.guiding.phase == "idle" and not self.guiding.held
        return stands and not self.battery.charge.low  # one that charges invites nobody

    def situation(self) -> tuple[str, float, bool, bool] | None:
        """What a battery's advice depends on."""
        if self.guiding is None or self.reception is None:
            return None
        served = self.reception.in_conversation
        return self.guiding.phase, self.guiding.remaining + self.guiding.home, served, self.colleagues.any_free

    def take_over(self, visitor: Handover) -> None:
        self.carry_out(self.reception.take_over(visitor, now(self)))

    def take_handover(self, msg: HandoverMsg) -> None:
        ours = msg.robot == self.robot.robot and msg.sender != self.robot.robot
        if ours and self.colleagues.gate.admits(topics.HANDOVERS.name, msg.sender):
            self.take_over(convert.handover_from_msg(msg))

    def open(self) -> None:
        """Listen as soon as there is a hall to speak of, a guide and a voice."""
        if self.hall is None or not (self.guide.ready and self.voice.ready):
            return
        self.opening.cancel()
        self.reception = Reception(self.hall, self.robot.robot, self.peers, self.config, metres=self.ways.metres)
        self.clock = HallClock(self, self.robot.clock, self.hall.timezone)
        self.tell_time()
        topics.BIDS.subscription(self, self.take_bid)
        topics.HEARD.subscription(self, self.take_heard)
        topics.CAPTIONS.subscription(self, self.take_caption)
        topics.QUEUES.subscription(self, self.take_queues)
        topics.HANDOVERS.subscription(self, self.take_handover)
        topics.GUIDE_STATE.subscription(self, lambda msg: setattr(self, "guiding", msg))
        self.create_timer(PERIOD, self.tick)
        self.create_timer(STATE_PERIOD, self.tell_state)
        self.restart = on_restart(self, self.begin_anew)
        self.adoption = Adoption(self, self.hall, lambda: not self.reception.in_conversation, self.take_over)

    def begin_anew(self) -> None:
        """The simulation has begun again: nobody has said anything yet."""
        self.voice.hush()
        self.guide.forget()
        self.colleagues.forget()
        self.battery.forget()
        self.phase, self.guiding, self.pose, self.people = "idle", None, None, ()
        self.reception = Reception(self.hall, self.robot.robot, self.peers, self.config, metres=self.ways.metres)
        self.tell_time()

    def take_heard(self, msg: Heard) -> None:
        self.preparing.join()  # until there is what understands words
        called = self.config.fleet.on_errand if self.guiding is not None and self.guiding.phase == "errand" else 0.0
        self.reception.reluctance = self.battery.charge.reluctance + called
        nearest = nearest_of(self.people, self.pose)
        self.carry_out(self.reception.hear(convert.heard_from_msg(msg), now(self), nearest))

    def take_caption(self, msg: Caption) -> None:
        if msg.phase == Caption.STARTED:
            self.reception.speaks(msg.text, msg.seconds, convert.time_from_msg(msg.header.stamp))

    def take_bid(self, msg: BidMsg) -> None:
        if msg.robot != self.robot.robot and self.colleagues.gate.admits(topics.BIDS.name, msg.robot):
            self.carry_out(self.reception.bid(convert.bid_from_msg(msg), now(self)))

    def tick(self) -> None:
        self.carry_out(self.reception.tick(now(self)))

    def take_feedback(self, feedback: Guide.Feedback) -> None:
        self.phase = feedback.phase
        if feedback.report:
            seconds = feedback.seconds if math.isfinite(feedback.seconds) else None
            self.take_report(GuideReport(feedback.report, feedback.remaining, seconds))

    def take_end(self, status: int, result: Guide.Result) -> None:
        self.phase = "idle"
        self.take_report(GuideReport(report_of(status, result)))

    def take_report(self, report: GuideReport) -> None:
        self.carry_out(self.reception.report(report, now(self)))

    def carry_out(self, output: ReceptionOutput) -> None:
        if output.hush:
            self.voice.hush()
        self.events.publish(output.events)
        for bid in output.bids:
            self.bids.publish(convert.bid_to_msg(bid))
        for act in output.handovers:
            self.handovers.publish(convert.handover_to_msg(act, self.robot.robot, now(self)))
        for act in output.acts:
            self.act(act)

    def act(self, act: Act) -> None:
        match act:
            case Say():
                self.voice.say(act)
            case Lead(target, window):
                self.guide.send(Guide.Goal(kind=target.kind, id=target.id, name=target.name, window=window or ""))
            case GoHome():
                self.guide.send(Guide.Goal(kind="home"))
            case Meet((x, y)):
                self.guide.send(Guide.Goal(kind="meet", at=Point(x=float(x), y=float(y))))
            case StopLeading():
                self.guide.cancel()
            case PauseLeading():
                self.steering.call_async(SteerGuide.Request(action="pause"))
            case ResumeLeading():
                self.steering.call_async(SteerGuide.Request(action="resume"))
            case SetPace(factor, patience):
                request = SteerGuide.Request(action="pace", pace=float(factor), patience=float(patience))
                self.steering.call_async(request)
            case CallStaff(reason):
                self.get_logger().info(f"a person is needed: {reason}")

    def tell_state(self) -> None:
        if self.pose is None:
            return
        self.states.publish(
            RobotState(
                header=convert.header(now(self), topics.MAP_FRAME), robot=self.robot.robot,
                pose=convert.pose_to_msg(self.pose), phase=self.phase, in_conversation=self.reception.in_conversation,
            )
        )  # fmt: skip

    def condition(self) -> Condition:
        if self.reception is None:
            missing = {"/hall": self.hall is not None, "guide": self.guide.ready, "say": self.voice.ready}
            return WARN, f"waiting for {', '.join(name for name, there in missing.items() if not there)}", {}
        return OK, "listening", {"in_conversation": self.reception.in_conversation, "phase": self.phase}


def nearest_of(people: Iterable[PersonTrack], pose: Pose2D | None) -> float:
    """Metres from a pose to the nearest person; NaN: there is nobody, or no pose."""
    if pose is None:
        return math.nan
    return min((pose.distance_to((person.x, person.y)) for person in people), default=math.nan)


def report_of(status: int, result: Guide.Result) -> Report:
    """What the end of a walk is in the words of the conversation; a goal that was refused has led nowhere."""
    if status == REJECTED:
        return "no_route"
    return result.detail if result.detail in ("home", "met") else REPORTS[result.outcome]


def main() -> int:
    return run(ConversationNode)
