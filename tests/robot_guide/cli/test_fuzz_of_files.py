"""Files of every form that people hand in, broken in structure or byte by byte: a clear refusal, never a traceback.

What is broken was valid before, so that the damage gets past the first look.
"""

import io
import json
import os
import wave
import zipfile
from contextlib import suppress
from pathlib import Path

import cv2
import hypothesis
import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

import hall_map
from dialogue import Conversation, understand
from hall_map.exchange.archive import unpacked
from hall_map.exchange.forms import FORMS
from hall_map.exchange.imports import read_any
from hall_map.exchange.services_table import read_services
from hall_map.exchange.xlsx_file import read_xlsx, write_xlsx
from hall_map.grid import OccupancyGrid
from hall_map.map_server import map_server_files
from hall_map.text_file import read_text
from hall_sim import Scenario
from hall_sim.lined_yaml import ScenarioError
from robot_guide.hearing import AudioError
from robot_guide.hearing.wav import read_wav
from robot_guide.watching.replaying import RecordingError, read

SCENARIOS = sorted(Path("sim/scenarios").glob("*.yaml"))
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12"))
fuzzing = hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


BYTES = (b"", b"\x00", b"\xff" * 8, b"-1", b"1e999", b"[", b'"', b"NaN")


@st.composite
def damaged(draw, data):
    """Valid bytes with some taken out, doubled, overwritten, cut off."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.sampled_from([1, 2, 8, 100]))
        put = draw(st.sampled_from(BYTES) | st.binary(max_size=8))
        data = data[:at] + put + data[at + length :]
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 5)) == 0 else data


ODD = st.sampled_from([None, "", -1, 10**30, 1e308, float("nan"), [], {}, [[]], True, "\x00", "2026-99-99", ["x"] * 3])


@st.composite
def altered(draw, value):
    """A document with something else in one place of it, or without it."""
    if isinstance(value, dict) and value and draw(st.integers(0, 6)):
        key = draw(st.sampled_from(sorted(value, key=str)))
        rest = {k: v for k, v in value.items() if k != key}
        return rest if draw(st.integers(0, 6)) == 0 else {**value, key: draw(altered(value[key]))}
    if isinstance(value, list) and value and draw(st.integers(0, 6)):
        i = draw(st.integers(0, len(value) - 1))
        return [*value[:i], draw(altered(value[i])), *value[i + 1 :]]
    return draw(ODD)


@pytest.fixture(scope="module")
def hall():
    return hall_map.load("maps/putuo")


@pytest.mark.slow
@pytest.mark.parametrize("form", [name for name in FORMS if name not in ("picture", "png")])
def test_a_damaged_file_of_each_form_is_read_or_refused(form, hall, tmp_path):
    files = FORMS[form].files(hall, "hall")
    name = max(files, key=lambda each: each.endswith((".yaml", ".json", ".xml", ".zip", ".geojson", ".osm")))
    for other, data in files.items():
        place = tmp_path / other
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else data.encode())
    whole = (tmp_path / name).read_bytes()

    @fuzzing
    @given(damaged(whole))
    def is_read_or_refused(data):
        (tmp_path / name).write_bytes(data)
        with suppress(ValueError):  # HallError is one
            read_any(tmp_path / name, None, hall, None)

    is_read_or_refused()


@pytest.mark.slow
@fuzzing
@given(st.data())
def test_an_altered_hall_is_read_or_refused(data):
    document = data.draw(altered(hall_map.to_document(hall_map.load("maps/putuo"))))
    with suppress(hall_map.HallError):
        list(hall_map.validate(hall_map.from_document(document)))


@fuzzing
@given(st.data())
def test_an_altered_scenario_is_read_or_refused(data):
    file = data.draw(st.sampled_from(SCENARIOS))
    mapping = data.draw(altered(yaml.safe_load(file.read_text("utf-8"))))
    with suppress(ScenarioError):
        Scenario.from_mapping(mapping, "scenario", file.parent)


def bomb():
    """A spreadsheet of a few kilobytes that unpacks to half a gigabyte."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(512):
                sheet.write(b" " * 2**20)
    return file.getvalue()


