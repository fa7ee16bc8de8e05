"""`robot-guide map`: check, show, draw, compare and export halls; keep their revisions."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import add_common, number
from robot_guide.cli.errors import DONE, FAILED, CommandError, UsageError, writable_file
from robot_guide.cli.exporting import add_export
from robot_guide.cli.halls import load_hall
from robot_guide.cli.importing import add_import
from robot_guide.cli.output import Output
from robot_guide.cli.revisions import add_actions
from robot_guide.cli.schemas import add_schema

if TYPE_CHECKING:
    from hall_map import Hall


PICTURES = (".png", ".jpg", ".webp")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)

    def action(name: str, act: Callable[[argparse.Namespace, Output], int], summary: str) -> argparse.ArgumentParser:
        parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        add_common(parser)
        parser.set_defaults(act=act)
        return parser

    def hall(parser: argparse.ArgumentParser, name: str = "hall") -> None:
        parser.add_argument(name, metavar="DIR", help="folder of a hall, such as maps/putuo")

    hall(action("validate", validate_hall, "what is wrong with a hall, where, and the remedy"))
    hall(action("show", show_hall, "what a hall has: windows, places, services"))
    render = action("render", render_hall, "draw the floor plan")
    hall(render)
    render.add_argument("--out", metavar="FILE.png", default="hall.png", help="default: hall.png")
    render.add_argument("--lang", choices=("zh", "en", "ko"), default="zh", help="language of the labels (default: zh)")
    render.add_argument("--scale", type=number(8, 80), default=40.0, metavar="S", help="pixels a metre (default: 40)")
    diff = action("diff", diff_halls, "what differs between two halls")
    hall(diff, "before")
    hall(diff, "after")
    diff.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the words (default: en)")
    add_export(action, hall)
    add_schema(action)
    add_import(action)
    add_actions(action, hall)


def run(arguments: argparse.Namespace, output: Output) -> int:
    return arguments.act(arguments, output)


def validate_hall(arguments: argparse.Namespace, output: Output) -> int:
    """Every finding. Returns: 1 when one is an error, a hall that cannot be read included."""
    from hall_map import Finding, validate

    try:
        hall = load_hall(arguments.hall)
        findings = validate(hall)
    except UsageError:
        raise
    except CommandError as error:
        hall, findings = None, (Finding("error", error.where, error.problem, error.remedy),)
    for finding in findings:
        record = {key: getattr(finding, key) for key in ("severity", "where", "problem", "remedy")}
        output.result(record, f"{finding.severity}: {finding.where}: {finding.problem}\n  → {finding.remedy}")
    errors = sum(finding.severity == "error" for finding in findings)
    if not output.as_json:
        output.line(verdict(hall, errors, len(findings) - errors))
    return FAILED if errors else DONE


def verdict(hall: Hall | None, errors: int, warnings: int) -> str:
    if hall is None:
        return "The hall cannot be read."
    counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    size = f"{counted(len(hall.windows), 'window')}, {counted(len(hall.services), 'service')}"
    return f"{hall.names.get('en', hall.id)}, revision {hall.revision}: {size}; {counts}."


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def show_hall(arguments: argparse.Namespace, output: Output) -> int:
    """The whole hall as one JSON document, or a table of its windows, places and services."""
    from hall_map import to_document

    hall = load_hall(arguments.hall)
    output.result(to_document(hall), None if output.as_json else "\n".join(table_of(hall)))
    return DONE


def table_of(hall: Hall) -> Iterator[str]:
    yield f"{hall.names.get('zh', '')}  {hall.names.get('en', '')}  revision {hall.revision}"
    yield f"{hall.width:g} m × {hall.height:g} m, {counted(len(hall.docks), 'robot')}"
    handles: dict[str, list[str]] = {}
    for service in hall.services:
        for window in service.windows:
            handles.setdefault(window, []).append(service.names.get("zh", service.id))
    yield "\nwindows"
    for window in hall.windows:
        state = "" if window.open else "  (closed)"
        yield f"  {window.id:5} {window.names.get('en', '')}{state}: {some(handles.get(window.id, []))}"
    yield "\nplaces"
    for place in hall.places:
        yield f"  {place.names.get('zh', '')}  {place.names.get('en', '')}"


def some(names: list[str], most: int = 3) -> str:
    """The first few of many names."""
    rest = f" + {len(names) - most}" if len(names) > most else ""
    return "、".join(names[:most]) + rest if names else "–"


def render_hall(arguments: argparse.Namespace, output: Output) -> int:
    path = writable_file(arguments.out)
    if path.suffix.lower() not in PICTURES:
        raise UsageError("no kind of picture", str(path), f"Give a name that ends in {', '.join(PICTURES)}.")
    hall = load_hall(arguments.hall)
    from hall_map import save_picture

    for warning in save_picture(hall, path, language=arguments.lang, scale=arguments.scale):
        output.note(f"robot-guide: {warning}")
    output.result({"file": str(path)}, str(path))
    return DONE


def diff_halls(arguments: argparse.Namespace, output: Output) -> int:
    """A line for each value that differs."""
    from hall_map.difference_words import in_words
    from hall_map.differences import differences

    before, after = (load_hall(name) for name in (arguments.before, arguments.after))
    for one in differences(before, after):
        record = {"where": one.where, "before": one.before, "after": one.after}
        output.result(record, in_words(one, arguments.lang, before))
    return DONE
