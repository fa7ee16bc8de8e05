"""A hall that somebody is changing: every edit can be undone and done again, without limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hall_map.differences import differences, edit_of
from hall_map.editing import edit
from hall_map.hall import Hall
from hall_map.merging import Choice, Merge, merge


@dataclass(frozen=True)
class Edit:
    """One step of a draft, and the hall after it."""

    label: str  # what it does, in a few words of the one who did it
    changes: Mapping[str, object]  # see `editing.edit`
    hall: Hall


@dataclass(frozen=True)
class Draft:
    """Edits upon a published revision. Immutable: each step gives a new draft."""

    number: int  # the revision that it began from
    base: Hall
    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()  # the last one undone comes first

    @property
    def hall(self) -> Hall:
        return self.done[-1].hall if self.done else self.base

    def edit(self, changes: Mapping[str, object], label: str = "") -> Draft:
        """One step further; what was undone is forgotten. Raises HallError: as `editing.edit`."""
        return replace(self, done=(*self.done, Edit(label, changes, edit(self.hall, changes))), undone=())

    def become(self, hall: Hall, label: str = "") -> Draft:
        """One step that makes the draft another hall. An equal hall is no step."""
        found = differences(self.hall, hall)
        return self.edit(edit_of(found), label) if found else self

    def undo(self) -> Draft:
        """The draft before its last step; the same draft where there is none."""
        if not self.done:
            return self
        return replace(self, done=self.done[:-1], undone=(self.done[-1], *self.undone))

    def redo(self) -> Draft:
        """The draft with the last step that was undone; the same draft where there is none."""
        if not self.undone:
            return self
        return replace(self, done=(*self.done, self.undone[0]), undone=self.undone[1:])

    def rebased(self, number: int, theirs: Hall, choices: Mapping[str, Choice] | None = None) -> tuple[Draft, Merge]:
        """The draft upon a newer revision, its steps kept, and the merge; as it was, where that leaves conflicts.

        Steps that nothing is left of are gone, and what was undone is forgotten.
        """
        whole = merge(self.base, self.hall, theirs, choices)
        if whole.hall is None:
            return self, whole
        steps = [(step.label, merge(self.base, step.hall, theirs, choices).hall) for step in self.done[:-1]]
        draft = Draft(number, theirs)
        for label, hall in steps:
            draft = draft if hall is None else draft.become(hall, label)
        return draft.become(whole.hall, self.done[-1].label if self.done else ""), whole

    def to_document(self) -> dict[str, object]:
        """What JSON can hold of the draft, its base aside."""
        steps = {
            name: [{"label": step.label, "changes": step.changes} for step in getattr(self, name)]
            for name in ("done", "undone")
        }
        return {"number": self.number, **steps}

    @classmethod
    def from_document(cls, document: Mapping[str, object], base: Hall) -> Draft:
        """The draft of a document, every step done again upon its base. Raises HallError: a step does not fit."""
        draft = cls(document["number"], base)
        for step in (*document["done"], *document["undone"]):
            draft = draft.edit(step["changes"], step["label"])
        for _ in document["undone"]:
            draft = draft.undo()
        return draft
