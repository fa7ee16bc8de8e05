"""Findings in Chinese, for the staff who keep the hall: what a rule found, about what, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from hall_map.difference_words import words_in
from hall_map.findings import Finding
from hall_map.hall import Hall


def finding_in_chinese(finding: Finding, hall: Hall) -> dict[str, str]:
    """`subject_zh`, `problem_zh` and `remedy_zh` of a finding, every value that it names in them.

    Of a finding of no rule, its English words.
    """
    subject = subject_in(finding.where, hall, "zh")
    words = rule_words().get(finding.rule, {"problem": "{problem}", "remedy": "{remedy}"})
    given = {"problem": finding.problem, "remedy": finding.remedy, **finding.facts}
    facts = {key: in_chinese(key, value, hall) for key, value in given.items()}
    case = f"problem_{finding.facts['case']}" if "case" in finding.facts else "problem"
    problem, remedy = (words[part].format(**facts) for part in (case, "remedy"))
    return {"subject_zh": subject, "problem_zh": f"{subject}：{problem}", "remedy_zh": remedy}


def in_chinese(key: str, value: object, hall: Hall) -> object:
    """A value of a finding as the staff know it."""
    words = words_in("zh")
    match key:
        case "then":
            return finding_in_chinese(value, hall)["problem_zh"]
        case "day":
            return words["days"][value]
        case "language":
            return words["languages"].get(value, value)
        case "kind":
            return words["values"].get(value, value)
        case "what":
            return words["collections"].get(value, words["keys"].get(value, value))
        case "barriers":
            return words["say"]["comma"].join(name_of("barriers", id, hall, "zh") for id in str(value).split(", "))
        case "until" | "since" | "when":
            return str(value).replace("T", " ")
    if key in ("other", "stop", "door") and "." in str(value):
        return subject_in(str(value), hall, "zh")
    return value


def subject_in(where: str, hall: Hall, language: str) -> str:
    """`窗口A12`, or `window A12`, for windows.A12.stop."""
    collection, _, rest = where.partition(".")
    words, id = words_in(language), rest.partition(".")[0]
    noun = words["collections"].get(collection)
    if noun is None:
        return words["collections"]["hall"]
    return words["say"]["thing"].format(noun=noun, name=name_of(collection, id, hall, language)).strip()


def name_of(collection: str, id: str, hall: Hall, language: str) -> str:
    item = next((item for item in getattr(hall, collection, ()) if item.id == id), None)
    return id if collection == "windows" else (getattr(item, "names", None) or {}).get(language, id)


@cache
def rule_words() -> Mapping[str, Mapping[str, str]]:
    return yaml.safe_load(files("hall_map").joinpath("data/finding_words.zh.yaml").read_text("utf-8"))
