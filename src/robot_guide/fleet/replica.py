"""One replica of the requests: what one robot or the console knows, and what it tells the others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogue.acts import Handover
from robot_guide.fleet.assignment import Offers
from robot_guide.fleet.dispatch_config import DispatchConfig
from robot_guide.fleet.requests import MOST_OPEN, Board, Entry, Outcome, Rank, Request

State = Literal["waiting", "promised", "coming", "served", "cancelled"]


@dataclass(frozen=True)
class Report:
    """What one robot offers; a later beat of the same start outweighs an earlier one."""

    robot: str
    start: str  # another one each time its software is started
    beat: int
    offers: Mapping[str, float] = field(default_factory=dict)  # s until it is at a request; inf: it cannot
    going: str = ""  # id of the request to which it is on its way


@dataclass(frozen=True)
class Gossip:
    """All that a replica knows, for whoever hears it. Loss, repetition and disorder do no harm."""

    sender: str
    board: Board
    report: Report | None = None


@dataclass(frozen=True)
class RequestView:
    """A request as the staff see it."""

    id: str
    place: str
    rank: Rank
    language: str
    state: State
    robot: str = ""  # that comes, has come, or would
    seconds: float | None = None  # until it is there
    waited: float = 0.0  # s, since this replica has known it
    visitor: bool = False  # somebody was left to whoever comes


class Replica:
    """The board of one robot or console, and who else is there.

    maker: a name that no other replica has, nor this one before it was started again: its requests are known by it.
    """

    def __init__(self, name: str, maker: str, config: DispatchConfig):
        self.name, self.maker, self.config = name, maker, config
        self.board = Board()
        self.version = 0  # grows with whatever may change the assignment
        self._serial = 0
        self._reports: dict[str, tuple[Report, float]] = {}  # by robot, with when it came
        self._since: dict[str, float] = {}  # s, when a request was first known here,
        self._ended: dict[str, float] = {}  # and when it was known to be over
        self._told, self._told_board = -math.inf, self.board

    def ask(
        self, now: float, *, place: str = "", rank: Rank = "normal", language: str = "",
        visitor: Handover | None = None, sender: str = "",
    ) -> Request | str:  # fmt: skip
        """Ask for a robot; where that was asked already, the same request again. Returns: it, or why not: too_many."""
        open_ = [entry.request for entry in self.board.open]
        same = [each for each in open_ if visitor is None and each.visitor is None and each.place == place]
        if known := next((each for each in same if each.rank == rank or rank == "normal"), None):
            return known
        if len(open_) >= MOST_OPEN:
            return "too_many"
        self._serial += 1
        request = self.board.next_request(
            self.maker, self._serial, place=place, rank=rank, language=language, visitor=visitor, sender=sender
        )
        self.put(self.board.add(request), now)
        return request

    def cancel(self, id: str, now: float) -> bool:
        """Take a request back. Returns: whether it was still open."""
        if id not in {entry.request.id for entry in self.board.open}:
            return False
        self.end(id, "cancelled", self.name, now)
        return True

    def end(self, id: str, outcome: Outcome, by: str, now: float) -> None:
        self.put(self.board.end(id, outcome, by), now)

    def put(self, board: Board, now: float) -> None:
        """Another state of the board."""
        if board == self.board:
            return
        self.board = board
        self.version += 1
        for id, entry in board.entries.items():
            self._since.setdefault(id, now)
            if board.is_over(entry.request):
                self._ended.setdefault(id, now)

    def take(self, gossip: Gossip, now: float) -> None:
        """What another one knows. What is over and forgotten here stays so."""
        if gossip.sender == self.name:
            return
        merged = self.board.merge(gossip.board)
        strange = [id for id in merged.entries if id not in self.board.entries]
        self.put(merged.forget(id for id in strange if self._is_long_over(merged.entries[id])), now)
        if gossip.report is not None:
            self.hear(gossip.report, now)

    def _is_long_over(self, entry: Entry) -> bool:
        return self.board.is_over(entry.request)

    def hear(self, report: Report, now: float) -> None:
        known = self._reports.get(report.robot)
        if known is not None and known[0].start == report.start and known[0].beat >= report.beat:
            return
        if known is None or (known[0].offers, known[0].going) != (report.offers, report.going):
            self.version += 1
        self._reports[report.robot] = report, now

    def reports(self, now: float) -> dict[str, Report]:
        """Of the robots that are there."""
        return {
            robot: report for robot, (report, at) in self._reports.items() if now - at <= self.config.silent
        }  # fmt: skip

    def offers(self, now: float) -> Offers:
        return {robot: report.offers for robot, report in self.reports(now).items()}

    def ripe(self, now: float) -> tuple[Entry, ...]:
        """The open requests to which all robots that are there have made an offer, or have had the time to."""
        reports = self.reports(now).values()
        patience = self.config.patience - 1e-9
        return tuple(
            entry for entry in self.board.open
            if now - self._since.get(entry.request.id, now) >= patience
            or all(entry.request.id in report.offers for report in reports)
        )  # fmt: skip

    def forget_old(self, now: float) -> None:
        old = [id for id, at in self._ended.items() if now - at > self.config.remembered]
        if not old:
            return
        self.board = self.board.forget(old)
        for id in old:
            del self._ended[id]
            self._since.pop(id, None)

    def due(self, now: float) -> bool:
        """Whether the others are to be told again."""
        since = now - self._told
        return since >= self.config.period - 1e-9 or (
            self.board is not self._told_board and since >= self.config.hurry - 1e-9
        )

    def gossip(self, now: float, report: Report | None = None) -> Gossip:
        self._told, self._told_board = now, self.board
        return Gossip(self.name, self.board, report)

    def views(self, now: float) -> tuple[RequestView, ...]:
        """The open ones in their turn, then those that have ended lately, the last one first."""
        reports = self.reports(now)
        ended = sorted((id for id in self._ended if id in self.board.entries), key=lambda id: -self._ended[id])
        entries = (*self.board.open, *(self.board.entries[id] for id in ended))
        return tuple(self._view(entry, reports, now) for entry in entries)

    def _view(self, entry: Entry, reports: Mapping[str, Report], now: float) -> RequestView:
        request, robot = entry.request, entry.claim.robot
        state: State = entry.ending.outcome or "waiting"
        seconds = None
        if self.board.is_over(request):
            robot = entry.ending.by if state == "served" else ""
        elif robot in reports:
            state = "coming" if reports[robot].going == request.id else "promised"
            seconds = finite(reports[robot].offers.get(request.id, math.inf))
        else:
            robot = ""
        return RequestView(
            request.id, request.place, request.rank, request.language, state, robot, seconds,
            max(now - self._since.get(request.id, now), 0.0), request.visitor is not None,
        )  # fmt: skip


def finite(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) else None
