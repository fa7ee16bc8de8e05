"""Whom a conversation that was started anew takes over, by what the guide says and the voice said last."""

from pathlib import Path

import pytest

import hall_map
from dialogue import Conversation
from dialogue.acts import Lead, Say
from robot_guide.adoption import LED, adopted

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")
TOILET = next(place.id for place in HALL.places)


@pytest.mark.parametrize("phase", LED)
def test_who_is_led_is_led_on_in_their_language(phase):
    visitor = adopted(phase, "place", TOILET, "ko", HALL)
    assert (visitor.language, visitor.target.kind, visitor.target.id) == ("ko", "place", TOILET)
    assert visitor.target.name == HALL.place_by_id[TOILET].names["ko"]
    acts = Conversation(HALL).handle(visitor, 1.0)
    assert [act.target.id for act in acts if isinstance(act, Lead)] == [TOILET]
    assert {act.language for act in acts if isinstance(act, Say)} == {"ko"}


@pytest.mark.parametrize("phase", ["idle", "homeward", "errand", "meeting"])
def test_where_nobody_is_with_the_robot_nobody_is_taken_over(phase):
    assert adopted(phase, "place", TOILET, "zh", HALL) is None


@pytest.mark.parametrize(
    ("phase", "kind", "id"), [("arrived", "place", TOILET), ("leading", "place", "gone"), ("leading", "", "")]
)
def test_whose_goal_is_reached_or_unknown_is_asked_what_they_need(phase, kind, id):
    visitor = adopted(phase, kind, id, "en", HALL)
    assert visitor.target is None
    acts = Conversation(HALL).handle(visitor, 1.0)
    assert [act.line for act in acts if isinstance(act, Say)] == ["take_over"]
    assert not [act for act in acts if isinstance(act, Lead)]


def test_an_unknown_language_is_the_halls():
    assert adopted("leading", "place", TOILET, "xx", HALL).language == "zh"
