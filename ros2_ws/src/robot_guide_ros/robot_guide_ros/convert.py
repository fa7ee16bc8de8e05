"""Between messages and values: `…_to_msg` and `…_from_msg`, in pairs. Nothing is decided here.

Times are float64 seconds in values, and `builtin_interfaces/Time` in messages.
"""

from __future__ import annotations

import array
import datetime as dt
import json
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from builtin_interfaces.msg import Duration, Time
from geometry_msgs.msg import (
    Point,
    Pose,
    PoseStamped,
    PoseWithCovarianceStamped,
    Quaternion,
    Transform,
    TransformStamped,
    TwistStamped,
    Vector3,
)
from nav_msgs.msg import OccupancyGrid as OccupancyGridMsg
from nav_msgs.msg import Odometry as OdometryMsg
from nav_msgs.msg import Path
from robot_guide_interfaces.msg import Agent as AgentMsg
from robot_guide_interfaces.msg import Audio as AudioMsg
from robot_guide_interfaces.msg import Bid as BidMsg
from robot_guide_interfaces.msg import Errand as ErrandMsg
from robot_guide_interfaces.msg import Event as EventMsg
from robot_guide_interfaces.msg import Finding as FindingMsg
from robot_guide_interfaces.msg import Hall as HallMsg
from robot_guide_interfaces.msg import Handover as HandoverMsg
from robot_guide_interfaces.msg import Heard as HeardMsg
from robot_guide_interfaces.msg import Hypothesis as HypothesisMsg
from robot_guide_interfaces.msg import People, Person, Queues, WorldTruth
from robot_guide_interfaces.msg import QueueState as QueueStateMsg
from sensor_msgs.msg import LaserScan as LaserScanMsg
from std_msgs.msg import Header
from tf2_msgs.msg import TFMessage

import hall_map
from dialogue.acts import HandOver, Handover
from dialogue.meaning import Target
from dialogue.queues import WindowQueue
from hall_map.geometry import Pose2D
from hall_map.grid import OCCUPIED, OccupancyGrid
from hall_map.hall import Hall
from hall_map.queue_state import QueueState
from hall_sim import Agent, QueueReading, Truth
from robot_guide.event import Event
from robot_guide.fleet import Bid
from robot_guide.heard import Heard, Hypothesis
from robot_guide.hearing.wav import RATE
from robot_guide.sensing import LaserScan, Odometry, PersonTrack, Velocity
from robot_guide_ros.intake import json_in
from robot_guide_ros.packing import packed, unpacked

if TYPE_CHECKING:
    from robot_guide.navigation import Costmap

