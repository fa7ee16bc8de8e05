"""Leading to a target: never to a window that is shut, and not where another way is shorter."""

from __future__ import annotations

from dialogue.acts import Lead, ResumeLeading, Say
from dialogue.finding import ask_whether, find_out, worth_asking
from dialogue.hall import service_with
from dialogue.meaning import Meaning, Target
from dialogue.moves import Acts, ask, not_understood, offer_person
from dialogue.openings import tell_closed
from dialogue.session import Question, Session
from dialogue.speaker import told


def propose(session: Session, meaning: Meaning) -> Acts:
    """A target was named: go there, or ask back where that is not sure."""
    speaker, target = session.speaker, meaning.target
    if meaning.unknown_window:
        window = told(meaning.unknown_window, meaning.unknown_window, "id")
        return offer_person(session, lambda: speaker.line("unknown_window", window=window))
    if target is None:
        return not_understood(session)
    if meaning.then:
        session.then = meaning.then
    if meaning.needs == "clarify" and meaning.alternatives:
        return find_out(session, (target, *meaning.alternatives), meaning.topic)
    session.options = (target, *meaning.alternatives)
    if worth_asking(session, meaning):
        if target in session.rejected:
            return find_out(session, session.options, meaning.topic)
        session.asked += 1
        if session.asked > session.config.questions + 1:
            return find_out(session, session.options, meaning.topic)
        return ask_whether(session, target, meaning.topic)
    return go(session, target)


def go(session: Session, target: Target) -> Acts:
    """Lead to a target, unless it is no more, or shut, or can be had in a shorter way, which is offered."""
    speaker, window = session.speaker, session.window_of(target)
    if not session.knows(target):
        gone = speaker.name_of(target)
        return offer_person(session, lambda: speaker.line("target_gone", target=gone))
    if target.kind != "place" and window is None:
        return tell_closed(session, target)
    if target == session.target and window == session.window and session.on_the_way:
        return on_our_way(session)
    return offer_shorter_way(session, target, window) or set_out(session, target)


def set_out(session: Session, target: Target) -> Acts:
    """Lead there now."""
    speaker, window = session.speaker, session.window_of(target)
    if target.kind != "place" and window is None:
        return tell_closed(session, target)
    session.target, session.window, session.remaining = target, window, None
    session.question = session.before = session.pending = None
    session.failures, session.asked, session.homeward = 0, 0, False
    session.then = tuple(each for each in session.then if each != target)
    session.lead()
    said = [speaker.lead(target, window)]
    if online_spares_waiting(session, target, window):
        said.append(speaker.line("online_meanwhile", rests=((target.id, "online"),)))
    if session.then:
        said.append(speaker.line("then", target=speaker.name_of(session.then[0])))
    return (speaker.joined(*said), Lead(target, window))


def on_our_way(session: Session) -> Acts:
    """The visitor names again where the two are going already."""
    held = session.state != "guiding/walking"
    session.question = session.before = None
    session.resume()
    return (session.speaker.line("on_our_way"), *((ResumeLeading(),) if held else ()))


def offer_shorter_way(session: Session, target: Target, window: str | None) -> Acts:
    """The self-service machines, once, where the queue is long or they are much nearer; else nothing."""
    if target.kind != "service" or target.id in session.offered:
        return ()
    place = session.place_of("self_service")
    if place is None or not service_with(session.hall, target.id).self_service:
        return ()
    long = waits_long(session, window)
    nearer = session.metres_to(place) + session.config.nearer < session.metres_to(target)
    if not (long or nearer):
        return ()
    session.offered = (*session.offered, target.id)

    def words() -> Say:
        speaker, minutes = session.speaker, wait_at(session, window)
        known = {"service": speaker.name_of(target), "rests": ((target.id, "self_service"),)}
        if long and minutes is not None:
            minutes = told(max(1, round(minutes)), window, "queue")
            return speaker.line("self_service_quicker", minutes=minutes, **known)
        return speaker.line("self_service_nearer", **known)

    return ask(session, Question(words, offer=place, otherwise=target))


def wait_at(session: Session, window: str | None) -> float | None:
    """Minutes; None: nobody knows."""
    queue = session.queues.get(window) if window else None
    return None if queue is None else queue.minutes


def waits_long(session: Session, window: str | None) -> bool:
    return (wait_at(session, window) or 0.0) >= session.config.long_wait


def online_spares_waiting(session: Session, target: Target, window: str | None) -> bool:
    """Whether to mention that it can be done online."""
    return target.kind == "service" and service_with(session.hall, target.id).online and waits_long(session, window)
