"""The simulated world: lasers, wheels, people, visitors, and the clock that all others follow."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from geometry_msgs.msg import TwistStamped
from rclpy.lifecycle import LifecycleNode
from rclpy.timer import Timer
from robot_guide_interfaces.msg import Audio, Caption, Hall
from robot_guide_interfaces.srv import EditHall
from rosgraph_msgs.msg import Clock

import hall_map
from hall_map import Pose2D
from hall_sim import Command, Observation, OdometryReading, RobotObservation, Sound, Speech, World
from robot_guide.hearing.hear_file import SILENCE, STRETCH
from robot_guide.hearing.loudness import at_level
from robot_guide.hearing.wav import RATE, read_wav
from robot_guide.sensing import Odometry
from robot_guide.shells.listening import Listener
from robot_guide_ros import convert, topics
from robot_guide_ros.batteries import battery_to_msg
from robot_guide_ros.parameters import declare_config, follow_config
from robot_guide_ros.reporting import OK, WARN, Condition, Diagnostics, Events
from robot_guide_ros.running import run, transition
from robot_guide_ros.simulation_entities import SimulationEntities
from robot_guide_ros.simulation_state import PLAYING, STOPPED, SimulationStates
from robot_guide_ros.situation import SituationConfig, scenario_of

AHEAD = 0.15  # s that the world may be ahead of the robots' commands, on a machine that is too slow for the wanted pace
GRAIN = 1e-6  # s, less than which stamps differ by their rounding
LIVE = ("real_time_factor", "seed")  # parameters that may be changed while it runs
BATTERY_PERIOD = 1.0  # s


@dataclass(frozen=True)
class SimConfig:
    situation: SituationConfig = field(default_factory=SituationConfig)
    seed: int = 1
    real_time_factor: float = 1.0
    wait_for_robots: bool = True
    patience: float = 1.0  # s of the machine's clock, after which a robot that sends no more commands is not waited for
    watchdog: float = 0.2  # s; a robot whose command is older brakes, as a real base does by itself
    audio: bool = False  # visitors' recordings reach the ears as sound, else their words as text

    def __post_init__(self) -> None:
        if not 0.0 < self.real_time_factor <= 100.0:
            raise ValueError(f"real_time_factor must be > 0 and <= 100, got {self.real_time_factor}")
        if not self.patience >= 0.0:
            raise ValueError(f"patience must be >= 0 s, got {self.patience}")
        if not self.watchdog >= 0.05:
            raise ValueError(f"watchdog must be >= 0.05 s, which is a step, got {self.watchdog}")


class HallSim(LifecycleNode):
    def __init__(self) -> None:
        super().__init__("hall_sim")
        self.config = declare_config(self, SimConfig, live=LIVE)
        follow_config(self, SimConfig, self.take_config)
        self.fault = ""
        self.world: World | None = None
        self.bodies: dict[str, Body] = {}
        self.steps = 0
        self.edits: list = []
        self.timer: Timer | None = None
        self.states: SimulationStates | None = None
        self.hall: hall_map.Hall | None = None  # as the staff have changed it
        self.events = Events(self)
        self.diagnostics = Diagnostics(self, self.condition)

    @transition
    def on_configure(self) -> None:
        scenario = scenario_of(self.config.situation)
        self.world = World(scenario, self.config.seed)
        self.entities = SimulationEntities(self, self.world, self.publish_truth)
        self.states = SimulationStates(self, self.reset, self.entities.remove_brought)
        self.dt = scenario.dt
        self.clock = topics.CLOCK.publisher(self)
        self.tf = topics.TF.publisher(self)
        self.truth = topics.TRUTH.publisher(self)
        self.tickets = topics.TICKETS.publisher(self)
        self.edit_hall = topics.EDIT_HALL.client(self)
        topics.HALL.subscription(self, self.take_hall)
        self.bodies = {robot: Body(self, robot, audio=self.config.audio) for robot in scenario.robots}

    @transition
    def on_activate(self) -> None:
        self.reset()
        self.run_timer()
        self.states.enter(PLAYING)

    @transition
    def on_deactivate(self) -> None:
        self.states.enter(STOPPED)
        self.destroy_timer(self.timer)
        self.timer = None

    def run_timer(self) -> None:
        if self.timer is not None:
            self.destroy_timer(self.timer)
        self.timer = self.create_timer(self.dt / self.config.real_time_factor, self.step)

    def take_config(self, config: SimConfig) -> None:
        """The pace counts from now on, the seed from the next beginning."""
        paced = config.real_time_factor != self.config.real_time_factor
        self.config = config
        if paced and self.timer is not None:
            self.run_timer()

    def reset(self) -> None:
        """Begin again, in the hall as the staff have made it."""
        self.steps = 0
        self.edits = sorted(self.world.scenario.edits, key=lambda edit: edit.at)
        for body in self.bodies.values():
            body.forget()
        observation = self.world.reset(self.config.seed)
        if self.hall is not None:
            self.world.change_hall(self.hall)
        self.entities.forget()
        self.publish(observation)

    def take_hall(self, msg: Hall) -> None:
        """People walk by the new floor as soon as the staff have changed it."""
        hall = convert.hall_from_msg(msg)
        self.hall = hall
        if hall != self.world.floor.hall:
            self.world.change_hall(hall)

    def missing(self) -> list[str]:
        """Robots whose software is not there yet."""
        if not self.config.wait_for_robots or self.steps:
            return []
        return [robot for robot, body in self.bodies.items() if not body.attended()]

    def step(self) -> None:
        """Let the next moment pass, unless a robot is still busy with an earlier one."""
        t = self.world.t
        if not self.states.passing or any(body.lags(t) for body in self.bodies.values()):
            return
        if self.states.state == PLAYING and self.missing():
            return
        self.steps += 1
        self.publish(self.world.step({robot: body.command(t) for robot, body in self.bodies.items()}))
        while self.edits and self.edits[0].at <= t:
            changes = json.dumps(self.edits.pop(0).changes)
            self.edit_hall.call_async(EditHall.Request(author="scenario", reason="scenario", changes=changes))
        self.states.stepped()

    def publish(self, observation: Observation) -> None:
        self.clock.publish(Clock(clock=convert.time_to_msg(observation.t)))
        for robot, seen in observation.robots.items():
            self.bodies[robot].publish(seen, self.tf.publish)
        if observation.queues:
            self.tickets.publish(convert.readings_to_msg(observation.queues, observation.t))
        self.publish_truth()

    def publish_truth(self) -> None:
        self.truth.publish(convert.truth_to_msg(self.world.truth))

    def condition(self) -> Condition:
        if self.world is None:
            return WARN, self.fault or "no world yet", {}
        if missing := self.missing():
            return WARN, f"waiting for the software of {', '.join(missing)}", {}
        truth = self.world.truth
        message = "running" if self.states.passing else "time stands"
        return OK, message, {"t": f"{truth.t:.2f}", "collisions": truth.collisions}


class Body:
    """One simulated robot's topics."""

    def __init__(self, node: HallSim, robot: str, *, audio: bool):
        self.robot = robot
        self.audio = topics.AUDIO.publisher(node, robot) if audio else None
        self.heard = topics.HEARD.publisher(node, robot)
        self.listener, self.events = Listener(), node.events
        self.velocity, self.commanded = Command(), float("-inf")
        self.arrived = float("-inf")  # s of the machine's clock, when the last command came
        self.speech: list[Speech] = []
        self.scan = topics.SCAN.publisher(node, robot)
        self.odom = topics.ODOM.publisher(node, robot)
        self.battery = topics.BATTERY.publisher(node, robot)
        self.told = float("-inf")  # s, when the battery was told of last
        self.cmd_vel = topics.CMD_VEL.subscription(node, self.take_velocity, robot)
        topics.CAPTIONS.subscription(node, self.take_caption, robot)
        self.now, self.obsolete = lambda: node.world.t, 0.0
        self.patience, self.watchdog = node.config.patience, node.config.watchdog
        self.wheels_driven = lambda: node.count_publishers(self.cmd_vel.topic_name) > 0

    def attended(self) -> bool:
        """Whether somebody drives the wheels and listens."""
        ears = self.audio is None or self.audio.get_subscription_count() > 0
        return ears and self.wheels_driven() and self.heard.get_subscription_count() > 0

    def take_velocity(self, msg: TwistStamped) -> None:
        stamp, velocity = convert.time_from_msg(msg.header.stamp), convert.velocity_from_msg(msg)
        if self.now() + AHEAD < stamp <= self.obsolete:
            return
        self.velocity, self.commanded = Command(velocity.linear, velocity.angular), stamp
        self.arrived = time.monotonic()

    def forget(self) -> None:
        """The world begins again; commands that are still on their way count for nothing."""
        self.velocity, self.commanded, self.speech = Command(), float("-inf"), []
        self.obsolete, self.told = self.now(), float("-inf")

    def lags(self, t: float) -> bool:
        """Whether the robot's software is behind the world's time `t`, and can be expected to catch up."""
        late = t - self.commanded > min(AHEAD, self.watchdog) + GRAIN
        return late and time.monotonic() - self.arrived < self.patience

    def take_caption(self, msg: Caption) -> None:
        if msg.phase == Caption.STARTED:
            self.speech.append(Speech(msg.text, msg.language, msg.seconds))

    def command(self, t: float) -> Command:
        """What the robot does in the step that begins at `t`."""
        speech, self.speech = tuple(self.speech), []
        velocity = self.velocity if t - self.commanded <= self.watchdog + GRAIN else Command()
        return replace(velocity, speech=speech)

    def publish(self, seen: RobotObservation, send_tf: Callable[[object], None]) -> None:
        odom, base = topics.odom_frame(self.robot), topics.base_frame(self.robot)
        odometry = odometry_of(seen.odometry)
        self.odom.publish(convert.odometry_to_msg(odometry, odom, base))
        send_tf(convert.transform_to_msg(odom, base, odometry.pose, odometry.stamp))
        if seen.scan is not None:
            self.scan.publish(convert.scan_to_msg(seen.scan, base))
        if seen.battery is not None and seen.battery.stamp - self.told >= BATTERY_PERIOD - 1e-9:
            self.told = seen.battery.stamp
            self.battery.publish(battery_to_msg(seen.battery.charge, seen.battery.charging, seen.battery.stamp))
        for sound in seen.sounds:
            self.hear(sound, odometry.stamp)

    def hear(self, sound: Sound, stamp: float) -> None:
        """A recording sounds where there are ears for it; otherwise the words themselves arrive."""
        if self.audio and sound.wav is not None:
            for msg in audio_of(sound):
                self.audio.publish(msg)
            return
        heard, events = self.listener.hear(sound, self.robot, stamp)
        self.events.publish(events)
        if heard is not None:
            self.heard.publish(convert.heard_to_msg(heard.redacted, stamp))


def audio_of(sound: Sound) -> Iterator[Audio]:
    """A recording as a microphone hears it: in stretches, as loud as it arrives, with the silence after it."""
    samples = at_level(read_wav(sound.wav).samples, sound.level_db)
    samples = np.concatenate((samples, np.zeros(int(SILENCE * RATE), np.int16)))
    for begin in range(0, len(samples), STRETCH):
        stamp = sound.start + begin / RATE
        yield convert.audio_to_msg(samples[begin : begin + STRETCH], stamp)


def odometry_of(reading: OdometryReading) -> Odometry:
    return Odometry(reading.stamp, Pose2D(reading.x, reading.y, reading.yaw), reading.linear, reading.angular)


def main() -> int:
    return run(HallSim)
