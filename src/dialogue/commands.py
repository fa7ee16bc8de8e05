"""Commands to the robot itself: they work in every state."""

from __future__ import annotations

from dialogue.acts import Act, PauseLeading, ResumeLeading, Say, SetPace, StopLeading
from dialogue.choosing import language_asked_for
from dialogue.intent import commands_in
from dialogue.itinerary import go_next, says
from dialogue.leading import go, set_out
from dialogue.meaning import Meaning
from dialogue.moves import Acts, drop_question, stop_walking
from dialogue.phrases import Words
from dialogue.session import Session
from dialogue.states import ON_THE_WAY

MANNERS = ("slower", "faster", "louder", "quieter")


def obey(session: Session, meaning: Meaning) -> Acts:
    """Do what is asked for at once."""
    match meaning.action:
        case "stop" | "pause":
            return hold(session, "stopped" if meaning.action == "stop" else "paused")
        case "continue":
            return go_on(session)
        case "cancel":
            return cancel(session, meaning)
        case "repeat":
            return (session.last or stay(session, session.speaker.line("nothing_to_repeat")),)
        case "elder_mode":
            return turn_elder(session)
        case "language":
            return change_language(session, meaning)
    return tuple(act for manner in manners_in(meaning) for act in mend_manner(session, manner))


def manners_in(meaning: Meaning) -> list[str]:
    """All that is wanted of 「说慢一点，大声一点」."""
    wanted = [action for action in commands_in(Words(meaning.text)) if action in MANNERS]
    return wanted or [str(meaning.action)]


def stay(session: Session, said: Say) -> Say:
    """Speak and be there for the visitor; what was going on goes on."""
    if session.idle:
        session.attend()
    return said


def mend_manner(session: Session, manner: str) -> Acts:
    """Slower and faster are for the walk and for the speech, louder and quieter for the speech."""
    amount, speaker = getattr(session.config, manner), session.speaker
    pace: tuple[Act, ...] = ()
    if manner in ("slower", "faster"):
        session.pace = speaker.rate = amount
        pace = (SetPace(amount, session.patience),)
    else:
        speaker.loudness = amount
    return (*pace, stay(session, speaker.line(manner)))


def turn_elder(session: Session) -> Acts:
    """Shorter sentences in the elder style, which the voice speaks slower and louder; a slower walk, more patience."""
    session.speaker.elder = True
    session.pace, session.patience = session.config.slower, session.config.patience
    return (SetPace(session.pace, session.patience), stay(session, session.speaker.line("elder_mode")))


def change_language(session: Session, meaning: Meaning) -> Acts:
    """Speak another language, and put an open question again in it."""
    wanted = language_asked_for(meaning)
    if wanted is None:
        return (stay(session, session.speaker.line("languages")),)
    session.speaker.language = wanted
    said = stay(session, session.speaker.line("language"))
    if session.asking and session.question is not None:
        return (session.speaker.joined(said, session.question.words()),)
    if session.state == "attending":
        return (session.speaker.joined(said, session.speaker.line("offer_help_short")),)
    return (said,)


def hold(session: Session, key: str) -> Acts:
    """Stand still and be silent, whatever is going on."""
    line = session.speaker.line
    if session.on_the_way:
        session.question = session.before = None
        session.pause()
        return (PauseLeading(), line(key, interrupt=True))
    if session.with_staff:
        return (StopLeading(), line(session.state, interrupt=True))
    if session.idle and not session.homeward:
        return (StopLeading(),)
    session.question, session.homeward = None, False
    if session.state != "arrived/between":
        session.attend()
    return (StopLeading(), line("quiet" if key == "stopped" else "paused", interrupt=True))


def go_on(session: Session) -> Acts:
    """Go on with the walk, with the next errand, or with what was offered."""
    line, question = session.speaker.line, session.question
    if session.before is not None:
        session.before = "guiding/walking"
        return (*drop_question(session), line("resumed"))
    if session.state in ON_THE_WAY:
        session.resume()
        return (ResumeLeading(), line("resumed"))
    if question is not None:
        if question.otherwise:
            return set_out(session, question.otherwise)
        return go(session, question.offer) if question.offer else (question.words(),)
    if session.with_staff:
        return (line(session.state),)
    if session.then:
        return go_next(session)
    if session.target is not None and session.state == "attending":
        return go(session, session.target)
    return (stay(session, line("offer_help")),)


def cancel(session: Session, meaning: Meaning) -> Acts:
    """Drop it: the question, the walk, all errands, the wait for a person. 「不去」 may mean the machines only."""
    question = session.question
    if question is not None and question.otherwise is not None and says(meaning, "counter"):
        return set_out(session, question.otherwise)
    if session.idle:
        return stop_walking(session)
    walking, offered = session.on_the_way, question is not None and not question.guess
    stop = stop_walking(session)
    session.target = session.window = session.pending = session.question = None
    session.then = session.options = session.rejected = session.shown = ()
    session.asked = 0
    session.attend()
    key = "cancelled" if walking else "anything_else" if offered else "dropped"
    return (*stop, session.speaker.line(key, interrupt=True))
