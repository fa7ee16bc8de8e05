"""Everything that the nodes say to each other: names, types, quality of service. No other module names a topic.

A relative name lives in its robot's namespace (`/xiao_pu/scan`), an absolute one is shared by all. Standard names and
types throughout, so that Nav2, RViz and Foxglove work on the graph unchanged (REP-103, REP-105).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from action_msgs.msg import GoalStatusArray
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import PoseStamped, PoseWithCovarianceStamped, Twist, TwistStamped
from lifecycle_msgs.srv import GetState
from nav2_msgs.action import ComputePathToPose, NavigateToPose
from nav2_msgs.msg import SpeedLimit
from nav_msgs.msg import OccupancyGrid, Odometry, Path
from rclpy.action import ActionClient
from rclpy.client import Client
from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rclpy.service import Service as ServiceServer
from rclpy.subscription import Subscription
from robot_guide_interfaces.action import Guide, Say
from robot_guide_interfaces.msg import (
    Audio,
    Bid,
    Caption,
    Course,
    Event,
    FleetGossip,
    GuideState,
    Hall,
    Handover,
    Heard,
    People,
    Queues,
    RobotState,
    WorldTruth,
)
from robot_guide_interfaces.srv import CancelRequest, EditHall, OrderRobot, RequestRobot, SteerGuide
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import BatteryState, LaserScan
from simulation_interfaces.srv import (
    DeleteEntity,
    GetEntities,
    GetEntityState,
    GetSimulationState,
    GetSimulatorFeatures,
    ResetSimulation,
    SetEntityState,
    SetSimulationState,
    SpawnEntity,
    StepSimulation,
)
from std_msgs.msg import Empty, Header
from std_srvs.srv import Empty as EmptyRequest
from tf2_msgs.msg import TFMessage

from robot_guide_ros.intake import guarded


def reliable(depth: int) -> QoSProfile:
    return QoSProfile(depth=depth, reliability=ReliabilityPolicy.RELIABLE)


def latched(depth: int = 1) -> QoSProfile:
    """Late joiners get the last `depth` messages."""
    return QoSProfile(
        depth=depth, reliability=ReliabilityPolicy.RELIABLE, durability=DurabilityPolicy.TRANSIENT_LOCAL
    )


def best_effort(depth: int) -> QoSProfile:
    return QoSProfile(depth=depth, reliability=ReliabilityPolicy.BEST_EFFORT)


@dataclass(frozen=True)
class Topic:
    name: str
    type: type
    offered: QoSProfile  # by publishers
    requested: QoSProfile | None = None  # by subscriptions; None: as offered

    def publisher(self, node: Node, namespace: str = "") -> Publisher:
        """A publisher in the node's namespace, or in that of the robot named."""
        return node.create_publisher(self.type, within(namespace, self.name), self.offered)

    def subscription(
        self, node: Node, callback: Callable[[object], None], namespace: str = "",
        refused: Callable[[], None] | None = None,
    ) -> Subscription:  # fmt: skip
        """What makes no sense is left out, and `refused` called instead: see `intake`."""
        name, qos = within(namespace, self.name), self.requested or self.offered
        return node.create_subscription(self.type, name, guarded(node, name, callback, refused), qos)


@dataclass(frozen=True)
class Service:
    name: str
    type: type

    def server(self, node: Node, callback: Callable[[object, object], object]) -> ServiceServer:
        return node.create_service(self.type, self.name, callback)

    def client(self, node: Node, namespace: str = "") -> Client:
        return node.create_client(self.type, within(namespace, self.name))


@dataclass(frozen=True)
class Action:
    name: str
    type: type

    def client(self, node: Node, namespace: str = "") -> ActionClient:
        return ActionClient(node, self.type, within(namespace, self.name))


def within(namespace: str, name: str) -> str:
    """`name` as seen from the root for a robot's namespace, such as `/xiao_pu/scan`."""
    return f"/{namespace}/{name}" if namespace and not name.startswith("/") else name


