"""The moves that a conversation is made of: ask, lead, offer a person, call one, end."""

from __future__ import annotations

from collections.abc import Callable

from dialogue.acts import (
    Act,
    CallStaff,
    GoHome,
    Lead,
    PauseLeading,
    ResumeLeading,
    Say,
    SetPace,
    StopLeading,
)
from dialogue.intent import is_addressed
from dialogue.meaning import Meaning, Target
from dialogue.phrases import Words
from dialogue.session import Question, Session
from dialogue.states import BUSY, ON_THE_WAY

Acts = tuple[Act, ...]


def attend_unless_busy(session: Session) -> None:
    """Be there for the visitor; what is going on goes on."""
    if session.state not in BUSY and session.state != "arrived":
        session.attend()


def ask(session: Session, question: Question) -> Acts:
    """Ask something. On the way the two stand still meanwhile, and go on when it turns out to be nothing."""
    held: Acts = ()
    if session.state in ON_THE_WAY:
        session.interrupted = session.state
        held = (PauseLeading(),)
    session.question, session.pending = question, None
    session.clarify() if question.choices else session.confirm()
    return (*held, question.words())


def drop_question(session: Session) -> Acts:
    """Go back to what was going on before the question."""
    session.question = None
    before, session.interrupted = session.interrupted, None
    if before == "paused":
        session.pause()
        return ()
    if before is not None:
        session.resume()
        return (ResumeLeading(),)
    session.attend()
    return ()


def stop_walking(session: Session) -> Acts:
    """End the walk, where there is one, and the question that held it up."""
    walking = session.on_the_way
    session.interrupted = session.question = None
    if walking:
        session.attend()
    if walking or session.homeward:
        session.homeward = False
        return (StopLeading(),)
    return ()


def propose(session: Session, meaning: Meaning) -> Acts:
    """A target was named: go there, or ask back where that is not sure."""
    speaker, target = session.speaker, meaning.target
    if meaning.unknown_window:
        return offer_person(session, lambda: speaker.line("unknown_window", window=meaning.unknown_window))
    if target is None:
        return not_understood(session)
    if meaning.needs == "clarify" and meaning.alternatives:
        choices = (target, *meaning.alternatives)[:3]
        return ask(session, Question(lambda: speaker.choice(choices), choices, guess=True, topic=meaning.topic))
    if meaning.needs == "confirm":
        return ask(session, Question(lambda: speaker.guess(target), offer=target, guess=True, topic=meaning.topic))
    return go(session, target)


def go(session: Session, target: Target) -> Acts:
    """Lead to a target; never to a window that is closed."""
    speaker, window = session.speaker, session.window_of(target)
    if not session.knows(target):
        return offer_person(session, lambda: speaker.line("target_gone", target=target.name))
    if target.kind != "place" and window is None:
        session.target, session.window = target, None
        return offer_person(session, lambda: speaker.closed(target))
    if target == session.target and window == session.window and session.on_the_way:
        return on_our_way(session)
    session.target, session.window = target, window
    session.question = session.interrupted = session.pending = None
    session.failures, session.homeward = 0, False
    session.lead()
    return (speaker.lead(target, window), Lead(target, window))


def on_our_way(session: Session) -> Acts:
    """The visitor names again where the two are going already."""
    held = session.state != "guiding"
    session.question = session.interrupted = None
    session.resume()
    return (session.speaker.line("on_our_way"), *((ResumeLeading(),) if held else ()))


def offer_person(session: Session, words: Callable[[], Say]) -> Acts:
    """Say what is wrong and ask whether a colleague shall come. A walk is over then."""
    stop = stop_walking(session)
    return (*stop, *ask(session, Question(words, person=True)))


def call_person(session: Session, reason: str) -> Acts:
    """Call a colleague, once."""
    stop = stop_walking(session)
    session.failures = 0
    if session.state == "emergency":
        return (*stop, session.speaker.line("emergency"))
    if session.state == "with_person":
        return (*stop, session.speaker.line("with_person"))
    session.call()
    return (*stop, CallStaff(reason), session.speaker.line("call_staff"))


def raise_alarm(session: Session) -> Acts:
    stop_walking(session)
    session.alarm()
    return (StopLeading(), CallStaff("emergency"), session.speaker.line("emergency", interrupt=True))


def not_understood(session: Session) -> Acts:
    """The first time a person is offered, the second time called. A walk goes on: the words may be for another."""
    if session.state in ON_THE_WAY:
        return (session.speaker.line("not_understood_on_the_way"),)
    session.failures += 1
    if session.failures >= session.config.failures:
        return call_person(session, "not understood")
    return offer_person(session, lambda: session.speaker.line("not_understood"))


def not_mine(session: Session, meaning: Meaning) -> Acts:
    """What is none of the robot's business: one honest line. What was not said to it: nothing."""
    if session.state == "idle" and not is_addressed(Words(meaning.text)) and meaning.confidence < 0.5:
        return ()
    if session.state in ("with_person", "emergency"):
        return (session.speaker.line(session.state),)
    if meaning.confidence < 0.5:
        return not_understood(session)
    if session.state in BUSY or session.state == "arrived":
        return (session.speaker.line("out_of_scope_short"),)
    return offer_person(session, lambda: session.speaker.line("out_of_scope"))


def end(session: Session, key: str) -> Acts:
    """Say goodbye, forget, go home."""
    stop = (StopLeading(),) if session.on_the_way else ()
    pace = (SetPace(1.0),) if session.pace != 1.0 else ()
    said = session.speaker.line(key)
    session.close()
    session.forget()
    session.homeward = True
    return (*stop, said, *pace, GoHome())
