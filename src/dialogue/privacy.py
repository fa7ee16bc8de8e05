"""Words without what tells who somebody is: names after 「我叫」, numbers of identity cards, telephones and vehicles.

Nothing in this hall is asked for by a number of seven figures or more: windows have two, tickets three or four. So
every longer one is hidden, whatever it is, as people write it and as recognisers spell it out. Chinese number plates
are those of GA 36-2018: a province, a letter, five letters or figures, six on electric vehicles. What stands for a
province before a letter, and what begins a name, stands in `data/privacy.yaml`.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

HIDDEN = "***"
LONGEST_KEPT = 6  # figures
KNOWN = yaml.safe_load((Path(__file__).parent / "data" / "privacy.yaml").read_text("utf-8"))
FIGURE = r"[\d零〇一二三四五六七八九幺两]"
ENGLISH = r"(?:(?:double |triple )?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine))"
KOREAN = r"[공영일이삼사오육륙칠팔구]"
GAP = r"[ \t.\-–—·•()（）/]{0,2}"
NUMBERS = (
    re.compile(rf"{FIGURE}(?:{GAP}{FIGURE}){{{LONGEST_KEPT},}}(?: ?[Xx](?![A-Za-z]))?"),
    re.compile(rf"\b{ENGLISH}(?:[ ,\-]+{ENGLISH}){{{LONGEST_KEPT},}}(?:[ ,\-]+x)?\b", re.IGNORECASE),
    re.compile(rf"{KOREAN}(?:[ \-]?{KOREAN}){{{LONGEST_KEPT},}}"),
)
ON_PLATE = r"(?:[A-Za-zＡ-Ｚａ-ｚ]|[\d零〇一二三四五六七八九幺两洞拐勾])"
PLATES = (
    re.compile(rf"[{KNOWN['provinces']}][ ]?[A-Za-zＡ-Ｚ]{GAP}(?=(?:[A-Za-z ·\-]{{0,3}}{FIGURE}){{3}})"
               rf"{ON_PLATE}(?:{GAP}{ON_PLATE}){{4,5}}[{KNOWN['plate_ends']}]?"),
    re.compile(r"(?<!\d)\d{2,3}\s?[가-힣]\s?\d{4}(?!\d)"),
)  # fmt: skip
MAIL = re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+")
# What follows a name where no mark does; 「我叫了个号」 tells none.
AFTER_ENGLISH = (
    r"(?:and|i|i'm|i'd|i've|want|need|from|here|can|could|please|but|to|where|what|which|my|how|who|is|a|an|the|when|if|"
    r"again|back|later|at|on|in|by|misspelled|misspelt|spelled|wrong|still|not|too|different|missing|changed|no)\b"
)
END = r"[^\s，。,.!?！？、；;*我想要来办是有在今]"
SURNAME = rf"(?:{'|'.join(KNOWN['double_surnames'])}|[{KNOWN['surnames']}])"
CLOSE = r"(?=$|[\s，。,.!?！？、；;]|我想|我要|想|要办|来办)"
NOT_ASKED = r"(?![了过不他她你您号人车个什啥部辆的名])"
NAMES = (
    re.compile(rf"((?:我的名字叫|我名字叫|我的名字是|我名字是|本人叫|本名叫|我叫做|我叫|我姓|免贵姓){NOT_ASKED}\s*){END}{{1,8}}"),
    re.compile(rf"((?:[他她]叫|(?:孩子|儿子|女儿|爱人|老公|老婆|丈夫|妻子|母亲|父亲|妈妈|爸爸)(?:的?名字)?叫){NOT_ASKED}\s*)"
               rf"(?={SURNAME}){END}{{2,4}}"),
    re.compile(rf"((?:姓名|名字)\s*(?:[:：是叫为]|就是)\s*)(?={SURNAME}){END}{{2,4}}"),
    re.compile(rf"(我是)(?!{'|'.join(KNOWN['no_names'])}){SURNAME}[一-鿿]{{1,2}}{CLOSE}"),
    re.compile(r"(\b(?:my name is|my name's|my full name is|i am called|i'm called|call me|the name is|name is)\s+)"
               rf"(?!{AFTER_ENGLISH})[^\s，。,.!?！？、；;*]+(?:\s+(?!{AFTER_ENGLISH})[A-Za-z'’\-]+){{0,2}}",
               re.IGNORECASE),
    re.compile(r"(\b(?:I'm|I am|[Tt]his is)\s+)(?!\s*(?:I|A|The)\b)[A-Z][a-z]+\s+[A-Z][a-z'’\-]+(?:\s+[A-Z][a-z]+)?\b"),
    re.compile(r"((?:제 이름은|내 이름은|성함은|이름은)\s*)[가-힣A-Za-z]+?"
               r"(?=입니다|이에요|예요|이고|라고|이라고|고요|[\s,.!?]|$)"),
    re.compile(r"((?:저는|나는|전)\s*)[가-힣]{2,4}?(?=이?라고)"),
    re.compile(rf"((?:저는|나는)\s*)(?!{'|'.join(KNOWN['no_korean_names'])})[{KNOWN['korean_surnames']}][가-힣]{{2}}"
               r"(?=입니다|이에요|예요|이고)"),
)  # fmt: skip


def redact(text: str) -> str:
    """The same words, with `***` for whatever tells who somebody is. What is hidden already stays as it is."""
    for pattern in (*PLATES, *NUMBERS, MAIL):
        text = pattern.sub(HIDDEN, text)
    for pattern in NAMES:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text
