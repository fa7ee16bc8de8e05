"""`robot-guide map import`: what others made becomes a hall, in a folder or in a new store."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import number
from robot_guide.cli.errors import DONE, CommandError, UsageError
from robot_guide.cli.halls import hall_errors, load_hall, refuse_errors
from robot_guide.cli.output import Output
from robot_guide.cli.revisions import opened

if TYPE_CHECKING:
    from hall_map import Hall

COUNTED = ("walls", "obstacles", "doors", "windows", "places", "docks", "services", "keep_outs", "slow_areas", "lanes")


def add_import(action: object) -> None:
    """Add `import` to the parser of `map`: `action` makes its parser."""
    parser = action("import", import_hall, "a hall from a folder, building.yaml, map, floor plan, masks or route graph")
    parser.add_argument("source", metavar="PATH", help="folder, file or zip; its content tells its form")
    parser.add_argument("--form", metavar="NAME", help="take it for this form; a wrong name lists them all")
    parser.add_argument("--store", metavar="FILE", help="make a store of revisions of it")
    parser.add_argument("--out", metavar="DIR", help="write it into a folder")
    parser.add_argument("--hall", metavar="DIR", help="what a part (masks, routes, services) belongs to")
    parser.add_argument("--scale", type=number(1e-4, 1.0, "m"), metavar="M", help="metres a pixel of a floor plan")
    parser.add_argument("--level", metavar="NAME", help="which level of a building (default: its reference level)")
    parser.add_argument("--dry-run", action="store_true", help="tell what it would be, and write nothing")


def import_hall(arguments: argparse.Namespace, output: Output) -> int:
    from hall_map.exchange.imports import IMPORTS, read_any

    source = Path(arguments.source)
    if not source.exists():
        raise UsageError("no such file", arguments.source, "Name a folder, a file or a zip.")
    if arguments.form is not None and arguments.form not in IMPORTS:
        known = "; ".join(f"{key}: {form.summary}" for key, form in IMPORTS.items())
        raise UsageError(f"no such form: {arguments.form}", "--form", f"Known are {known}.")
    if not (arguments.store or arguments.out or arguments.dry_run):
        raise UsageError("nowhere to put the hall", "import", "Give --out DIR, --store FILE or --dry-run.")
    refuse_places(arguments)
    base = load_hall(arguments.hall) if arguments.hall else None
    with hall_errors(source):
        form, imported = read_any(source, arguments.form, base, arguments.scale, level=arguments.level)
    for note in imported.notes:
        output.note(f"robot-guide: {note}")
    record = {"form": form, "hall": imported.hall.id, **counts(imported.hall), "notes": list(imported.notes)}
    record |= {} if arguments.dry_run else kept(imported.hall, arguments, part=IMPORTS[form].part)
    output.result(record, told(record))
    return DONE


def refuse_places(arguments: argparse.Namespace) -> None:
    """Raises CommandError: there is a store already; UsageError: a store and a folder are asked for at once."""
    if arguments.store and arguments.out:
        raise UsageError("both --store and --out are given", "import", "Give one of the two.")
    if arguments.store and not arguments.dry_run and Path(arguments.store).exists():
        raise CommandError("is there already", arguments.store, "Use robot-guide map publish to add a revision.")


def kept(hall: Hall, arguments: argparse.Namespace, part: bool) -> dict[str, object]:
    """Write a hall where it is asked for. Returns: what the command's record tells of it."""
    if arguments.store:
        from hall_map.store import Store

        refuse_errors(hall, arguments.source)
        return {"store": arguments.store, "revision": opened(lambda: Store.open(arguments.store, hall)).head()}
    from hall_map import save

    out = Path(arguments.out)
    if not part and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError("is there already", arguments.out, "Name a new folder; a whole hall is not put into another.")
    opened(lambda: save(hall, out))
    return {"folder": arguments.out, "revision": hall.revision}


def counts(hall: Hall) -> dict[str, int]:
    return {name: len(getattr(hall, name)) for name in COUNTED}


def told(record: dict[str, object]) -> str:
    if "store" in record:
        return f"{record['store']}: revision {record['revision']}"
    held = ", ".join(f"{record[name]} {name.replace('_', ' ')}" for name in COUNTED if record[name])
    return f"{record.get('folder', record['hall'])}: {held or 'nothing'}"
