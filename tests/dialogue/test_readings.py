"""What a recogniser is not sure of is understood from all its readings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import understand
from dialogue.readings import readings_of


def test_a_second_reading_helps_where_the_first_names_nothing(small):
    heard = "我要办鱼也直走"
    assert understand(heard, small, nbest=((heard, 0.5), ("我要办营业执照", 0.5))).target.id == "business_licence"


def test_an_emergency_in_a_likely_second_reading_counts(small):
    assert understand("有人晕道具", small, nbest=(("有人晕道具", 0.5), ("有人晕倒了", 0.45))).intent == "emergency"


def test_the_text_is_the_first_readings_own(small):
    assert understand("厕所", small, nbest=(("测所", 0.9), ("厕所", 0.1))).text == "厕所"


def test_a_negative_confidence_is_the_callers_mistake(small):
    with pytest.raises(ValueError, match="confidences must be >= 0, got -1"):
        understand("厕所", small, nbest=(("厕所", -1.0),))


@given(st.text(max_size=8), st.lists(st.tuples(st.text(max_size=8), st.floats(0, 1)), max_size=6))
def test_weights_add_up_to_one_and_the_text_weighs_most(text, nbest):
    readings = readings_of(text, nbest)
    assert readings.best.text == text
    assert sum(readings.weights) == pytest.approx(1.0)
    assert readings.weights[0] == max(readings.weights)
