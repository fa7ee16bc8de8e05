"""Requests for robots on the wire."""

from __future__ import annotations

import math

from robot_guide_interfaces.msg import FleetGossip, FleetOver, FleetRequest

from dialogue.acts import HandOver
from dialogue.language import LANGUAGES
from robot_guide.fleet.replica import Gossip, Report
from robot_guide.fleet.requests import HEAD_START, OUTCOMES, Board, Claim, Ending, Entry, Over, Request
from robot_guide_ros import convert

LARGEST = 2**31  # of numbers that count up


def gossip_to_msg(gossip: Gossip, stamp: float) -> FleetGossip:
    board, report = gossip.board, gossip.report
    msg = FleetGossip(
        header=convert.header(stamp), sender=gossip.sender, highest=board.highest,
        requests=[request_to_msg(entry, stamp) for entry in board.entries.values()],
        over=[FleetOver(maker=m, upto=over.upto, beyond=sorted(over.beyond)) for m, over in board.over.items()],
    )  # fmt: skip
    if report is not None:
        msg.serves, msg.start, msg.beat, msg.going = True, report.start, report.beat, report.going
        msg.offers, msg.seconds = list(report.offers), [float(seconds) for seconds in report.offers.values()]
    return msg


def gossip_from_msg(msg: FleetGossip) -> Gossip:
    """Raises ValueError: a field holds what it cannot."""
    entries = [request_from_msg(each) for each in msg.requests]
    if not (msg.sender and msg.highest < LARGEST and all(over.upto < LARGEST for over in msg.over)):
        raise ValueError(f"/fleet/requests: sender {msg.sender!r} or its numbers cannot be")
    over = {each.maker: Over().join(Over(each.upto, frozenset(each.beyond))) for each in msg.over}
    board = Board({entry.request.id: entry for entry in entries}, over, msg.highest)
    if not msg.serves:
        return Gossip(msg.sender, board)
    if len(msg.offers) != len(msg.seconds) or any(math.isnan(s) or s < 0.0 for s in msg.seconds):
        raise ValueError(f"/fleet/requests: {msg.sender} offers {len(msg.offers)} and {list(msg.seconds)[:5]} s")
    offers = dict(zip(msg.offers, msg.seconds, strict=True))
    return Gossip(msg.sender, board, Report(msg.sender, msg.start, msg.beat, offers, msg.going))


def request_to_msg(entry: Entry, stamp: float) -> FleetRequest:
    request, claim, ending = entry.request, entry.claim, entry.ending
    left = [] if request.visitor is None else [HandOver("", request.visitor)]
    return FleetRequest(
        maker=request.maker, serial=request.serial, number=request.number, place=request.place, rank=request.rank,
        language=request.language, visitor=[convert.handover_to_msg(act, request.sender, stamp) for act in left],
        round=claim.round, robot=claim.robot, seconds=float(claim.seconds), outcome=ending.outcome, by=ending.by,
    )  # fmt: skip


def request_from_msg(msg: FleetRequest) -> Entry:
    """Raises ValueError: a field holds what it cannot."""
    if msg.rank not in HEAD_START or msg.outcome not in OUTCOMES or msg.language not in ("", *LANGUAGES):
        raise ValueError(f"/fleet/requests: rank {msg.rank!r}, outcome {msg.outcome!r}, language {msg.language!r}")
    if not (msg.maker and 0 < msg.serial < LARGEST and msg.number < LARGEST and math.isfinite(msg.seconds)):
        raise ValueError(f"/fleet/requests: request {msg.maker!r}.{msg.serial} of number {msg.number} cannot be")
    visitor = convert.handover_from_msg(msg.visitor[0]) if msg.visitor else None
    sender = msg.visitor[0].sender if msg.visitor else ""
    request = Request(msg.maker, msg.serial, msg.number, msg.place, msg.rank, msg.language, visitor, sender)
    return Entry(request, Claim(msg.round, msg.robot, msg.seconds), Ending(msg.outcome, msg.by))
