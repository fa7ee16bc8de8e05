"""How often overheard talk wakes a robot, and how often a misheard call still does.

What is overheard: every alias, exemplar and test sentence at hand that calls no robot, whole, two in a row, and with
characters changed the way a real Mandarin recogniser confuses them (`mandarin_confusions.tsv`, beside the checkout).
These are generated from what visitors say to a robot, not recorded in a hall: the bound that is printed holds for
utterances of this kind, and nobody's chatter has been counted. They are said 3 m from a robot that sees nobody before
it, and what counts is that its reception bids for them. Emergencies are answered on purpose, whoever is meant, so they
are counted apart, over fewer utterances: those are understood.
Usage: python benchmarks/wake_words.py [UTTERANCES]
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

import hall_map
from dialogue import understand
from dialogue.meaning import Meaning
from hall_map.geometry import Pose2D
from robot_guide.fleet import Bid
from robot_guide.heard import Heard
from robot_guide.hearing.wake_words import calls
from robot_guide.reception import Reception, ReceptionConfig

ROOT = Path(__file__).resolve().parent.parent
CONFUSIONS = ROOT.parent / "shared" / "speech" / "mandarin_confusions.tsv"
ROBOTS = ("xiao_pu", "xiao_hui")
NAMED = ("小普", "小惠", "xiao pu", "xiao hui", "xiaopu", "xiaohui", "샤오")
CALLS = ("小普小普", "你好小普", "小普你好", "小普小普，厕所在哪里", "小惠小惠", "你好小惠", "小惠你好")
WRONG = 0.25  # share of the characters that are misheard, as small offline models do
SEED = 1
AWAY = 50.5  # dB SPL of somebody who speaks 3 m away
UNDERSTOOD = 1_000  # utterances, for emergencies
UTTERANCES = 500_000  # with no false wake, enough to bound them by one in 150,000


def report(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def texts() -> list[str]:
    """What is said to robots, calls and names left out."""
    hall = hall_map.load(ROOT / "maps" / "putuo")
    found = {phrase for service in hall.services for phrases in service.aliases.values() for phrase in phrases}
    found |= {name for row in (*hall.services, *hall.windows, *hall.places) for name in row.names.values() if name}
    for file in sorted((ROOT / "src" / "dialogue" / "data").glob("exemplars.*.yaml")):
        found |= set(strings_in(yaml.safe_load(file.read_text("utf-8"))))
    for file in sorted((ROOT / "tests" / "dialogue").rglob("*.tsv")):
        found |= {line.split("\t")[0] for line in file.read_text("utf-8").splitlines() if not line.startswith("#")}
    return sorted(text for text in found if text and not any(name in text.lower() for name in NAMED))


def strings_in(document: object) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for value in document.values():
            yield from strings_in(value)
    elif isinstance(document, list):
        for value in document:
            yield from strings_in(value)


def confusions() -> dict[str, tuple[list[str], list[int]]]:
    """said → what was heard for it, and how often."""
    rows: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
    for line in CONFUSIONS.read_text("utf-8").splitlines()[1:]:
        said, heard, count = line.split("\t")
        rows[said][0].append(heard)
        rows[said][1].append(int(count))
    return rows


def misheard(text: str, table: dict, chance: random.Random) -> str:
    return "".join(
        chance.choices(*table[letter])[0] if letter in table and chance.random() < WRONG else letter for letter in text
    )


def overheard(said: list[str], table: dict, count: int) -> Iterator[str]:
    yield from said[:count]
    chance = random.Random(SEED)
    for _ in range(max(count - len(said), 0)):
        text = "".join(chance.sample(said, chance.choice((1, 1, 2))))
        yield misheard(text, table, chance) if table else text


def bound(events: int, trials: int) -> float:
    """95 % upper bound of a rate (Clopper & Pearson 1934), by bisection on the binomial's lower tail."""
    low, high = events / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(events, trials, middle) > 0.05 else (low, middle)
    return high


def tail(events: int, trials: int, rate: float) -> float:
    """Probability of at most so many events."""
    term = whole = (1.0 - rate) ** trials
    for k in range(1, events + 1):
        term *= (trials - k + 1) / k * rate / (1.0 - rate)
        whole += term
    return whole


class Robots:
    """The receptions of both robots, idle, with nobody before them."""

    def __init__(self, understanding) -> None:
        hall = hall_map.load(ROOT / "maps" / "putuo")
        self._made = [
            Reception(hall, robot, tuple({*ROBOTS} - {robot}), ReceptionConfig(), understanding=understanding)
            for robot in ROBOTS
        ]
        self._now = 0.0

    def wake(self, text: str) -> bool:
        """Whether one of them bids for overheard words."""
        self._now += 60.0
        heard = Heard(text, "zh", self._now - 2.0, self._now, level_db=AWAY)
        woken = False
        for robot in self._made:
            robot.see((), Pose2D(0.0, 0.0), self._now, free=True)
            bids = robot.hear(heard, self._now).bids
            woken |= any(bid.cost < math.inf for bid in bids)
            for peer in robot.peers:
                robot.bid(Bid(peer, heard.end, 0.0, True), self._now)  # so that it begins no conversation itself
        return woken


def calm(said: list[str], count: int) -> list[str]:
    """Some texts that tell of no emergency as they are written."""
    hall = hall_map.load(ROOT / "maps" / "putuo")
    some = random.Random(SEED).sample(said, min(count, len(said)))
    return [text for text in some if understand(text, hall).intent != "emergency"]


def nothing(text: str, *_: object, **__: object) -> Meaning:
    """Understands nothing at all, in no time."""
    return Meaning(text, "zh", "out_of_scope", 0.0)


def main(count: int) -> None:
    table = confusions() if CONFUSIONS.is_file() else {}
    if not table:
        print(f"no {CONFUSIONS.name} beside the checkout: nothing is misheard")
    said = texts()
    report("different texts", len(said), "")
    robots = Robots(nothing)
    false = [text for text in overheard(said, table, count) if robots.wake(text)]
    for text in false[:20]:
        print(f"false wake: {text}")
    report(f"false wakes in {count} utterances", len(false), "")
    report("false wakes per 150,000, 95 % upper bound", bound(len(false), count) * 150_000, "")
    robots, some, chance = Robots(understand), calm(said, UNDERSTOOD), random.Random(SEED)
    taken = [text for text in some if robots.wake(misheard(text, table, chance))]
    for text in taken[:20]:
        print(f"taken for an emergency: {text}")
    report(f"taken for an emergency in {len(some)} utterances", len(taken), "")
    chance, right, wrong = random.Random(SEED), list(CALLS), 0
    for _ in range(1000):
        call = chance.choice(right)
        wrong += not any(calls(misheard(call, table, chance), robot) for robot in ROBOTS)
    report("calls missed, characters misheard as above", wrong / 10, "%")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else UTTERANCES)
