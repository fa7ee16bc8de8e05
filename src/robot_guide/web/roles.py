"""Who may do what in the console."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """Each may do what those before it may."""

    VIEWER = 1  # look
    EDITOR = 2  # change a draft, give orders to robots
    PUBLISHER = 3  # make a draft the hall
    ADMIN = 4  # keep the users

    @classmethod
    def named(cls, name: str) -> Role:
        """Raises ValueError: there is no such role."""
        try:
            return cls[name.upper()]
        except KeyError:
            raise ValueError(f"there is no role {name!r}; there are {', '.join(cls.names())}") from None

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(role.name.lower() for role in cls)

    @property
    def label(self) -> str:
        return self.name.lower()
