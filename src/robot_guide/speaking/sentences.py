"""Where a long text may be cut, so that its first sentence sounds while the rest is still being spoken."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"[^。！？.!?]{2,}?(?:[。！？]+|[.!?]+(?=\s))\s*")
WORTHWHILE = 6  # characters behind the cut, at least: fewer are spoken in no time


def first_and_rest(text: str) -> tuple[str, ...]:
    """The first sentence and what follows it, which together are the text; a text that is best left whole, alone.

    A mark within quotation marks or brackets ends nothing.
    """
    end = 0
    while (found := SENTENCE.match(text, end)) is not None:
        end = found.end()
        if balanced(text[:end]):
            break
    else:
        return (text,)
    return (text[:end], text[end:]) if len(text) - end >= WORTHWHILE else (text,)


def balanced(text: str) -> bool:
    """Whether whatever has been opened is closed again."""
    pairs = ("「」", "《》", "（）", "()", "“”", "『』")
    return all(text.count(opened) == text.count(closed) for opened, closed in pairs) and text.count('"') % 2 == 0
