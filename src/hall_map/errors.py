"""What is raised when a hall or a map cannot be read."""

from __future__ import annotations


class HallError(ValueError):
    """A hall that cannot be read: where the fault lies, what is wrong there, and the remedy."""

    def __init__(self, where: str, problem: str, remedy: str = ""):
        super().__init__(where, problem, remedy)
        self.where, self.problem, self.remedy = where, problem, remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" + (f". {self.remedy}" if self.remedy else "")
