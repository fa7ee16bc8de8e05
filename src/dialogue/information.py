"""Questions: where something is leads there, the rest is answered from the catalogue's rows or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogue.acts import Say
from dialogue.leading import propose
from dialogue.meaning import Meaning, Target
from dialogue.moves import Acts, ask, attend_unless_busy, offer_person
from dialogue.openings import tell_hours
from dialogue.session import Question, Session
from dialogue.speaker import told
from dialogue.waiting import before_ticket, waiting_for


def inform(session: Session, meaning: Meaning) -> Acts:
    """Answer a question about what is named, else about what was asked of or talked of."""
    speaker, topic = session.speaker, meaning.topic or ""
    if topic == "location" and meaning.target in (None, session.target) and (where := how_far(session)):
        return where
    target = meaning.target or talked_of(session)
    if target is not None and not session.knows(target):
        target = None
    if topic == "hours":
        attend_unless_busy(session)
        return (tell_hours(session, target),)
    if meaning.ticket is not None:
        return tell(session, target, lambda: before_ticket(session, meaning.ticket))
    if target is None:
        attend_unless_busy(session)
        session.pending = topic
        return (speaker.line("about_what"),)
    if topic == "location" or (meaning.target and meaning.needs in ("clarify", "confirm")):
        return propose(session, replace(meaning, intent="guide", target=target))
    if topic == "queue":
        return tell(session, target, lambda: waiting_for(session, target))
    return tell(session, target, lambda: speaker.answer(topic, target))


def how_far(session: Session) -> Acts:
    """Who is being led is told how far it is still, who has been that it is here; nothing, where that is not known."""
    if session.arrived:
        return (session.speaker.arrived(session.target, session.window),)
    if session.on_the_way and session.remaining is not None:
        return (session.speaker.remaining(session.remaining),)
    return ()


def talked_of(session: Session) -> Target | None:
    """What a question is about that names nothing: what the robot has just proposed, else where the two are going."""
    question = session.question
    proposed = question.offer if question is not None and not session.on_the_way else None
    return proposed or session.target


def tell(session: Session, target: Target | None, answer: Callable[[], Say]) -> Acts:
    """An answer about a target; who is not served yet is offered to be led there."""
    session.failures = 0
    said = answer()
    if session.on_the_way or session.arrived or session.with_staff or session.state == "fetching":
        return (said,)
    if said.line == "unknown":
        session.target = target
        return offer_desk(session)
    if target is None:
        session.question = None
        session.attend()
        return (said,)
    session.target = target
    return offer_to_lead(session, target, answer)


def offer_to_lead(session: Session, target: Target, answer: Callable[[], Say]) -> Acts:
    """The answer, with the question whether to lead the way where a window is open."""
    speaker, window = session.speaker, session.window_of(target)
    if window is None:
        session.question = None
        session.attend()
        return (answer(),)

    def words() -> Say:
        return speaker.joined(answer(), speaker.line("offer_window", window=told(window, window, "id")))

    return ask(session, Question(words, offer=target))


def offer_desk(session: Session) -> Acts:
    """What the robot does not know, the information desk does, or a colleague."""
    speaker = session.speaker
    target = session.place_of("information")
    if target is None:
        return offer_person(session, lambda: speaker.line("unknown_person"))
    return ask(session, Question(lambda: speaker.line("unknown_desk", place=speaker.name_of(target)), offer=target))
