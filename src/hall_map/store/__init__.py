"""Where a hall's revisions are kept: who published what, when and why; nothing is ever lost or changed afterwards."""

from hall_map.store.entry import Entry, Outdated, Published, Refused, Unchanged
from hall_map.store.feed import Feed
from hall_map.store.revisions import Store

__all__ = ["Store", "Feed", "Entry", "Published", "Refused", "Unchanged", "Outdated"]
