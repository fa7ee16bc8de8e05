"""Bids: how far away the one who spoke is, in the eyes of one robot."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from robot_guide.fleet.config import FleetConfig

PASS = math.inf  # the cost of words that a robot leaves to others
NEAREST = 0.1  # m: nobody speaks from nearer


@dataclass(frozen=True)
class Bid:
    """A robot's offer to answer an utterance."""

    robot: str
    end: float  # s, of the utterance
    cost: float  # m, about the way to the speaker; inf: not meant for this robot
    in_conversation: bool  # with somebody, whose words stay with this robot


def distance_of(level_db: float, config: FleetConfig) -> float:
    """How far away somebody speaks who is this loud here, m: 6 dB less for each doubling. NaN gives NaN."""
    return 10.0 ** ((config.speech_level - level_db) / 20.0)


def level_at(distance: float, config: FleetConfig) -> float:
    """How loud somebody is who speaks so many metres away, dB SPL."""
    return config.speech_level - 20.0 * math.log10(distance)


def cost_of(
    *, level_db: float, nearest_person: float, in_conversation: bool, called: bool | None, config: FleetConfig
) -> float:
    """What answering would cost a robot, m; `PASS` where the words are not for it.

    Args:
        level_db: loudness at the microphone; NaN: unknown.
        nearest_person: m to the nearest person seen, which is taken where the loudness is unknown; NaN: unknown.
        called: by name: True this robot, False another one, None nobody.
    """
    if called is not None:
        return NEAREST if called else PASS
    distance = distance_of(level_db, config)
    if not math.isfinite(distance):
        return max(nearest_person, NEAREST) if math.isfinite(nearest_person) else config.unknown
    reach = config.earshot_in_conversation if in_conversation else config.earshot
    return max(distance, NEAREST) if distance <= reach else PASS


def winner_of(bids: Iterable[Bid], config: FleetConfig) -> str | None:
    """The robot that answers, whatever the bids' order; None: the words are for nobody.

    The lowest cost wins. A robot in conversation counts as nearer by its loyalty, so that its visitor's "stop" from
    behind reaches it past an idle colleague, and another visitor who stands before the colleague is left to that one.
    """
    offers = [bid for bid in bids if math.isfinite(bid.cost)]
    best = min(offers, key=lambda bid: (effective_cost(bid, config), bid.robot), default=None)
    return None if best is None else best.robot


def effective_cost(bid: Bid, config: FleetConfig) -> float:
    """The cost with loyalty counted in, in whole centimetres: a bid that has travelled as float32 counts the same."""
    share = 10.0 ** (-config.loyalty / 20.0) if bid.in_conversation else 1.0
    (cost,) = struct.unpack("f", struct.pack("f", bid.cost))  # 0.435 and its float32 round to different centimetres
    return round(round(cost, 2) * share, 2)
