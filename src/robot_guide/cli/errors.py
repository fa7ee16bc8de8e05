"""What can go wrong for somebody who types a command, said in a way that helps them."""

from __future__ import annotations

import errno
from pathlib import Path

DONE, FAILED, WRONG_USE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


class CommandError(Exception):
    """A command cannot go on: what is wrong, where, and the remedy."""

    def __init__(self, problem: str, where: str = "", remedy: str = "", status: int = FAILED, **more: object):
        super().__init__(problem)
        self.problem, self.where, self.remedy, self.status = problem, where, remedy, status
        self.more = more  # further keys of the JSON object

    def as_json(self) -> dict[str, object]:
        return {"error": self.problem, "where": self.where, "remedy": self.remedy, **self.more}

    def __str__(self) -> str:
        head = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{head}\n  → {self.remedy}" if self.remedy else head


class UsageError(CommandError):
    """The arguments make no sense; nothing was tried."""

    def __init__(self, problem: str, where: str = "", remedy: str = "", **more: object):
        super().__init__(problem, where, remedy, WRONG_USE, **more)


def existing_file(path: str | Path, kind: str, remedy: str = "") -> Path:
    """`path`, when it is a readable file that is not empty. Raises CommandError otherwise.

    A name that leads to no file is wrong use; a file with nothing in it is a failed task.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UsageError(f"a folder, where a {kind} is needed", str(path), remedy or "Name a file inside it.")
        with path.open("rb") as file:
            if not file.read(1):
                raise CommandError("the file is empty", str(path), remedy or f"Name a {kind} that has something in it.")
    except (OSError, ValueError) as error:
        raise from_os_error(error, path, remedy or f"Check the path; it must lead to a {kind}.") from error
    return path


def writable_file(path: str | Path) -> Path:
    """`path`, with its folder made where it is missing. Raises UsageError: nothing can be written there."""
    path = Path(path)
    try:
        if path.is_dir():
            raise UsageError("a folder, where the name of a new file is needed", str(path), "Add a file name.")
        path.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise from_os_error(error, path, "Choose a place where you may write.") from error
    return path


def from_os_error(error: OSError | ValueError, path: str | Path, remedy: str) -> UsageError:
    """An error of the file system in plain words. A ValueError here is a path with a NUL in it."""
    words = {
        errno.ENOENT: "no such file",
        errno.ENOTDIR: "no such file",
        errno.EISDIR: "a folder, not a file",
        errno.EACCES: "not permitted",
        errno.EPERM: "not permitted",
        errno.ENAMETOOLONG: "the name is too long",
        errno.ENOSPC: "no space left",
        errno.EROFS: "the file system is read-only",
    }
    code = getattr(error, "errno", None)
    return UsageError(words.get(code, str(error)), printable(path), remedy)


def printable(value: object) -> str:
    """`value` as text without control characters, at most 200 characters long."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text if len(text) <= 200 else text[:199] + "…"
