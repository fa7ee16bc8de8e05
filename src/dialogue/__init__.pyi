from .acts import (
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
from .asking import Answer, Dialogue, ask
from .conversation import Conversation, ConversationConfig
from .meaning import Meaning, Target
from .queues import WindowQueue
from .understanding import prepare, understand

__all__ = [
    "understand", "prepare", "Meaning", "Target",
    "Conversation", "ConversationConfig", "ask", "Answer", "Dialogue",
    "Act", "Say", "Lead", "StopLeading", "PauseLeading", "ResumeLeading", "SetPace", "CallStaff", "GoHome",
    "HandOver", "Meet", "Fact",
    "GuideReport", "SpeechDone", "HallChanged", "QueueNews", "WindowQueue", "PersonStopped", "TimeOfDay", "Handover",
]  # fmt: skip
