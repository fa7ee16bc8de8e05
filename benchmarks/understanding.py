"""How well and how fast visitors are understood in the hall of Putuo: sentences that nobody tuned on, and what a
Mandarin recogniser makes of them, with the sentence embedding and without.

The sentences of the test file are only counted, never shown, so that nobody tunes on them; `--show` prints those of any
other file that are taken wrongly. The recogniser's confusions are `mandarin_confusions.tsv` of `shared/speech` beside
the checkout. Usage: python benchmarks/understanding.py [--show] [FILE.tsv]
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

import hall_map
from dialogue import Meaning, understand
from dialogue.embedding import embedder, using
from dialogue.letters import is_han
from dialogue.retrieval import Index

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests" / "dialogue" / "sentences" / "test.tsv"
CONFUSIONS = ROOT.parent / "shared" / "speech" / "mandarin_confusions.tsv"
NOISE = 0.24  # share of the characters that are heard wrongly
LOST, ADDED = 0.1, 0.05  # of the errors: characters left out, characters that nobody said
SEED = 24
Row = dict[str, str]
Pairs = Sequence[tuple[Row, Meaning]]


def read(path: Path) -> list[Row]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def intent_is_right(row: Row, meaning: Meaning) -> bool:
    """Intent, and topic, action or courtesy where the file names one."""
    detail = meaning.topic or meaning.action or meaning.social or ""
    return meaning.intent == row["intent"] and row["detail"] in ("", detail)


def wanted(row: Row) -> set[str]:
    return set(row["target"].replace("+", "|").split("|"))


def target_is_first(row: Row, meaning: Meaning) -> bool:
    """Whether the target comes first; of several between which the robot should ask, one of them."""
    return meaning.target is not None and meaning.target.id in wanted(row)


def target_is_among_three(row: Row, meaning: Meaning) -> bool:
    return bool({target.id for target in (meaning.target, *meaning.alternatives[:2]) if target} & wanted(row))


def calibration_error(sure: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): how far confidence and accuracy lie apart, 0 to 1."""
    confidence, correct = np.array(sure), np.array(right, dtype=float)
    of_bin = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        np.sum(of_bin == b) * abs(confidence[of_bin == b].mean() - correct[of_bin == b].mean())
        for b in np.unique(of_bin)
    ]
    return float(sum(gaps) / max(len(confidence), 1))


def share(pairs: Pairs, is_right: Callable[[Row, Meaning], bool]) -> float:
    return sum(is_right(row, meaning) for row, meaning in pairs) / max(len(pairs), 1)


