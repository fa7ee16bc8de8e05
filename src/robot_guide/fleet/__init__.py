"""The fleet: which robot answers."""

from robot_guide.fleet.auction import Auction, Verdict
from robot_guide.fleet.bidding import PASS, Bid, cost_of, distance_of, winner_of
from robot_guide.fleet.call_names import called
from robot_guide.fleet.colleague import FREE, Colleague
from robot_guide.fleet.config import FleetConfig

__all__ = [
    "Auction", "Bid", "Colleague", "FREE", "FleetConfig", "PASS", "Verdict", "called", "cost_of", "distance_of",
    "winner_of",
]  # fmt: skip
