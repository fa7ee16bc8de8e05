"""News of the walk and of the hall, and what the robot says and does about them."""

from __future__ import annotations

from dialogue.acts import GuideReport, Lead
from dialogue.hall import Hall
from dialogue.moves import Acts, drop_question, end, offer_person
from dialogue.session import Session


def take_report(session: Session, report: GuideReport) -> Acts:
    """News from the guide; of a walk that is over already it means nothing.

    `cancelled` is not acted upon: it is the echo of what the conversation itself decided, of the walk before the one
    that it now cares about.
    """
    line = session.speaker.line
    if report.report == "home":
        session.homeward = False
    if not session.on_the_way:
        return ()
    match report.report:
        case "visitor_behind" if session.state == "guiding":
            session.fall_behind()
            return (line("visitor_behind"),)
        case "visitor_back" if session.state == "waiting":
            session.catch_up()
            return (line("visitor_back"),)
        case "blocked" if session.state != "paused" and session.interrupted is None:
            return (line("blocked"),)
        case "arrived":
            return arrive(session)
        case "no_route":
            return lose_way(session)
        case "visitor_lost":
            return end(session, "visitor_lost")
    return ()


def arrive(session: Session) -> Acts:
    """Hand over: where, the first document, and whether there is anything else."""
    if session.interrupted is not None:
        drop_question(session)
    session.arrive()
    speaker = session.speaker
    return (speaker.joined(speaker.arrived(session.target, session.window), speaker.line("anything_else")),)


def lose_way(session: Session) -> Acts:
    target, speaker = session.target, session.speaker
    return offer_person(session, lambda: speaker.line("no_route", target=speaker.name_of(target)))


def change_hall(session: Session, hall: Hall) -> Acts:
    """A new revision: what is no more is not led to, and a window that has closed on the way neither."""
    session.speaker.hall = hall
    acts = drop_what_is_gone(session)
    target, window, speaker = session.target, session.window, session.speaker
    if target is None or not session.on_the_way:
        return acts
    if not session.knows(target):
        return (*acts, *offer_person(session, lambda: speaker.line("target_gone", target=target.name)))
    if window is None or any(row.id == window and row.open for row in hall.windows):
        return acts
    other = session.window_of(target)
    if other is None:
        facts = (target.id, window)
        return (*acts, *offer_person(session, lambda: speaker.line("window_closed_none", window=window, facts=facts)))
    session.window, session.question, session.interrupted = other, None, None
    session.lead()
    said = speaker.line("window_closed_other", window=window, other=other, facts=(target.id, window, other))
    return (*acts, said, Lead(target, other))


def drop_what_is_gone(session: Session) -> Acts:
    """Forget a question about what the hall has no more, and a target that nobody is led to."""
    question, acts = session.question, ()
    if question is not None and not all(map(session.knows, question.targets)):
        acts = (*drop_question(session), session.speaker.line("ask_again"))
    if session.target is not None and not session.knows(session.target) and not session.on_the_way:
        session.target = None
    return acts


def give_up(session: Session) -> Acts:
    """No news of the walk for long: something is wrong with it."""
    return offer_person(session, lambda: session.speaker.line("walk_stuck"))
