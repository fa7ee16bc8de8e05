"""What the robot's question is answered with."""

from __future__ import annotations

from dataclasses import replace

from dialogue.choosing import chosen, said_no, said_yes
from dialogue.information import inform
from dialogue.meaning import Meaning, Target
from dialogue.moves import Acts, call_person, drop_question, go, not_understood, offer_person
from dialogue.session import Question, Session


def take_answer(session: Session, meaning: Meaning) -> Acts | None:
    """Go on after an answer; None: it is none, something else was said, and the question stands."""
    question = session.question
    if question is None:
        return None
    if question.choices and (target := chosen(meaning, question.choices, session.hall)):
        return resolve(session, target, question, meaning)
    if said_yes(meaning):
        if question.person:
            return call_person(session, "offered")
        if question.offer:
            return resolve(session, question.offer, question, meaning)
        return (question.words(),)
    if said_no(meaning):
        return refuse(session, question)
    if meaning.intent == "out_of_scope" and meaning.confidence < 0.5:
        return ask_once_more(session, question)
    return None


def resolve(session: Session, target: Target, question: Question, meaning: Meaning) -> Acts:
    """It is known now what was meant: answer what was asked about it, or lead there."""
    if question.topic in (None, "location"):
        return go(session, target)
    resumed = drop_question(session)
    about = replace(meaning, intent="ask_info", topic=question.topic, target=target, needs="none", alternatives=())
    return (*resumed, *inform(session, about))


def refuse(session: Session, question: Question) -> Acts:
    """No. After a guess that was wrong twice a person is offered."""
    walking = session.interrupted is not None
    acts = drop_question(session)
    if walking:
        return (*acts, session.speaker.line("resumed"))
    if not question.guess:
        return (*acts, session.speaker.line("anything_else"))
    session.failures += 1
    if session.failures >= session.config.failures:
        return (*acts, *offer_person(session, lambda: session.speaker.line("not_understood")))
    return (*acts, session.speaker.line("ask_again"))


def ask_once_more(session: Session, question: Question) -> Acts:
    """No answer at all: on the way the walk goes on, else the question is put again, then a person called."""
    if session.interrupted is not None:
        return (*drop_question(session), session.speaker.line("resumed"))
    if question.person or session.failures + 1 >= session.config.failures:
        return not_understood(session)
    session.failures += 1
    return (question.words(),)
