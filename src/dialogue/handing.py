"""One robot hands its visitor over to another, who goes on without asking again."""

from __future__ import annotations

from dialogue.acts import CallStaff, GoHome, HandOver, Handover, Meet, SetPace, StopLeading
from dialogue.leading import set_out
from dialogue.moves import Acts, offer_person
from dialogue.session import Session


def hand_over(session: Session) -> Acts:
    """A colleague goes on with the visitor; where none can, a person is offered."""
    colleague = session.relief()
    if colleague is not None:
        return leave_to(colleague, session)
    return offer_person(session, lambda: session.speaker.line("called_away_alone"))


def leave_to(colleague: str, session: Session) -> Acts:
    """The visitor is the colleague's from now on."""
    speaker = session.speaker
    going = session.on_the_way or session.asking or session.state == "arrived/between"
    target = session.target if session.on_the_way else None
    then = session.then if going else ()
    if target is None and then:
        target, then = then[0], then[1:]
    value = Handover(speaker.language, speaker.elder, target, then)
    said = speaker.line("hand_over", colleague=speaker.robot_name(colleague), interrupt=True)
    pace = (SetPace(1.0),) if (session.pace, session.patience) != (1.0, 1.0) else ()
    session.close()
    session.forget()
    session.homeward = True
    return (StopLeading(), said, HandOver(colleague, value), *pace, GoHome())


def take_over(session: Session, handover: Handover) -> Acts:
    """Another robot's visitor is this one's from now on: go to them, then on. One that is busy lets the staff know."""
    if not session.idle:
        return (CallStaff("handover"),)
    speaker = session.speaker
    speaker.language, speaker.elder = handover.language, handover.elder
    session.target, session.window, session.then = handover.target, None, handover.then
    pace: Acts = ()
    if handover.elder:
        session.pace, session.patience = session.config.slower, session.config.patience
        pace = (SetPace(session.pace, session.patience),)
    session.homeward = False
    session.fetch()
    return (*pace, Meet(handover.at)) if handover.at else (*pace, *meet_visitor(session))


def meet_visitor(session: Session) -> Acts:
    """With the visitor: who I am, and on to where they were going."""
    speaker, target = session.speaker, session.target
    hello = speaker.line("take_over", robot=speaker.name)
    if target is None or not session.knows(target):
        session.target = None
        session.attend()
        return (speaker.joined(hello, speaker.line("offer_help_short")),)
    session.attend()
    return (hello, *set_out(session, target))


def miss_visitor(session: Session) -> Acts:
    """The way to the visitor is barred: the staff have to look after them."""
    session.close()
    session.forget()
    session.homeward = True
    return (CallStaff("handover"), GoHome())
