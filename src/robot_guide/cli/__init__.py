"""The command line `robot-guide`: one module per command, which imports what it needs when it runs."""

from robot_guide.cli.entry import main

__all__ = ["main"]
