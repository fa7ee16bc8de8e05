"""One robot's conversation with one visitor: a state machine over meanings, news of the walk, and time.

Time comes in as `now`, acts go out; nothing else is touched. The words stand in `data/replies.*.yaml`.
"""

from __future__ import annotations

from dataclasses import replace

from dialogue.acts import (
    GuideReport,
    HallChanged,
    Handover,
    Lead,
    PartSilent,
    PersonStopped,
    QueueNews,
    ResumeLeading,
    Say,
    SpeechDone,
    TimeOfDay,
)
from dialogue.answers import picks, take_answer
from dialogue.choosing import tells_language
from dialogue.commands import obey
from dialogue.courtesies import be_polite
from dialogue.hall import Hall
from dialogue.handing import take_over
from dialogue.information import inform
from dialogue.itinerary import take_errand
from dialogue.leading import propose, set_out
from dialogue.meaning import Meaning, Target
from dialogue.moves import Acts, call_person, drop_question, end, not_mine, raise_alarm
from dialogue.session import Relief, Session, Way
from dialogue.states import ConversationConfig
from dialogue.walk import change_hall, give_up, take_report, tell_of_part

__all__ = ["Conversation", "ConversationConfig"]

Heeded = (
    Meaning | GuideReport | SpeechDone | HallChanged | QueueNews | TimeOfDay | PersonStopped | Handover | PartSilent
)
PROMPTS = ("progress", "turn_left", "turn_right")
HELD_UP = ("blocked", "makes_way")


