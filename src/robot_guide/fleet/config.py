"""Settings of the fleet."""

from __future__ import annotations

from dataclasses import dataclass

from robot_guide.config import Checked, quantity


@dataclass(frozen=True)
class FleetConfig(Checked):
    """How the robots agree on who answers."""

    patience: float = quantity(0.3, "s", least=0.0)  # how long peers' bids are waited for
    same_utterance: float = quantity(1.0, "s", above=0.0)  # bids whose ends lie this near are for the same words
    remembered: float = quantity(3.0, "s", above=0.0)  # a bid for words that are not (yet) heard here
    speech_level: float = quantity(60.0, "dB", above=0.0)  # of a person who speaks, at 1 m
    earshot: float = quantity(4.5, "m", above=0.0)  # farther away, words are meant for somebody else
    earshot_in_conversation: float = quantity(6.5, "m", above=0.0)  # the robot's own visitor may be this far
    loyalty: float = quantity(6.0, "dB", least=0.0)  # words at a robot in conversation count as louder by this
    on_errand: float = quantity(2.0, "m", least=0.0)  # by which visitors count as farther for a robot that was called
    unknown: float = quantity(50.0, "m", above=0.0)  # what a robot bids that knows neither loudness nor anybody near
