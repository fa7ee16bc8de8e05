"""Greetings, thanks, yes and no where nothing was asked, and what people ask about the robot itself."""

from __future__ import annotations

from dialogue.answers import take_other
from dialogue.choosing import chosen
from dialogue.leading import go
from dialogue.meaning import Meaning
from dialogue.moves import Acts, attend_unless_busy, end, stop_walking
from dialogue.session import Session

IN_PASSING = {"name": "name", "praise": "praise", "greeting": "greet"}
ON_THE_MOVE = {"name": "name_short", "praise": "praise_short"}
NAMES_ROBOT = ("name", "name_short", "greet")


def be_polite(session: Session, meaning: Meaning) -> Acts:
    """Answer a courtesy in as few words as the moment asks for."""
    match meaning.social:
        case "thanks":
            return take_thanks(session)
        case "goodbye":
            return (session.speaker.line("goodbye"),) if session.idle else end(session, "goodbye")
        case "other" if session.options:
            return take_other(session)
        case "pick" if session.shown and (target := chosen(meaning, session.shown, session.hall)):
            return go(session, target)
        case "no" if session.on_the_way:
            return turn_back(session)
        case "no" if session.state in ("attending", "arrived/finished"):
            return end(session, "goodbye")
        case "yes" | "no" if session.idle or session.on_the_way:
            return ()
    return answer_in_passing(session, meaning.social or "")


def take_thanks(session: Session) -> Acts:
    if session.idle or session.on_the_way or session.state in ("arrived/between", "fetching"):
        return (session.speaker.line("welcome_short"),)
    if session.with_staff:
        return (session.speaker.line(session.state),)
    return end(session, "welcome")


def turn_back(session: Session) -> Acts:
    """「不对」 on the way: the robot leads to the wrong place."""
    wrong = session.target
    stop = stop_walking(session)
    session.target = session.window = None
    session.rejected = (*session.rejected, wrong) if wrong else session.rejected
    return (*stop, session.speaker.line("ask_again"))


def answer_in_passing(session: Session, social: str) -> Acts:
    """Say who the robot is or what it can do, then what is going on goes on: the question, the walk, the waiting."""
    speaker = session.speaker
    if session.with_staff:
        return (speaker.line(session.state),)
    attend_unless_busy(session)
    if session.asking and session.question is not None:
        return (session.question.words(),)
    if session.state == "arrived/between":
        return (speaker.line("next_errand", target=speaker.name_of(session.then[0])),)
    moving = session.on_the_way or session.state == "fetching"
    key = ON_THE_MOVE.get(social, "here_i_am") if moving else IN_PASSING.get(social, "offer_help")
    return (speaker.line(key, robot=speaker.name) if key in NAMES_ROBOT else speaker.line(key),)
