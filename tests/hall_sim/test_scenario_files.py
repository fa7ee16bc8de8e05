from pathlib import Path

import pytest

from hall_sim import Scenario, ScenarioError

MAP = Path(__file__).parents[2] / "maps" / "putuo"
GOOD = f"""\
about: a test
hall: {MAP}
people: 3
visitors:
  - ask: 你好
    lag: {{after: 3, pause: 4}}
    says_on_way:
      - {{after: 2, text: 停}}
expect:
  success: true
"""


def load(tmp_path: Path, text: str) -> Scenario:
    path = tmp_path / "situation.yaml"
    path.write_text(text, encoding="utf-8")
    return Scenario.load(path)


def test_a_good_file_is_read(tmp_path):
    scenario = load(tmp_path, GOOD)
    (visitor,) = scenario.visitors
    assert (scenario.name, scenario.people, scenario.hall.id) == ("situation", 3, "putuo")
    assert (visitor.name, visitor.language) == ("visitor", "zh")
    assert (visitor.lag.pause, visitor.says_on_way[0].text) == (4.0, "停")
    assert scenario.expect.success is True


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("people: 3", "poeple: 3", 3, "poeple"),
        ("people: 3", "people: three", 3, "whole number"),
        ("people: 3", "people: -1", 3, "0 to 500"),
        ("ask: 你好", "ask: 5", 5, "words"),
        ("ask: 你好", "ask: 你好\n    pace: 9", 6, "from 0.2 to 2"),
        ("ask: 你好", "ask: 你好\n    robot: r2d2", 4, "no robot of this scenario"),
        ("ask: 你好", "ask: 你好\n    wav: nothing.wav", 6, "nothing.wav"),
        ("ask: 你好", "ask: 你好\n    ask: 你好", 6, "twice"),
        ("pause: 4", "paus: 4", 6, "paus"),
        ("after: 2, ", "", 8, "after"),
        ("success: true", "success: perhaps", 10, "true or false"),
        ("success: true", "windows: [Z99]", 9, "Z99"),
        ("people: 3", "people: [3", 4, "YAML"),
        ("people: 3", "robots: [xiao_pu, r2d2]", 1, "dock"),
        (f"hall: {MAP}", "hall: nowhere", 2, "hall"),
        ("  - ask: 你好", "  - name: a\n    ask: 你好\n  - name: a\n    ask: 你好", 4, "one name"),
    ],
)
def test_a_fault_is_named_with_its_line_and_a_remedy(tmp_path, old, new, line, words):
    assert old in GOOD
    with pytest.raises(ScenarioError, match=words) as caught:
        load(tmp_path, GOOD.replace(old, new))
    if line > 1:
        assert caught.value.where.endswith(f"situation.yaml:{line}")
    assert str(tmp_path / "situation.yaml") in caught.value.where


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"just words", b"\xff\xfe\x00", b"a: &a [*a]", b"? [1, 2]\n: 3"])
def test_what_is_no_scenario_is_refused(tmp_path, content):
    path = tmp_path / "situation.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match="situation"):
        Scenario.load(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"nothing\.yaml: cannot be read"):
        Scenario.load(tmp_path / "nothing.yaml")


def test_nobody_to_guide_is_no_scenario(tmp_path):
    with pytest.raises(ScenarioError, match="no visitor"):
        load(tmp_path, f"hall: {MAP}\nvisitors: []\n")


def test_plain_values_make_a_scenario_too():
    scenario = Scenario.from_mapping({"hall": "maps/putuo", "visitors": [{"ask": "Hello"}]}, "here", MAP.parents[1])
    assert scenario.visitors[0].language == "en"
    with pytest.raises(ScenarioError, match=r"^here: the scenario has no key `halls`"):
        Scenario.from_mapping({"halls": 1, "hall": "maps/putuo", "visitors": [{"ask": "x"}]}, "here", MAP.parents[1])


def test_another_question_replaces_words_answers_and_expected_windows(tmp_path):
    scenario = load(tmp_path, GOOD.replace("success: true", "success: true\n  windows: [A01]"))
    other = scenario.with_ask("Where is the toilet?")
    assert (other.visitors[0].ask, other.visitors[0].language) == ("Where is the toilet?", "en")
    assert other.visitors[0].lag == scenario.visitors[0].lag
    assert other.visitors[0].says_on_way == ()
    assert other.expect.windows is None
    assert scenario.visitors[0].ask == "你好"


@pytest.mark.parametrize(
    "change", [{"people": -1}, {"duration": 0.0}, {"dt": 0.5}, {"robots": ()}, {"robots": ("r2d2",)}]
)
def test_a_scenario_that_cannot_be_is_refused(situation, change):
    with pytest.raises(ValueError, match=r"must be|needed|no dock"):
        situation(**change)
