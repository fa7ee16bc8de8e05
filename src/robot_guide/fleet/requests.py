"""Requests for a robot, as every robot and the console keep them: a replica each, and no master.

A request never changes. Who has promised to serve it and how it ended only ever move forwards, so that replicas which
tell each other what they know come to the same, in whatever order, however often and after however long a split they
do (a state-based CRDT: Shapiro, Preguiça, Baquero and Zawirski 2011, "Conflict-free replicated data types", section 2).
What is over is forgotten but for its dot, so that nobody who comes back late can bring it to life again (Bieniusa et
al. 2012, "An optimized conflict-free replicated set", section 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dialogue.acts import Handover

Rank = Literal["normal", "urgent"]
Outcome = Literal["", "cancelled", "served"]
HEAD_START: Mapping[Rank, int] = {"normal": 0, "urgent": 20}  # requests made before it that an urgent one overtakes
OUTCOMES: tuple[Outcome, ...] = ("", "cancelled", "served")  # a later one outweighs an earlier
MOST_OPEN = 100


@dataclass(frozen=True)
class Request:
    """A robot is wanted somewhere."""

    maker: str  # the replica that made it, since it was started
    serial: int  # of its maker's requests, from 1
    number: int  # greater than that of every request that its maker knew
    place: str = ""  # id of a window or place; empty: where the visitor stands
    rank: Rank = "normal"
    language: str = ""  # that the robot should understand: zh, en, ko; empty: any
    visitor: Handover | None = None  # who is left to whoever comes
    sender: str = ""  # the robot that has left them

    @property
    def id(self) -> str:
        return f"{self.maker}.{self.serial}"

    @property
    def turn(self) -> tuple[int, str]:
        """The order in which requests are served, the least first.

        Oldest first within a rank. An urgent one goes before the ordinary ones made up to `HEAD_START` requests
        earlier, and before no older ones: nobody waits for ever.
        """
        return self.number - HEAD_START[self.rank], self.id


@dataclass(frozen=True)
class Claim:
    """Which robot has promised to serve a request. A later round outweighs an earlier one."""

    round: int = 0
    robot: str = ""  # nobody has, or who had gives it back
    seconds: float = 0.0  # until it is there, when it promised

    @property
    def weight(self) -> tuple[int, bool, float, str]:
        """Of two that promised in the same round, apart from each other, the one that was nearer keeps it."""
        return self.round, bool(self.robot), -self.seconds, self.robot


@dataclass(frozen=True)
class Ending:
    outcome: Outcome = ""
    by: str = ""  # robot, or who cancelled it

    @property
    def weight(self) -> tuple[int, str]:
        return OUTCOMES.index(self.outcome), self.by


@dataclass(frozen=True)
class Entry:
    """A request and what has become of it."""

    request: Request
    claim: Claim = Claim()
    ending: Ending = Ending()

    def join(self, other: Entry) -> Entry:
        return Entry(
            min(self.request, other.request, key=repr),
            max(self.claim, other.claim, key=lambda claim: claim.weight),
            max(self.ending, other.ending, key=lambda ending: ending.weight),
        )


@dataclass(frozen=True)
class Over:
    """Which of one maker's requests are over: all up to a serial, and some beyond it."""

    upto: int = 0
    beyond: frozenset[int] = frozenset()

    def __contains__(self, serial: int) -> bool:
        return serial <= self.upto or serial in self.beyond

    def join(self, other: Over) -> Over:
        upto, beyond = max(self.upto, other.upto), self.beyond | other.beyond
        while upto + 1 in beyond:
            upto += 1
        return Over(upto, frozenset(serial for serial in beyond if serial > upto))


@dataclass(frozen=True)
class Board:
    """All requests that one replica knows. Immutable: each method gives the next one."""

    entries: Mapping[str, Entry] = field(default_factory=dict)  # by id
    over: Mapping[str, Over] = field(default_factory=dict)  # by maker
    highest: int = 0  # number that was ever given

    @property
    def open(self) -> tuple[Entry, ...]:
        """What is still to be served, in its turn."""
        waiting = [entry for entry in self.entries.values() if not self.is_over(entry.request)]
        return tuple(sorted(waiting, key=lambda entry: entry.request.turn))

    def is_over(self, request: Request) -> bool:
        return request.serial in self.over.get(request.maker, Over())

    def add(self, request: Request) -> Board:
        return self.merge(Board({request.id: Entry(request)}, {}, request.number))

    def next_request(self, maker: str, serial: int, **what: object) -> Request:
        """A request that comes after all that are known here."""
        return Request(maker, serial, self.highest + 1, **what)

    def claim(self, id: str, robot: str, seconds: float = 0.0) -> Board:
        """`robot` serves it from now on, whoever has promised to; empty: it is given back."""
        entry = self.entries[id]
        claim = Claim(entry.claim.round + 1, robot, seconds)
        return replace(self, entries={**self.entries, id: replace(entry, claim=claim)})

    def end(self, id: str, outcome: Outcome, by: str) -> Board:
        """It is over; what is over already stays so."""
        entry = self.entries[id]
        ended = entry.join(replace(entry, ending=Ending(outcome, by)))
        over = {entry.request.maker: Over(0, frozenset({entry.request.serial}))}
        return self.merge(Board({id: ended}, over, self.highest))

    def merge(self, other: Board) -> Board:
        """What both know together: commutative, associative and idempotent."""
        entries = dict(self.entries)
        for id, entry in other.entries.items():
            entries[id] = entries[id].join(entry) if id in entries else entry
        over = dict(self.over)
        for maker, ended in other.over.items():
            over[maker] = over.get(maker, Over()).join(ended)
        return Board(entries, over, max(self.highest, other.highest))

    def forget(self, ids: Iterable[str]) -> Board:
        """Without the details of requests that are over; that they are is kept."""
        gone = {id for id in ids if id in self.entries and self.is_over(self.entries[id].request)}
        return replace(self, entries={id: entry for id, entry in self.entries.items() if id not in gone})
