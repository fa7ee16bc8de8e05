"""A hall that is saved is loaded again as the very same; what did not change is not touched."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import hall_map
from hall_map import HallError

PUTUO = Path(__file__).parents[2] / "maps" / "putuo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PUTUO, tmp_path / "hall"))


def everything(hall: hall_map.Hall) -> hall_map.Hall:
    """A hall in which every collection has something in it."""
    return hall_map.edit(hall, {
        "doors": {"d": {"kind": "sliding", "points": [[5, 5], [6, 5]], "open": False}},
        "queues": {"q": {"windows": ["A01"], "polygon": [[1, 1], [2, 1], [2, 2]]}},
        "keep_outs": {"k": {"polygon": [[1, 1], [2, 1], [2, 2]], "names": {"zh": "请勿入内"}}},
        "slow_areas": {"s": {"polygon": [[1, 1], [2, 1], [2, 2]], "speed": 0.3}},
        "lanes": {"l": {"points": [[1, 1], [2, 1]]}},
        "barriers": {"b": {"points": [[1, 1], [2, 1]], "until": "2026-12-01T13:30"}},
        "changes": {"c": {"since": "2026-12-01T13:30", "changes": {"windows": {"A01": {"open": False}}}}},
        "calendar": {"x": {"kind": "holiday", "first": "2026-10-01", "last": "2026-10-07"}},
        "windows": {"A02": {"hours": [{"days": ["mon", "tue", "sat"], "opens": "09:00", "closes": "11:30"}]}},
    })  # fmt: skip


def test_a_saved_hall_is_loaded_as_the_very_same(tmp_path: Path):
    hall = everything(hall_map.load(PUTUO))
    hall_map.save(hall, tmp_path / "new")
    assert hall_map.load(tmp_path / "new") == hall


def test_saving_what_is_there_already_writes_nothing(folder: Path):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    kept = hall_map.save(hall_map.load(folder), folder)
    assert not [path.name for path in kept if path.name in before]
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_an_edit_touches_only_the_file_that_it_concerns(folder: Path):
    before = (folder / "hall.yaml").read_text("utf-8")
    hall = hall_map.edit(hall_map.load(folder), {"windows": {"A01": {"open": False}}})
    names = {path.name for path in hall_map.save(hall, folder) if (PUTUO / path.name).exists()}
    assert names == {"hall.yaml", "windows.csv"}
    after = (folder / "hall.yaml").read_text("utf-8")
    assert after == before.replace(f"revision: {hall.revision - 1}", f"revision: {hall.revision}")
    assert hall_map.load(folder) == hall


def test_a_phrase_that_its_table_cannot_hold_is_refused_before_anything_is_written(tmp_path: Path):
    hall = hall_map.load(PUTUO)
    row = replace(hall.services[0], aliases={"en": ("this|that",)})
    with pytest.raises(HallError, match=r"holds \|"):
        hall_map.save(replace(hall, services=(row,)), tmp_path / "new")
    assert not (tmp_path / "new").exists() or not list((tmp_path / "new").iterdir())


def test_headings_come_back_bit_for_bit(tmp_path: Path):
    hall = hall_map.load(PUTUO)
    odd = replace(hall.windows[0], stop=hall_map.Pose2D(1.0, 2.0, 0.1234567890123))
    hall = replace(hall, windows=(odd, *hall.windows[1:]))
    hall_map.save(hall, tmp_path)
    assert hall_map.load(tmp_path).windows[0].stop == odd.stop
