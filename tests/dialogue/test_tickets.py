"""Ticket numbers as people say them."""

from __future__ import annotations

import pytest

from dialogue.queues import WindowQueue, best_window, fresh, merged
from dialogue.tickets import ticket_of, ticket_said

SAID = {
    "我的号是A零二三": "A023", "A023前面还有几个人": "A023", "A幺二三": "A123", "诶零二三前面几个人": "A023",
    "我的号码是B 45": "B045", "我是二十三号": "023", "my ticket is A zero two three": "A023",
    "My number is A056": "A056", "A oh five six, how long": "A056", 
    "에이 공이삼 번 앞에 몇 명": "A023", "내 번호는 15": "015",
}  # fmt: skip


@pytest.mark.parametrize(("words", "ticket"), SAID.items())
def test_a_ticket_is_told_from_other_numbers(words, ticket):
    assert str(ticket_said(words)) == ticket


OTHERS = ["带我去A12", "A05窗口", "我是23号窗口的", "我是30岁", "window 12", "我是三个孩子的妈妈", "12번 창구"]


@pytest.mark.parametrize("words", OTHERS)
def test_other_numbers_are_no_tickets(words):
    assert ticket_said(words) is None


def test_what_the_ticket_system_writes_is_counted_where_it_can_be():
    assert str(ticket_of("A0017")) == "A017"
    assert ticket_of("VIP") is None


def test_later_news_of_a_window_holds_whatever_the_order_in_which_it_comes():
    late, early = WindowQueue("A02", 20.0, waiting=1), WindowQueue("A02", 10.0, waiting=9)
    assert merged(merged({}, [late]), [early]) == {"A02": late}
    assert fresh({"A02": late}, 140.0) == {"A02": late}
    assert fresh({"A02": late}, 140.1) == {}


def test_a_window_of_which_nothing_is_known_counts_as_the_others_do(small):
    service = next(row for row in small.services if row.id == "business_licence")

    def chosen(**waiting):
        return best_window(small, service, {id_: WindowQueue(id_, 0.0, waiting=n) for id_, n in waiting.items()})

    assert chosen() == "A02"
    assert chosen(A03=5) == "A02"
    assert chosen(A02=9) == "A02"
    assert chosen(A02=9, A03=2) == "A03"
