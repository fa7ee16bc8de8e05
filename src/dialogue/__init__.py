"""Words → meaning → words: what a visitor wants, and what the robot says and does about it."""

from dialogue.acts import (
    Act,
    CallStaff,
    GoHome,
    GuideReport,
    HallChanged,
    Lead,
    PauseLeading,
    QueueNews,
    ResumeLeading,
    Say,
    SetPace,
    SpeechDone,
    StopLeading,
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
    "GuideReport", "SpeechDone", "HallChanged", "QueueNews", "WindowQueue",
]  # fmt: skip
