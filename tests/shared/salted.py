"""Visitors' words with names, identity, telephone, card and plate numbers, and the search for these in what is kept.

All of them are made up; their check digits are right, so that nothing can tell them from real ones.
"""

import datetime as dt
import random
from dataclasses import dataclass

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱", ("晓楠", "梓轩", "思涵", "雨桐", "若曦", "皓宇", "婉清", "铭泽")
LATIN = (("Wilhelmina", "Okonkwo"), ("Bartholomew", "Quigley"), ("Anneliese", "Zimmerer"))
HANGUL = ("김하늬솔", "박도담", "최가온")
FRAMES = {
    "name": ("我叫{},想办营业执照", "我是{},来办居住证", "我姓名是{}", "我孩子叫{},要上小学", "您好,我叫{}"),
    "latin": ("my name is {} and I want a business licence", "Hello, I'm {}, where is the toilet"),
    "hangul": ("제 이름은 {}입니다", "저는 {}라고 합니다. 화장실이 어디예요?"),
    "id": ("我的身份证号是{}", "身份证{},帮我查一下社保", "I have an ID, {}, what do I do", "带我去A05窗口,我身份证{}"),
    "phone": ("我手机是{}", "打{}找我", "call me at {} please", "我的电话{}，厕所在哪里", "제 전화번호는 {}예요"),
    "card": ("社保卡号{}丢了怎么办", "银行卡{}"),
    "plate": ("我的车牌是{}", "{}违章了怎么处理", "车停在门口,{}"),
}  # fmt: skip


@dataclass(frozen=True)
class Salted:
    """Something that is said, and what in it nobody may keep."""

    text: str
    secret: str


def identity_number(rng):
    """With the check digit of GB 11643-1999 (ISO 7064, MOD 11-2)."""
    born = dt.date(1950, 1, 1) + dt.timedelta(days=rng.randrange(20_000))
    digits = f"310107{born:%Y%m%d}{rng.randrange(1000):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def card_number(rng):
    """With the check digit of ISO/IEC 7812-1 (Luhn)."""
    digits = "622202" + "".join(str(rng.randrange(10)) for _ in range(12))
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))]
    return digits + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def plate_number(rng):
    return f"沪{rng.choice('ABCDEFGHJK')}{rng.choice(['', '·', ' '])}{rng.randrange(10_000, 100_000)}"


def spoken(digits):
    return "".join("零一二三四五六七八九"[int(digit)] for digit in digits)


SECRETS = {
    "name": lambda rng: rng.choice(SURNAMES) + rng.choice(GIVEN),
    "latin": lambda rng: " ".join(rng.choice(LATIN)),
    "hangul": lambda rng: rng.choice(HANGUL),
    "id": identity_number,
    "phone": lambda rng: f"1{rng.choice((38, 59, 86))}{rng.randrange(10**7, 10**8)}",
    "card": card_number,
    "plate": plate_number,
}


def salted(count, seed=5):
    rng, said = random.Random(seed), []
    for i in range(count):
        kind = list(FRAMES)[i % len(FRAMES)]
        secret = SECRETS[kind](rng)
        form = spoken(secret) if kind == "phone" and rng.random() < 0.3 else secret
        said.append(Salted(rng.choice(FRAMES[kind]).format(form), form))
    return said


def needles(said):
    """What is looked for: each secret, the parts of a name, the middle of a number, a plate without its province."""
    found = set()
    for each in said:
        found.add(each.secret)
        found.update(part for part in each.secret.split() if len(part) > 3 and part.isalpha())
        if each.secret[0] == "沪":
            found.add(each.secret[1:])
        if len(each.secret) > 8 and each.secret[0].isdigit():
            found.add(each.secret[3:11])
    return {needle.encode() for needle in found}


def leaks(kept, said):
    """Which secrets stand in what is kept, (where, bytes) each."""
    return sorted({(where, needle.decode()) for where, data in kept for needle in needles(said) if needle in data})
