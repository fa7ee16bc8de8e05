"""`robot-guide report`: a test report on navigation, from simulated trials."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import whole_number
from robot_guide.cli.entry import version
from robot_guide.cli.errors import DONE, from_os_error
from robot_guide.cli.output import Output, plain
from robot_guide.cli.runs import run_folder, shown

if TYPE_CHECKING:
    from robot_guide.trial_report.page import Making

RUNS = 30  # as many as ISO 9283 asks for of poses
LAST_SEED = 2**31 - 1
STEP = 2  # per cent between two lines of progress
SOURCES = ("hall_map", "hall_sim", "robot_guide")  # what takes part in a trial


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", help="where the report goes (default: a folder in runs/)")
    parser.add_argument(
        "--runs", type=whole_number(1, 1000), default=RUNS, metavar="N", help=f"of each setting (default: {RUNS})"
    )
    parser.add_argument("--jobs", type=whole_number(1, 256), default=1, metavar="N", help="runs at the same time")
    parser.add_argument("--seed", type=whole_number(0, LAST_SEED), default=1, metavar="N", help="of the first run")


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Carry out all trials, and write what came of them as a page and as JSON."""
    folder = folder_of(arguments.out)
    report = measured(arguments, output)
    from robot_guide.trial_report.glance import SENTENCES
    from robot_guide.trial_report.page import page_of

    making = making_of(arguments)
    record = plain({"made": vars(making), **report})
    try:
        (folder / "report.json").write_text(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
        (folder / "report.html").write_text(page_of(report, making), "utf-8")
    except OSError as error:
        raise from_os_error(error, folder, "Make room, or name another folder with --out.") from error
    for name, rows in report["tests"].items():
        sentence = SENTENCES[name](rows)
        output.result({"test": name, "rows": without_drawings(rows)}, f"{name:<10} {sentence.en}")
    page, data = shown(folder / "report.html"), shown(folder / "report.json")
    output.result({"report": page, "data": data, "simulated": True}, f"\nAll of it is simulated. The report: {page}")
    return DONE


def folder_of(given: str | None) -> Path:
    """Where the report goes; made where it is missing. Raises UsageError: nothing can be written there."""
    try:
        folder = run_folder() if given is None else Path(given)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, ValueError) as error:
        where = "runs" if given is None else given
        raise from_os_error(error, where, "Name a folder where you may write with --out.") from error


def measured(arguments: argparse.Namespace, output: Output) -> Mapping[str, object]:
    """All trials carried out, with a line of progress on standard error for each percent or two."""
    from robot_guide.shells.trials.programme import TESTS, carry_out, findings_of, report_of, tasks_of

    tasks, outcomes, told = tasks_of(arguments.runs, arguments.seed), [], 0
    for outcome in carry_out(tasks, arguments.jobs):
        outcomes.append(outcome)
        percent = 100 * len(outcomes) // len(tasks)
        if percent >= told + STEP or percent == 100:
            told, task = percent, tasks[len(outcomes) - 1]
            test = TESTS[task.test]
            output.note(f"{percent:3d} %  {test.name}, setting {task.setting + 1} of {len(test.settings)}")
    return report_of(findings_of(tasks, outcomes), arguments.runs, arguments.seed)


def without_drawings(rows: list[Mapping[str, object]]) -> list[dict[str, object]]:
    """Rows without the ways and profiles that only pictures need; report.json has them."""
    drawn = ("stops", "profile", "path", "paths")
    return [{key: value for key, value in row.items() if key not in drawn} for row in rows]


def making_of(arguments: argparse.Namespace) -> Making:
    from robot_guide.trial_report.page import Making

    command = f"robot-guide report --runs {arguments.runs} --seed {arguments.seed}"
    return Making(time.strftime("%Y-%m-%d"), f"robot-guide {version()}", fingerprint(), command)


def fingerprint() -> str:
    """The first 16 digits of the SHA-256 of all sources that take part, so that a report can be told from another."""
    from importlib.util import find_spec

    digest = hashlib.sha256()
    for package in SOURCES:
        root = Path(find_spec(package).submodule_search_locations[0])
        for path in sorted(root.rglob("*.py")):
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
