"""What sounds the alarm and what only sounds like it; what has a service of its own is not taken for another."""

from __future__ import annotations

import pytest

from dialogue import understand


@pytest.mark.parametrize(
    "text",
    [
        "那边有个人直挺挺躺着，叫他没有反应",
        "阿婆掼了一跤爬不起来",
        "我们被关在电梯里了",
        "他血止不住啊",
        "楼梯间有火苗",
        "he isn't moving, please come",
        "a woman is trapped between the doors",
        "my grandson is missing",
        "손자가 안 보여요",
        "엘리베이터에 사람이 갇혀 있어요",
    ],
)
def test_whoever_needs_help_at_once_is_an_emergency(putuo, text):
    assert understand(text, putuo).intent == "emergency"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("fire design approval", "fire_design_review"),
        ("fire acceptance inspection", "fire_acceptance"),
        ("消防设计审核", "fire_design_review"),
        ("建设工程消防验收", "fire_acceptance"),
        ("企业开办一窗通", "company_opening"),
        ("我想开个水果店", "trade_fruit_shop"),
        ("幼儿园报名", "kindergarten_enrolment"),
        ("低保怎么申请", "min_living_allowance"),
    ],
)
def test_a_service_is_neither_an_emergency_nor_a_window_nor_another_service(putuo, text, id):
    meaning = understand(text, putuo)
    assert meaning.intent == "guide"
    assert meaning.target.id == id


@pytest.mark.parametrize("text", ["家里装燃气报警器", "防盗报警系统备案", "smoke detector installation"])
def test_an_alarm_that_is_to_be_installed_is_no_emergency(putuo, text):
    assert understand(text, putuo).intent != "emergency"
