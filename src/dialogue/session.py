"""Where the talk with a visitor stands, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from transitions import Machine

from dialogue.acts import Say
from dialogue.hall import Hall, row_of, service_with
from dialogue.meaning import Target
from dialogue.queues import Queues, WindowQueue, best_window, fresh, merged
from dialogue.speaker import Speaker
from dialogue.states import ON_THE_WAY, STATES, TRANSITIONS, ConversationConfig


@dataclass(frozen=True)
class Question:
    """What the robot has asked and waits to be answered."""

    words: Callable[[], Say]  # asks it, in the language of the moment
    choices: tuple[Target, ...] = ()  # which of these is meant
    offer: Target | None = None  # yes: this one
    person: bool = False  # yes: a colleague is to come
    guess: bool = False  # it is about what the visitor meant, not what they would like
    topic: str | None = None  # what to answer about the one chosen, rather than lead there

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.choices + ((self.offer,) if self.offer else ())


class Session:
    """The state machine and the memory of one conversation; a new visitor finds both empty."""

    state: str

    def __init__(self, hall: Hall, robot: str, config: ConversationConfig):
        self.config = config
        self.speaker = Speaker(hall, robot)
        self._machine = Machine(
            self, states=list(STATES), transitions=[list(row) for row in TRANSITIONS], initial="idle",
            auto_transitions=False, ignore_invalid_triggers=True,
        )  # fmt: skip
        self.homeward = False  # sent home and not there yet
        self.now = 0.0  # s
        self._queues: Queues = {}
        self.forget()

    def forget(self) -> None:
        """Nothing of a visitor outlives the conversation."""
        self.target: Target | None = None  # what the talk is about
        self.window: str | None = None  # where the visitor is led
        self.question: Question | None = None
        self.interrupted: str | None = None  # the state on the way in which the question was asked
        self.pending: str | None = None  # what was asked without saying about what
        self.last: Say | None = None
        self.failures = 0
        self.pace = 1.0
        self.speaker.reset(self.config.language)

    @property
    def hall(self) -> Hall:
        return self.speaker.hall

    @property
    def on_the_way(self) -> bool:
        """Whether the visitor is being led, if only a question holds the two up."""
        return self.state in ON_THE_WAY or self.interrupted is not None

    @property
    def queues(self) -> Queues:
        """How many wait where; what is too old is left out."""
        return fresh(self._queues, self.now)

    def take_queues(self, news: Iterable[WindowQueue]) -> tuple[()]:
        """Know how many wait where; nothing is to be done about it."""
        self._queues = merged(self._queues, news)
        return ()

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

    def knows(self, target: Target) -> bool:
        """Whether the hall still has it."""
        return row_of(self.hall, target.kind, target.id) is not None
