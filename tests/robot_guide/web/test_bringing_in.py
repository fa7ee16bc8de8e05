"""Plans, maps, buildings and parts of halls come in over HTTP; who may not, and what is no good, is refused."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml

from hall_map import load
from hall_map.differences import differences
from hall_map.exchange.forms import FORMS, zipped

BUILDING = {
    "name": "shop",
    "levels": {
        "L1": {
            "vertices": [[0, 0, 0, ""], [200, 0, 0, ""], [200, 100, 0, ""], [0, 100, 0, ""], [100, 50, 0, "till"]],
            "measurements": [[0, 1, {"distance": [3, 10.0]}]],
            "walls": [[0, 1, {}], [1, 2, {}], [2, 3, {}], [3, 0, {}]],
            "floors": [{"vertices": [0, 1, 2, 3]}],
            "models": [{"name": "desk"}],
        }
    },
}


@pytest.fixture
def editor(place):
    return place.user("editor")


def sent(client, path, data, name="upload"):
    return client.post(f"/api/{path}", files={"file": (name, data)})


def plan_picture():
    picture = np.full((300, 400), 255, np.uint8)
    cv2.rectangle(picture, (40, 40), (360, 260), 0, 8)
    cv2.line(picture, (200, 40), (200, 180), 0, 8)
    return cv2.imencode(".png", picture)[1].tobytes()


def test_the_walls_of_a_plan_are_found_and_nothing_is_kept(place, editor):
    answer = sent(editor, "floor-plan", plan_picture()).json()
    assert (answer["width"], answer["height"]) == (400, 300)
    assert len(answer["walls"]) == 2
    assert all(wall["thickness"] > 5 and len(wall["points"]) > 1 for wall in answer["walls"])
    assert editor.get("/api/draft").json()["edits"] == 0


@pytest.mark.parametrize("path", ["floor-plan", "import/hall"])
def test_who_may_not_edit_brings_nothing_in(place, path):
    assert sent(place.user("viewer"), path, plan_picture()).status_code == 403
    assert sent(place.anybody(), path, plan_picture()).status_code in (401, 403)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n broken", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_with_a_remedy(editor, data):
    answer = sent(editor, "floor-plan", data)
    assert answer.status_code == 422
    assert answer.json()["remedy"]
    assert answer.json()["where"] == "upload"
    assert "object at" not in answer.text


def test_what_is_wrong_with_a_file_is_told_under_its_own_name(editor):
    answer = sent(editor, "floor-plan", b"GIF89a", "楼层图.gif").json()
    assert answer["problem_zh"].endswith("楼层图.gif: is no PNG or JPEG. Save it as PNG.")
    answer = sent(editor, "import/hall", b"levels: {}\nname: x\n", "two floors.building.yaml").json()
    assert answer["where"].startswith("two floors.building.yaml")


def test_what_is_too_large_is_refused(editor):
    assert sent(editor, "floor-plan", b"\0" * 20_000_001).status_code == 413
    assert sent(editor, "import/hall", b"\0" * 20_000_001).status_code == 413


def test_a_picture_of_too_many_pixels_is_refused(editor):
    data = cv2.imencode(".png", np.zeros((7000, 7000), np.uint8))[1].tobytes()
    answer = sent(editor, "floor-plan", data)
    assert (answer.status_code, "pixels" in answer.json()["problem"]) == (422, True)


def test_a_building_becomes_the_draft_and_what_is_left_out_is_told(place, editor):
    answer = sent(editor, "import/hall", yaml.safe_dump(BUILDING).encode()).json()
    assert (answer["form"], answer["edits"], answer["hall"]["size"]) == ("building", 1, [10.0, 5.0])
    assert "1 models are left out." in answer["notes"]
    assert "略去 1 个模型。" in answer["notes_zh"]
    assert [spot["id"] for spot in answer["hall"]["places"]] == ["till"]


def forms_of(hall, name):
    files = FORMS[name].files(hall, "other")
    return zipped(files) if len(files) > 1 else next(iter(files.values()))


@pytest.mark.parametrize("name", ["folder", "json", "masks", "routes"])
def test_what_the_console_gives_it_takes_back(place, editor, name):
    hall = place.store.hall()
    answer = sent(editor, "import/hall", forms_of(hall, name)).json()
    assert answer["form"] == name
    found = differences(hall, place.app.state.console.desk.draft("editor").hall)
    assert {one.collection for one in found} <= {"keep_outs", "slow_areas"} if name == "masks" else found == ()


def test_a_map_of_a_robot_becomes_the_draft(place, editor):
    answer = sent(editor, "import/hall", forms_of(place.store.hall(), "map")).json()
    assert answer["form"] == "map"
    assert len(answer["hall"]["walls"]) > 10


@pytest.mark.parametrize(
    "data", [b"", b"a: 1", b"a: [", b"{", b"{}", b"PK\x03\x04 broken", b"\xff\xfe\x00", b"levels: {}"]
)
def test_what_is_no_hall_is_refused_and_changes_nothing(editor, data):
    answer = sent(editor, "import/hall", data)
    assert answer.status_code == 422
    assert answer.json()["problem"]
    assert editor.get("/api/draft").json()["edits"] == 0


def test_an_upload_names_no_file_of_the_machine(editor):
    evil = b"resolution: 0.05\norigin: [0, 0, 0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.2\nimage: "
    for named in (b"/etc/hostname", b"../../etc/hostname"):
        answer = sent(editor, "import/hall", evil + named, "../../evil.yaml")
        assert (answer.status_code, "folder" in answer.json()["problem"]) == (422, True)


def test_every_form_that_goes_out_has_a_word_in_both_languages():
    words = yaml.safe_load(Path("src/robot_guide/web/words.yaml").read_text("utf-8"))
    assert all({"zh", "en"} <= words[f"export_{name}"].keys() for name in FORMS)


def test_the_history_lists_the_forms_and_each_can_be_taken_away(place):
    viewer = place.user("viewer")
    assert viewer.get("/api/history").json()["forms"] == list(FORMS)
    answer = viewer.get("/api/history/1/export?form=routes")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-disposition"].endswith('putuo-1-routes.geojson"')
    assert load("maps/putuo").id in answer.headers["content-disposition"]


def test_what_is_wrong_with_a_table_is_told_in_chinese_too(editor):
    table = "编号,中文名,英文名,韩文名,部门,窗口,网办\ncard,读者证,Card,카드,library,A12|Z9,也许\n"
    rows = sent(editor, "import/services", table.encode()).json()["rows"]
    assert {(row["column_zh"], row["problem_zh"]) for row in rows} == {
        ("部门", "没有“library”"), ("窗口", "没有“Z9”"), ("网办", "“也许”既不是“是”也不是“否”"),
    }  # fmt: skip
    assert all(row["remedy_zh"].startswith(("已有", "请写")) for row in rows)
