"""Words → meaning → words: what a visitor wants, and what the robot says and does about it."""

from dialogue.acts import (
    Act,
    CallStaff,
    Fact,
    GoHome,
    GuideReport,
    HallChanged,
    HandOver,
    Handover,
    Lead,
    Meet,
    PauseLeading,
    PersonStopped,
    QueueNews,
    ResumeLeading,
    Say,
    SetPace,
    SpeechDone,
    StopLeading,
    TimeOfDay,
)
from dialogue.asking import Answer, Dialogue, ask
from dialogue.conversation import Conversation, ConversationConfig
from dialogue.meaning import Meaning, Target
from dialogue.queues import WindowQueue
from dialogue.understanding import understand

__all__ = [
    "understand", "Meaning", "Target",
    "Conversation", "ConversationConfig", "ask", "Answer", "Dialogue",
    "Act", "Say", "Lead", "StopLeading", "PauseLeading", "ResumeLeading", "SetPace", "CallStaff", "GoHome",
    "HandOver", "Meet", "Fact",
    "GuideReport", "SpeechDone", "HallChanged", "QueueNews", "WindowQueue", "PersonStopped", "TimeOfDay", "Handover",
]  # fmt: skip
