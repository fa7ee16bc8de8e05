"""How well and how fast visitors are understood: the sentence file of the tests in the hall of Putuo.

Accuracy here is on sentences that the phrases were tuned on: a regression guard, no promise for words never heard.
Usage: python benchmarks/understanding.py [FILE.tsv]
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import hall_map
from dialogue import Meaning, understand
from dialogue.retrieval import Index

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests" / "dialogue" / "sentences.tsv"
REPEATS = 5
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def intent_is_right(row: Row, meaning: Meaning) -> bool:
    detail = meaning.topic or meaning.action or meaning.social or ""
    return (meaning.intent, detail) == (row["intent"], row["detail"] or "")


def target_is_right(row: Row, meaning: Meaning) -> bool:
    """Whether the target comes first, or, of several that are meant, whether all of them are asked about."""
    ids = [target.id for target in (meaning.target, *meaning.alternatives) if target]
    if row["target"] == "-":
        return not ids
    if "+" in row["target"]:
        return meaning.needs == "clarify" and set(row["target"].split("+")) <= set(ids)
    return bool(ids) and ids[0] in row["target"].split("|")


def among_the_first_three(row: Row, meaning: Meaning) -> bool:
    ids = {target.id for target in (meaning.target, *meaning.alternatives[:2]) if target}
    return bool(ids & set(row["target"].replace("+", "|").split("|")))


def calibration_error(sure: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): how far confidence and accuracy lie apart, 0 to 1."""
    confidence, correct = np.array(sure), np.array(right, dtype=float)
    of_bin = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        np.sum(of_bin == b) * abs(confidence[of_bin == b].mean() - correct[of_bin == b].mean())
        for b in np.unique(of_bin)
    ]
    return float(sum(gaps) / len(confidence))


def share(rows: Sequence[tuple[Row, Meaning]], is_right: Callable[[Row, Meaning], bool]) -> float:
    return sum(is_right(row, meaning) for row, meaning in rows) / max(len(rows), 1)


def tell(measure: str, value: float, unit: str) -> None:
    print(json.dumps({"measure": measure, "value": value, "unit": unit}), flush=True)


def tell_accuracy(pairs: list[tuple[Row, Meaning]]) -> None:
    tell("sentences", len(pairs), "")
    tell("intent", share(pairs, intent_is_right), "share right")
    for language in ("zh", "en", "ko"):
        spoken = [pair for pair in pairs if pair[0]["language"] == language]
        tell(f"intent {language}", share(spoken, intent_is_right), "share right")
    named = [pair for pair in pairs if pair[0]["target"] != "-"]
    tell("target first", share(named, target_is_right), "share right")
    tell("target among three", share(named, among_the_first_three), "share right")
    foreign = [pair for pair in pairs if pair[0]["intent"] == "out_of_scope"]
    tell("out of scope found", share(foreign, intent_is_right), "share right")
    mine = [pair for pair in pairs if pair[0]["intent"] != "out_of_scope"]
    tell("real requests refused", share(mine, lambda _, meaning: meaning.intent == "out_of_scope"), "share")
    urgent = [pair for pair in pairs if pair[0]["intent"] == "emergency"]
    tell("emergencies found", share(urgent, intent_is_right), "share right")
    with_target = [(row, meaning) for row, meaning in named if meaning.target]
    sure = [meaning.confidence for _, meaning in with_target]
    tell("calibration error", calibration_error(sure, [target_is_right(*pair) for pair in with_target]), "0 to 1")


def tell_speed(rows: list[Row], hall: hall_map.Hall) -> None:
    started = time.perf_counter()
    Index(hall)
    tell("index of a hall", 1000 * (time.perf_counter() - started), "ms")
    times = []
    for _ in range(REPEATS):
        for row in rows:
            started = time.perf_counter()
            understand(row["text"], hall)
            times.append(1000 * (time.perf_counter() - started))
    tell("a sentence, median", float(np.percentile(times, 50)), "ms")
    tell("a sentence, p95", float(np.percentile(times, 95)), "ms")


def main(arguments: list[str]) -> None:
    rows = read(Path(arguments[0]) if arguments else SENTENCES)
    hall = hall_map.load(ROOT / "maps" / "putuo")
    pairs = [(row, understand(row["text"], hall)) for row in rows]
    for row, meaning in pairs:
        if not (intent_is_right(row, meaning) and target_is_right(row, meaning)):
            found = [target.id for target in (meaning.target, *meaning.alternatives) if target]
            print(f"wrong: {row['text']}: {meaning.intent} {found} for {row['intent']} {row['target']}")
    tell_accuracy(pairs)
    tell_speed(rows, hall)


if __name__ == "__main__":
    main(sys.argv[1:])
