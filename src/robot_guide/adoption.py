"""A conversation that was started anew takes over the visitor whom its robot is still leading."""

from __future__ import annotations

from dialogue.acts import Handover
from dialogue.hall import Hall, row_of
from dialogue.language import LANGUAGES
from dialogue.meaning import Target
from dialogue.speaker import Speaker

LED = ("leading", "waiting", "at_goal", "searching", "paused")  # phases of guiding with a visitor on the way
WITH_VISITOR = (*LED, "arrived")
KINDS = ("service", "window", "place")


def adopted(phase: str, kind: str, id: str, language: str, hall: Hall) -> Handover | None:
    """Whom to take over, from what the guide says that it does; None: nobody is with the robot.

    language: in which the robot spoke last; empty or unknown: the hall's. More of the visitor nobody remembers: after
    an arrival, or where the hall has lost the goal meanwhile, they are asked what they need.
    """
    if phase not in WITH_VISITOR:
        return None
    speaker = Speaker(hall, "")
    speaker.language = language if language in LANGUAGES else speaker.language
    if phase not in LED or kind not in KINDS or row_of(hall, kind, id) is None:
        return Handover(speaker.language)
    return Handover(speaker.language, target=Target(kind, id, speaker.name_of(Target(kind, id, id)).text))
