"""How long words take to say, without saying them.

Fitted to espeak-ng 1.52 at its normal rate: a time for each character of a script, and one for each pause.
"""

from __future__ import annotations

SECONDS_A_CHARACTER = {"zh": 0.205, "ko": 0.16, "en": 0.062}
LATIN_CHARACTER, DIGIT = 0.062, 0.24  # s
PAUSE_MARKS, PAUSE = frozenset("，。！？；：、,.!?;:"), 0.22  # s
LEAD_IN = 0.15  # s
ELDER = 1.3  # times as long


def duration_of(text: str, language: str, style: str = "normal") -> float:
    """Seconds that a voice needs for `text`; at least the lead-in."""
    seconds = LEAD_IN
    for letter in text:
        if letter in PAUSE_MARKS:
            seconds += PAUSE
        elif letter.isdigit():
            seconds += DIGIT
        elif letter.isascii():
            seconds += LATIN_CHARACTER
        else:
            seconds += SECONDS_A_CHARACTER.get(language, SECONDS_A_CHARACTER["zh"])
    return seconds * (ELDER if style == "elder" else 1.0)
