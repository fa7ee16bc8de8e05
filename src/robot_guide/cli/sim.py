"""`robot-guide sim`: run a scenario in the simulator, once or many times."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import add_hall, whole_number
from robot_guide.cli.errors import DONE, FAILED, CommandError, UsageError, existing_file, writable_file
from robot_guide.cli.output import Output
from robot_guide.cli.progress import CompilingNote, StatusLine, SweepProgress
from robot_guide.cli.scenarios import load_scenario
from robot_guide.cli.watching import add_port, serve

if TYPE_CHECKING:
    from hall_sim import Scenario
    from robot_guide.shells.keepsakes import Keepsakes

COLUMNS = {  # figure → heading and form of a line for people
    "seed": ("seed", "d"), "window": ("window", "s"), "guided_m": ("led m", ".1f"), "seconds": ("s", ".0f"),
    "collisions": ("collisions", "d"), "min_clearance_m": ("nearest m", ".2f"), "spl": ("SPL", ".2f"),
    "real_time_factor": ("x real time", ".0f"),
}  # fmt: skip

Summaries = Sequence[Mapping[str, object]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO.yaml", nargs="?", help="such as sim/scenarios/welcome.yaml")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of scenario files instead")
    parser.add_argument("--seed", type=whole_number(0, 2**31 - 1), default=1, metavar="N", help="of the first run")
    parser.add_argument("--runs", type=whole_number(1, 100_000), default=1, metavar="N", help="each with the next seed")
    parser.add_argument("--jobs", type=whole_number(1, 256), default=1, metavar="N", help="runs at the same time")
    parser.add_argument("--ray", metavar="ADDRESS", help="run on a Ray cluster: HOST:PORT, auto or local (extra [ray])")
    parser.add_argument("--baseline", metavar="FILE", help="summaries of earlier runs (--json): be no worse than they")
    keep = "; of several runs, each puts its seed into the name"
    parser.add_argument("--record", metavar="FILE.mcap", help=f"keep a run for Foxglove, RViz and replay{keep}")
    parser.add_argument("--video", metavar="FILE.mp4", help=f"a film of the hall seen from above{keep}")
    parser.add_argument("--png", metavar="FILE.png", help=f"a picture of who walked where{keep}")
    parser.add_argument("--view", action="store_true", help="watch one run in the browser, as it happens")
    add_port(parser)
    add_hall(parser)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """A line a run, then their means. Returns: 1 when a run did not show what its scenario expects, or when the runs
    are worse than those of the baseline."""
    if arguments.schema:
        return print_schema(output)
    if arguments.scenario is None:
        raise UsageError("no scenario is named", "SCENARIO.yaml", "Name one such as sim/scenarios/welcome.yaml.")
    scenario = load_scenario(arguments.scenario, arguments.hall)
    need_ears(scenario, arguments.scenario)
    line = StatusLine(output)
    from robot_guide import compiled

    with compiled.told(CompilingNote(output, line)):
        return view(scenario, arguments, output) if arguments.view else sweep(scenario, arguments, output, line)


def sweep(scenario: Scenario, arguments: argparse.Namespace, output: Output, line: StatusLine) -> int:
    """The runs, on this machine or a cluster. Returns: as `run`."""
    kept = keepsakes_of(arguments)
    if kept and arguments.ray is not None:
        raise UsageError("a cluster leaves no files here", "--ray", "Run --record, --video and --png on this machine.")
    before = None if arguments.baseline is None else read_baseline(arguments.baseline, scenario.name)
    seeds = range(arguments.seed, arguments.seed + arguments.runs)
    if not output.as_json:
        output.line(" ".join(heading.rjust(width(heading)) for heading, _ in COLUMNS.values()) + "  result")
    if arguments.jobs > 1 and arguments.ray is None:
        compile_once(line)
    summaries, progress = [], SweepProgress(line, len(seeds))
    try:
        for summary in swept(scenario, seeds, arguments, kept):
            summaries.append(summary)
            progress.add(as_expected=as_expected(summary))
            line.clear()
            output.result(summary, in_columns(summary))
            progress.show()
    finally:
        line.clear()
    if not output.as_json and len(summaries) > 1:
        output.line(in_words(summaries))
    worse = before is not None and tell_what_is_worse(before, summaries, output)
    return DONE if all(map(as_expected, summaries)) and not worse else FAILED


def compile_once(line: StatusLine) -> None:
    """Before several processes each do it."""
    from robot_guide import compiled
    from robot_guide.warm import warm

    if compiled.cold():
        warm(io.StringIO())
        line.clear()


def need_ears(scenario: Scenario, file: str) -> None:
    """Raises CommandError: visitors speak as sound, and there is no recogniser for their language."""
    from robot_guide.shells.listening import missing_ears

    missing = missing_ears(scenario)
    if missing is not None:
        raise CommandError(f"visitors speak as sound here: {missing}", file, missing.remedy)


def swept(
    scenario: Scenario, seeds: range, arguments: argparse.Namespace, kept: Keepsakes
) -> Iterator[Mapping[str, object]]:
    """The summary of each run, from this machine or from a cluster. Raises CommandError: there is no cluster."""
    if arguments.ray is None:
        from robot_guide.shells.sweep import run_many

        yield from run_many(scenario, seeds, jobs=arguments.jobs, keepsakes=kept or None)
        return
    from robot_guide.shells.ray_sweep import ClusterError, run_many_on_cluster

    try:
        yield from run_many_on_cluster(scenario, seeds, arguments.ray)
    except ClusterError as error:
        raise CommandError(str(error), "--ray", error.remedy) from error


def view(scenario: Scenario, arguments: argparse.Namespace, output: Output) -> int:
    """Let one run be watched until Ctrl-C. Raises UsageError: there are several, or files are wanted too."""
    others = ("record", "video", "png", "ray", "baseline")
    if arguments.runs > 1 or any(getattr(arguments, name) is not None for name in others):
        raise UsageError("--view shows one run and makes nothing else", "--view", "Leave the other options out.")
    from robot_guide.shells.listening import recognise
    from robot_guide.shells.lockstep import Lockstep
    from robot_guide.shells.lockstep_robot import RobotConfig
    from robot_guide.shells.moments import moments_of
    from robot_guide.shells.player import Player

    stage = Lockstep(scenario, arguments.seed, RobotConfig(), recognise)
    player = Player(moments_of(stage, scenario.duration), playing=False)
    serve(player, scenario.name, stage.hall, stage.grid, arguments.port, output)
    return DONE


def keepsakes_of(arguments: argparse.Namespace) -> Keepsakes:
    """Which files the runs are to leave. Raises UsageError: one of them cannot be written."""
    from robot_guide.shells.keepsakes import Keepsakes

    names = (arguments.record, arguments.video, arguments.png)
    return Keepsakes(*(None if name is None else writable_file(name) for name in names))


def read_baseline(given: str, scenario: str) -> Summaries:
    """The summaries of a scenario in a file of JSON lines. Raises CommandError: it holds none, or no JSON."""
    path = existing_file(given, "baseline", "Make one: robot-guide sim … --runs 20 --json > FILE.")
    summaries = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        try:
            summary = json.loads(line) if line.strip() else {}
        except ValueError as error:
            raise CommandError(f"no JSON: {error}", f"{path}:{number}", "Make the file anew.") from error
        if isinstance(summary, dict) and summary.get("scenario") == scenario:
            summaries.append(summary)
    if not summaries:
        remedy = "Make one: robot-guide sim … --runs 20 --json > FILE."
        raise CommandError(f"the baseline holds no run of {scenario}", str(path), remedy)
    return summaries


def tell_what_is_worse(before: Summaries, now: Summaries, output: Output) -> bool:
    """Say on the error stream which figures are worse beyond noise. Returns: there are some."""
    from hall_sim.many_runs import samples_of, worsened

    found = worsened(samples_of(before), samples_of(now))
    for each in found:
        output.note(f"worse than the baseline: {each.figure} was {each.before:.3f}, is {each.now:.3f}")
    return bool(found)


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


def in_words(summaries: Summaries) -> str:
    """The means of many runs, each over the runs that have the figure, with where they lie at 95 % confidence."""
    from hall_sim.many_runs import samples_of

    led = sum(bool(summary.get("success")) for summary in summaries)
    lines = [f"\n{len(summaries)} runs: {led} arrived, {sum(map(as_expected, summaries))} as expected"]
    for key, sample in samples_of(summaries).items():
        lines.append(f"  {key:<28} {sample.mean:9.3f}   from {sample.low:.3f} to {sample.high:.3f}")
    return "\n".join(lines)
