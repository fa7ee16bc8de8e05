"""Findings in Chinese, for the staff who keep the hall: what a rule found, about what, and what to do.

A rule's own words are English and name every value; here stands what it means in general.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from hall_map.difference_words import words_in
from hall_map.findings import Finding
from hall_map.hall import Hall


def finding_in_chinese(finding: Finding, hall: Hall) -> dict[str, str]:
    """`subject`, `problem_zh` and `remedy_zh` of a finding; of a rule without Chinese words, its English ones."""
    words = rule_words().get(finding.rule, {"problem": finding.problem, "remedy": finding.remedy})
    subject = subject_in_chinese(finding.where, hall)
    return {"subject_zh": subject, "problem_zh": f"{subject}：{words['problem']}", "remedy_zh": words["remedy"]}


def subject_in_chinese(where: str, hall: Hall) -> str:
    """`窗口A12` for windows.A12.stop."""
    collection, _, rest = where.partition(".")
    words, id = words_in("zh"), rest.partition(".")[0]
    noun = words["collections"].get(collection)
    if noun is None:
        return words["collections"]["hall"]
    item = next((item for item in getattr(hall, collection, ()) if item.id == id), None)
    name = id if collection == "windows" else (getattr(item, "names", None) or {}).get("zh", id)
    return f"{noun}{name}"


@cache
def rule_words() -> Mapping[str, Mapping[str, str]]:
    return yaml.safe_load(files("hall_map").joinpath("data/finding_words.zh.yaml").read_text("utf-8"))
