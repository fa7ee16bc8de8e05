"""News of the walk and of the hall, and what the robot says and does about them."""

from __future__ import annotations

from dialogue.acts import GuideReport, Lead, PartSilent
from dialogue.hall import Hall
from dialogue.handing import hand_over, leave_to, meet_visitor, miss_visitor
from dialogue.moves import Acts, drop_question, end, offer_person
from dialogue.session import Session
from dialogue.speaker import told


def take_report(session: Session, report: GuideReport) -> Acts:
    """News from the guide; of a walk that is over already it means nothing.

    `cancelled` is not acted upon: it is the echo of what the conversation itself decided, of the walk before the one
    that it now cares about.
    """
    if report.report == "home":
        session.homeward = False
    if report.report in ("held", "released"):
        was, session.held = session.held, report.report == "held"
        news = session.on_the_way and was != session.held
        return (session.speaker.line("held" if session.held else "goes_on"),) if news else ()
    if report.report == "called_away" and not (session.idle or session.with_staff):
        return hand_over(session)
    if session.state == "fetching":
        return take_news_of_meeting(session, report)
    return take_news_of_walk(session, report) if session.on_the_way else ()


def take_news_of_meeting(session: Session, report: GuideReport) -> Acts:
    match report.report:
        case "met":
            return meet_visitor(session)
        case "no_route" | "stuck":
            return miss_visitor(session)
        case "blocked" | "makes_way" | "another_way" | "backs_out":
            return (session.speaker.line(report.report),)
    return ()


def take_news_of_walk(session: Session, report: GuideReport) -> Acts:
    line, walking = session.speaker.line, session.state == "guiding/walking"
    session.remaining = report.remaining or session.remaining
    match report.report:
        case "visitor_behind" if walking:
            session.fall_behind()
            return (line("visitor_behind"),)
        case "visitor_back" if session.state == "guiding/waiting":
            session.catch_up()
            return (line("visitor_back"),)
        case "blocked" if walking or session.state == "guiding/waiting":
            return (line("blocked"),)
        case "makes_way" | "another_way" | "backs_out" if walking or session.state == "guiding/waiting":
            return (line(report.report),)
        case "progress" if walking:
            return (session.speaker.remaining(report.remaining, report.seconds),)
        case "turn_left" | "turn_right" if walking:
            return (line(report.report),)
        case "arrived":
            return arrive(session)
        case "no_route":
            return lose_way(session)
        case "stuck":
            return give_up(session)
        case "visitor_lost":
            return end(session, "visitor_lost")
    return ()


def arrive(session: Session) -> Acts:
    """Hand over to the window: where, the first document, and what comes next, or whether there is anything else."""
    session.question = session.before = None
    speaker = session.speaker
    said = speaker.arrived(session.target, session.window)
    if not session.then:
        session.arrive()
        return (speaker.joined(said, speaker.line("anything_else")),)
    session.stop_over()
    return (speaker.joined(said, speaker.line("next_errand", target=speaker.name_of(session.then[0]))),)


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
        gone = speaker.name_of(target)
        return (*acts, *offer_person(session, lambda: speaker.line("target_gone", target=gone)))
    if window is None or any(row.id == window and row.open for row in hall.windows):
        return acts
    shut, other = told(window, window, "id"), session.window_of(target)
    if other is None:
        rests = ((window, "open"),)
        return (*acts, *offer_person(session, lambda: speaker.line("window_closed_none", window=shut, rests=rests)))
    session.window, session.question, session.before = other, None, None
    session.lead()
    said = speaker.line("window_closed_other", window=shut, other=told(other, other, "id"), rests=((window, "open"),))
    return (*acts, said, Lead(target, other))


def drop_what_is_gone(session: Session) -> Acts:
    """Forget a question about what the hall has no more, and targets that nobody is led to."""
    question, acts = session.question, ()
    session.then = tuple(filter(session.knows, session.then))
    session.options = tuple(filter(session.knows, session.options))
    session.shown = tuple(filter(session.knows, session.shown))
    if question is not None and not all(map(session.knows, question.targets)):
        acts = (*drop_question(session), session.speaker.line("ask_again"))
    if session.target is not None and not session.knows(session.target) and not session.on_the_way:
        session.target = None
    if session.state == "arrived/between" and not session.then:
        session.attend()
    return acts


def give_up(session: Session) -> Acts:
    """It gets on no more, or has not told of it for long. A colleague goes on, where there is one."""
    colleague = session.relief()
    if colleague is not None:
        return leave_to(colleague, session)
    return offer_person(session, lambda: session.speaker.line("walk_stuck"), stranded=True)


def tell_of_part(session: Session, news: PartSilent) -> Acts:
    """What the visitor notices of a part that is gone: the robot stands still, or it could not be heard."""
    if session.idle:
        return ()
    if news.part == "voice":
        return (session.speaker.line("voice_back"), *filter(None, (session.last,))) if news.back else ()
    if not (session.on_the_way or session.state == "fetching"):
        return ()
    return (session.speaker.line("legs_back" if news.back else "legs_gone", interrupt=not news.back),)
