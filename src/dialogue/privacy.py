"""Words without what tells who somebody is: names after 「我叫」, numbers of identity cards and telephones.

Nothing in this hall is asked for by a number of seven figures or more: windows have two, tickets three or four. So
every longer one is hidden, whatever it is, as people write it and as recognisers spell it out.
"""

from __future__ import annotations

import re

HIDDEN = "***"
LONGEST_KEPT = 6  # figures
FIGURE = r"[\d零〇一二三四五六七八九幺两]"
ENGLISH = r"(?:(?:double |triple )?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine))"
KOREAN = r"[공영일이삼사오육륙칠팔구]"
NUMBERS = (
    re.compile(rf"{FIGURE}(?:[ \t.\-–—·]{{0,2}}{FIGURE}){{{LONGEST_KEPT},}}(?: ?[Xx](?![A-Za-z]))?"),
    re.compile(rf"\b{ENGLISH}(?:[ ,\-]+{ENGLISH}){{{LONGEST_KEPT},}}(?:[ ,\-]+x)?\b", re.IGNORECASE),
    re.compile(rf"{KOREAN}(?:[ \-]?{KOREAN}){{{LONGEST_KEPT},}}"),
)
# What follows a name where no mark does; 「我叫了个号」 tells none.
AFTER_ENGLISH = r"(?:and|i|i'm|i'd|i've|want|need|from|here|can|could|please|but|to|where|what|which|my|how|who|is)\b"
NAMES = (
    re.compile(r"((?:我的名字叫|我名字叫|我的名字是|我名字是|本人叫|我叫做|我叫|我姓)(?![了过不他她你您号人车个什])\s*)"
               r"[^\s，。,.!?！？、；;*我想要来办是有在今]{1,8}"),
    re.compile(r"(\b(?:my name is|my name's|i am called|i'm called|call me)\s+)"
               rf"(?!{AFTER_ENGLISH})[^\s，。,.!?！？、；;*]+(?:\s+(?!{AFTER_ENGLISH})[A-Za-z'’\-]+){{0,2}}",
               re.IGNORECASE),
    re.compile(r"((?:제 이름은|내 이름은|성함은|이름은)\s*)[가-힣A-Za-z]+?"
               r"(?=입니다|이에요|예요|이고|라고|이라고|고요|[\s,.!?]|$)"),
    re.compile(r"((?:저는|나는)\s*)[가-힣]{2,4}?(?=이?라고)"),
)  # fmt: skip


def redact(text: str) -> str:
    """The same words, with `***` for whatever tells who somebody is. What is hidden already stays as it is."""
    for pattern in NUMBERS:
        text = pattern.sub(HIDDEN, text)
    for pattern in NAMES:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text
