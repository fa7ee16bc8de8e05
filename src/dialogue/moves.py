"""The moves that a conversation is made of: ask, stop, offer a person, call one, end."""

from __future__ import annotations

from collections.abc import Callable

from dialogue.acts import (
    Act,
    CallStaff,
    GoHome,
    PauseLeading,
    ResumeLeading,
    Say,
    SetPace,
    StopLeading,
)
from dialogue.intent import is_addressed
from dialogue.meaning import Meaning
from dialogue.phrases import Words
from dialogue.session import Question, Session

Acts = tuple[Act, ...]


def attend_unless_busy(session: Session) -> None:
    """Be there for the visitor; what is going on goes on."""
    if session.idle:
        session.attend()


def ask(session: Session, question: Question) -> Acts:
    """Ask something. On the way the two stand still meanwhile, and go on when it turns out to be nothing."""
    held: Acts = ()
    if session.on_the_way:
        if not session.asking:
            session.before = session.state
        held = (PauseLeading(),)
    session.question, session.pending = question, None
    session.shown = question.choices or session.shown
    session.clarify() if question.choices else session.confirm()
    return (*held, question.words())


def drop_question(session: Session) -> Acts:
    """Go back to what was going on before the question."""
    before, session.question, session.before = session.before, None, None
    if before is None:
        session.attend()
        return ()
    if before == "guiding/paused":
        session.pause()
        return ()
    session.resume()
    return (ResumeLeading(),)


def stop_walking(session: Session) -> Acts:
    """End the walk, where there is one, and the question that held it up."""
    walking = session.on_the_way or session.state == "fetching"
    session.before = session.question = None
    if walking:
        session.attend()
    if walking or session.homeward:
        session.homeward = False
        return (StopLeading(),)
    return ()


def offer_person(session: Session, words: Callable[[], Say], *, stranded: bool = False) -> Acts:
    """Say what is wrong and ask whether a colleague shall come. A walk is over then."""
    stop = stop_walking(session)
    return (*stop, *ask(session, Question(words, person=True, stranded=stranded)))


def call_person(session: Session, reason: str) -> Acts:
    """Call a colleague, once."""
    stop = stop_walking(session)
    session.failures = session.asked = 0
    if session.with_staff:
        return (*stop, session.speaker.line(session.state))
    session.question = None
    session.call()
    return (*stop, CallStaff(reason), session.speaker.line("call_staff"))


def raise_alarm(session: Session) -> Acts:
    stop_walking(session)
    session.then = ()
    session.alarm()
    return (StopLeading(), CallStaff("emergency"), session.speaker.line("emergency", interrupt=True))


def not_understood(session: Session) -> Acts:
    """The first time a person is offered, the second time called. A walk goes on: the words may be for another."""
    if session.on_the_way and not session.asking:
        return (session.speaker.line("not_understood_on_the_way"),)
    session.failures += 1
    if session.failures >= session.config.failures:
        return call_person(session, "not understood")
    return offer_person(session, lambda: session.speaker.line("not_understood"))


def not_mine(session: Session, meaning: Meaning) -> Acts:
    """What is none of the robot's business: one honest line. What was not said to it: nothing."""
    if session.idle and not is_addressed(Words(meaning.text)) and meaning.confidence < 0.5:
        return ()
    if session.with_staff:
        return (session.speaker.line(session.state),)
    if meaning.confidence < 0.5:
        return not_understood(session)
    if session.on_the_way or session.asking or session.arrived or session.state == "fetching":
        return (session.speaker.line("out_of_scope_short"),)
    return offer_person(session, lambda: session.speaker.line("out_of_scope"))


def end(session: Session, key: str) -> Acts:
    """Say goodbye, forget, go home."""
    stop = (StopLeading(),) if session.on_the_way or session.state == "fetching" else ()
    pace = (SetPace(1.0),) if (session.pace, session.patience) != (1.0, 1.0) else ()
    said = session.speaker.line(key)
    session.close()
    session.forget()
    session.homeward = True
    return (*stop, said, *pace, GoHome())
