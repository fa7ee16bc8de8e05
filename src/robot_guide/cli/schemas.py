"""`robot-guide map schema`: what a hall's files may hold, as JSON Schema."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from robot_guide.cli.errors import DONE, UsageError, writable_file
from robot_guide.cli.output import Output


def add_schema(action: object) -> None:
    """Add `schema` to the parser of `map`: `action` makes its parser."""
    schema = action("schema", print_schema, "JSON Schema of a hall's document, or of a file of its folder")
    schema.add_argument("name", metavar="NAME", nargs="?", default="document", help="document (default), hall.yaml, …")
    schema.add_argument("--out", metavar="DIR", help="write all of them into this folder instead")


def print_schema(arguments: argparse.Namespace, output: Output) -> int:
    from hall_map.schema import FORMS, file_name, schema_of

    if arguments.out is not None:
        for form in FORMS:
            path = Path(arguments.out) / file_name(form)
            writable_file(path).write_text(written(schema_of(form)), "utf-8")
            output.result({"file": str(path)}, str(path))
        return DONE
    if arguments.name not in FORMS:
        raise UsageError(f"no schema of this name: {arguments.name}", "NAME", f"Known are {', '.join(FORMS)}.")
    output.result(schema_of(arguments.name), written(schema_of(arguments.name)).rstrip())
    return DONE


def written(schema: object) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
