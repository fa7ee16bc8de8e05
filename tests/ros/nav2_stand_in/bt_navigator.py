"""Nav2's navigator, planner and controller from outside, with the habits of its default behaviour tree.

Plans once a second and drives at 20 Hz; its tree looks and tells of itself every `bt_loop_duration`, by the machine's
clock; gives up driving after 10 s without progress, recovers up to six times, and then aborts with the controller's
error code. Nav2's controller goes by the machine's clock as well; this one goes by odometry, as the simulation may be
faster than real time or slower.
"""

import math

from geometry_msgs.msg import TwistStamped
from goals import Goals
from nav2_msgs.action import NavigateToPose
from nav2_msgs.msg import SpeedLimit
from nav_msgs.msg import OccupancyGrid, Path
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode, TransitionCallbackReturn
from rclpy.qos import QoSDurabilityPolicy as Durability
from rclpy.qos import QoSProfile

from robot_guide.navigation import Costmap, NoRoute, plan
from robot_guide.navigation.config import FollowerConfig
from robot_guide.navigation.path_follower import PathFollower
from robot_guide.sensing import Velocity
from robot_guide_ros import convert

REPLAN = 1.0  # s
PROGRESS, WITHIN = 0.5, 10.0  # m that it has to move within s
WAITS = 5.0  # s that a recovery takes
TOP = 1.0  # m/s
TF_ERROR = NavigateToPose.Result.TF_ERROR
FAILED_TO_MAKE_PROGRESS = 105  # of nav2_msgs/action/FollowPath
HELPED = (200, 207, 208)  # failures of the planner that recoveries may help against


