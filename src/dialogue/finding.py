"""Finding out what is meant: at most two questions, the ones that split best; three choices; then a person."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable

from dialogue.acts import Say
from dialogue.choosing import audience_of
from dialogue.hall import Hall, row_of, service_with, text_in
from dialogue.meaning import Meaning, Target
from dialogue.moves import Acts, ask, call_person, drop_question, offer_person
from dialogue.replies import declared
from dialogue.session import Question, Session
from dialogue.speaker import Speaker, Told, told
from dialogue.understanding import takes_everything

CHOICES = 3
WORTH = 0.9  # bits that a question must tell to be asked before the names themselves

Groups = tuple[tuple[str, tuple[Target, ...]], ...]


def find_out(session: Session, candidates: Iterable[Target], topic: str | None = None, *, names: bool = False) -> Acts:
    """Ask which of some candidates is meant. `names`: by their names; a question that splits them has not helped."""
    left = tuple(target for target in candidates if target not in session.rejected)
    session.options = left
    if not left:
        return ask_in_other_words(session)
    session.asked += 1
    if session.asked > session.config.questions + 1:
        return call_person(session, "not found out")
    if len(left) == 1:
        return ask_whether(session, left[0], topic)
    if session.asked > session.config.questions:
        return offer_choices(session, left[:CHOICES], topic)
    kind, groups = best_split(left, session.hall)
    if not names and groups:
        return ask_of_which_kind(session, left, kind, groups, topic)
    shown = left[:CHOICES]
    return ask(session, Question(lambda: choice(session.speaker, shown), shown, guess=True, topic=topic))


def ask_whether(session: Session, target: Target, topic: str | None) -> Acts:
    return ask(session, Question(lambda: session.speaker.guess(target), offer=target, guess=True, topic=topic))


def ask_of_which_kind(session: Session, left: tuple[Target, ...], kind: str, groups: Groups, topic: str | None) -> Acts:
    def words() -> Say:
        return kind_question(session.speaker, kind, groups)

    return ask(session, Question(words, left, guess=True, topic=topic, groups=groups))


def offer_choices(session: Session, shown: tuple[Target, ...], topic: str | None) -> Acts:
    """The last try before a person."""

    def words() -> Say:
        speaker = session.speaker
        return speaker.joined(speaker.line("choose"), choice(speaker, shown))

    return ask(session, Question(words, shown, guess=True, topic=topic))


def ask_in_other_words(session: Session) -> Acts:
    """Nothing is left of what it could have been; the second time a person is offered."""
    acts = drop_question(session) if session.asking else ()
    session.failures += 1
    if session.failures >= session.config.failures:
        return (*acts, *offer_person(session, lambda: session.speaker.line("not_understood")))
    return (*acts, session.speaker.line("ask_again"))


def worth_asking(session: Session, meaning: Meaning) -> bool:
    """Whether to ask before leading there: a long walk, or no sure guess, is; a short walk corrects itself."""
    target, config = meaning.target, session.config
    metres = session.metres_to(target)
    if target.kind == "service" and takes_everything(service_with(session.hall, target.id)):
        return meaning.needs == "confirm"
    if meaning.needs == "confirm":
        return not (metres <= config.short_walk and meaning.confidence >= config.likely)
    return metres > config.long_walk and meaning.confidence < config.certain


# questions


def choice(speaker: Speaker, targets: tuple[Target, ...]) -> Say:
    """A question among two or three targets by their names, or for whom it is."""
    names = [speaker.name_of(target) for target in targets]
    if targets[0].kind == "window":
        return speaker.line("clarify_windows", first=names[0], second=names[1])
    if len(names) > 2:
        return speaker.line("clarify_three", first=names[0], second=names[1], third=names[2])
    by_audience = {audience_of(target, speaker.hall): name for target, name in zip(targets, names, strict=True)}
    if by_audience.keys() == {"person", "company"}:
        return speaker.line("clarify_audience", person=by_audience["person"], company=by_audience["company"])
    return speaker.line("clarify_two", first=names[0], second=names[1])


def kind_question(speaker: Speaker, kind: str, groups: Groups) -> Say:
    """A question that splits the candidates."""
    if kind == "audience":
        return speaker.line("split_audience", rests=tuple((t.id, "audience") for _, each in groups for t in each))
    first, second = (kind_name(speaker, kind, value) for value, _ in groups)
    return speaker.line("split_two", first=first, second=second)


def kind_name(speaker: Speaker, kind: str, value: str) -> Told:
    """What people call a department, a zone, a programme."""
    if kind == "programme":
        return told(speaker.word(f"programme_{value}"), value, "programme")
    rows = speaker.hall.zones if kind == "zone" else getattr(speaker.hall, "departments", ())
    names = next((row.names for row in rows if row.id == value), {})
    return told(text_in(names, speaker.language) or value, value, "names")


# which question splits best


def best_split(candidates: tuple[Target, ...], hall: Hall) -> tuple[str, Groups]:
    """The property that tells most about which candidate is meant, and its groups; none, where the names tell as much.

    By entropy, each candidate being as likely (Quinlan 1986, "Induction of decision trees", section 4); of the
    properties that split in two, since few visitors could choose among three departments.
    """
    if len(candidates) <= 2 or any(target.kind != "service" for target in candidates):
        return "", ()
    splits = [(kind, groups_by(value_of, candidates, hall)) for kind, value_of in PROPERTIES.items()]
    fit = [(kind, groups) for kind, groups in splits if len(groups) == 2]
    kind, groups = max(fit, key=lambda each: entropy(each[1]), default=("", ()))
    return (kind, groups) if groups and entropy(groups) >= WORTH else ("", ())


def groups_by(value_of: Callable[[Target, Hall], str | None], candidates: tuple[Target, ...], hall: Hall) -> Groups:
    """Candidates by a property, in their order; nothing, where one has it not."""
    values = [value_of(target, hall) for target in candidates]
    if None in values:
        return ()
    return tuple(
        (value, tuple(target for target, its in zip(candidates, values, strict=True) if its == value))
        for value in dict.fromkeys(values)
    )


def entropy(groups: Groups) -> float:
    """Bits that the answer tells."""
    sizes = Counter({value: len(targets) for value, targets in groups})
    total = sizes.total()
    return -sum(size / total * math.log2(size / total) for size in sizes.values())


def single_audience(target: Target, hall: Hall) -> str | None:
    audience = audience_of(target, hall)
    return None if audience == "both" else audience


def programme_of(target: Target, hall: Hall) -> str | None:
    programme = getattr(service_with(hall, target.id), "programme", "")
    return programme if f"programme_{programme}" in declared() else None


def department_of(target: Target, hall: Hall) -> str | None:
    department = service_with(hall, target.id).department
    known = any(row.id == department for row in getattr(hall, "departments", ()))
    return department if known else None


def zone_of(target: Target, hall: Hall) -> str | None:
    windows = service_with(hall, target.id).windows
    row = row_of(hall, "window", windows[0]) if windows else None
    return row.zone if row and any(zone.id == row.zone for zone in hall.zones) else None


# The first of those that tell as much is asked for: people know best for whom they come, least a zone's name.
PROPERTIES: dict[str, Callable[[Target, Hall], str | None]] = {
    "audience": single_audience,
    "programme": programme_of,
    "department": department_of,
    "zone": zone_of,
}
