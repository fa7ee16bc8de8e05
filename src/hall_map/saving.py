"""Writing a hall to a folder, as `folder.load` reads it.

A file whose part of the hall is as it was stays untouched, comments and waves included, so that git shows what changed
and nothing else.
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from hall_map import folder as form
from hall_map.document import to_document
from hall_map.errors import HallError
from hall_map.hall import Hall, Service, Window
from hall_map.hours_text import hours_shown
from hall_map.kinds import LANGUAGES

EMPTY = {  # files that a hall without such things need not have
    form.TRAFFIC: "".join(f"{key}: []\n" for key in form.TRAFFIC_PARTS),
    form.CALENDAR: "[]\n",
    form.CHANGES: "[]\n",
}
REVISION = re.compile(r"^revision: \d+$", re.MULTILINE)


def save(hall: Hall, path: str | Path) -> tuple[Path, ...]:
    """Write a hall to a folder, which is made where it does not exist. Returns: the files that were written.

    Raises: HallError: a phrase holds what its table cannot, or the folder cannot be written to.
    """
    target = Path(path)
    old = hall_in(target)
    before, after = {} if old is None else files_of(old), files_of(hall)
    written = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, text in after.items():
            file = target / name
            if file.exists():
                new = renewed(file.read_text("utf-8"), before.get(name), text) if name in before else text
            else:
                new = None if name in EMPTY and text == EMPTY[name] else text
            if new is not None:
                write(file, new)
                written.append(file)
    except OSError as error:
        raise HallError(str(target), f"cannot be written to: {error.strerror}", "Look at its permissions.") from error
    return tuple(written)


def renewed(held: str, before: str, after: str) -> str | None:
    """What a file that holds the text `held` for `before` is to hold for `after`; None: nothing is to be done."""
    if before == after:
        return None
    if REVISION.sub("", before) != REVISION.sub("", after) or not REVISION.search(held):
        return after
    return REVISION.sub(REVISION.search(after).group(), held)


def hall_in(path: Path) -> Hall | None:
    try:
        return form.load(path)
    except HallError:
        return None


def write(path: Path, text: str) -> None:
    """All of a file or nothing of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def files_of(hall: Hall) -> dict[str, str]:
    """The text of each file of a hall."""
    document = to_document(hall)
    head = {key: document[key] for key in ("id", "names", "revision", "size")}
    return {
        form.HALL: yaml_of({**head, **{key: document[key] for key in form.HALL_PARTS}}),
        form.FLOOR: yaml_of({"outline": document["outline"], **{key: document[key] for key in form.FLOOR_PARTS}}),
        form.TRAFFIC: yaml_of({key: document[key] for key in form.TRAFFIC_PARTS}),
        form.CALENDAR: items_of(document["calendar"]),
        form.CHANGES: items_of(document["changes"]),
        form.PLACES: items_of(document["places"]),
        form.WINDOWS: table((*form.WINDOW_COLUMNS, "hours"), map(window_row, hall.windows)),
        form.SERVICES: table((*form.SERVICE_COLUMNS, "programme"), map(service_row, hall.services)),
        form.DOCUMENTS: table(form.PHRASE_COLUMNS, document_rows(hall)),
        form.ALIASES: table(form.PHRASE_COLUMNS, map(alias_row, hall.services)),
    }


def yaml_of(parts: Mapping[str, object]) -> str:
    """A mapping whose lists have an item a line."""
    text = ""
    for key, value in parts.items():
        if isinstance(value, list) and value and key != "size":
            text += f"{key}:\n" + "".join(f"  {line}\n" for line in items_of(value).splitlines())
        else:
            text += f"{key}: {flow(value)}\n"
    return text


def items_of(items: Iterable[object]) -> str:
    return "".join(f"- {flow(item)}\n" for item in items) or "[]\n"


def flow(value: object) -> str:
    """A value on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, width=math.inf, allow_unicode=True, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def table(columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def window_row(window: Window) -> dict[str, object]:
    x, y = window.xy
    return {
        "id": window.id, "zone": window.zone, "x": x, "y": y, "stop_x": window.stop.x, "stop_y": window.stop.y,
        "stop_yaw_degrees": degrees(window.stop.yaw), "open": "yes" if window.open else "no", **window.names,
        "hours": hours_shown(window.hours),
    }  # fmt: skip


def degrees(yaw: float) -> float:
    """A heading in degrees that reads back as the very same one; rounded, where that is no loss."""
    short = round(math.degrees(yaw), 6)
    return short if math.radians(short) == yaw else math.degrees(yaw)


def service_row(service: Service) -> dict[str, object]:
    return {
        "id": service.id, **service.names, "department": service.department, "windows": "|".join(service.windows),
        "audience": service.audience, "online": "yes" if service.online else "no",
        "self_service": "yes" if service.self_service else "no", "source": service.source,
        **{f"fee_{language}": text for language, text in service.fee.items()},
        **{f"duration_{language}": text for language, text in service.duration.items()},
        "programme": service.programme,
    }  # fmt: skip


def document_rows(hall: Hall) -> Iterable[dict[str, object]]:
    for service in hall.services:
        lists = [service.documents.get(language, ()) for language in LANGUAGES]
        for number in range(max(map(len, lists))):
            cells = {
                lang: phrases[number] for lang, phrases in zip(LANGUAGES, lists, strict=True) if number < len(phrases)
            }
            yield {"service": service.id, **cells}


def alias_row(service: Service) -> dict[str, object]:
    for language, phrases in service.aliases.items():
        for phrase in phrases:
            if "|" in phrase:
                problem = f"{phrase!r} holds |, which separates phrases in {form.ALIASES}"
                raise HallError(f"services.{service.id}.aliases.{language}", problem, "Write it without |.")
    return {"service": service.id, **{language: "|".join(phrases) for language, phrases in service.aliases.items()}}
