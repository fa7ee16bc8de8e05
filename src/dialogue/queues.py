"""How many wait where, as far as the robot knows, and which open window that speaks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from dialogue.hall import Hall, ServiceRow
from dialogue.tickets import Ticket, ticket_of

FRESH = 120.0  # s; what is older counts as unknown
EACH = 4.0  # min that a person is taken to need, where only heads are counted
WORTH = 3.0  # min that must be saved before another than the catalogue's first window is gone to


@dataclass(frozen=True)
class WindowQueue:
    """The queue of one window."""

    window: str
    at: float  # s, when it was so, on the robot's clock
    waiting: int | None = None  # people
    wait_minutes: float | None = None
    called: str = ""  # the ticket number called last

    @property
    def minutes(self) -> float | None:
        """How long one waits there; None: nobody knows."""
        if self.wait_minutes is not None:
            return self.wait_minutes
        return None if self.waiting is None else self.waiting * EACH

    @property
    def ticket(self) -> Ticket | None:
        """The number called last, where it is one that can be counted."""
        return ticket_of(self.called)


Queues = Mapping[str, WindowQueue]


def fresh(queues: Queues, now: float) -> Queues:
    """What still holds."""
    return {window: queue for window, queue in queues.items() if now - queue.at <= FRESH}


def merged(queues: Queues, news: Iterable[WindowQueue]) -> Queues:
    """With the news, of each window the latest."""
    found = dict(queues)
    for queue in news:
        if queue.window not in found or queue.at >= found[queue.window].at:
            found[queue.window] = queue
    return found


def best_window(hall: Hall, service: ServiceRow, known: Queues) -> str | None:
    """The open window of a service to go to; None: all are closed.

    The catalogue's first, unless another saves the visitor time. A window of which nothing is known counts as the
    mean of those of which something is.
    """
    is_open = {window.id: window.open for window in hall.windows}
    windows = [id_ for id_ in service.windows if is_open.get(id_)]
    waits = {id_: known[id_].minutes for id_ in windows if id_ in known and known[id_].minutes is not None}
    if not waits:
        return windows[0] if windows else None
    mean = fmean(waits.values())
    quickest = min(windows, key=lambda id_: waits.get(id_, mean))
    saved = waits.get(windows[0], mean) - waits.get(quickest, mean)
    return quickest if saved >= WORTH else windows[0]


def called_last(known: Queues, series: str) -> WindowQueue | None:
    """Where the furthest number of a series was called."""
    called = [queue for queue in known.values() if queue.ticket is not None and queue.ticket.series == series]
    return max(called, key=lambda queue: queue.ticket.number, default=None)
