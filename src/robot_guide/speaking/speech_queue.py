"""What waits to be said: the most important first, and in order among equals."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class SpeechQueue(Generic[Item]):
    """A stable priority queue. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Item]] = []
        self._numbers = itertools.count()

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, item: Item, priority: int = 0) -> None:
        """Higher priorities come out first."""
        heapq.heappush(self._heap, (-priority, next(self._numbers), item))

    def pop(self) -> Item:
        """Raises IndexError: nothing waits."""
        return heapq.heappop(self._heap)[2]

    def remove(self, wanted: Callable[[Item], bool]) -> list[Item]:
        """Take out all that is `wanted`, in the order in which it would have come."""
        taken = [entry for entry in self._heap if wanted(entry[2])]
        self._heap = [entry for entry in self._heap if not wanted(entry[2])]
        heapq.heapify(self._heap)
        return [item for _, _, item in sorted(taken, key=lambda entry: entry[:2])]
