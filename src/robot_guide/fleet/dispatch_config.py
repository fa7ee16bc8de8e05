"""Settings of dispatching."""

from __future__ import annotations

from dataclasses import dataclass

from robot_guide.config import Checked, quantity


@dataclass(frozen=True)
class DispatchConfig(Checked):
    """How robots share the requests for one among them."""

    period: float = quantity(1.0, "s", above=0.0)  # between two times that all is told
    hurry: float = quantity(0.2, "s", above=0.0)  # the same, after something has changed
    patience: float = quantity(1.0, "s", least=0.0)  # that a new request waits for every robot's offer
    listening: float = quantity(2.0, "s", least=0.0)  # after its start, before a robot promises anything
    silent: float = quantity(5.0, "s", above=0.0)  # who has told nothing for this long is not counted on
    loyalty: float = quantity(15.0, "s", least=0.0)  # that must be won before another robot gets what one has promised
    speed: float = quantity(0.55, "m/s", above=0.0)  # of a robot on its own, with its turns and what is in its way
    leading: float = quantity(0.4, "m/s", above=0.0)  # of a walk with a visitor and its waits
    parting: float = quantity(15.0, "s", least=0.0)  # from the end of a walk to the end of the conversation
    talk: float = quantity(30.0, "s", least=0.0)  # that a conversation of unknown length takes at first guess,
    drag: float = quantity(0.5, "", least=0.0)  # and when nothing changes for longer, this share of that once more
    stay: float = quantity(20.0, "s", least=0.0)  # that a robot stands where it was called, for who wanted it
    foreign: float = quantity(60.0, "s", least=0.0)  # by which a robot counts as later that lacks the language
    near: float = quantity(1.5, "m", above=0.0)  # of where it was wanted: it is there
    meet: float = quantity(3.0, "m", above=0.0)  # of a visitor who was left to it
    grace: float = quantity(3.0, "s", above=0.0)  # until an order shows in what the robot does
    again: float = quantity(60.0, "s", above=0.0)  # until a way that failed is tried again; each time twice as long
    linger: float = quantity(180.0, "s", above=0.0)  # idle away from its dock for this long, a robot goes home
    remembered: float = quantity(60.0, "s", above=0.0)  # how long it is shown how a request ended
