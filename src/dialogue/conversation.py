"""One robot's conversation with one visitor: a state machine over meanings, news of the walk, and time.

Time comes in as `now`, acts go out; nothing else is touched. The words stand in `data/replies.*.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from transitions import Machine

from dialogue.acts import (
    Act,
    CallStaff,
    GoHome,
    GuideReport,
    HallChanged,
    Lead,
    PauseLeading,
    ResumeLeading,
    Say,
    SetPace,
    SpeechDone,
    StopLeading,
)
from dialogue.choosing import chosen, language_asked_for
from dialogue.hall import Hall, open_window
from dialogue.meaning import Meaning, Target
from dialogue.speaker import Speaker

STATES = (
    "idle",  # nobody is being served
    "attending",  # somebody is, and may speak
    "clarifying",  # the robot has asked which of several is meant
    "confirming",  # the robot has asked whether it shall go, or call somebody
    "guiding",
    "waiting",  # for a visitor who has fallen behind
    "paused",  # by the visitor
    "arrived",
    "with_person",  # a colleague has been called
    "emergency",
)
TRANSITIONS = (
    ("attend", "*", "attending"),
    ("clarify", "*", "clarifying"),
    ("confirm", "*", "confirming"),
    ("lead", "*", "guiding"),
    ("fall_behind", "guiding", "waiting"),
    ("catch_up", "waiting", "guiding"),
    ("pause", ["guiding", "waiting"], "paused"),
    ("resume", "paused", "guiding"),
    ("arrive", ["guiding", "waiting", "paused"], "arrived"),
    ("call", "*", "with_person"),
    ("alarm", "*", "emergency"),
    ("close", "*", "idle"),
)
ON_THE_WAY = ("guiding", "waiting", "paused")


@dataclass(frozen=True)
class ConversationConfig:
    """How long the robot waits in each state before it speaks again, or ends, s after the last words."""

    attending: float = 20.0
    clarifying: float = 15.0
    confirming: float = 15.0
    guiding: float = 240.0
    waiting: float = 60.0
    paused: float = 90.0
    arrived: float = 12.0
    with_person: float = 60.0
    emergency: float = 120.0
    failures: int = 2  # times not understood before a person is offered
    slower: float = 0.7  # of the normal pace
    faster: float = 1.2

    def __post_init__(self) -> None:
        for name in STATES[1:]:
            if not getattr(self, name) > 0.0:
                raise ValueError(f"{name} must be > 0 s, got {getattr(self, name)}")

    def time_out(self, state: str) -> float:
        return getattr(self, state, float("inf"))


class Conversation:
    """See the module. `state` is one of STATES; `in_conversation` tells whether somebody is being served."""

    state: str

    def __init__(self, hall: Hall, robot: str = "xiao_pu", config: ConversationConfig | None = None):
        self.config = config or ConversationConfig()
        self._speaker = Speaker(hall, robot)
        self._machine = Machine(
            self, states=list(STATES), transitions=[list(row) for row in TRANSITIONS], initial="idle",
            auto_transitions=False, ignore_invalid_triggers=True,
        )  # fmt: skip
        self._away = False
        self._forget(0.0)

    def _forget(self, now: float) -> None:
        """Nothing of a visitor outlives the conversation."""
        self.target: Target | None = None
        self.window: str | None = None
        self._choices: tuple[Target, ...] = ()
        self._question: Lead | CallStaff | None = None
        self._last: Say | None = None
        self._failures = 0
        self._reminded = False
        self._since = now
        self._speaker.elder = False

    @property
    def in_conversation(self) -> bool:
        return self.state != "idle"

    @property
    def language(self) -> str:
        return self._speaker.language

    def handle(self, event: Meaning | GuideReport | SpeechDone | HallChanged, now: float) -> tuple[Act, ...]:
        """Take in what was said or what has happened. Returns: what the robot does about it, in order."""
        match event:
            case Meaning():
                self._since, self._reminded = now, False
                acts = self._hear(event, now)
            case GuideReport():
                self._since = now
                acts = self._walk(event, now)
            case SpeechDone():
                self._since, acts = now, ()
            case HallChanged():
                acts = self._change_hall(event.hall)
        return self._keep(acts)

    def tick(self, now: float) -> tuple[Act, ...]:
        """Let time pass. Every state but idle speaks, or ends, after its time-out."""
        if self.state == "idle" or now - self._since < self.config.time_out(self.state):
            return ()
        self._since = now
        if self.state in ("clarifying", "confirming", "paused", "waiting") and not self._reminded:
            self._reminded = True
            return self._keep((self._speaker.line("still_there"),))
        if self.state == "guiding":
            return self._keep((StopLeading(), *self._offer_person(self._speaker.line("not_understood"))))
        return self._keep(self._end("time_out", now))

    def _keep(self, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        """Remember the last words, for who asks to hear them again."""
        for act in acts:
            if isinstance(act, Say):
                self._last = act
            self._away = (self._away and not isinstance(act, GoHome)) or isinstance(act, Lead)
        return acts

    # Words

    def _hear(self, meaning: Meaning, now: float) -> tuple[Act, ...]:
        if meaning.action != "language" and sum(letter.isalpha() for letter in meaning.text) >= 2:
            self._speaker.language = meaning.language
        match meaning.intent:
            case "emergency":
                return self._raise_alarm()
            case "control":
                return self._obey(meaning)
            case "human_help":
                return self._call_person("asked")
        if (self._choices or self._question) and (acts := self._take_answer(meaning)) is not None:
            return acts
        match meaning.intent:
            case "social":
                return self._be_polite(meaning, now)
            case "out_of_scope":
                return self._not_mine(meaning)
            case "ask_info":
                return self._inform(meaning)
        return self._propose(meaning)

    def _propose(self, meaning: Meaning) -> tuple[Act, ...]:
        """A target was named: go there, or ask back where that is not sure."""
        if meaning.unknown_window:
            return self._offer_person(self._speaker.line("unknown_window", window=meaning.unknown_window))
        if meaning.target is None:
            return self._not_mine(meaning)
        if meaning.needs == "clarify" and meaning.alternatives:
            self._choices = (meaning.target, *meaning.alternatives)[:3]
            self._question = None
            self.clarify()
            return (*self._stand(), self._speaker.choice(self._choices))
        if meaning.needs == "confirm":
            self._question, self._choices = Lead(meaning.target, meaning.window), ()
            self.confirm()
            return (*self._stand(), self._speaker.line("confirm", target=self._speaker.name_of(meaning.target)))
        return self._go(meaning.target)

    def _go(self, target: Target) -> tuple[Act, ...]:
        """Lead to a target; never to a window that is closed."""
        self._choices, self._question, self._failures = (), None, 0
        window = self._window_of(target)
        self.target, self.window = target, window
        if target.kind != "place" and window is None:
            return (*self._stand(), *self._offer_person(self._speaker.closed(target)))
        self.lead()
        return (self._speaker.lead(target, window), Lead(target, window))

    def _window_of(self, target: Target) -> str | None:
        hall = self._speaker.hall
        if target.kind == "service":
            return open_window(hall, self._speaker.service(target.id))
        if target.kind == "window":
            return target.id if any(w.id == target.id and w.open for w in hall.windows) else None
        return None

    def _stand(self) -> tuple[Act, ...]:
        """Stop walking before asking something, where the robot walks."""
        return (StopLeading(),) if self._away else ()

    def _take_answer(self, meaning: Meaning) -> tuple[Act, ...] | None:
        """What the robot's question is answered with; None: it is not, something else is said."""
        question, choices = self._question, self._choices
        if choices and (target := chosen(meaning, choices)):
            return self._go(target)
        if meaning.social == "yes" and question is not None:
            if isinstance(question, CallStaff):
                return self._call_person(question.reason)
            return self._go(question.target)
        if meaning.social == "no" or (meaning.social == "yes" and choices):
            self._question, self._choices = None, ()
            self.attend()
            return self._count_failure(self._speaker.line("ask_again"))
        if meaning.intent == "out_of_scope":
            return self._count_failure(self._last or self._speaker.line("ask_again"))
        self._question, self._choices = None, ()
        return None

    def _count_failure(self, otherwise: Say) -> tuple[Act, ...]:
        """Say `otherwise`; after the second time, offer a person instead."""
        self._failures += 1
        if self._failures >= self.config.failures:
            return self._offer_person(self._speaker.line("not_understood"))
        return (otherwise,)

    def _offer_person(self, said: Say) -> tuple[Act, ...]:
        self._question, self._choices, self._failures = CallStaff("offered"), (), 0
        self.confirm()
        return (said,)

    def _not_mine(self, meaning: Meaning) -> tuple[Act, ...]:
        """Not understood, or none of the robot's business: said once, without stopping a walk."""
        key = "out_of_scope" if meaning.confidence >= 0.5 else "not_understood"
        if self.state in ON_THE_WAY:
            self._question = CallStaff("offered")
            return (self._speaker.line(key),)
        return self._offer_person(self._speaker.line(key))

    def _inform(self, meaning: Meaning) -> tuple[Act, ...]:
        """A question: where something is leads there, the rest is answered from the catalogue."""
        target = meaning.target or self.target
        if meaning.topic == "location":
            return self._propose(replace(meaning, intent="guide", target=target))
        if target is None:
            if meaning.topic == "hours":
                self._attend_unless_busy()
                return (self._speaker.hours(),)
            self._attend_unless_busy()
            return (self._speaker.line("about_what"),)
        busy = self.state in ON_THE_WAY or self.state == "arrived"
        said = self._speaker.answer(meaning.topic or "", target, offer=not busy)
        if busy:
            return (said,)
        self.target = target
        if self._speaker.offers_to_lead(said):
            information = next((row for row in self._speaker.hall.places if row.kind == "information"), None)
            if said.line == "unknown" and information is not None:
                target = Target("place", information.id, self._speaker.name_of(Target("place", information.id, "")))
            self._question = Lead(target)
            self.confirm()
        else:
            self.attend()
        return (said,)

    def _attend_unless_busy(self) -> None:
        if self.state not in (*ON_THE_WAY, "with_person", "emergency"):
            self.attend()

    def _be_polite(self, meaning: Meaning, now: float) -> tuple[Act, ...]:
        match meaning.social:
            case "thanks" | "goodbye" if self.state not in ("guiding", "waiting"):
                return self._end("welcome" if meaning.social == "thanks" else "goodbye", now)
            case "goodbye" | "no" if self.state in ON_THE_WAY:
                return (StopLeading(), *self._end("goodbye", now))
            case "no" if self.state in ("attending", "arrived"):
                return self._end("goodbye", now)
            case "thanks":
                return ()
            case "yes" if self.state in ON_THE_WAY:
                return ()
        key = {"name": "name", "praise": "praise", "help": "offer_help", "greeting": "greet"}.get(meaning.social, "")
        if not key:
            key = "offer_help"
        self._attend_unless_busy()
        if key in ("greet", "name"):
            return (self._speaker.line(key, robot=self._speaker.name),)
        return (self._speaker.line(key),)

    # Commands

    def _obey(self, meaning: Meaning) -> tuple[Act, ...]:
        line = self._speaker.line
        match meaning.action:
            case "stop" | "pause":
                return self._hold("stopped" if meaning.action == "stop" else "paused")
            case "continue":
                return self._go_on()
            case "cancel":
                return self._cancel()
            case "repeat":
                self._attend_unless_busy() if self._last is None else None
                return (self._last or line("nothing_to_repeat"),)
            case "slower" | "faster":
                return (SetPace(getattr(self.config, meaning.action)), self._stay(line(meaning.action)))
            case "elder_mode":
                self._speaker.elder = True
                return (SetPace(self.config.slower), self._stay(line("elder_mode")))
            case "language":
                self._speaker.language = language_asked_for(meaning) or self._speaker.language
                return (self._stay(line("language")),)
        return (self._stay(line(meaning.action or "repeat")),)

    def _stay(self, said: Say) -> Say:
        """Speak and be there for the visitor; what was going on goes on."""
        if self.state == "idle":
            self.attend()
        return said

    def _hold(self, key: str) -> tuple[Act, ...]:
        """Stand still, whatever is going on."""
        if self.state in ON_THE_WAY:
            self.pause()
            return (PauseLeading(), self._speaker.line(key, interrupt=True))
        self._attend_unless_busy()
        return (StopLeading(), self._speaker.line("nothing_to_stop" if key == "stopped" else key, interrupt=True))

    def _go_on(self) -> tuple[Act, ...]:
        if self.state == "paused":
            self.resume()
            return (ResumeLeading(), self._speaker.line("resumed"))
        if self.state in ON_THE_WAY:
            return (ResumeLeading(),)
        if isinstance(self._question, Lead):
            return self._go(self._question.target)
        if self.target is not None and self.state != "arrived":
            return self._go(self.target)
        return (self._stay(self._speaker.line("offer_help")),)

    def _cancel(self) -> tuple[Act, ...]:
        if isinstance(self._question, CallStaff):
            self._question = None
            self.attend()
            return (*self._stand(), self._speaker.line("anything_else"))
        self._choices, self._question = (), None
        self.target = self.window = None
        self.attend()
        return (StopLeading(), self._speaker.line("cancelled", interrupt=True))

    def _call_person(self, reason: str) -> tuple[Act, ...]:
        self._choices, self._question = (), None
        stand = self._stand()
        self.call()
        return (*stand, CallStaff(reason), self._speaker.line("call_staff"))

    def _raise_alarm(self) -> tuple[Act, ...]:
        self._choices, self._question = (), None
        self.alarm()
        return (StopLeading(), CallStaff("emergency"), self._speaker.line("emergency", interrupt=True))

    def _end(self, key: str, now: float) -> tuple[Act, ...]:
        """Say goodbye, forget, go home."""
        said = self._speaker.line(key)
        self.close()
        self._forget(now)
        return (said, GoHome())

    # The walk

    def _walk(self, report: GuideReport, now: float) -> tuple[Act, ...]:
        line = self._speaker.line
        if report.report == "home" or self.state not in ON_THE_WAY:
            return ()
        match report.report:
            case "visitor_behind" if self.state == "guiding":
                self.fall_behind()
                return (line("visitor_behind"),)
            case "visitor_back" if self.state == "waiting":
                self.catch_up()
                return (line("visitor_back"),)
            case "blocked":
                return (line("blocked"),)
            case "arrived" if self.target is not None:
                self.arrive()
                return (self._speaker.arrived(self.target, self.window),)
            case "no_route" if self.target is not None:
                return self._offer_person(line("no_route", target=self._speaker.name_of(self.target)))
            case "visitor_lost":
                return self._end("visitor_lost", now)
        return ()

    def _change_hall(self, hall: Hall) -> tuple[Act, ...]:
        """A new revision: a window that has closed on the way is not led to any more."""
        self._speaker.hall = hall
        target, window = self.target, self.window
        if self.state not in ON_THE_WAY or target is None or window is None:
            return ()
        if any(row.id == window and row.open for row in hall.windows):
            return ()
        other = self._window_of(target) if target.kind == "service" else None
        if other is None:
            said = self._speaker.line("window_closed_none", window=window, facts=(target.id,))
            return (StopLeading(), *self._offer_person(said))
        self.window = other
        self.lead()
        said = self._speaker.line("window_closed_other", window=window, other=other, facts=(target.id, other))
        return (said, Lead(target, other))