# Sensors of real bases mostly offer best effort, so that is all that we ask for.
MAP = Topic("/map", OccupancyGrid, latched())
HALL = Topic("/hall", Hall, latched())
QUEUES = Topic("/hall/queues", Queues, latched())
TICKETS = Topic("/hall/tickets", Queues, reliable(5))
CLOCK = Topic("/clock", Clock, reliable(1), best_effort(1))
TF = Topic("/tf", TFMessage, reliable(100))
TF_STATIC = Topic("/tf_static", TFMessage, latched(100))
SCAN = Topic("scan", LaserScan, reliable(5), best_effort(2))
ODOM = Topic("odom", Odometry, reliable(20), best_effort(20))
BATTERY = Topic("battery", BatteryState, reliable(1), best_effort(1))
CMD_VEL = Topic("cmd_vel", TwistStamped, reliable(1))
CMD_VEL_NAV = Topic("cmd_vel_nav", TwistStamped, reliable(1))  # what Nav2 wants, see `velocity_of`
PLAN = Topic("plan", Path, latched(), reliable(1))  # Nav2 latches none, but plans once a second
AMCL_POSE = Topic("amcl_pose", PoseWithCovarianceStamped, latched())
INITIAL_POSE = Topic("initialpose", PoseWithCovarianceStamped, reliable(1))
GOAL_POSE = Topic("goal_pose", PoseStamped, reliable(1))  # RViz's 2D goal
COSTMAP = Topic("costmap", OccupancyGrid, latched())
PEOPLE = Topic("people", People, reliable(5))
SPEED_LIMIT = Topic("speed_limit", SpeedLimit, reliable(10))
BRAKE = Topic("brake", Empty, reliable(1))  # stand at once; the goal is cancelled beside it, which brakes gently
NAVIGATION_STATUS = Topic("navigate_to_pose/_action/status", GoalStatusArray, latched())
GUIDE_STATE = Topic("guide/state", GuideState, reliable(5))
AUDIO = Topic("audio", Audio, reliable(100))
HEARD = Topic("heard", Heard, reliable(20))
CAPTIONS = Topic("captions", Caption, latched(20), reliable(20))
BIDS = Topic("/fleet/bids", Bid, reliable(20))
HANDOVERS = Topic("/fleet/handovers", Handover, reliable(5))
REQUESTS = Topic("/fleet/requests", FleetGossip, reliable(10))
COURSES = Topic("/fleet/courses", Course, reliable(5))
STATES = Topic("/fleet/states", RobotState, reliable(10))
EVENTS = Topic("/events", Event, latched(500))  # whoever joins late still gets the whole story
TRUTH = Topic("/sim/truth", WorldTruth, reliable(10))
HEARTBEATS = Topic("heartbeats", Header, best_effort(20))  # frame_id: the node; stamp: since when it runs
DIAGNOSTICS = Topic("/diagnostics", DiagnosticArray, reliable(10))

EDIT_HALL = Service("/hall/edit", EditHall)
STEER_GUIDE = Service("guide/steer", SteerGuide)
ORDER_ROBOT = Service("guide/order", OrderRobot)
REQUEST_ROBOT = Service("dispatch/request", RequestRobot)
CANCEL_REQUEST = Service("dispatch/cancel", CancelRequest)
REINITIALIZE_GLOBAL_LOCALIZATION = Service("reinitialize_global_localization", EmptyRequest)
BT_NAVIGATOR_STATE = Service("bt_navigator/get_state", GetState)  # of Nav2: clients wait until they are active
AMCL_STATE = Service("amcl/get_state", GetState)
REQUEST_NOMOTION_UPDATE = Service("request_nomotion_update", EmptyRequest)  # of Nav2's AMCL: tell the pose again
GET_SIMULATION_STATE = Service("/get_simulation_state", GetSimulationState)
SET_SIMULATION_STATE = Service("/set_simulation_state", SetSimulationState)
STEP_SIMULATION = Service("/step_simulation", StepSimulation)
RESET_SIMULATION = Service("/reset_simulation", ResetSimulation)
GET_SIMULATOR_FEATURES = Service("/get_simulator_features", GetSimulatorFeatures)
GET_ENTITIES = Service("/get_entities", GetEntities)
GET_ENTITY_STATE = Service("/get_entity_state", GetEntityState)
SET_ENTITY_STATE = Service("/set_entity_state", SetEntityState)
SPAWN_ENTITY = Service("/spawn_entity", SpawnEntity)
DELETE_ENTITY = Service("/delete_entity", DeleteEntity)

NAVIGATE_TO_POSE = Action("navigate_to_pose", NavigateToPose)
COMPUTE_PATH_TO_POSE = Action("compute_path_to_pose", ComputePathToPose)
GUIDE = Action("guide", Guide)
SAY = Action("say", Say)

TOPICS = tuple(value for value in list(globals().values()) if isinstance(value, Topic))
SERVICES = tuple(value for value in list(globals().values()) if isinstance(value, Service))
ACTIONS = tuple(value for value in list(globals().values()) if isinstance(value, Action))
LAST_CAPTION = Topic(CAPTIONS.name, Caption, CAPTIONS.offered, latched())  # the same, for who comes late
OF_NAV2 = (CMD_VEL_NAV, REQUEST_NOMOTION_UPDATE)  # there only where Nav2 is, in place of our navigator

MAP_FRAME = "map"


def odom_frame(robot: str) -> str:
    return f"{robot}/odom"


def base_frame(robot: str) -> str:
    return f"{robot}/base_link"


def velocity_of(name: str, *, stamped: bool) -> Topic:
    """The topic on which another controller tells how the wheels shall turn."""
    return Topic(name, TwistStamped if stamped else Twist, CMD_VEL_NAV.offered)


def other_type(node: Node, topic: Topic) -> str:
    """The type with which somebody publishes on a topic, where it is another than ours; empty: nobody does."""
    package, kind = topic.type.__module__.split(".")[:2]
    ours = f"{package}/{kind}/{topic.type.__name__}"
    types = {info.topic_type for info in node.get_publishers_info_by_topic(topic.name)}
    return ", ".join(sorted(types - {ours}))
