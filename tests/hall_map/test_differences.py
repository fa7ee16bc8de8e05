"""What differs between two halls, in values and in words."""

import pytest

from hall_map import edit, load
from hall_map.difference_words import in_words
from hall_map.differences import differences, edit_of, same

CHANGES = [
    {"windows": {"A12": {"open": False}}},
    {"windows": {"A12": {"names": {"en": "Passports"}, "stop": {"x": 20.0}}}},
    {"places": {"water": None}, "services": {"invoice": None}},
    {"names": {"ko": "홀"}, "hours": [{"days": ["mon"], "opens": "08:00", "closes": "12:00"}]},
    {"barriers": {"b": {"points": [[1, 2], [3, 2]], "until": "2026-11-24T13:30"}}},
    {"services": {"invoice": {"documents": {"zh": ["税务登记证"]}, "windows": ["B01"]}}},
    {"changes": {"c": {"since": "2026-11-24T12:00", "changes": {"places": {"water": None}}}}},
    {"timezone": "Asia/Tokyo", "outline": [[0, 0], [50, 0], [50, 30], [0, 30]]},
]


@pytest.fixture(scope="module")
def hall():
    return load("maps/putuo")


def test_a_hall_does_not_differ_from_itself(hall):
    assert differences(hall, load("maps/putuo")) == ()


@pytest.mark.parametrize("changes", CHANGES)
def test_the_differences_are_an_edit_that_makes_one_hall_of_the_other(hall, changes):
    after = edit(hall, changes)
    found = differences(hall, after)
    assert found
    assert same(edit(hall, edit_of(found)), after)


@pytest.mark.parametrize("changes", CHANGES[:2] + CHANGES[3:])
def test_the_differences_the_other_way_take_it_back(hall, changes):
    after = edit(hall, changes)
    assert same(edit(after, edit_of(differences(after, hall))), hall)


def test_a_change_of_one_name_touches_one_language(hall):
    after = edit(hall, {"windows": {"A12": {"names": {"en": "Passports"}}}})
    assert [difference.where for difference in differences(hall, after)] == ["windows.A12.names.en"]


WORDS = [
    ({"windows": {"A12": {"open": False}}}, "window A12: open → closed", "窗口A12：开放 → 关闭"),
    ({"places": {"water": None}}, "place Drinking water: removed", "地点饮水处：删除"),
    (
        {"services": {"invoice": {"department": "market"}}},
        "service Invoices, department: Tax Bureau → Market Supervision Administration",
        "事项发票领用与代开的部门：区税务局 → 区市场监督管理局",
    ),
    (
        {"changes": {"c": {"since": "2026-11-24T12:00", "until": "2026-11-24T13:30",
                           "changes": {"windows": {"A12": {"open": False}}}}}},
        "window A12: open → closed from 2026-11-24 12:00 until 2026-11-24 13:30",
        "窗口A12：开放 → 关闭，2026-11-24 12:00至2026-11-24 13:30",
    ),
    (
        {"windows": {"A12": {"hours": [{"days": ["mon", "tue", "wed"], "opens": "09:00", "closes": "12:00"}]}}},
        "window A12, hours: (none) → Mon–Wed 09:00-12:00",
        "窗口A12的开放时间：（无） → 周一至周三 09:00-12:00",
    ),
    ({"size": [50, 40]}, "hall, size: 50 m × 30 m → 50 m × 40 m", "大厅的尺寸：50 m × 30 m → 50 m × 40 m"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "english", "chinese"), WORDS)
def test_a_difference_reads_as_people_would_say_it(hall, changes, english, chinese):
    (difference,) = differences(hall, edit(hall, changes))
    assert in_words(difference, "en", hall) == english
    assert in_words(difference, "zh", hall) == chinese


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_difference_has_words_without_a_trace_of_the_program(hall, changes, language):
    for difference in differences(hall, edit(hall, changes)):
        words = in_words(difference, language, hall)
        assert words
        assert [trace for trace in ("{", "}", "[", "None", "True", "False") if trace in words] == []


def test_what_reads_the_same_before_and_after_is_told_as_adjusted(hall):
    area = hall.keep_outs[0]
    (x, y), *rest = area.polygon
    bent = edit(hall, {"keep_outs": {area.id: {"polygon": [[x + 0.5, y], *map(list, rest)]}}})
    (found,) = differences(hall, bent)
    assert in_words(found, "en", hall) == "keep-out area Livestream set, area: adjusted"
    assert in_words(found, "zh", hall) == "禁行区直播拍摄区的范围：已调整"
