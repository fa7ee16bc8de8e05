"""Names, identity numbers and telephone numbers are hidden; what is asked for is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hall_map
from dialogue import Conversation, understand
from dialogue.privacy import HIDDEN, redact

PUTUO = Path(__file__).resolve().parents[2] / "maps" / "putuo"
TUNING = Path(__file__).parent / "sentences" / "tuning.tsv"
ADDRESS = r"\bat 0x[0-9a-f]+"  # of an object in memory, which may hold any digits
SECRETS = {
    "我的身份证号是310107199001011234": "310107199001011234",
    "身份证31010719900101123X，帮我查一下": "31010719900101123X",
    "老身份证 310107900101123": "310107900101123",
    "我手机是13812345678": "13812345678",
    "打 138-1234-5678 找我": "1234",
    "电话021 6256 4588": "6256",
    "１３８１２３４５６７８": "３８１２",
    "我的电话是一三八一二三四五六七八": "一三八一二",
    "幺三八零零幺三八零零零": "幺三八",
    "我叫王小明，想办营业执照": "王小明",
    "我叫欧阳娜娜想办社保": "欧阳娜娜",
    "我姓李": "李",
    "我的名字是 Anna Karenina": "Anna",
    "my name is John Smith and I want a business licence": "John",
    "My name's Kim, where is the toilet": "Kim",
    "hello i'm called mary ann i need help": "mary",
    "my phone number is one three eight one two three four five six seven eight": "three eight",
    "제 이름은 김민수입니다": "김민수",
    "저는 박지영이라고 합니다": "박지영",
    "전화번호는 공일공 일이삼사 오육칠팔": "일이삼사",
    "我的车牌是沪A12345": "12345",
    "沪A·D12345 停在门口": "D12345",
    "车牌沪 B 幺二三四五": "幺二三四五",
    "违章的是苏E5K7A1，怎么交罚款": "5K7A1",
    "粤B12345挂": "12345",
    "제 차 번호는 12가 3456이에요": "3456",
    "我的身份证是310107 19900101 123X": "19900101",
    "电话(021)62564588": "62564588",
    "写信到 wang.xm@example.com": "wang.xm",
    "我是王小明，来办居住证": "王小明",
    "我是李娜": "李娜",
    "我孩子叫王浩然，要上小学": "王浩然",
    "姓名：张伟": "张伟",
    "名字是欧阳娜娜": "欧阳娜娜",
    "免贵姓诸葛": "诸葛",
    "I'm John Smith, here for my licence": "John",
    "저는 김민수입니다": "김민수",
}
OPEN = (
    "我想办营业执照", "带我去A12窗口", "我的号是A零二三，前面还有几个人", "三号窗口", "A023轮到了吗", "我叫了一个号",
    "居住证要几天", "一业一证", "where is window 14", "my number is A 0 2 3",
    "15个工作日", "2026年11月25日开门吗", "저는 거주증을 연장하고 싶어요", "이 일은 어디서 하나요", "12345热线",
    "我是高中生", "我是江苏人", "我是方便面店的老板", "帮我叫辆出租车", "call me a taxi", "call me again later",
    "my name is misspelled on the licence", "I am from Germany", "This is urgent", "저는 장애인입니다",
    "저는 한국인이에요", "沪A牌照怎么上", "学A023窗口", "新能源车上沪牌要什么材料", "我是来办居住证的",
)  # fmt: skip


@pytest.mark.parametrize(("words", "secret"), SECRETS.items())
def test_what_tells_who_somebody_is_is_hidden(words, secret):
    assert secret not in redact(words)
    assert HIDDEN in redact(words)


@pytest.mark.parametrize("words", OPEN)
def test_what_is_asked_for_stays(words):
    assert redact(words) == words


def test_the_errand_beside_a_name_is_still_understood(small):
    assert understand(redact("我叫王小明，想办营业执照"), small).target.id == "business_licence"
    assert understand(redact("我姓李，厕所在哪里"), small).target.id == "toilet"


@pytest.mark.slow
def test_nothing_that_is_asked_for_in_this_hall_is_taken_for_a_name():
    hall = hall_map.load(PUTUO)
    services = [word for service in hall.services for word in (*service.names.values(), *in_all(service.aliases))]
    rows = [line.split("\t")[0] for line in TUNING.read_text("utf-8").splitlines()]
    asked = [*services, *(f"我想办{word}" for word in services), *rows]
    assert len(asked) > 20_000
    assert [(words, redact(words)) for words in asked if redact(words) != words] == []


def in_all(phrases):
    return [word for words in phrases.values() for word in words]


NUMBERS, NAMES = st.text("0123456789 -一二三零xX号，是", max_size=40), st.text("我叫姓张三李四想办", max_size=12)


@given(NUMBERS, NAMES)
def test_no_long_number_is_left_and_hiding_twice_changes_nothing(number, name):
    hidden = redact(number + name)
    assert not re.search(r"\d{7,}", hidden)
    assert redact(hidden) == hidden


@pytest.mark.parametrize(("words", "secret"), SECRETS.items())
def test_a_conversation_keeps_nothing_of_it(words, secret, small):
    conversation = Conversation(small)
    acts = conversation.handle(understand(words, small), 1.0)
    everything = repr((acts, {key: value for key, value in vars(conversation._session).items() if key != "_machine"}))
    assert secret not in re.sub(ADDRESS, "", everything)
