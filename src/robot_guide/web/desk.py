"""The drafts on which the staff work, one for each of them, kept in the store at every step."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable

from hall_map import HallError
from hall_map.drafting import Draft
from hall_map.store import Outdated, Published, Refused, Store, Unchanged

Other = Refused | Unchanged | Outdated


class Desk:
    """Drafts by user's name."""

    def __init__(self, store: Store):
        self._store = store
        self._drafts: dict[str, Draft] = {}
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def draft(self, user: str) -> Draft:
        """What the user has begun; upon the newest revision, where they have not begun anything."""
        with self._locks[user]:
            return self._current(user)

    def change(self, user: str, step: Callable[[Draft], Draft]) -> Draft:
        """Do a step; one at a time for each user. Raises: what `step` raises, and the draft is as it was."""
        with self._locks[user]:
            old = self._current(user)
            new = step(old)
            if new is not old:
                self._store.keep_draft(user, new)
                self._drafts[user] = new
            return new

    def publish(self, user: str, publish: Callable[[Draft], Published | Other]) -> Published | Other:
        """Publish the draft; no step of the user comes between that and its end. Returns: what `publish` returns."""
        with self._locks[user]:
            answer = publish(self._current(user))
            if isinstance(answer, Published):
                self._drafts.pop(user, None)
            return answer

    def drop(self, user: str) -> None:
        with self._locks[user]:
            self._store.drop_draft(user)
            self._drafts.pop(user, None)

    def _current(self, user: str) -> Draft:
        """With the user's lock held: who looks while another edits would put the draft back as it was before."""
        draft = self._drafts.get(user) or self._kept(user)
        head = self._store.head()
        if draft is None or (draft.number != head and not draft.done and not draft.undone):
            draft = Draft(head, self._store.hall(head))
        self._drafts[user] = draft
        return draft

    def _kept(self, user: str) -> Draft | None:
        try:
            return self._store.draft(user)
        except HallError:
            return None
