"""What the story is told of a reception's work."""

from __future__ import annotations

from dialogue.acts import Act, CallStaff, HandOver, Say
from dialogue.meaning import Meaning
from robot_guide.event import Event


def facts_of(meaning: Meaning) -> dict[str, object]:
    """What the story tells of a meaning."""
    target = meaning.target
    named = None if target is None else {"kind": target.kind, "id": target.id, "name": target.name}
    facts = {
        "intent": meaning.intent, "target": named, "window": meaning.window,
        "confidence": round(meaning.confidence, 3), "needs": meaning.needs,
    }  # fmt: skip
    extra = {"topic": meaning.topic, "action": meaning.action, "social": meaning.social}
    return facts | {key: value for key, value in extra.items() if value is not None}


def event_of(act: Act, robot: str, now: float) -> Event | None:
    """The line of the story for an act; None: the escort tells it."""
    match act:
        case Say():
            said = {"text": act.text, "language": act.language, "line": act.line, "style": act.style}
            return Event(now, robot, "says", said)
        case CallStaff(reason):
            return Event(now, robot, "calls_staff", {"reason": reason})
        case HandOver(colleague):
            return Event(now, robot, "hands_over", {"to": colleague})
    return None
