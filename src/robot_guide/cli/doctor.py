"""`robot-guide doctor`: what this machine has and lacks."""

from __future__ import annotations

import argparse

from robot_guide.cli.arguments import add_hall, hall_folder
from robot_guide.cli.errors import DONE, FAILED
from robot_guide.cli.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_hall(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """A line a check. Returns: 1 when something is missing that the robots cannot do without."""
    hall = hall_folder(arguments.hall)
    from robot_guide.shells.doctor import checks

    status = DONE
    for check in checks(hall):
        mark = "ok" if check.ok else "MISSING" if check.required else "without"
        text = f"{mark:>8}  {check.check:<14} {check.detail}"
        output.result(check.as_json(), text if check.ok else f"{text}\n{'':26}→ {check.remedy}")
        if check.required and not check.ok:
            status = FAILED
    return status
