"""The reception: one robot's ears to mouth. Which words are for this robot, what they mean, what it does about them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from dialogue import Conversation, understand
from dialogue.acts import (
    Act,
    GoHome,
    GuideReport,
    HallChanged,
    HandOver,
    Handover,
    Lead,
    Meet,
    PartSilent,
    PauseLeading,
    PersonStopped,
    QueueNews,
    ResumeLeading,
    SpeechDone,
    TimeOfDay,
)
from dialogue.conversation import Heeded
from dialogue.language import LANGUAGES
from dialogue.meaning import Meaning
from dialogue.queues import WindowQueue
from hall_map.geometry import Pose2D
from hall_map.hall import Hall
from robot_guide.addressing import AddressConfig, are_several, called_from, speaks_in_front
from robot_guide.config import Checked, quantity
from robot_guide.event import Event
from robot_guide.fleet import PASS, Auction, Bid, Colleague, FleetConfig, cost_of, distance_of
from robot_guide.fleet.offers import Metres
from robot_guide.fleet.relief import Relief, as_the_crow_flies
from robot_guide.guiding.bystanders import Bystanders, GreetingConfig
from robot_guide.heard import Heard
from robot_guide.hearing.barge_in import BargeIn, Verdict
from robot_guide.hearing.wake_words import is_addressed
from robot_guide.opening_times import opening_times
from robot_guide.reception_events import event_of, facts_of
from robot_guide.sensing import PersonTrack

SAFETY_ACTIONS = ("stop", "cancel", "pause")


class Talk(Protocol):
    """What a reception needs of a conversation; `dialogue.Conversation` is one."""

    @property
    def in_conversation(self) -> bool: ...
    def handle(self, event: Heeded, now: float) -> tuple[Act, ...]: ...
    def tick(self, now: float) -> tuple[Act, ...]: ...


@dataclass(frozen=True)
class ReceptionConfig(Checked):
    """How a robot receives visitors."""

    sure_of_stop: float = quantity(0.6, "", least=0.0, most=1.0)  # a stop understood this surely needs no auction
    fleet: FleetConfig = field(default_factory=FleetConfig)
    greeting: GreetingConfig = field(default_factory=GreetingConfig)
    address: AddressConfig = field(default_factory=AddressConfig)


@dataclass(frozen=True)
class ReceptionOutput:
    acts: tuple[Act, ...] = ()  # for voice and escort, in this order
    bids: tuple[Bid, ...] = ()  # for the peers
    events: tuple[Event, ...] = ()  # for the story
    handovers: tuple[HandOver, ...] = ()  # for the peers that they name
    hush: bool = False  # the voice falls silent at once, before all acts: the visitor is speaking

    def __add__(self, other: ReceptionOutput) -> ReceptionOutput:
        return ReceptionOutput(
            self.acts + other.acts, self.bids + other.bids, self.events + other.events,
            self.handovers + other.handovers, self.hush or other.hush,
        )  # fmt: skip


class Reception:
    """Auction, understanding and conversation of one robot."""

    def __init__(
        self, hall: Hall, robot: str, peers: tuple[str, ...], config: ReceptionConfig, *,
        talk: Talk | None = None, understanding: Callable[..., Meaning] = understand,
        metres: Metres = as_the_crow_flies,
    ):  # fmt: skip
        """metres: of a colleague's way to where this robot is, see `fleet.relief`."""
        self.hall, self.robot, self.peers, self.config = hall, robot, peers, config
        self._relief = Relief(metres)
        self._talk = talk or Conversation(hall, robot=robot, way=self.metres_to, relief=self._relief.first)
        self._understand = understanding
        self._auction = Auction(robot, peers, config.fleet)
        self._heeded: float | None = None  # s, start of the last words that were heeded before they ended
        self._homeward = self._held = False
        self.reluctance = 0.0  # m by which visitors of no robot yet count as farther away
        self._free, self._looked = True, -math.inf  # it stands with nothing to do; s, when it last looked around
        self._greeted = -math.inf  # s, when somebody was last greeted
        self._pose: Pose2D | None = None
        self._bystanders = Bystanders()
        self._not_alone = False  # a colleague talks with somebody, too
        self._barge_in = BargeIn(own_level=-math.inf)  # the ears have left the robot's own words out
        self._spoken_at = -math.inf  # s, when somebody was heard to speak
        self._understood: tuple[tuple[object, ...], Meaning] | None = None  # the last words, and what they mean

    @property
    def in_conversation(self) -> bool:
        return self._talk.in_conversation

    def hear(self, heard: Heard, now: float, nearest_person: float = math.nan) -> ReceptionOutput:
        """Words that reached this robot.

        A stop by its own visitor is heeded at once; anything else goes to the robot that the speaker is nearest to,
        and to none if it is for nobody: see `addressing`. Where a colleague has a visitor, too, nothing is dropped at
        once: one of the two who says that they do not want to go there any more speaks for one.
        `nearest_person`: m to the nearest person seen, for words of unknown loudness.
        """
        if not heard.text.strip():
            return ReceptionOutput()
        heard, self._spoken_at = heard.redacted, now
        if self._barge_in.judge(heard, lambda *_: self._is_stop(self._meaning(heard))) is Verdict.BACKCHANNEL:
            return ReceptionOutput()
        cost = self._cost(heard, nearest_person, now)
        visitors = self.in_conversation and cost < PASS
        hush = ReceptionOutput(hush=visitors and self._barge_in.interrupts(heard, now))
        meaning = self._meaning(heard) if visitors else None
        if meaning is not None and self._is_stop(meaning) and not (self._not_alone and meaning.action == "cancel"):
            return hush + self._heed(heard, meaning, now)
        if not heard.final or self._heeded == heard.start:
            return hush
        own = Bid(self.robot, heard.end, cost, self.in_conversation)
        self._auction = self._auction.open(heard, own, now)
        return hush + ReceptionOutput(bids=(own,)) + self._settle(now)

    def bid(self, bid: Bid, now: float) -> ReceptionOutput:
        """A peer's bid."""
        self._auction = self._auction.take(bid, now)
        return self._settle(now)

    def report(self, report: GuideReport | PartSilent, now: float) -> ReceptionOutput:
        """News of the walk, or of a part of the robot that it depends on."""
        if isinstance(report, GuideReport) and report.report == "home":
            self._homeward = self._held = False
        return self._carry_out(self._talk.handle(report, now), now)

    def speaks(self, text: str, seconds: float, now: float) -> None:
        """The robot begins to say something: who says 嗯 meanwhile is listening, and asks nothing."""
        self._barge_in.speaks(text, now, seconds)

    def spoken(self, done: SpeechDone, now: float) -> ReceptionOutput:
        """The robot has finished, or was cut off, speaking."""
        self._barge_in.falls_silent(now)
        return self._carry_out(self._talk.handle(done, now), now)

    def change_hall(self, hall: Hall, now: float) -> ReceptionOutput:
        """Another revision of the hall holds from now on."""
        self.hall = hall
        return self._carry_out(self._talk.handle(HallChanged(hall), now), now)

    def take_queues(self, queues: tuple[WindowQueue, ...], now: float) -> ReceptionOutput:
        """The ticket system has told how many wait where."""
        return self._carry_out(self._talk.handle(QueueNews(queues), now), now)

    def tell_time(self, moment: dt.datetime, now: float) -> ReceptionOutput:
        """The hall's clock shows `moment` now."""
        return self._carry_out(self._talk.handle(TimeOfDay(moment, opening_times(self.hall, moment)), now), now)

    def see(
        self, people: Iterable[PersonTrack], pose: Pose2D, now: float, *, free: bool,
        colleagues: tuple[Colleague, ...] = (),
    ) -> ReceptionOutput:  # fmt: skip
        """Look at who is around, from `pose`, ten times a second. `free`: the robot stands and has nothing to do.

        Who comes up and stays is greeted once, unless they are with a colleague.
        """
        config = self.config.greeting
        self._pose, self._bystanders = pose, self._bystanders.look(people, now, config)
        self._free, self._looked = free, now
        self._not_alone = any(each.in_conversation for each in colleagues)
        self._relief.look(colleagues, pose)
        if self.in_conversation or not free or self._homeward:
            self._bystanders = self._bystanders.make_known(pose, config)
            return ReceptionOutput()
        person = self._bystanders.waiting(pose, now, config)
        speaking = now - self._spoken_at < config.quiet
        if person is None or speaking or any(each.serves(person.at, pose) for each in colleagues):
            return ReceptionOutput()
        self._bystanders, self._greeted = self._bystanders.make_known(pose, config), now
        return self._carry_out(self._talk.handle(PersonStopped(), now), now)

    def take_over(self, handover: Handover, now: float) -> ReceptionOutput:
        """A colleague's visitor is this robot's from now on."""
        told = ReceptionOutput(events=(Event(now, self.robot, "takes_over", {}),))
        return told + self._carry_out(self._talk.handle(handover, now), now)

    def metres_to(self, stop: str) -> float:
        """About the way to a window or place, m, along the walls' directions; NaN: unknown."""
        place = self.hall.window_by_id.get(stop) or self.hall.place_by_id.get(stop)
        if place is None or self._pose is None:
            return math.nan
        return abs(place.stop.x - self._pose.x) + abs(place.stop.y - self._pose.y)

    def tick(self, now: float) -> ReceptionOutput:
        """Let time pass; ten times a second or more."""
        output = self._settle(now) + self._carry_out(self._talk.tick(now), now)
        if self._held and not self.in_conversation:
            self._held = False
            output += ReceptionOutput(acts=(ResumeLeading(),))
        return output

    def _cost(self, heard: Heard, nearest_person: float, now: float) -> float:
        if not self._is_addressed(heard, now):
            return PASS
        config = self.config
        return (0.0 if self.in_conversation else self.reluctance) + cost_of(
            level_db=heard.level_db, nearest_person=nearest_person, in_conversation=self.in_conversation,
            called=called_from(heard, self.robot, self.peers, config.address, config.fleet), config=config.fleet,
        )  # fmt: skip

    def _is_addressed(self, heard: Heard, now: float) -> bool:
        """Whether words are for a robot at all: see `addressing`."""
        config = self.config.address
        session = self.in_conversation or now - self._greeted <= config.greeted
        seen = self._pose if now - self._looked <= config.looked else None
        distance = distance_of(heard.level_db, self.config.fleet)
        in_front = speaks_in_front(
            self._bystanders, seen, now, distance=distance, config=config, greeting=self.config.greeting
        )
        if in_front and heard.final and distance > config.arm and not session:
            several = are_several(self._bystanders, seen, now, config=config, greeting=self.config.greeting)
            in_front = not several or self._meaning(heard).intent != "out_of_scope"  # they talk to each other
        if not config.wake_word or is_addressed(
            heard, self.robot, in_session=session, in_front=in_front, config=config.call
        ):
            return True
        meaning = self._meaning(heard)
        return self._is_stop(meaning) and (meaning.intent == "emergency" or self._homeward or not self._free)

    def _meaning(self, heard: Heard) -> Meaning:
        language = heard.language if heard.language in LANGUAGES else "auto"
        readings = tuple((reading.text, reading.confidence) for reading in heard.nbest)
        asked = (heard.text, self.hall, language, readings)
        if self._understood is None or self._understood[0] != asked:
            self._understood = asked, self._understand(heard.text, self.hall, language, nbest=readings)
        return self._understood[1]

    def _is_stop(self, meaning: Meaning) -> bool:
        urgent = meaning.intent == "emergency" or (meaning.intent == "control" and meaning.action in SAFETY_ACTIONS)
        return urgent and meaning.confidence >= self.config.sure_of_stop

    def _heed(self, heard: Heard, meaning: Meaning, now: float) -> ReceptionOutput:
        """Stop first; the bid tells the peers that the words have found their robot."""
        if self._heeded == heard.start:
            return ReceptionOutput()
        self._heeded = heard.start
        claim = Bid(self.robot, heard.end, 0.0, True)
        return ReceptionOutput(bids=(claim,)) + self._answer(heard, meaning, now)

    def _settle(self, now: float) -> ReceptionOutput:
        self._auction, verdicts = self._auction.settle(now)
        output = ReceptionOutput()
        for verdict in verdicts:
            if verdict.winner == self.robot:
                output += self._win(verdict.heard, verdict.cost, now)
        return output

    def _win(self, heard: Heard, cost: float, now: float) -> ReceptionOutput:
        meaning = self._meaning(heard)
        if self.in_conversation:
            return self._answer(heard, meaning, now)
        answers = (Event(now, self.robot, "answers", {"cost": round(cost, 2)}),)
        self._held = self._homeward
        stays = ReceptionOutput(acts=(PauseLeading(),) if self._homeward else ())
        return stays + self._answer(heard, meaning, now, answers)

    def _answer(self, heard: Heard, meaning: Meaning, now: float, first: tuple[Event, ...] = ()) -> ReceptionOutput:
        sure = max((hypothesis.confidence for hypothesis in heard.nbest), default=1.0)
        words = {"text": heard.text, "language": meaning.language, "confidence": round(sure, 3)}
        was_heard = Event(now, self.robot, "heard", words)
        events = (was_heard, *first, Event(now, self.robot, "understood", facts_of(meaning)))
        return ReceptionOutput(events=events) + self._carry_out(self._talk.handle(meaning, now), now)

    def _carry_out(self, acts: Iterable[Act], now: float) -> ReceptionOutput:
        acts = tuple(acts)
        if not acts:
            return ReceptionOutput()
        for act in acts:
            if isinstance(act, GoHome):
                self._homeward, self._held = True, False
            elif isinstance(act, Lead | Meet):
                self._homeward = self._held = False
        events = (event_of(act, self.robot, now) for act in acts)
        return ReceptionOutput(
            acts=tuple(act for act in acts if not isinstance(act, HandOver)),
            events=tuple(event for event in events if event is not None),
            handovers=tuple(self._located(act) for act in acts if isinstance(act, HandOver)),
        )

    def _located(self, act: HandOver) -> HandOver:
        """With where the visitor stands: by this robot."""
        at = None if self._pose is None else self._pose.xy
        return replace(act, handover=replace(act.handover, at=at))
