"""One sentence in, its meaning and the robot's answer out."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from dialogue.acts import Act, Say
from dialogue.conversation import Conversation
from dialogue.hall import Hall
from dialogue.meaning import Meaning
from dialogue.understanding import understand


@dataclass(frozen=True)
class Answer:
    """What was understood, and what the robot says and does about it."""

    meaning: Meaning
    reply: str
    acts: tuple[Act, ...]

    def as_json(self) -> dict[str, object]:
        """The answer with the keys of `robot-guide ask`."""
        m = self.meaning
        found: dict[str, object] = {"text": m.text, "language": m.language, "intent": m.intent}
        if m.topic:
            found["topic"] = m.topic
        if m.action:
            found["action"] = m.action
        return found | {
            "target": asdict(m.target) if m.target else None,
            "window": m.window,
            "confidence": round(m.confidence, 3),
            "needs": m.needs,
            "alternatives": [asdict(target) for target in m.alternatives],
            "reply": self.reply,
            "facts": [asdict(fact) for act in self.acts if isinstance(act, Say) for fact in act.facts],
        }


class Dialogue:
    """A conversation by text alone, for trying things out."""

    def __init__(self, hall: Hall, language: str = "auto", robot: str = "xiao_pu"):
        self._hall, self._language = hall, language
        self.conversation = Conversation(hall, robot)
        self._now = 0.0

    def ask(self, text: str) -> Answer:
        """The robot's answer to the next words. Raises ValueError: no such language."""
        self._now += 1.0
        self.conversation.open(self._now)
        meaning = understand(text, self._hall, self._language)
        acts = self.conversation.handle(meaning, self._now)
        return Answer(meaning, " ".join(act.text for act in acts if isinstance(act, Say)), acts)


def ask(text: str, hall: Hall, language: str = "auto", conversation: Conversation | None = None) -> Answer:
    """The answer to one sentence, in a conversation of its own unless one is handed in."""
    dialogue = Dialogue(hall, language)
    if conversation is not None:
        dialogue.conversation = conversation
    return dialogue.ask(text)