def tell(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def tell_accuracy(name: str, pairs: Pairs) -> None:
    tell(f"{name}: sentences", len(pairs), "")
    tell(f"{name}: intent", share(pairs, intent_is_right), "share right")
    for language in ("zh", "en", "ko", "mixed"):
        tell(f"{name}: intent {language}", share(of(pairs, "language", language), intent_is_right), "share right")
    tell_targets(name, pairs)
    foreign = of(pairs, "intent", "out_of_scope")
    tell(f"{name}: out of scope found", share(foreign, intent_is_right), "share right")
    mine = [pair for pair in pairs if pair[0]["intent"] != "out_of_scope"]
    tell(f"{name}: real requests refused", share(mine, lambda _, meaning: meaning.intent == "out_of_scope"), "share")
    tell(f"{name}: emergencies found", share(of(pairs, "intent", "emergency"), intent_is_right), "share right")
    calm = [pair for pair in pairs if pair[0]["intent"] != "emergency"]
    tell(f"{name}: false alarms", share(calm, lambda _, meaning: meaning.intent == "emergency"), "share")


def tell_targets(name: str, pairs: Pairs) -> None:
    named = [pair for pair in pairs if pair[0]["target"] != "-"]
    tell(f"{name}: target first", share(named, target_is_first), "share right")
    tell(f"{name}: target among three", share(named, target_is_among_three), "share right")
    said = [(row, meaning) for row, meaning in named if meaning.target]
    sure = [meaning.confidence for _, meaning in said]
    tell(f"{name}: calibration error", calibration_error(sure, [target_is_first(*pair) for pair in said]), "0 to 1")


def of(pairs: Pairs, column: str, value: str) -> Pairs:
    return [pair for pair in pairs if pair[0][column] == value]


def misheard(rows: Sequence[Row]) -> Iterator[Row]:
    """The Mandarin sentences with NOISE of their characters wrong, by the recogniser's own confusions and their counts.

    A character of which no confusion is known is taken for one that is often heard, so that the rate is kept.
    """
    heard: dict[str, tuple[list[str], list[float]]] = {}
    often: dict[str, float] = {}
    for row in read(CONFUSIONS):
        others, counts = heard.setdefault(row["said"], ([], []))
        others.append(row["heard"])
        counts.append(float(row["count"]))
        often[row["heard"]] = often.get(row["heard"], 0.0) + float(row["count"])
    heard[""] = (list(often), list(often.values()))
    rng = np.random.default_rng(SEED)
    for row in rows:
        if row["language"] == "zh":
            yield {**row, "text": "".join(letter_heard(letter, heard, rng) for letter in row["text"]) or row["text"]}


def letter_heard(letter: str, heard: dict[str, tuple[list[str], list[float]]], rng: np.random.Generator) -> str:
    if not is_han(letter) or rng.random() >= NOISE:
        return letter
    kind = rng.random()
    if kind < LOST:
        return ""
    others, counts = heard.get("" if kind < LOST + ADDED else letter) or heard[""]
    other = str(rng.choice(others, p=np.array(counts) / sum(counts)))
    return letter + other if kind < LOST + ADDED else other


def timed(rows: Sequence[Row], hall: hall_map.Hall) -> tuple[Pairs, list[float]]:
    """What each sentence means, and how long that took, ms."""
    pairs, times = [], []
    for row in rows:
        started = time.perf_counter()
        pairs.append((row, understand(row["text"], hall)))
        times.append(1000 * (time.perf_counter() - started))
    return pairs, times


def measure(name: str, rows: Sequence[Row], hall: hall_map.Hall) -> Pairs:
    pairs, times = timed(rows, hall)
    tell_accuracy(name, pairs)
    tell(f"{name}: a sentence, median", float(np.percentile(times, 50)), "ms")
    tell(f"{name}: a sentence, p95", float(np.percentile(times, 95)), "ms")
    if CONFUSIONS.is_file():
        tell_targets(f"{name}, misheard", timed(list(misheard(rows)), hall)[0])
    else:
        print(f"not measured: {CONFUSIONS} is not there")
    tell(f"{name}: memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB at most")
    return pairs


def show(pairs: Pairs) -> None:
    for row, meaning in pairs:
        right = intent_is_right(row, meaning) and (row["target"] == "-" or target_is_first(row, meaning))
        if not right:
            found = [target.id for target in (meaning.target, *meaning.alternatives) if target]
            print(f"wrong: {row['text']}: {meaning.intent} {found} for {row['intent']} {row['target']}")


def main(arguments: list[str]) -> None:
    files = [Path(argument) for argument in arguments if argument != "--show"]
    rows, hall = read(files[0] if files else SENTENCES), hall_map.load(ROOT / "maps" / "putuo")
    started = time.perf_counter()
    phrases = Index(hall).phrases  # not kept: one that nobody uses would count as memory
    tell("index of a hall", 1000 * (time.perf_counter() - started), "ms")
    with using(None):
        pairs = measure("by words", rows, hall)
    one = embedder()
    if one is None:
        print("not measured: the sentence embedding is not installed; remedy: make setup")
    else:
        del pairs  # what the benchmark keeps is no memory of understanding
        started = time.perf_counter()
        made = one.make(phrases)
        tell("vectors made", made, "phrases")
        tell("making them", time.perf_counter() - started, "s")
        pairs = measure("with meaning", rows, hall)
    if "--show" in arguments and files:
        show(pairs)


if __name__ == "__main__":
    main(sys.argv[1:])
