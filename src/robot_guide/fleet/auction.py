"""The auction: every robot that hears an utterance bids, and all come to the same result on their own.

There is no auctioneer. Each robot opens a lot for what it has heard, waits until all its peers have bid or patience is
over, and answers if its own bid is the best it knows. A robot that nobody answers to goes on alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from robot_guide.fleet.bidding import Bid, winner_of
from robot_guide.fleet.config import FleetConfig
from robot_guide.heard import Heard


@dataclass(frozen=True)
class Lot:
    """An utterance that this robot has heard, and the bids for it so far."""

    heard: Heard
    own: Bid
    opened: float  # s
    bids: tuple[Bid, ...] = ()  # of the peers

    def with_bid(self, bid: Bid) -> Lot:
        """With a peer's bid; its latest one counts."""
        return replace(self, bids=(*(b for b in self.bids if b.robot != bid.robot), bid))


@dataclass(frozen=True)
class Verdict:
    """How one lot was settled."""

    heard: Heard
    winner: str | None  # None: too faint for everybody
    cost: float  # m, this robot's own


@dataclass(frozen=True)
class Auction:
    """The lots that are open at one robot. Immutable: each method gives the next one."""

    robot: str
    peers: tuple[str, ...]
    config: FleetConfig
    lots: tuple[Lot, ...] = ()
    early: tuple[tuple[float, Bid], ...] = ()  # s, when it came; bids for words not heard here

    def open(self, heard: Heard, own: Bid, now: float) -> Auction:
        """A lot for what was just heard; bids that came before the words are counted."""
        lot = Lot(heard, own, now)
        fitting = [bid for _, bid in self.early if self._fits(bid, lot)]
        for bid in fitting:
            lot = lot.with_bid(bid)
        early = tuple(item for item in self.early if item[1] not in fitting)
        return replace(self, lots=(*self.lots, lot), early=early)

    def take(self, bid: Bid, now: float) -> Auction:
        """A peer's bid, for the lot whose end is nearest; strangers' bids and one's own count for nothing."""
        if bid.robot not in self.peers:
            return self
        fitting = [lot for lot in self.lots if self._fits(bid, lot)]
        if not fitting:
            return replace(self, early=(*self.early, (now, bid)))
        nearest = min(fitting, key=lambda lot: abs(lot.heard.end - bid.end))
        return replace(self, lots=tuple(lot.with_bid(bid) if lot is nearest else lot for lot in self.lots))

    def settle(self, now: float) -> tuple[Auction, tuple[Verdict, ...]]:
        """Close the lots for which all have bid, or patience is over."""
        if not self.lots and not self.early:
            return self, ()
        due = [lot for lot in self.lots if self._complete(lot) or now - lot.opened >= self.config.patience - 1e-9]
        verdicts = tuple(
            Verdict(lot.heard, winner_of((lot.own, *lot.bids), self.config), lot.own.cost) for lot in due
        )
        early = tuple((came, bid) for came, bid in self.early if now - came <= self.config.remembered)
        return replace(self, lots=tuple(lot for lot in self.lots if lot not in due), early=early), verdicts

    def _complete(self, lot: Lot) -> bool:
        return {bid.robot for bid in lot.bids} >= set(self.peers)

    def _fits(self, bid: Bid, lot: Lot) -> bool:
        return abs(lot.heard.end - bid.end) <= self.config.same_utterance
