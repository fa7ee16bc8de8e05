"""One robot's whole software in one process: every core, wired as the ROS 2 nodes wire them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from dialogue.acts import Act, CallStaff, HandOver, Say, SpeechDone
from dialogue.queues import WindowQueue
from hall_map import Hall, OccupancyGrid, Pose2D
from hall_sim import BatteryReading, Command, OdometryReading, RobotObservation, ScanReading, Speech
from robot_guide.event import Event
from robot_guide.fleet import FREE, PASS, Bid, Colleague
from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.offers import Metres
from robot_guide.fleet.right_of_way.config import RightOfWayConfig
from robot_guide.fleet.right_of_way.keeping_clear import KeepsClear
from robot_guide.guiding import DriveStatus, DriveTo, Escort, EscortOutput, GuideConfig, Halt, LimitSpeed, Order
from robot_guide.guiding.charging import Charge, ChargingConfig
from robot_guide.heard import Heard
from robot_guide.navigation import Drive, NavigationConfig, Navigator, Traffic, Whereabouts
from robot_guide.reception import Reception, ReceptionConfig, ReceptionOutput
from robot_guide.sensing import LaserScan, Odometry, PersonTrack
from robot_guide.shells.listening import Listener
from robot_guide.speaking import Cancelled, Finished, SpeechClock, Started

GUIDE_PERIOD = 0.1  # s, as in the guide's node


@dataclass(frozen=True)
class RobotConfig:
    """The settings of every core of a robot."""

    navigation: NavigationConfig = field(default_factory=NavigationConfig)
    guiding: GuideConfig = field(default_factory=GuideConfig)
    reception: ReceptionConfig = field(default_factory=ReceptionConfig)
    charging: ChargingConfig = field(default_factory=ChargingConfig)
    dispatch: DispatchConfig = field(default_factory=DispatchConfig)
    right_of_way: RightOfWayConfig = field(default_factory=RightOfWayConfig)


@dataclass(frozen=True)
class Turn:
    """What a robot gives back for one step of the world."""

    command: Command
    pose: Pose2D  # where it believes it is
    bids: tuple[Bid, ...]
    handovers: tuple[HandOver, ...]
    events: tuple[Event, ...]


class LockstepRobot:
    """Navigator, escort, reception and voice of one robot; observations in, commands out."""

    def __init__(self, hall: Hall, grid: OccupancyGrid, name: str, peers: tuple[str, ...], *,
                 seed: int, config: RobotConfig, listener: Listener, metres: Metres):  # fmt: skip
        """metres: of the way from one pose to another, see `WayLengths`."""
        self.name, self.pose = name, hall.dock_of[name].pose
        self.navigator = Navigator(config.navigation, grid, self.pose, seed)
        self._traffic = Traffic.of(hall, grid.resolution)
        self.navigator.set_traffic(self._traffic)
        self._grid, self._clear = grid, KeepsClear(name, peers, config.right_of_way)
        self._clear.set_floor(grid, self._traffic)
        self.escort = Escort(hall, name, config.guiding)
        self.reception = Reception(hall, name, peers, config.reception, metres=metres)
        self.voice = SpeechClock()
        self._listener = listener
        self._drive: Drive | None = None
        self._colleagues: tuple[Colleague, ...] = ()
        self._guided = -GUIDE_PERIOD
        self._charge = Charge(config.charging)
        self._on_errand = config.reception.fleet.on_errand
        self._whereabouts = Whereabouts()
        self._events: list[Event] = []
        self._bids: list[Bid] = []
        self._handovers: list[HandOver] = []
        self._speech: list[Speech] = []

    @property
    def at_rest(self) -> bool:
        """Whether nothing is going on: nobody is served, nothing is said, no way is gone."""
        return self.escort.phase == "idle" and not self.reception.in_conversation and not self.voice.speaking

    def change_hall(self, hall: Hall, grid: OccupancyGrid | None, now: float) -> None:
        """Another revision of the hall; `grid` where its floor has changed."""
        self.escort.change_hall(hall)
        if grid is not None:
            self._grid = grid
            self.navigator.set_map(grid)
        traffic = Traffic.of(hall)
        if traffic != self._traffic:
            self._traffic = traffic
            self.navigator.set_traffic(traffic)
        self._clear.set_floor(self._grid, self._traffic)
        self._do(self.reception.change_hall(hall, now), now)

    def take_queues(self, queues: tuple[WindowQueue, ...], now: float) -> None:
        """The ticket system has told how many wait where."""
        self._do(self.reception.take_queues(queues, now), now)

    def order(self, kind: Order, place: str, now: float) -> str:
        """Do what the staff order. Returns: nothing, or why not: busy, no_visitor, unknown_place."""
        if kind in ("call", "home") and self.reception.in_conversation:
            return "busy"
        if kind == "hand_over" and not self.reception.in_conversation:
            return "no_visitor"
        output = self.escort.order(kind, place, now)
        if isinstance(output, str):
            return output
        self._do(output, now)
        return ""

    @property
    def charge(self) -> Charge:
        """What it knows of its battery."""
        return self._charge

    @property
    def drive(self) -> Drive | None:
        """How the drive stood at the last step."""
        return self._drive

    @property
    def as_colleague(self) -> Colleague:
        """What the others know of it."""
        talks = self.reception.in_conversation
        free = not talks and self.escort.phase in FREE and not self.escort.held and not self._charge.low
        return Colleague(self.name, self.pose, talks, free, self._clear.course)

    def tell_time(self, moment: dt.datetime, now: float) -> None:
        """The hall's clock shows `moment` now."""
        self._do(self.reception.tell_time(moment, now), now)

    def take_over(self, act: HandOver, now: float) -> None:
        """A colleague's visitor is this robot's from now on."""
        self._do(self.reception.take_over(act.handover, now), now)

    def step(
        self, seen: RobotObservation, now: float, colleagues: tuple[Colleague, ...], bids: Iterable[Bid],
        handovers: Iterable[HandOver] = (),
    ) -> Turn:  # fmt: skip
        """Take in what was sensed at `now`, and decide what to do until the next step."""
        self._colleagues = colleagues
        called = self._on_errand if self.escort.phase == "errand" else 0.0
        self.reception.reluctance = self._charge.reluctance + called
        for bid in bids:
            self._do(self.reception.bid(bid, now), now)
        for act in handovers:
            self.take_over(act, now)
        for heard, events in (self._listener.hear(sound, self.name, now) for sound in seen.sounds):
            self._events += events
            self._take_words(heard, now)
        self._speak(now)
        self._do(self.reception.tick(now), now)
        self.navigator.set_peers(tuple(colleague.pose for colleague in colleagues))
        self._drive = self.navigator.update(odometry_of(seen.odometry), scan_of(seen.scan))
        self.pose = self._drive.pose
        self._keep_clear(now)
        if news := self._whereabouts.note(self._drive.localised, now):
            self._events.append(Event(now, self.name, news))
        self._look(now, seen.battery)
        return self._turn()

    def _keep_clear(self, now: float) -> None:
        """Make room for the others, or have them make room."""
        for colleague in self._colleagues:
            if colleague.course is not None:
                self._clear.hear(colleague.course, now)
        talks = self.escort.phase == "idle" and self.reception.in_conversation
        movable = not (self.escort.held or talks)
        self._clear.update(self.navigator, self._drive, self.escort.phase, now, movable=movable)

    def _heed(self, battery: BatteryReading, now: float) -> None:
        """Do about the battery what has to be done."""
        charge = self._charge.read(battery.charge, battery.charging, now)
        self._charge, advice = charge.advise(
            self.escort.phase, self._drive.remaining + self.escort.metres_home, served=self.reception.in_conversation,
            relieved=any(colleague.free for colleague in self._colleagues),
        )  # fmt: skip
        if advice and not self.order(advice, "", now):
            self._events.append(Event(now, self.name, "battery_low", {"charge": round(battery.charge, 3)}))

    def hear_at_screen(self, heard: Heard, now: float) -> None:
        """Words that reach this robot alone: none of its peers will bid for them."""
        self._take_words(heard, now)
        if heard.final:
            for peer in self.reception.peers:
                self._do(self.reception.bid(Bid(peer, heard.end, PASS, False), now), now)

    def _take_words(self, heard: Heard | None, now: float) -> None:
        if heard is not None:
            nearest = min((self.pose.distance_to((p.x, p.y)) for p in self._people), default=float("nan"))
            self._do(self.reception.hear(heard, now, nearest), now)

    @property
    def _people(self) -> tuple[PersonTrack, ...]:
        return self._drive.people if self._drive else ()

    def _speak(self, now: float) -> None:
        """Let the voice go on."""
        self._voiced(self.voice.tick(now), now)

    def _voiced(self, voiced: Iterable[Started | Finished | Cancelled], now: float) -> None:
        """What begins to sound goes out into the hall; what has ended, the reception is told."""
        for each in voiced:
            if isinstance(each, Started):
                self._speech.append(Speech(each.say.text, each.say.language, each.seconds))
                self.reception.speaks(each.say.text, each.seconds, now)
            else:
                self._do(self.reception.spoken(SpeechDone(each.say.text), now), now)

    def _look(self, now: float, battery: BatteryReading | None) -> None:
        """Let the escort see how the drive stands and who is around."""
        if now - self._guided < GUIDE_PERIOD - 1e-9:
            return
        self._guided = now
        drive = self._drive
        failure = drive.failure.reason.value if drive.failure else ""
        makes_way = bool(self._clear.gives_way_to)
        status = DriveStatus(drive.pose, drive.state, drive.remaining, failure, makes_way, drive.route)
        free = self.escort.phase == "idle" and not self.escort.held and not self._charge.low
        self._do(self.reception.see(drive.people, drive.pose, now, free=free, colleagues=self._colleagues), now)
        self._do(self.escort.update(status, drive.people, now), now)
        if battery is not None:
            self._heed(battery, now)

    def _do(self, output: ReceptionOutput | EscortOutput, now: float) -> None:
        """Carry out what a core has decided, and what others decide on account of it, in their order."""
        self._events += output.events
        if isinstance(output, ReceptionOutput):
            if output.hush:
                self._voiced(self.voice.hush(), now)
            self._bids += output.bids
            self._handovers += output.handovers
            for act in output.acts:
                self._act(act, now)
            return
        for command in output.commands:
            self._command(command)
        for report in output.reports:
            self._do(self.reception.report(report, now), now)

    def _act(self, act: Act, now: float) -> None:
        match act:
            case Say():
                self._voiced(self.voice.say(act, now), now)
            case CallStaff():
                pass  # the event tells it; no staff are simulated
            case _:
                self._do(self.escort.handle(act, now), now)

    def _command(self, command: DriveTo | Halt | LimitSpeed) -> None:
        match command:
            case DriveTo(pose, speed):
                self.navigator.limit_speed(speed)
                self.navigator.drive_to(pose)
            case LimitSpeed(speed):
                self.navigator.limit_speed(speed)
            case Halt(gently):
                self.navigator.halt(gently=gently)

    def _turn(self) -> Turn:
        velocity = self._drive.velocity
        turn = Turn(
            Command(velocity.linear, velocity.angular, tuple(self._speech)), self.pose, tuple(self._bids),
            tuple(self._handovers), tuple(self._events),
        )  # fmt: skip
        self._speech, self._bids, self._handovers, self._events = [], [], [], []
        return turn


def odometry_of(reading: OdometryReading) -> Odometry:
    return Odometry(reading.stamp, Pose2D(reading.x, reading.y, reading.yaw), reading.linear, reading.angular)


def scan_of(reading: ScanReading | None) -> LaserScan | None:
    if reading is None:
        return None
    return LaserScan(reading.stamp, reading.ranges, reading.angle_min, reading.angle_increment, reading.range_max)