NANOSECONDS = 1_000_000_000
LATEST = 2**31 - 1  # s
OCCUPANCY_OF_COST = np.array([0, *(1 + 97 * (cost - 1) // 251 for cost in range(1, 253)), 99, 100, -1], dtype=np.int8)
MAP = "map"
MOST_BEAMS, FULL_TURN = 20_000, math.tau * 1.01
LOUDEST = 1000.0  # dB
MOST_CHARACTERS = 2000  # of an utterance; understanding heeds the first 400
FINEST, COARSEST, MOST_CELLS = 0.005, 1.0, 25_000_000  # m a cell
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def time_to_msg(seconds: float) -> Time:
    """Raises ValueError: before zero or after 2038, which ROS cannot say."""
    if not 0.0 <= seconds <= LATEST:
        raise ValueError(f"a time must be from 0 to {LATEST} s, got {seconds}")
    whole, nanoseconds = divmod(round(seconds * NANOSECONDS), NANOSECONDS)
    return Time(sec=whole, nanosec=nanoseconds)


def time_from_msg(msg: Time | Duration) -> float:
    return msg.sec + msg.nanosec * 1e-9


def duration_to_msg(seconds: float) -> Duration:
    whole, nanoseconds = divmod(round(seconds * NANOSECONDS), NANOSECONDS)
    return Duration(sec=whole, nanosec=nanoseconds)


def header(stamp: float, frame: str = "") -> Header:
    return Header(stamp=time_to_msg(stamp), frame_id=frame)


def quaternion(yaw: float) -> Quaternion:
    return Quaternion(z=math.sin(yaw / 2), w=math.cos(yaw / 2))


def yaw_of(rotation: Quaternion) -> float:
    """The turn about the vertical axis, rad in [-pi, pi]."""
    x, y, z, w = rotation.x, rotation.y, rotation.z, rotation.w
    return math.atan2(2.0 * (w * z + x * y), 1.0 - 2.0 * (y * y + z * z))


def pose_to_msg(pose: Pose2D) -> Pose:
    return Pose(position=Point(x=float(pose.x), y=float(pose.y)), orientation=quaternion(pose.yaw))


def pose_from_msg(msg: Pose) -> Pose2D:
    return Pose2D(msg.position.x, msg.position.y, yaw_of(msg.orientation))


def check_map(header: Header) -> None:
    """Raises ValueError: what comes under it is told in another frame than the map's; none at all counts as that."""
    if header.frame_id.lstrip("/") not in ("", MAP):
        raise ValueError(f"its frame is {header.frame_id[:60]!r}; it must be {MAP}")


def stamped_pose_to_msg(pose: Pose2D, stamp: float) -> PoseStamped:
    return PoseStamped(header=header(stamp, MAP), pose=pose_to_msg(pose))


def pose_estimate_to_msg(pose: Pose2D, covariance: np.ndarray, stamp: float) -> PoseWithCovarianceStamped:
    """`covariance` is (3, 3), of x, y, yaw; the message's is (6, 6), of x, y, z, roll, pitch, yaw."""
    msg = PoseWithCovarianceStamped(header=header(stamp, MAP))
    msg.pose.pose = pose_to_msg(pose)
    full = np.zeros((6, 6))
    full[np.ix_((0, 1, 5), (0, 1, 5))] = covariance
    msg.pose.covariance = full.ravel()
    return msg


def pose_in_map(msg: PoseStamped | PoseWithCovarianceStamped) -> Pose2D:
    """Raises ValueError: it is told in another frame."""
    check_map(msg.header)
    return pose_from_msg(msg.pose if isinstance(msg, PoseStamped) else msg.pose.pose)


def pose_estimate_from_msg(msg: PoseWithCovarianceStamped) -> tuple[Pose2D, np.ndarray]:
    """The pose, and its covariance (3, 3) of x, y, yaw. Raises ValueError: they are told in another frame."""
    full = np.asarray(msg.pose.covariance).reshape(6, 6)
    return pose_in_map(msg), full[np.ix_((0, 1, 5), (0, 1, 5))]


def transform_to_msg(parent: str, child: str, pose: Pose2D, stamp: float) -> TFMessage:
    """Where `child` is in `parent`."""
    transform = Transform(
        translation=Vector3(x=float(pose.x), y=float(pose.y)), rotation=quaternion(pose.yaw)
    )  # fmt: skip
    stamped = TransformStamped(header=header(stamp, parent), child_frame_id=child, transform=transform)
    return TFMessage(transforms=[stamped])


def scan_to_msg(scan: LaserScan, frame: str) -> LaserScanMsg:
    count = len(scan.ranges)
    return LaserScanMsg(
        header=header(scan.stamp, frame),
        angle_min=float(scan.angle_min),
        angle_max=float(scan.angle_min + (count - 1) * scan.angle_increment),
        angle_increment=float(scan.angle_increment),
        range_min=0.0,
        range_max=float(scan.range_max),
        ranges=array.array("f", np.ascontiguousarray(scan.ranges, dtype=np.float32).tobytes()),
    )


def scan_from_msg(msg: LaserScanMsg) -> LaserScan:
    """Raises ValueError: there are no beams, too many, or they go round more than once."""
    count, turn = len(msg.ranges), msg.angle_increment * max(len(msg.ranges) - 1, 0)
    if not 1 <= count <= MOST_BEAMS or msg.angle_increment == 0.0 or not abs(turn) <= FULL_TURN:
        raise ValueError(f"scan: {count} beams over {math.degrees(turn):.0f}° make no scan")
    if not msg.range_max > 0.0:
        raise ValueError(f"scan: range_max must be > 0 m, got {msg.range_max}")
    ranges = np.array(msg.ranges, dtype=np.float32)
    ranges[ranges < msg.range_min] = np.nan  # REP-117: too near to be measured
    return LaserScan(time_from_msg(msg.header.stamp), ranges, msg.angle_min, msg.angle_increment, msg.range_max)


def odometry_to_msg(odometry: Odometry, frame: str, child: str) -> OdometryMsg:
    msg = OdometryMsg(header=header(odometry.stamp, frame), child_frame_id=child)
    msg.pose.pose = pose_to_msg(odometry.pose)
    msg.twist.twist.linear.x = float(odometry.linear)
    msg.twist.twist.angular.z = float(odometry.angular)
    return msg


def odometry_from_msg(msg: OdometryMsg) -> Odometry:
    twist = msg.twist.twist
    return Odometry(time_from_msg(msg.header.stamp), pose_from_msg(msg.pose.pose), twist.linear.x, twist.angular.z)


def velocity_to_msg(velocity: Velocity, stamp: float, frame: str) -> TwistStamped:
    msg = TwistStamped(header=header(stamp, frame))
    msg.twist.linear.x = float(velocity.linear)
    msg.twist.angular.z = float(velocity.angular)
    return msg


def velocity_from_msg(msg: TwistStamped) -> Velocity:
    return Velocity(msg.twist.linear.x, msg.twist.angular.z)


def grid_to_msg(grid: OccupancyGrid, stamp: float) -> OccupancyGridMsg:
    msg = OccupancyGridMsg(header=header(stamp, MAP))
    msg.info.map_load_time = msg.header.stamp
    msg.info.resolution = float(grid.resolution)
    msg.info.height, msg.info.width = grid.data.shape
    msg.info.origin = pose_to_msg(Pose2D(*grid.origin))
    # An array of bytes is taken as it is; a list or a numpy array would be checked cell by cell.
    msg.data = array.array("b", np.ascontiguousarray(grid.data, dtype=np.int8).tobytes())
    return msg


def grid_from_msg(msg: OccupancyGridMsg) -> OccupancyGrid:
    """Raises ValueError: the grid is turned, or its data do not fit its size."""
    origin, cells = pose_from_msg(msg.info.origin), msg.info.height * msg.info.width
    if not FINEST <= msg.info.resolution <= COARSEST or not 1 <= cells <= MOST_CELLS or cells != len(msg.data):
        size = f"{msg.info.width} x {msg.info.height} cells of {msg.info.resolution:.3g} m with {len(msg.data)} values"
        raise ValueError(f"/map: {size} make no map")
    if abs(origin.yaw) > 1e-6:
        raise ValueError(f"/map: a grid turned by {origin.yaw:.3f} rad cannot be used; publish one along the axes")
    data = np.array(msg.data, dtype=np.int8).reshape(msg.info.height, msg.info.width)
    # The message carries float32: 0.05 comes as 0.05000000074505806.
    return OccupancyGrid(data, float(f"{msg.info.resolution:.7g}"), origin.xy)


def floor_from_msg(msg: OccupancyGridMsg) -> OccupancyGrid:
    """The grid of a hall. Raises ValueError: as `grid_from_msg`, or nothing stands on it."""
    grid = grid_from_msg(msg)
    if not (grid.data == OCCUPIED).any():
        raise ValueError("/map: no cell is occupied; without a wall no robot can find out where it is")
    return grid


def costmap_to_msg(costmap: Costmap, stamp: float) -> OccupancyGridMsg:
    """Costs from 0 to 254 as occupancy from 0 to 100: 99 inscribed, 100 occupied, as Nav2 shows them."""
    grid = OccupancyGrid(OCCUPANCY_OF_COST[costmap.cost], costmap.resolution, costmap.origin)
    return grid_to_msg(grid, stamp)


def path_to_msg(route: np.ndarray, stamp: float) -> Path:
    """`route` is (N, 2), m, map frame; each pose looks along its piece of the way."""
    msg = Path(header=header(stamp, MAP))
    if len(route):
        steps = np.diff(route, axis=0, append=route[-1:])
        yaws = np.arctan2(steps[:, 1], steps[:, 0])
        if len(route) > 1:
            yaws[-1] = yaws[-2]
        msg.poses = [
            stamped_pose_to_msg(Pose2D(x, y, yaw), stamp) for (x, y), yaw in zip(route, yaws, strict=True)
        ]  # fmt: skip
    return msg


def path_from_msg(msg: Path) -> np.ndarray:
    """(N, 2), m, map frame. Raises ValueError: it is told in another."""
    check_map(msg.header)
    return np.array([(p.pose.position.x, p.pose.position.y) for p in msg.poses], dtype=float).reshape(-1, 2)


def people_to_msg(people: Iterable[PersonTrack], stamp: float) -> People:
    return People(header=header(stamp, MAP), people=[person_to_msg(person, stamp) for person in people])


def person_to_msg(person: PersonTrack, stamp: float) -> Person:
    return Person(
        id=person.id,
        position=Point(x=float(person.x), y=float(person.y)),
        velocity=Vector3(x=float(person.vx), y=float(person.vy)),
        last_seen=float(stamp - person.last_seen),
    )


def people_from_msg(msg: People) -> tuple[PersonTrack, ...]:
    stamp = time_from_msg(msg.header.stamp)
    return tuple(
        PersonTrack(p.id, p.position.x, p.position.y, p.velocity.x, p.velocity.y, stamp - p.last_seen)
        for p in msg.people
    )


def heard_to_msg(heard: Heard, stamp: float) -> HeardMsg:
    nbest = [HypothesisMsg(text=h.text, confidence=float(h.confidence)) for h in heard.nbest]
    return HeardMsg(
        header=header(stamp), text=heard.text, language=heard.language, nbest=nbest, final=heard.final,
        start=time_to_msg(heard.start), end=time_to_msg(heard.end), level_db=float(heard.level_db),
    )  # fmt: skip


def heard_from_msg(msg: HeardMsg) -> Heard:
    """Raises ValueError: nothing is as loud, or as quiet, and nobody says as much at once."""
    longest = max(len(text) for text in (msg.text, *(h.text for h in msg.nbest)))
    if longest > MOST_CHARACTERS:
        raise ValueError(f"heard: {longest} characters; more than {MOST_CHARACTERS} are no words of anybody's")
    if math.isfinite(msg.level_db) and abs(msg.level_db) > LOUDEST:
        raise ValueError(f"heard: a level of {msg.level_db:.3g} dB")
    nbest = tuple(Hypothesis(h.text, h.confidence) for h in msg.nbest)
    return Heard(
        msg.text, msg.language, time_from_msg(msg.start), time_from_msg(msg.end), msg.final, nbest, msg.level_db
    )


def audio_to_msg(samples: np.ndarray, stamp: float) -> AudioMsg:
    """`samples` is (N,) int16 at 16 kHz, the first of them at `stamp`."""
    data = array.array("h", np.ascontiguousarray(samples, dtype=np.int16).tobytes())
    return AudioMsg(header=header(stamp), sample_rate=RATE, samples=data)


def audio_from_msg(msg: AudioMsg) -> tuple[np.ndarray, float]:
    """Samples (N,) int16, and the time of the first. Raises ValueError: another rate than 16 kHz."""
    if msg.sample_rate != RATE:
        raise ValueError(f"audio: sample_rate must be {RATE} Hz, got {msg.sample_rate}")
    return np.array(msg.samples, dtype=np.int16), time_from_msg(msg.header.stamp)


def bid_to_msg(bid: Bid) -> BidMsg:
    return BidMsg(
        header=header(bid.end), robot=bid.robot, cost=float(bid.cost), in_conversation=bid.in_conversation
    )  # fmt: skip


def bid_from_msg(msg: BidMsg) -> Bid:
    """Raises ValueError: the cost is no number."""
    if math.isnan(msg.cost):
        raise ValueError(f"bid: the cost of {msg.robot!r} is no number")
    return Bid(msg.robot, time_from_msg(msg.header.stamp), msg.cost, msg.in_conversation)


def handover_to_msg(act: HandOver, sender: str, stamp: float) -> HandoverMsg:
    value = act.handover
    errands = tuple(target for target in (value.target, *value.then) if target is not None)
    x, y = value.at or (math.nan, math.nan)
    return HandoverMsg(
        header=header(stamp, MAP), robot=act.robot, sender=sender, language=value.language, elder=value.elder,
        errands=[ErrandMsg(kind=target.kind, id=target.id, name=target.name) for target in errands],
        at=Point(x=float(x), y=float(y)),
    )  # fmt: skip


def handover_from_msg(msg: HandoverMsg) -> Handover:
    errands = tuple(Target(errand.kind, errand.id, errand.name) for errand in msg.errands)
    at = (msg.at.x, msg.at.y) if math.isfinite(msg.at.x) and math.isfinite(msg.at.y) else None
    return Handover(msg.language, msg.elder, errands[0] if errands else None, errands[1:], at)


def event_to_msg(event: Event) -> EventMsg:
    data = json.dumps(event.data, ensure_ascii=False)
    return EventMsg(header=header(event.t), robot=event.robot, event=event.event, data=data)


def event_from_msg(msg: EventMsg) -> Event:
    """Raises ValueError: the data are no JSON object."""
    data = json_in(msg.data or "{}")
    if not isinstance(data, dict):
        raise ValueError(f"/events: the data of {msg.event!r} must be a JSON object, got {msg.data[:80]!r}")
    return Event(time_from_msg(msg.header.stamp), msg.robot, msg.event, data)


def hall_to_msg(hall: Hall, stamp: float) -> HallMsg:
    document = json.dumps(hall_map.to_document(hall), ensure_ascii=False, separators=(",", ":"))
    return HallMsg(header=header(stamp, MAP), hall_id=hall.id, revision=hall.revision, document=packed(document))


def hall_from_msg(msg: HallMsg) -> Hall:
    """Raises ValueError or HallError: no hall."""
    return hall_map.from_document(json_in(unpacked(msg.document)), where="/hall")


def queues_to_msg(states: Iterable[QueueState], moment: dt.datetime, stamp: float) -> Queues:
    """`moment`, with its time zone, is what the hall's clock shows at `stamp`."""
    return Queues(header=header(stamp), queues=[queue_to_msg(state, moment) for state in states])


def queue_to_msg(state: QueueState, moment: dt.datetime) -> QueueStateMsg:
    return QueueStateMsg(
        window=state.window, age=max((moment - state.at).total_seconds(), 0.0), called=state.called,
        waiting=-1 if state.waiting is None else state.waiting,
        wait_minutes=-1.0 if state.wait_minutes is None else float(state.wait_minutes),
    )  # fmt: skip


def queues_from_msg(msg: Queues, moment: dt.datetime) -> tuple[QueueState, ...]:
    """`moment` is what the hall's clock shows when the message comes."""
    return tuple(
        QueueState(
            queue.window, moment - dt.timedelta(seconds=queue.age), queue.waiting if queue.waiting >= 0 else None,
            round(queue.wait_minutes, 3) if queue.wait_minutes >= 0.0 else None, queue.called,
        )
        for queue in msg.queues
    )  # fmt: skip


def window_queues_from_msg(msg: Queues, now: float) -> tuple[WindowQueue, ...]:
    """The same for a conversation, on the robot's clock, which shows `now`."""
    return tuple(
        WindowQueue(state.window, now - queue.age, state.waiting, state.wait_minutes, state.called)
        for state, queue in zip(queues_from_msg(msg, EPOCH), msg.queues, strict=True)
    )


def readings_to_msg(readings: Iterable[QueueReading], stamp: float) -> Queues:
    """What the simulated ticket system tells, in the moment."""
    states = (QueueState(q.window, EPOCH, q.waiting, q.wait_minutes, q.called) for q in readings)
    return queues_to_msg(states, EPOCH, stamp)


def truth_to_msg(truth: Truth) -> WorldTruth:
    return WorldTruth(
        header=header(truth.t, MAP), agents=[agent_to_msg(agent) for agent in truth.agents],
        collisions=int(truth.collisions), bumps=int(truth.bumps), min_clearance=float(truth.min_clearance),
    )  # fmt: skip


def truth_from_msg(msg: WorldTruth) -> Truth:
    agents = tuple(
        Agent(a.name, a.kind, a.position.x, a.position.y, a.yaw, a.radius, a.phase) for a in msg.agents
    )  # fmt: skip
    return Truth.of(time_from_msg(msg.header.stamp), agents, msg.collisions, msg.bumps, msg.min_clearance)


def agent_to_msg(agent: Agent) -> AgentMsg:
    return AgentMsg(
        name=agent.name, kind=agent.kind, position=Point(x=float(agent.x), y=float(agent.y)), yaw=float(agent.yaw),
        radius=float(agent.radius), phase=agent.phase,
    )  # fmt: skip


def findings_to_msgs(findings: Iterable[object]) -> list[FindingMsg]:
    """Findings of `hall_map.validate`."""
    return [
        FindingMsg(severity=str(f.severity), where=f.where, problem=f.problem, remedy=f.remedy) for f in findings
    ]  # fmt: skip
