"""The outcome of a look at this machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """The outcome of one check."""

    check: str
    ok: bool
    detail: str
    remedy: str = ""  # where it is not ok
    required: bool = True  # whether nothing works without it

    def as_json(self) -> dict[str, object]:
        """With the keys of `robot-guide doctor`."""
        return {"check": self.check, "ok": self.ok, "detail": self.detail, "remedy": self.remedy}


def found(ok: bool, detail: str, remedy: str = "Run: make setup") -> Check:
    return Check("", ok, detail, remedy)
