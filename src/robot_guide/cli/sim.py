"""`robot-guide sim`: run a scenario in the simulator, once or many times."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from statistics import fmean

from robot_guide.cli.arguments import add_hall, whole_number
from robot_guide.cli.errors import DONE, FAILED, UsageError
from robot_guide.cli.output import Output
from robot_guide.cli.scenarios import load_scenario

COLUMNS = {  # figure → heading and form of a line for people
    "seed": ("seed", "d"), "window": ("window", "s"), "guided_m": ("led m", ".1f"), "seconds": ("s", ".0f"),
    "collisions": ("collisions", "d"), "min_clearance_m": ("nearest m", ".2f"), "spl": ("SPL", ".2f"),
    "real_time_factor": ("x real time", ".0f"),
}  # fmt: skip
MEANS = ("guided_m", "seconds", "collisions", "min_clearance_m", "spl", "intrusions_s", "real_time_factor")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO.yaml", nargs="?", help="such as sim/scenarios/welcome.yaml")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of scenario files instead")
    parser.add_argument("--seed", type=whole_number(0, 2**31 - 1), default=1, metavar="N", help="of the first run")
    parser.add_argument("--runs", type=whole_number(1, 100_000), default=1, metavar="N", help="each with the next seed")
    parser.add_argument("--jobs", type=whole_number(1, 256), default=1, metavar="N", help="runs at the same time")
    add_hall(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """A line a run, then their means. Returns: 1 when a run did not show what its scenario expects."""
    if arguments.schema:
        return print_schema(output)
    if arguments.scenario is None:
        raise UsageError("no scenario is named", "SCENARIO.yaml", "Name one such as sim/scenarios/welcome.yaml.")
    scenario = load_scenario(arguments.scenario, arguments.hall)
    from robot_guide.shells.sweep import run_many

    seeds = range(arguments.seed, arguments.seed + arguments.runs)
    if not output.as_json:
        output.line(" ".join(heading.rjust(width(heading)) for heading, _ in COLUMNS.values()) + "  result")
    summaries = []
    for summary in run_many(scenario, seeds, jobs=arguments.jobs):
        summaries.append(summary)
        output.result(summary, in_columns(summary))
    if not output.as_json and len(summaries) > 1:
        output.line(in_words(summaries))
    return DONE if all(as_expected(summary) for summary in summaries) else FAILED


def print_schema(output: Output) -> int:
    from hall_sim.scenario_keys import scenario_schema

    schema = scenario_schema()
    output.result(schema, json.dumps(schema, ensure_ascii=False, indent=2))
    return DONE


def as_expected(summary: Mapping[str, object]) -> bool:
    return bool(summary.get("as_expected", summary.get("success")))


def in_columns(summary: Mapping[str, object]) -> str:
    cells = []
    for key, (heading, form) in COLUMNS.items():
        value = summary.get(key)
        cells.append(("–" if value is None else format(value, form)).rjust(width(heading)))
    result = "arrived" if summary.get("success") else "did not arrive"
    return " ".join(cells) + f"  {result}{'' if as_expected(summary) else ', unlike expected'}"


def width(heading: str) -> int:
    return max(7, len(heading))


def in_words(summaries: Sequence[Mapping[str, object]]) -> str:
    """The means of many runs, each over the runs that have the figure."""
    led = sum(bool(summary.get("success")) for summary in summaries)
    lines = [f"\n{len(summaries)} runs: {led} arrived, {sum(map(as_expected, summaries))} as expected"]
    for key in MEANS:
        values = [float(summary[key]) for summary in summaries if summary.get(key) is not None]
        if values:
            lines.append(f"  {key:<18} {fmean(values):9.2f}   from {min(values):.2f} to {max(values):.2f}")
    return "\n".join(lines)
