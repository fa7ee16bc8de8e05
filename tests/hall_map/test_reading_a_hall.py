"""A hall's folder is read strictly: each fault is named with its file, its place in it, and a remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import hall_map
from hall_map import HallError

PUTUO = Path(__file__).parents[2] / "maps" / "putuo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PUTUO, tmp_path / "hall"))


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text, f"{file} has no {old!r}: mend this test"
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return change


def content(file: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_bytes(data) and None


FAULTS: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "a file is missing": (lambda f: (f / "places.yaml").unlink(), ("places.yaml: is missing", "Add the file")),
    "YAML is corrupt": (content("hall.yaml", b"id: [putuo\nnames: {"), ("hall.yaml: line", "is no YAML")),
    "a key stands there twice": (
        swap("hall.yaml", "revision: 1", "revision: 1\nrevision: 2"),
        ("hall.yaml: line", "'revision' is there twice"),
    ),
    "bytes are no UTF-8": (
        content("floor.yaml", b"outline: \xff\xfe"),
        ("floor.yaml: is no UTF-8 text: byte 9 is 0xff",),
    ),
    "a file is empty": (content("hall.yaml", b""), ("hall.yaml: must be a mapping, got None",)),
    "a list stands for a mapping": (content("hall.yaml", b"- 1"), ("hall.yaml: must be a mapping, got [1]",)),
    "a date is impossible": (swap("hall.yaml", "id: putuo", "id: 2024-99-99"), ("hall.yaml:", "quotes")),
    "a number has 6000 digits": (swap("hall.yaml", "[50, 30]", f"[{'9' * 6000}, 30]"), ("hall.yaml:",)),
    "nesting is endless": (content("hall.yaml", b"[" * 100_000), ("hall.yaml",)),
    "a key is unknown": (swap("hall.yaml", "size:", "seize:"), ("hall.yaml: seize: unknown key. Known here: id",)),
    "a key is missing": (swap("hall.yaml", "id: putuo\n", ""), ("hall.yaml: id: missing. Add 'id'",)),
    "a zone has an unknown key": (
        swap("hall.yaml", "kind: tax", "kind: tax\n    colour: red"),
        ("hall.yaml: zones[2].colour: unknown key",),
    ),
    "an id has a space in it": (swap("hall.yaml", "id: putuo", "id: pu tuo"), ("hall.yaml: id: is no id: 'pu tuo'",)),
    "a number is NaN": (
        swap("floor.yaml", "[49.6, 0.4]", "[.nan, 0.4]"),
        ("floor.yaml: outline[1][0]: must be a number", "got nan"),
    ),
    "a number is huge": (swap("floor.yaml", "[49.6, 0.4]", "[1e300, 0.4]"), ("floor.yaml: outline[1][0]", "1e+300")),
    "a number is text": (swap("hall.yaml", "[50, 30]", "[fifty, 30]"), ("hall.yaml: size[0]: must be a number, got",)),
    "a corner has three values": (swap("floor.yaml", "[49.6, 0.4]", "[49.6, 0.4, 0]"), ("outline[1]", "got 3 values")),
    "a wave starts nowhere": (
        swap("floor.yaml", "  - [0.4, 0.4]\n  - [49.6, 0.4]\n  - [49.6, 28.3]\n", ""),
        ("floor.yaml: outline[0]: a wave needs a point to start from",),
    ),
    "a wave is endless": (
        swap("floor.yaml", "{to: [0.4, 28.3], amplitude", "{to: [900000, 28.3], amplitude"),
        ("floor.yaml: outline[3].wave.to", "more than 10000 points"),
    ),
    "a kind is unknown": (swap("floor.yaml", "kind: desk", "kind: dsk"), ("floor.yaml: obstacles[", "].kind", "'dsk'")),
    "a time is no time": (swap("hall.yaml", '"17:00"', '"25:00"'), ("hall.yaml: hours[0].closes", "'25:00'", "HH:MM")),
    "a time has no quotes": (swap("hall.yaml", '"09:00"', "09:30:00"), ("hours[0].opens", "quotes")),
    "closing comes before opening": (swap("hall.yaml", '"17:00"', '"08:00"'), ("hours[0].closes", "not later")),
    "a language is unknown": (
        swap("places.yaml", "ko: 정문}", "jp: 正門}"),
        ("places.yaml: [0].names.jp: unknown key. Known here: zh, en, ko",),
    ),
    "a name is empty": (
        swap("places.yaml", "zh: 正门,", 'zh: "",'),
        ("places.yaml: [0].names.zh: must not be empty",),
    ),
    "a stop has both headings": (
        swap("places.yaml", "yaw_degrees: 90}", "yaw_degrees: 90, yaw: 1.0}"),
        ("places.yaml: [0].stop.yaw: both",),
    ),
    "two places share an id": (
        swap("places.yaml", "- id: exit_west", "- id: entrance"),
        ("places.yaml: [1]: the id 'entrance' is taken: places.yaml: [0] has it too",),
    ),
    "two docks are of one robot": (
        swap("hall.yaml", "robot: xiao_hui", "robot: xiao_pu"),
        ("hall.yaml: docks[1]: the robot 'xiao_pu' is taken",),
    ),
    "a window's number is no number": (
        swap("windows.csv", "A03,comprehensive,18.60", "A03,comprehensive,east"),
        ("windows.csv: line 4 (A03).x: must be a number, got 'east'",),
    ),
    "a window's number is infinite": (
        swap("windows.csv", "A03,comprehensive,18.60", "A03,comprehensive,inf"),
        ("windows.csv: line 4 (A03).x: must be a number from", "got inf"),
    ),
    "a window is neither open nor closed": (
        swap("windows.csv", ",yes,综合窗口A01", ",maybe,综合窗口A01"),
        ("windows.csv: line 2 (A01).open: must be yes or no, got 'maybe'",),
    ),
    "a window is in no zone": (
        swap("windows.csv", "A01,comprehensive", "A01,moon"),
        ("windows.csv: line 2 (A01).zone: there is no 'moon'", "Known: comprehensive"),
    ),
    "two windows share an id": (
        swap("windows.csv", "A02,comprehensive", "A01,comprehensive"),
        ("windows.csv: line 3 (A01): the id 'A01' is taken",),
    ),
    "a column is misspelt": (swap("windows.csv", "stop_x", "stopx"), ("windows.csv: line 1: wrong columns", "stopx")),
    "a row has too many cells": (swap("windows.csv", "A02,", "A02,,"), ("windows.csv: line 3: has 12 cells",)),
    "a quote is never closed": (swap("services.csv", "营业执照办理", '"营业执照办理'), ("services.csv: is no CSV",)),
    "a table has a zero byte": (content("windows.csv", b"id,\0"), ("windows.csv:",)),
    "a service is of no department": (
        swap("services.csv", ",market,A05", ",markt,A05"),
        ("services.csv: line 2 (business_licence).department: there is no 'markt'",),
    ),
    "a service is at no window": (
        swap("services.csv", "A05|A06|A04|A07", "A05|A99"),
        ("services.csv: line 2 (business_licence).windows: there is no 'A99'",),
    ),
    "a service names a window twice": (
        swap("services.csv", "A05|A06|A04|A07", "A05|A05"),
        ("services.csv: line 2 (business_licence).windows[1]: the window 'A05' is taken",),
    ),
    "documents are of no service": (
        swap("documents.csv", "business_licence,", "business_license,"),
        ("documents.csv: line 2 (business_license).service: there is no service 'business_license'",),
    ),
    "aliases stand in two rows": (
        swap("aliases.csv", "company_opening,", "business_licence,"),
        ("aliases.csv: line 3 (business_licence).service", "has a row already"),
    ),
    "an alias is empty": (
        swap("aliases.csv", "business_licence,", "business_licence,|"),
        ("aliases.csv: line 2", ".zh[0]: must not be empty"),
    ),
    "an audience is unknown": (
        swap("services.csv", ",company,", ",firm,"),
        ("line 2 (business_licence).audience: must be one of both, company, person, got 'firm'",),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_file_and_key(fault: str, folder: Path):
    break_it, expected = FAULTS[fault]
    break_it(folder)
    with pytest.raises(HallError) as caught:
        hall_map.load(folder)
    for part in expected:
        assert part in str(caught.value)


def test_a_folder_that_does_not_exist_is_named():
    with pytest.raises(HallError, match="nowhere: does not exist"):
        hall_map.load("nowhere")


def test_a_file_is_no_folder():
    with pytest.raises(HallError, match=r"is a file; a hall is a folder with hall\.yaml in it"):
        hall_map.load(PUTUO / "hall.yaml")


def test_a_folder_without_a_hall_says_which_file_is_missing(tmp_path: Path):
    with pytest.raises(HallError, match=r"hall\.yaml: is missing"):
        hall_map.load(tmp_path)


def test_a_table_saved_by_a_spreadsheet_is_read(folder: Path):
    """A byte order mark, line ends of Windows, space around cells and empty rows change nothing."""
    text = (folder / "windows.csv").read_text("utf-8").replace(",yes,", ", yes ,").replace("\n", "\r\n")
    (folder / "windows.csv").write_bytes(b"\xef\xbb\xbf" + text.encode() + b",,,,,,,,,,\r\n\r\n")
    assert hall_map.load(folder) == hall_map.load(PUTUO)


def test_loading_twice_gives_equal_halls():
    assert hall_map.load(PUTUO) == hall_map.load(str(PUTUO))


def test_a_wave_swings_to_the_left_of_its_way_first():
    document = hall_map.to_document(hall_map.load(PUTUO))
    wave = {"wave": {"to": [10, 0], "amplitude": 2, "periods": 1, "step": 1}}
    document["walls"] = [{"id": "w", "points": [[0, 0], wave]}]
    (wall,) = hall_map.from_document(document).walls
    assert wall.points[0] == (0.0, 0.0)
    assert wall.points[-1] == pytest.approx((10.0, 0.0))
    assert max(y for x, y in wall.points if x < 5) == pytest.approx(2.0, abs=0.11)
    assert min(y for x, y in wall.points if x > 5) == pytest.approx(-2.0, abs=0.11)
