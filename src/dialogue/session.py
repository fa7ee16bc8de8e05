"""Where the talk with a visitor stands, and what is remembered of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from transitions.extensions import HierarchicalMachine
from transitions.extensions.nesting import NestedState

from dialogue.acts import Say, TimeOfDay
from dialogue.hall import Hall, row_of, service_with
from dialogue.meaning import Target
from dialogue.queues import Queues, WindowQueue, best_window, fresh, merged
from dialogue.speaker import Speaker
from dialogue.states import (
    ASKING,
    HELD,
    ON_THE_WAY,
    SEPARATOR,
    STATES,
    TRANSITIONS,
    WITH_STAFF,
    ConversationConfig,
    nested,
)

Way = Callable[[str], float]  # m to a window or place by its id; NaN: unknown
Relief = Callable[[], str | None]  # which other robot could take the visitor over now; None: none


class Node(NestedState):
    separator = SEPARATOR


class StateMachine(HierarchicalMachine):
    state_cls = Node


@dataclass(frozen=True)
class Question:
    """What the robot has asked and waits to be answered."""

    words: Callable[[], Say]  # asks it, in the language of the moment
    choices: tuple[Target, ...] = ()  # which of these is meant
    offer: Target | None = None  # yes: this one
    otherwise: Target | None = None  # no, or nothing: that one
    person: bool = False  # yes: a colleague is to come;
    stranded: bool = False  # so is one where nobody answers: the robot has left the visitor half way
    guess: bool = False  # it is about what the visitor meant, not what they would like
    topic: str | None = None  # what to answer about the one chosen, rather than lead there
    groups: tuple[tuple[str, tuple[Target, ...]], ...] = ()  # which of these kinds is meant: its name, who is of it

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.choices + tuple(target for target in (self.offer, self.otherwise) if target)


@dataclass
class Memory:
    """What is remembered of one visitor; a new one finds it empty."""

    target: Target | None = None  # what the talk is about
    window: str | None = None  # where the visitor is led
    remaining: float | None = None  # m of the way there, when the guide last told
    then: tuple[Target, ...] = ()  # further errands, in their order
    question: Question | None = None
    before: str | None = None  # the state on the way in which the question was asked
    pending: str | None = None  # what was asked without saying about what
    options: tuple[Target, ...] = ()  # what the visitor may have meant, best first
    rejected: tuple[Target, ...] = ()  # what they have not
    shown: tuple[Target, ...] = ()  # the choices that were named last
    asked: int = 0  # questions about the wish that is not clear yet
    offered: tuple[str, ...] = ()  # ids of services to which another way was offered
    last: Say | None = None
    failures: int = 0
    pace: float = 1.0
    patience: float = 1.0


class Session(Memory):
    """The state machine and the memory of one conversation."""

    state: str  # one of `states.STATES`

    def __init__(self, hall: Hall, robot: str, config: ConversationConfig, way: Way | None = None):
        super().__init__()
        self.config = config
        self.speaker = Speaker(hall, robot)
        self._machine = StateMachine(
            self, states=nested(), transitions=[list(row) for row in TRANSITIONS], initial=STATES[0],
            auto_transitions=False, ignore_invalid_triggers=True,
        )  # fmt: skip
        self.homeward = False  # sent home and not there yet
        self.held = False  # stopped by the staff: it may not say that it goes on
        self.relief: Relief = lambda: None
        self.now = 0.0  # s
        self._way = way
        self._queues: Queues = {}
        self._clock: tuple[TimeOfDay, float] | None = None  # and when it was told
        self.forget()

    def forget(self) -> None:
        """Nothing of a visitor outlives the conversation."""
        vars(self).update(vars(Memory()))
        self.speaker.reset(self.config.language)

    @property
    def hall(self) -> Hall:
        return self.speaker.hall

    @property
    def idle(self) -> bool:
        """Whether nobody is being served."""
        return self.state.startswith("idle")

    @property
    def on_the_way(self) -> bool:
        """Whether the visitor is being led, if only a question holds the two up."""
        return self.state in ON_THE_WAY or self.state in HELD

    @property
    def asking(self) -> bool:
        return self.state in ASKING

    @property
    def arrived(self) -> bool:
        return self.state.startswith("arrived")

    @property
    def with_staff(self) -> bool:
        """Whether it is the colleagues' turn."""
        return self.state in WITH_STAFF

    @property
    def queues(self) -> Queues:
        """How many wait where; what is too old is left out."""
        return fresh(self._queues, self.now)

    def take_queues(self, news: Iterable[WindowQueue]) -> tuple[()]:
        """Know how many wait where; nothing is to be done about it."""
        self._queues = merged(self._queues, news)
        return ()

    def take_time(self, time: TimeOfDay) -> tuple[()]:
        """Know what time it is; nothing is to be done about it."""
        self._clock = (time, self.now)
        return ()

    @property
    def moment(self) -> dt.datetime | None:
        """What the hall's clock shows; None: nobody has told."""
        if self._clock is None:
            return None
        time, told = self._clock
        return time.moment + dt.timedelta(seconds=self.now - told)

    def opens(self, window: str) -> dt.datetime | None:
        """When a window that is shut serves people again; None: it is not known."""
        when = self._clock[0].opens.get(window) if self._clock is not None else None
        return when if when is not None and when > self.moment else None

    def window_of(self, target: Target) -> str | None:
        """The open window for a target, on the way there the one gone to; None: it has none."""
        row = row_of(self.hall, target.kind, target.id)
        if row is None or target.kind == "place":
            return None
        if target.kind == "window":
            return target.id if row.open else None
        if self.on_the_way and target == self.target and any(w.id == self.window and w.open for w in self.hall.windows):
            return self.window
        return best_window(self.hall, service_with(self.hall, target.id), self.queues)

    def metres_to(self, target: Target) -> float:
        """The way to a target, m; NaN: unknown."""
        stop = target.id if target.kind == "place" else self.window_of(target)
        return self._way(stop) if self._way is not None and stop else math.nan

    def target_of(self, kind: str, id_: str) -> Target:
        """A row as a target, with its name in the language of the conversation."""
        return Target(kind, id_, self.speaker.name_of(Target(kind, id_, id_)).text)

    def place_of(self, kind: str) -> Target | None:
        """The first place of a kind; None: the hall has none."""
        return next((self.target_of("place", row.id) for row in self.hall.places if row.kind == kind), None)

    def knows(self, target: Target) -> bool:
        """Whether the hall still has it."""
        return row_of(self.hall, target.kind, target.id) is not None