class BtNavigator(LifecycleNode):
    def __init__(self, amcl):
        super().__init__("bt_navigator")
        self.amcl, self.active, self.costmap, self.speed = amcl, False, None, TOP
        self.retries = self.declare_parameter("number_of_retries", 6).value
        self.declare_parameter("deaf", False)  # hangs when a goal is taken back, and drives on
        self.declare_parameter("odd", False)  # tells of figures that are none, in a frame that is none
        self.declare_parameter("hung", False)  # neither looks nor drives nor tells, but takes goals on
        self.taken_on = self.follower = None
        self.last, self.driven = Velocity(), 0.0
        latched = QoSProfile(depth=1, durability=Durability.TRANSIENT_LOCAL)
        self.create_subscription(OccupancyGrid, "/map", self.take_map, latched)

    def on_configure(self, _):
        self.goals = Goals(self, lambda: self.active)
        self.cmd_vel = self.create_publisher(TwistStamped, "cmd_vel_nav", 1)
        self.plan = self.create_publisher(Path, "plan", 1)
        self.create_subscription(SpeedLimit, "speed_limit", self.take_speed_limit, 10)
        wall = Clock(clock_type=ClockType.STEADY_TIME)
        loop = self.declare_parameter("bt_loop_duration", 10).value  # ms
        self.loop = self.create_timer(loop * 1e-3, self.tick, clock=wall)
        self.amcl.listener = self.drive
        return TransitionCallbackReturn.SUCCESS

    def on_activate(self, _):
        self.active = True
        return TransitionCallbackReturn.SUCCESS

    def on_deactivate(self, _):
        self.active = False
        if self.goals.current is not None:
            self.leave("abort")
        return TransitionCallbackReturn.SUCCESS

    def take_map(self, msg):
        self.costmap = Costmap.from_grid(convert.grid_from_msg(msg), radius=0.32)

    def take_speed_limit(self, msg):
        limit = TOP * msg.speed_limit / 100.0 if msg.percentage else msg.speed_limit
        self.speed = min(limit, TOP) if limit > 0.0 else TOP

    def now(self):
        return self.get_clock().now().nanoseconds * 1e-9

    def tick(self):
        """One turn of the behaviour tree."""
        goals = self.goals
        if goals.current is None or self.get_parameter("hung").value:
            return
        if goals.current.handle.is_cancel_requested and not self.get_parameter("deaf").value:
            self.leave("canceled")
            return
        if goals.current is not self.taken_on:
            self.set_out()
        if goals.pending is not None:
            self.preempt()
        if goals.current is not None and self.now() >= self.resting:
            self.pursue()
        if goals.current is not None:
            self.tell()

    def fault_of(self, handle):
        frame = handle.request.pose.header.frame_id
        if self.amcl.where() is None:
            return "Initial robot pose is not available."
        return "" if frame == "map" else f"no transform from {frame} to map"

    def set_out(self):
        """Take on the current goal."""
        handle = self.goals.current.handle
        if fault := self.fault_of(handle):
            self.leave("abort", TF_ERROR, fault)
            return
        self.taken_on, self.follower = self.goals.current, None
        self.goal = convert.pose_from_msg(handle.request.pose.pose)
        self.began, self.recoveries, self.resting = self.now(), 0, -math.inf
        self.moved = (self.now(), self.amcl.where())

    def preempt(self):
        handle = self.goals.pending.handle
        if handle.request.behavior_tree or self.fault_of(handle):
            self.goals.pending.end("abort")
            self.goals.pending = None
            return
        self.goals.take_pending()
        self.set_out()

    def look_for_way(self):
        route = plan(self.costmap, self.amcl.where(), self.goal)
        self.planned = self.now()
        if isinstance(route, NoRoute):
            self.recover(route.reason.code, route.message, route.reason.code in HELPED)
            return
        tolerant = FollowerConfig(goal_distance=0.25, goal_angle=0.25, max_speed=self.speed)
        self.follower = PathFollower(tolerant, route.points, self.goal.yaw)
        self.plan.publish(convert.path_to_msg(route.points, self.now()))

    def pursue(self):
        """The end, another plan, or a recovery."""
        if self.follower is not None and self.follower.arrived:
            self.leave("succeed")
            return
        since, where = self.moved
        if self.amcl.where().distance_to(where) > PROGRESS:
            self.moved = (self.now(), self.amcl.where())
        elif self.now() - since > WITHIN:
            self.recover(FAILED_TO_MAKE_PROGRESS, "Failed to make progress", True)
        elif self.follower is None or self.now() - self.planned >= REPLAN:
            self.look_for_way()

    def recover(self, code, message, helps):
        if not helps or self.recoveries >= self.retries:
            self.leave("abort", code, message)
            return
        self.recoveries += 1
        self.resting = self.now() + WAITS
        self.moved = (self.resting, self.amcl.where())
        self.stand()

    def leave(self, how, code=0, message=""):
        self.goals.end(how, code, message)
        self.follower = self.taken_on = None
        self.stand()

    def stand(self):
        self.last = Velocity()
        self.command(self.last)

    def command(self, velocity):
        self.cmd_vel.publish(convert.velocity_to_msg(velocity, self.now(), "base_link"))

    def drive(self):
        """One turn of the controller."""
        if self.goals.current is None or self.follower is None or self.now() < self.resting or self.follower.arrived:
            return
        if self.get_parameter("hung").value:
            return
        dt, self.driven = min(max(self.now() - self.driven, 0.0), 0.2), self.now()
        self.last = self.follower.command(self.amcl.where(), self.last, dt, self.speed)
        self.command(self.last)

    def tell(self):
        follower, speed = self.follower, self.amcl.speed()
        left = 0.0 if follower is None else max(follower.remaining, 0.0)
        eta = left / speed if speed > 0.01 and left > 0.1 else 0.0
        feedback = NavigateToPose.Feedback(
            current_pose=convert.stamped_pose_to_msg(self.amcl.where(), self.now()),
            navigation_time=convert.duration_to_msg(max(self.now() - self.began, 0.0)),
            estimated_time_remaining=convert.duration_to_msg(eta),
            number_of_recoveries=self.recoveries, distance_remaining=left,
        )  # fmt: skip
        self.goals.current.handle.publish_feedback(made_odd(feedback) if self.get_parameter("odd").value else feedback)


def made_odd(feedback):
    """In turn a distance that is none, a pose that is none, and one in another frame."""
    kind = feedback.navigation_time.nanosec // 100_000_000 % 3
    if kind == 0:
        feedback.distance_remaining = math.nan
    elif kind == 1:
        feedback.current_pose.pose.position.x = math.inf
    else:
        feedback.current_pose.header.frame_id = "odom"
        feedback.current_pose.pose.position.x = -500.0
    return feedback
