"""Errands one after the other: go on to the next, put one first, drop one, add one."""

from __future__ import annotations

from functools import lru_cache

from dialogue.choosing import share_of_own
from dialogue.leading import go
from dialogue.letters import is_han
from dialogue.meaning import Meaning, Target
from dialogue.moves import Acts
from dialogue.normalise import compact
from dialogue.phrases import Phrases, Words, read
from dialogue.session import Session

NAMED = 0.5  # of what is particular in an errand's name must be said


@lru_cache(maxsize=1)
def phrases() -> dict[str, Phrases]:
    """What visitors say about their errands: `done`, `not_yet`, `drop`, `first`, `add`, `counter`."""
    return {key: Phrases(said) for key, said in read("errands.yaml").items()}


def says(meaning: Meaning, key: str) -> bool:
    return Words(meaning.text).longest(phrases()[key]) is not None


def take_errand(session: Session, meaning: Meaning) -> Acts | None:
    """What is said about the order of errands; None: something else."""
    between = session.state == "arrived/between"
    if meaning.action in ("stop", "pause"):
        return None
    if session.then:
        if says(meaning, "drop") and (dropped := named_among(session, meaning)):
            return drop(session, dropped)
        if says(meaning, "first") and meaning.target in session.then:
            return put_first(session, meaning.target)
    if between and says(meaning, "not_yet"):
        return (session.speaker.line("take_your_time"),)
    if between and (meaning.social == "yes" or meaning.action == "continue" or says(meaning, "done")):
        return go_next(session)
    added = meaning.target if meaning.intent in ("guide", "facility") and meaning.needs == "none" else None
    busy = between or (session.on_the_way and not session.asking)
    if busy and added and added not in (session.target, *session.then) and says(meaning, "add"):
        return add(session, added)
    return None


def go_next(session: Session) -> Acts:
    """On to the next errand."""
    following, session.then = session.then[0], session.then[1:]
    return go(session, following)


def put_first(session: Session, target: Target) -> Acts:
    """Another errand before the one that the two are on the way to, which comes next then."""
    current = (session.target,) if session.on_the_way and session.target else ()
    session.then = (*current, *(each for each in session.then if each != target))
    return go(session, target)


def drop(session: Session, target: Target) -> Acts:
    """Without this errand; where it is the one that the two are on the way to, on to the next."""
    speaker = session.speaker
    said = speaker.line("errand_dropped", target=speaker.name_of(target))
    if target != session.target:
        session.then = tuple(each for each in session.then if each != target)
        if not session.then and session.state == "arrived/between":
            session.attend()
            return (speaker.joined(said, speaker.line("anything_else")),)
        return (said,)
    return (said, *go_next(session))


def add(session: Session, target: Target) -> Acts:
    """One more errand, after the others."""
    session.then = (*session.then, target)
    return (session.speaker.line("errand_added", target=session.speaker.name_of(target)),)


def named_among(session: Session, meaning: Meaning) -> Target | None:
    """The errand that the words name; the one that is meant, else the one whose name, or another name, is said."""
    errands = tuple(each for each in (session.target, *session.then) if each is not None)
    if meaning.target in errands:
        return meaning.target
    said = compact(meaning.text)
    shares = [max(share_of_own(said, each, errands), alias_said(session, said, each)) for each in errands]
    best = max(shares, default=0.0)
    return errands[shares.index(best)] if best >= NAMED else None


def alias_said(session: Session, said: str, target: Target) -> float:
    """1 where one of the target's other names, or two characters that only it has among them, is said; else 0."""
    rows = {"service": session.hall.services, "place": session.hall.places}.get(target.kind, ())
    row = next((row for row in rows if row.id == target.id), None)
    aliases = [alias for each in row.aliases.values() for alias in each] if row else []
    return float(any(compact(alias) in said for alias in aliases if len(alias) > 1 or is_han(alias)))