class Conversation:
    """See the module. `state` is one of `dialogue.states.STATES`."""

    def __init__(
        self, hall: Hall, robot: str = "xiao_pu", config: ConversationConfig | None = None, way: Way | None = None,
        relief: Relief | None = None,
    ):  # fmt: skip
        """`way`: m to a window or place by its id; without it every walk may be long.

        `relief`: which other robot could take a visitor over, asked for when one is to; without it none could.
        """
        self.config = config or ConversationConfig()
        self._session = Session(hall, robot, self.config, way)
        if relief is not None:
            self._session.relief = relief
        self._since, self._blocked_at, self._spoke_at = 0.0, float("-inf"), float("-inf")
        self._reminded: str | None = None  # the state in which the visitor was reminded

    @property
    def state(self) -> str:
        return self._session.state

    @property
    def language(self) -> str:
        """What the robot speaks now."""
        return self._session.speaker.language

    @property
    def in_conversation(self) -> bool:
        """Whether somebody is being served."""
        return not self._session.idle

    @property
    def target(self) -> Target | None:
        """What the talk is about."""
        return self._session.target

    @property
    def window(self) -> str | None:
        """The window that the visitor is led to."""
        return self._session.window

    @property
    def then(self) -> tuple[Target, ...]:
        """The errands that come afterwards."""
        return self._session.then

    def open(self, now: float) -> None:
        """Somebody stands before the robot and is about to speak."""
        if not self.in_conversation:
            self._session.attend()
            self._since = now

    def know_colleague(self, robot: str | None) -> None:
        """Which other robot could take a visitor over from now on; None: none."""
        self._session.relief = lambda: robot

    def handle(self, event: Heeded, now: float) -> Acts:
        """Take in what was said or what has happened. Returns: what the robot does about it, in order.

        Raises TypeError: an event that a conversation knows nothing of.
        """
        self._session.now = now
        match event:
            case Meaning():
                self._since, self._reminded = now, None
                greeted = self.state == "idle/greeted"
                acts = self._hear(event)
                if greeted:  # who speaks need not hear the greeting to its end
                    acts = interrupting(acts)
            case GuideReport():
                acts = self._take_report(event, now)
            case SpeechDone():
                acts, self._since, self._spoke_at = (), max(now, self._since), float("-inf")
            case HallChanged():
                acts = change_hall(self._session, event.hall)
            case QueueNews():
                acts = self._session.take_queues(event.queues)
            case TimeOfDay():
                acts = self._session.take_time(event)
            case PersonStopped():
                acts = self._greet()
            case PartSilent():
                acts = tell_of_part(self._session, event)
            case Handover():
                acts = take_over(self._session, event)
            case _:
                raise TypeError(f"a conversation cannot take in {event!r}")
        return self._keep(acts, now)

    def tick(self, now: float) -> Acts:
        """Let time pass. Every state in which somebody is served speaks, or ends, after its time-out."""
        self._session.now = now
        if now - self._since < self._session.patience * self.config.time_out(self.state):
            return ()
        self._since = now
        return self._keep(self._lose_patience(), now)

    def _keep(self, acts: Acts, now: float) -> Acts:
        """Remember the last words, for who asks to hear them again, and when the robot last did anything."""
        if self._session.held and any(isinstance(act, Lead | ResumeLeading) for act in acts):
            acts = (*(act for act in acts if not isinstance(act, Say)), self._session.speaker.line("held"))
        said = [act for act in acts if isinstance(act, Say)]
        if said:
            self._spoke_at = now
            if self.state != "idle/alone":
                self._session.last = replace(said[-1], interrupt=False)
        if acts:
            self._since = max(now, self._since)
        return acts

    def _greet(self) -> Acts:
        """Who stops by hears once what they can ask for; then the robot is silent until it is spoken to."""
        if self.state != "idle/alone" or self._session.homeward:
            return ()
        self._session.greet()
        return (self._session.speaker.line("greet", robot=self._session.speaker.name),)

    def _hear(self, meaning: Meaning) -> Acts:
        session = self._session
        if session.last is None or session.state == "idle/greeted" or tells_language(meaning):
            session.speaker.language = meaning.language
        match meaning.intent:
            case "emergency":
                return raise_alarm(session)
            case "human_help":
                return call_person(session, "asked")
        if (acts := take_errand(session, meaning)) is not None:
            return acts
        if meaning.intent == "control" and not picks(session, meaning):
            return obey(session, meaning)
        if (acts := take_answer(session, meaning)) is not None:
            return acts
        match meaning.intent:
            case "social":
                return be_polite(session, meaning)
            case "out_of_scope":
                return not_mine(session, meaning)
            case "ask_info":
                return inform(session, meaning)
        return self._serve(meaning)

    def _serve(self, meaning: Meaning) -> Acts:
        """A place or a service was named; while a colleague is on the way only what is sure is acted upon."""
        session = self._session
        if session.with_staff and meaning.needs != "none":
            return (session.speaker.line(session.state),)
        pending, session.pending = session.pending, None
        if pending and meaning.intent == "guide" and meaning.target:
            return inform(session, replace(meaning, intent="ask_info", topic=pending))
        return propose(session, meaning)

    def _take_report(self, report: GuideReport, now: float) -> Acts:
        """A robot that is held up says so now and then, and does not count as getting on.

        While it talks of something else it says nothing of the way.
        """
        if report.report in PROMPTS and now - self._spoke_at < self.config.talking:
            return ()
        if report.report not in HELD_UP:
            self._since = now
        elif now - self._blocked_at < self.config.blocked_again:
            return ()
        else:
            self._blocked_at = now
        return take_report(self._session, report)

    def _lose_patience(self) -> Acts:
        """The time is up: first a reminder where something is open, then an end."""
        session, line = self._session, self._session.speaker.line
        reminded, self._reminded = self._reminded == session.state, session.state
        match session.state:
            case "idle/greeted":
                session.close()
                session.forget()
                return ()
            case "guiding/walking":
                return give_up(session)
            case "guiding/waiting" | "guiding/paused" if not reminded:
                return (line("still_there"),)
            case "arrived/between" if not reminded:
                return (line("next_errand", target=session.speaker.name_of(session.then[0])),)
            case "fetching" if not reminded:
                return (line("still_coming"),)
            case "with_person" | "emergency" if not reminded:
                return (line(session.state),)
        question = session.question
        if question is not None and not reminded:
            return (question.words(),)
        if question is not None and question.stranded:
            return call_person(session, "unanswered")
        if question is not None and question.otherwise is not None:
            return set_out(session, question.otherwise)
        if session.before == "guiding/walking":
            return (*drop_question(session), line("resumed"))
        return end(session, "goodbye" if session.state == "arrived/finished" else "time_out")


def interrupting(acts: Acts) -> Acts:
    """The same, the first words of which drop what is being said."""
    first = next((number for number, act in enumerate(acts) if isinstance(act, Say)), len(acts))
    return tuple(replace(act, interrupt=True) if number == first else act for number, act in enumerate(acts))