@pytest.mark.slow
def test_a_spreadsheet_that_unpacks_without_end_is_refused(hall):
    data = bomb()
    assert len(data) < 2_000_000
    with pytest.raises(hall_map.HallError, match="too large when unpacked"):
        read_services(hall, data, "catalogue.xlsx")


SHEET = write_xlsx([["id", "name"], ["a", "甲"]])


@fuzzing
@given(damaged(SHEET))
def test_a_damaged_spreadsheet_is_read_or_refused(data):
    with suppress(hall_map.HallError):
        read_xlsx(data, "catalogue.xlsx", 100, 20)


@fuzzing
@given(st.data())
def test_a_spreadsheet_of_damaged_parts_is_read_or_refused(data):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SHEET)) as whole, zipfile.ZipFile(made, "w") as other:
        for name in whole.namelist():
            part = whole.read(name)
            other.writestr(name, data.draw(damaged(part)) if data.draw(st.booleans()) else part)
    with suppress(hall_map.HallError):
        read_xlsx(made.getvalue(), "catalogue.xlsx", 100, 20)


def packed():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hall.yaml", "id: x\n" * 50)
    return file.getvalue()


@fuzzing
@given(damaged(packed()))
def test_a_damaged_archive_is_unpacked_or_refused(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("archive") / "hall.zip"
    file.write_bytes(data)
    with suppress(hall_map.HallError), unpacked(file) as folder:
        list(folder.iterdir())


def sound():
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(b"\x01\x02" * 800)
    return file.getvalue()


@fuzzing
@given(damaged(sound()))
def test_a_damaged_recording_of_sound_is_read_or_refused(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("sound") / "sound.wav"
    file.write_bytes(data)
    with suppress(AudioError):
        read_wav(file)


@fuzzing
@given(st.binary(max_size=300))
def test_no_bytes_are_taken_for_a_recording_of_a_run(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("run") / "run.mcap"
    file.write_bytes(b"\x89MCAP0\r\n" + data)
    with pytest.raises(RecordingError):
        read(file)


def floor_plan():
    """The walls of two rooms, grey values."""
    picture = np.full((150, 200), 255, np.uint8)
    cv2.rectangle(picture, (20, 20), (180, 130), 0, 6)
    cv2.line(picture, (100, 20), (100, 90), 0, 6)
    return picture


def encoded(picture, ending):
    return cv2.imencode(ending, picture)[1].tobytes()


GRID = OccupancyGrid(np.pad(np.zeros((18, 28), np.int8), 1, constant_values=100), 0.25)
SERVED = map_server_files(GRID)
MAPS = {
    **SERVED, "png.yaml": SERVED["map.yaml"].replace(b"map.pgm", b"map.png"),
    "map.png": encoded(np.pad(np.full((18, 28), 254, np.uint8), 1), ".png"),
    "floor.map": b"type octile\nheight 4\nwidth 6\nmap\n......\n.@@SW.\n..TT..\n......\n",
    "floor.scen": b"version 1\n0\tfloor.map\t6\t4\t0\t0\t5\t3\t7.41421356\n1\tfloor.map\t6\t4\t0\t0\t0\t0\t0\n",
    "queries.csv": "\ufeffx0,y0,x1,y1\n1,1,5,3\n1.5,1.5,1.5,1.5\n\n2,2,6,4,the last\n".encode(),
}  # fmt: skip
WAY = ("--from", "1,1", "--to", "5,3")
PLANNED = {
    "map.yaml": ("map.yaml", *WAY), "map.pgm": ("map.yaml", *WAY), "map.png": ("png.yaml", *WAY),
    "floor.map": ("floor.map", "--scen", "floor.scen"), "floor.scen": ("floor.map", "--scen", "floor.scen"),
    "queries.csv": ("map.yaml", "--queries", "queries.csv"),
}  # fmt: skip


@pytest.fixture
def plan(run, tmp_path, monkeypatch):
    """`plan("map.pgm", data)`: what `robot-guide plan` says of maps one of which has other content."""
    monkeypatch.chdir(tmp_path)
    for name, data in MAPS.items():
        Path(name).write_bytes(data)

    def plan(name, data):
        Path(name).write_bytes(data)
        ran = run("plan", *PLANNED[name], "--json")
        lines = [json.loads(line, parse_constant=pytest.fail) for line in ran.out.splitlines()]
        assert lines
        assert all("length" in line or "error" in line for line in lines)
        assert ran.status or all("error" not in line for line in lines)
        return ran

    return plan


@pytest.mark.parametrize("name", PLANNED)
def test_on_a_damaged_map_a_way_is_planned_or_refused(plan, name):
    assert plan(name, MAPS[name]).status == 0

    @fuzzing
    @given(damaged(MAPS[name]))
    def is_planned_or_refused(data):
        plan(name, data)

    is_planned_or_refused()


def test_on_a_map_of_an_altered_description_a_way_is_planned_or_refused(plan):
    @fuzzing
    @given(altered(yaml.safe_load(MAPS["map.yaml"])))
    def is_planned_or_refused(description):
        plan("map.yaml", yaml.safe_dump(description).encode())

    is_planned_or_refused()


def test_a_name_that_no_file_can_have_is_told_as_one(plan):
    ran = plan("map.yaml", MAPS["map.yaml"].replace(b"map.pgm", b'"map\\0.pgm"'))
    assert "cannot be the name of a picture" in ran.record["error"]
    with pytest.raises(hall_map.HallError, match="cannot be the name of a file"):
        read_text(Path("hall\0.yaml"))


@st.composite
def pictures(draw):
    """Pictures of any size and mode, with lines that may be walls, as PNG or JPEG; some of them damaged."""
    mode = draw(st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"]))
    size = draw(st.integers(1, 240)), draw(st.integers(1, 240))
    image = Image.new("L", size, draw(st.integers(0, 255)))
    for _ in range(draw(st.integers(0, 8))):
        line = [draw(st.integers(-20, 260)) for _ in range(4)]
        ImageDraw.Draw(image).line(line, fill=draw(st.integers(0, 255)), width=draw(st.integers(0, 30)))
    file = io.BytesIO()
    image.convert(mode).save(file, "JPEG" if mode in ("L", "RGB", "CMYK") and draw(st.booleans()) else
                             "TIFF" if mode == "CMYK" else "PNG")  # fmt: skip
    return draw(damaged(file.getvalue())) if draw(st.booleans()) else file.getvalue()


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_walls_are_found_in_a_damaged_floor_plan_or_it_is_refused(run, tmp_path, ending):
    file, whole = tmp_path / f"plan{ending}", encoded(floor_plan(), ending)
    file.write_bytes(whole)
    assert run("map", "import", file, "--scale", "0.05", "--dry-run", "--json").record["walls"] > 0

    @fuzzing
    @given(damaged(whole) | pictures())
    def is_traced_or_refused(data):
        file.write_bytes(data)
        record = run("map", "import", file, "--scale", "0.05", "--dry-run", "--json").record
        assert "error" in record or record["walls"] > 0

    is_traced_or_refused()


WHOLE = ("", " ", "\x00\x1b[2J", "🙂" * 40, "\u202e带我去A05", "\udce4\udcff", "a" * 100_000, "带" * 20_000, "나" * 500)
PARTS = ("带我去", "A05", "toilet", "화장실", "ﷺ", "1" * 40, "\n", "。", "\u200b")
TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(WHOLE),
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join),
)


@pytest.mark.slow
@fuzzing
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_any_words_have_a_meaning_and_an_answer(hall, turns):
    conversation = Conversation(hall)
    for i, text in enumerate(turns):
        meaning = understand(text, hall)
        assert meaning.needs in ("none", "clarify", "confirm", "human")
        conversation.handle(meaning, float(i))
