"""Charts put what they are given where its numbers say, and are sound SVG."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_guide.trial_report.chart import LEFT, TOP, Chart, breadth_of, legend, ticks

SVG = "{http://www.w3.org/2000/svg}"


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e4))
def test_ticks_are_few_and_lie_on_the_axis(low, span):
    found = ticks(low, low + span)
    assert 1 <= len(found) <= 7
    assert all(low - 1e-6 * span - 1e-9 <= tick <= low + span * (1 + 1e-6) + 1e-9 for tick in found)


def test_ticks_are_round_numbers():
    assert ticks(0.0, 1.0) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert ticks(-80.0, 80.0) == [-50.0, 0.0, 50.0]


def test_an_axis_without_extent_is_refused():
    with pytest.raises(ValueError, match="low < high"):
        ticks(1.0, 1.0)
    with pytest.raises(ValueError, match="grow"):
        Chart((0.0, 1.0), (2.0, 2.0))


def test_up_is_up_and_right_is_right():
    chart = Chart((0.0, 10.0), (0.0, 5.0), 100, 50)
    assert chart.at(0.0, 5.0) == (LEFT, TOP)
    assert chart.at(10.0, 0.0) == (LEFT + 100, TOP + 50)


def test_a_plan_is_as_high_as_its_floor_is():
    assert Chart((0.0, 10.0), (0.0, 4.0), 200, even=True).height == 80.0


def test_everything_drawn_is_in_the_picture_and_words_are_escaped():
    chart = Chart((0.0, 2.0), (0.0, 1.0), x_label="a < b", categories=("一", "二"))
    chart.line([(0, 0), (1, 1)], "#111")
    chart.area([(0, 0), (1, 0), (1, 1)], "#222")
    chart.dot(1, 0.5, "#333")
    chart.circle(1, 0.5, 0.2, "#444")
    chart.bar(0.5, 0.0, 0.7, "#555")
    chart.whisker(0.5, 0.2, 0.9, "#666")
    chart.word(1, 0.2, "P&1", "#777")
    chart.key("#888", "圆柱 <cylinder>")
    root = ElementTree.fromstring(chart.svg("title & more"))
    assert root.get("aria-label") == "title & more"
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"a < b", "P&1", "圆柱 <cylinder>", "一", "二"} <= set(texts)
    colours = {node.get("fill") for node in root.iter()} | {node.get("stroke") for node in root.iter()}
    assert {f"#{n}{n}{n}" for n in range(1, 9)} <= colours


def test_a_bar_is_as_high_as_its_value():
    chart = Chart((0.0, 2.0), (0.0, 1.0), 100, 200)
    chart.bar(1.0, 0.25, 0.75, "#123456")
    root = ElementTree.fromstring(chart.svg("bar"))
    (bar,) = [node for node in root.iter(f"{SVG}rect") if node.get("fill") == "#123456"]
    assert float(bar.get("height")) == pytest.approx(100.0)


@given(st.lists(st.text(min_size=1, max_size=30), max_size=12))
def test_keys_are_all_there_and_none_hangs_out_of_a_row_that_it_shares(names):
    rows = legend([("#000", name) for name in names], 500.0)
    assert [name for row in rows for _, _, name in row] == names
    for row in rows:
        u, _, name = row[-1]
        assert len(row) == 1 or u + breadth_of(name) + 16 <= 500.0
