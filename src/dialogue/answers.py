"""What the robot's question is answered with."""

from __future__ import annotations

from dataclasses import replace

from dialogue.choosing import chosen, chosen_group, chosen_literally, gives_thanks, said_no, said_yes
from dialogue.finding import ask_in_other_words, find_out
from dialogue.information import inform
from dialogue.itinerary import says
from dialogue.leading import go, set_out
from dialogue.meaning import Meaning, Target
from dialogue.moves import Acts, call_person, drop_question, not_understood
from dialogue.session import Question, Session


def take_answer(session: Session, meaning: Meaning) -> Acts | None:
    """Go on after an answer; None: it is none, something else was said, and the question stands."""
    question = session.question
    if question is None:
        return None
    if meaning.social == "other":
        return take_other(session)
    if question.groups and (kept := chosen_group(meaning, question.groups, session.hall)):
        return narrow(session, kept, question, meaning)
    if question.choices and (target := chosen(meaning, question.choices, session.hall)):
        return resolve(session, target, question, meaning)
    if question.person and (said_yes(meaning) or gives_thanks(meaning)):
        return call_person(session, "offered")
    if said_yes(meaning):
        if question.offer:
            return resolve(session, question.offer, question, meaning)
        return (question.words(),)
    if said_no(meaning) or (question.otherwise and says(meaning, "counter")):
        return refuse(session, question)
    if meaning.intent == "out_of_scope" and meaning.confidence < 0.5:
        return ask_once_more(session, question)
    return None


def picks(session: Session, meaning: Meaning) -> bool:
    """Whether words that sound like a command pick one of the choices just named; stop and wait are what they are."""
    if session.question is None or meaning.action in ("stop", "pause"):
        return False
    return chosen_literally(meaning.text, session.question.choices, session.hall) is not None


def resolve(session: Session, target: Target, question: Question, meaning: Meaning) -> Acts:
    """It is known now what was meant: answer what was asked about it, or lead there."""
    session.asked = 0
    if question.topic in (None, "location"):
        return set_out(session, target) if question.otherwise else go(session, target)
    resumed = drop_question(session)
    about = replace(meaning, intent="ask_info", topic=question.topic, target=target, needs="none", alternatives=())
    return (*resumed, *inform(session, about))


def narrow(session: Session, kept: tuple[Target, ...], question: Question, meaning: Meaning) -> Acts:
    """Fewer are left; one of them, or another question."""
    if len(kept) == 1:
        return resolve(session, kept[0], question, meaning)
    return find_out(session, kept, question.topic)


def refuse(session: Session, question: Question) -> Acts:
    """No. What was proposed is not proposed again; what else it could be is."""
    if question.otherwise is not None:
        return set_out(session, question.otherwise)
    if question.groups:
        return find_out(session, question.choices, question.topic, names=True)
    walking = session.before is not None
    if not question.guess or walking:
        acts = drop_question(session)
        return (*acts, session.speaker.line("resumed" if walking else "anything_else"))
    session.rejected = (*session.rejected, *question.targets)
    left = tuple(target for target in session.options if target not in session.rejected)
    return find_out(session, left, question.topic) if left else ask_in_other_words(session)


def take_other(session: Session) -> Acts:
    """「另一个」: not the one proposed, or gone to, but another that the words could have meant."""
    question = session.question
    if question is not None and question.otherwise is not None:
        return set_out(session, question.otherwise)
    if question is not None and question.choices and not question.groups:
        return choose_other(session, question)
    current = question.offer if question is not None else session.target
    if current is not None:
        session.rejected = (*session.rejected, current)
    left = tuple(target for target in session.options if target not in session.rejected)
    if len(left) == 1 and (question is None or question.topic in (None, "location")):
        return go(session, left[0])
    return find_out(session, left, question.topic if question else None) if left else ask_in_other_words(session)


def choose_other(session: Session, question: Question) -> Acts:
    """Of two the second; of three none of those that were shown."""
    if len(question.choices) == 2:
        return go(session, question.choices[1]) if question.topic is None else (question.words(),)
    return refuse(session, question)


def ask_once_more(session: Session, question: Question) -> Acts:
    """No answer at all: on the way the walk goes on, else the question is put again, then a person called."""
    if session.before is not None:
        return (*drop_question(session), session.speaker.line("resumed"))
    if question.person or session.failures + 1 >= session.config.failures:
        return not_understood(session)
    session.failures += 1
    return (question.words(),)
