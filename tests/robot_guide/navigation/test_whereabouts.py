"""Being lost is told once, and so is being found."""

from robot_guide.navigation.whereabouts import DOUBT, Whereabouts


def told(*knows):
    """(time, event) of all news, looked at ten times a second."""
    whereabouts = Whereabouts()
    news = [(i / 10, whereabouts.note(localised, i / 10)) for i, localised in enumerate(knows)]
    return [each for each in news if each[1]]


def test_lost_and_found_are_told_once_each():
    assert told(*[True] * 5, *[False] * 40, *[True] * 20) == [(1.0, "position_lost"), (4.5, "position_found")]


def test_a_short_doubt_is_no_news():
    short = [False] * round(DOUBT * 10)
    assert told(*[True] * 5, *short, *[True] * 5, *short, True) == []


def test_who_begins_without_knowing_says_so():
    assert told(*[False] * 30) == [(DOUBT, "position_lost")]
    assert told(*[False] * 10, True, *[False] * 10)[-1] == (1.6, "position_lost")
