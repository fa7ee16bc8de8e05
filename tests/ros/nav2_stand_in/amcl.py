"""Nav2's AMCL from outside: tells the pose only when the robot has moved by a step, and latches it."""

import math

from geometry_msgs.msg import PoseWithCovarianceStamped
from nav_msgs.msg import OccupancyGrid, Odometry
from rclpy.node import Node
from rclpy.qos import QoSDurabilityPolicy as Durability
from rclpy.qos import QoSProfile, qos_profile_sensor_data
from sensor_msgs.msg import LaserScan
from std_srvs.srv import Empty
from tf2_msgs.msg import TFMessage

from hall_map.geometry import Pose2D, wrap_angle
from robot_guide.navigation import Localiser, NavigationConfig
from robot_guide_ros import convert

LATCHED = QoSProfile(depth=1, durability=Durability.TRANSIENT_LOCAL)
TOLERANCE = 1.0  # s, transform_tolerance: the transform is told for the future


class Amcl(Node):
    """Where the robot is. Its filter is ours; when it speaks is AMCL's."""

    def __init__(self):
        super().__init__("amcl")
        read = self.declare_parameter
        self.least_way, self.least_turn = read("update_min_d", 0.25).value, read("update_min_a", 0.2).value
        self.odom_frame = read("odom_frame_id", "odom").value
        start = [read(f"initial_pose.{name}", 0.0).value for name in ("x", "y", "yaw")]
        self.start = Pose2D(*start) if read("set_initial_pose", False).value else None
        self.localiser = self.grid = self.scan = None
        self.updated = None  # the odometry at the last update of the filter
        self.force = True
        self.correction = self.odometry = None
        self.listener = lambda: None  # called with each odometry
        self.pose_topic = self.create_publisher(PoseWithCovarianceStamped, "amcl_pose", LATCHED)
        self.tf = self.create_publisher(TFMessage, "/tf", 100)
        self.create_subscription(OccupancyGrid, "/map", self.take_map, LATCHED)
        self.create_subscription(LaserScan, "scan", self.take_scan, qos_profile_sensor_data)
        self.create_subscription(Odometry, "odom", self.take_odometry, qos_profile_sensor_data)
        self.create_subscription(PoseWithCovarianceStamped, "initialpose", self.take_initial_pose, 1)
        self.create_service(Empty, "request_nomotion_update", self.take_request)

    def take_map(self, msg):
        self.grid = convert.grid_from_msg(msg)
        if self.localiser is not None:
            self.localiser.set_map(self.grid)
        elif self.start is not None:
            self.begin(self.start)

    def begin(self, pose):
        self.localiser = Localiser(NavigationConfig().localisation, self.grid, pose)
        self.force, self.correction = True, None

    def take_initial_pose(self, msg):
        if self.grid is not None:
            self.begin(convert.pose_from_msg(msg.pose.pose))

    def take_request(self, _, response):
        self.force = True
        return response

    def take_scan(self, msg):
        self.scan = convert.scan_from_msg(msg)

    def take_odometry(self, msg):
        self.odometry = convert.odometry_from_msg(msg)
        scan, self.scan = self.scan, None
        if self.localiser is not None:
            self.locate(scan)
            self.listener()

    def locate(self, scan):
        estimate = self.localiser.update(self.odometry, scan)
        if scan is None and self.correction is not None:
            return
        if self.force or self.has_moved():
            self.correction = estimate.pose.compose(self.odometry.pose.inverse())
            self.updated, self.force = self.odometry.pose, False
            self.pose_topic.publish(
                convert.pose_estimate_to_msg(estimate.pose, estimate.covariance, self.odometry.stamp)
            )
        stamp = self.odometry.stamp + TOLERANCE
        self.tf.publish(convert.transform_to_msg("map", self.odom_frame, self.correction, stamp))

    def has_moved(self):
        way = self.odometry.pose.distance_to(self.updated)
        turn = abs(wrap_angle(self.odometry.pose.yaw - self.updated.yaw))
        return way > self.least_way or turn > self.least_turn

    def where(self):
        """The robot's pose by the newest transforms; None: not known yet."""
        return None if self.correction is None else self.correction.compose(self.odometry.pose)

    def speed(self):
        return 0.0 if self.odometry is None else math.fabs(self.odometry.linear)
