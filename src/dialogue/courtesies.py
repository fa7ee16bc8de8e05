"""Greetings, thanks, yes and no where nothing was asked, and what people ask about the robot itself."""

from __future__ import annotations

from dialogue.meaning import Meaning
from dialogue.moves import Acts, attend_unless_busy, end, stop_walking
from dialogue.session import Session
from dialogue.states import ASKING, ON_THE_WAY


def be_polite(session: Session, meaning: Meaning) -> Acts:
    """Answer a courtesy in as few words as the moment asks for."""
    match meaning.social:
        case "thanks":
            return take_thanks(session)
        case "goodbye":
            return end(session, "goodbye") if session.state != "idle" else (session.speaker.line("goodbye"),)
        case "no" if session.state in ON_THE_WAY:
            return turn_back(session)
        case "no" if session.state in ("attending", "arrived"):
            return end(session, "goodbye")
        case "yes" | "no" if session.state in ("idle", *ON_THE_WAY):
            return ()
    return answer_in_passing(session, meaning.social or "")


def take_thanks(session: Session) -> Acts:
    line = session.speaker.line
    if session.state == "idle":
        return (line("welcome_short"),)
    if session.on_the_way:
        return (line("welcome_short"),)
    if session.state in ("with_person", "emergency"):
        return (line(session.state),)
    return end(session, "welcome")


def turn_back(session: Session) -> Acts:
    """「不对」 on the way: the robot leads to the wrong place."""
    stop = stop_walking(session)
    session.target = session.window = None
    return (*stop, session.speaker.line("ask_again"))


def answer_in_passing(session: Session, social: str) -> Acts:
    """Say who the robot is or what it can do, then what is going on goes on: the question, the walk, the waiting."""
    speaker, state = session.speaker, session.state
    if state in ("with_person", "emergency"):
        return (speaker.line(state),)
    attend_unless_busy(session)
    if state in ASKING and session.question is not None:
        return (session.question.words(),)
    if state in ON_THE_WAY:
        key = {"name": "name_short", "praise": "praise_short"}.get(social, "here_i_am")
        return (speaker.line(key, robot=speaker.name) if key == "name_short" else speaker.line(key),)
    key = {"name": "name", "praise": "praise", "greeting": "greet"}.get(social, "offer_help")
    return (speaker.line(key, robot=speaker.name) if key in ("name", "greet") else speaker.line(key),)
