"""What the staff do over HTTP: edit, undo, look, publish, go back, take away; two at once; queues."""

import io
import json
import zipfile

import pytest

from hall_map import load, save
from hall_map.differences import differences
from hall_map.exchange.services_table import write_services
from robot_guide.guiding import Phase
from robot_guide.navigation.closing import REMOVABLE
from robot_guide.navigation.route import Reason
from robot_guide.web.interface import in_chinese, operations_of
from robot_guide.web.pages import page_words

CLOSE = {"changes": {"windows": {"A12": {"open": False}}}, "label": "close A12"}
PAGES = ("/", "/services", "/hours", "/history", "/import", "/users", "/audit", "/account", "/api")
INTO_A_WALL = {"changes": {"windows": {"A12": {"stop": {"x": 0.05, "y": 0.05}}}}, "label": "oops"}


@pytest.fixture
def publisher(place):
    return place.user("publisher")


def publish(client, reason="lunch", **more):
    return client.post("/api/draft/publish", json={"reason": reason, "accept_warnings": True, **more})


def test_a_draft_is_edited_undone_redone_and_published(place, publisher):
    state = publisher.post("/api/draft/edit", json=CLOSE).json()
    assert (state["edits"], state["undo"], state["number"]) == (1, "close A12", 1)
    assert publisher.post("/api/draft/undo").json()["redo"] == "close A12"
    assert publisher.post("/api/draft/redo").json()["edits"] == 1
    assert publisher.get("/api/draft/diff").json()["lines"][0]["en"] == "window A12: open → closed"
    assert publish(publisher).json() == {"number": 2}
    assert not place.store.hall().window_by_id["A12"].open
    assert place.store.entry(2).author == "publisher"
    assert publisher.get("/api/draft").json()["edits"] == 0


def test_a_viewer_sees_the_hall_that_holds(place, publisher):
    publisher.post("/api/draft/edit", json=CLOSE)
    viewer = place.user("viewer")
    assert viewer.get("/api/draft").json()["edits"] == 0
    publish(publisher)
    windows = viewer.get("/api/draft").json()["hall"]["windows"]
    assert [window["open"] for window in windows if window["id"] == "A12"] == [False]


def test_an_edit_that_cannot_be_says_where_and_what(publisher):
    answer = publisher.post("/api/draft/edit", json={"changes": {"windows": {"A12": {"open": 7}}}})
    assert answer.status_code == 422
    assert "A12" in answer.json()["where"]
    assert answer.json()["problem_zh"]
    assert publisher.get("/api/draft").json()["edits"] == 0


def test_a_hall_with_errors_cannot_be_published(place, publisher):
    publisher.post("/api/draft/edit", json=INTO_A_WALL)
    found = publisher.get("/api/draft/findings").json()
    assert found["errors"] >= 1
    assert any(one["xy"] and "窗口A12" in one["problem_zh"] for one in found["findings"])
    answer = publish(publisher)
    assert (answer.status_code, answer.json()["error"]) == (422, "findings")
    assert place.store.head() == 1


def test_a_warning_has_to_be_accepted(place, publisher):
    publisher.post("/api/draft/edit", json=CLOSE)
    answer = publish(publisher, accept_warnings=False)
    assert {finding["severity"] for finding in answer.json()["findings"]} == {"warning"}
    assert place.store.head() == 1


def test_publishing_asks_for_a_reason_and_for_something_to_publish(publisher):
    assert publish(publisher, "  ").json()["error"] == "reason"
    assert publish(publisher).json()["error"] == "unchanged"


def test_the_second_editor_is_shown_both_changes_and_loses_neither(place, publisher):
    other = place.user("admin")
    other.post("/api/draft/edit", json={"changes": {"windows": {"A12": {"names": {"en": "Passports"}}}}})
    mine = {"windows": {"A12": {"names": {"en": "Visas"}}, "A11": {"open": False}}}
    publisher.post("/api/draft/edit", json={"changes": mine})
    assert publish(other).json() == {"number": 2}
    answer = publish(publisher)
    assert answer.status_code == 409
    told = answer.json()
    assert [line["where"] for line in told["theirs"]] == ["windows.A12.names.en"]
    assert {line["where"] for line in told["mine"]} == {"windows.A12.names.en", "windows.A11.open"}
    (conflict,) = told["conflicts"]
    assert ("Visas" in conflict["mine_en"], "Passports" in conflict["theirs_en"]) == (True, True)
    assert publisher.post("/api/draft/rebase", json={"choices": {}}).status_code == 409
    assert publisher.post("/api/draft/rebase", json={"choices": {conflict["where"]: "theirs"}}).status_code == 200
    assert publish(publisher).json() == {"number": 3}
    hall = place.store.hall()
    assert (hall.window_by_id["A12"].names["en"], hall.window_by_id["A11"].open) == ("Passports", False)


def test_history_tells_and_an_old_revision_comes_back(place, publisher):
    publisher.post("/api/draft/edit", json=CLOSE)
    publish(publisher)
    entries = publisher.get("/api/history").json()["entries"]
    assert [(entry["number"], entry["reason"]) for entry in entries] == [(2, "lunch"), (1, "first revision")]
    assert publisher.get("/api/history/2/diff").json()["lines"][0]["zh"] == "窗口A12：开放 → 关闭"
    assert publisher.post("/api/history/1/restore", json={"reason": "open again"}).json() == {"number": 3}
    assert place.store.hall().window_by_id["A12"].open
    assert publisher.get("/api/history/99/diff").status_code == 404


def test_going_back_leaves_what_somebody_has_begun(place, publisher):
    publisher.post("/api/draft/edit", json=CLOSE)
    publish(publisher)
    publisher.post("/api/draft/edit", json={"changes": {"windows": {"A11": {"open": False}}}})
    assert publisher.post("/api/history/1/restore", json={"reason": "open again"}).status_code == 200
    assert publisher.get("/api/draft").json()["edits"] == 1
    assert publish(publisher).status_code == 409
    assert publisher.post("/api/draft/rebase", json={"choices": {}}).status_code == 200
    assert publish(publisher).json() == {"number": 4}
    assert [place.store.hall().window_by_id[window].open for window in ("A11", "A12")] == [False, True]


def test_what_is_published_is_no_draft_any_more_in_the_file_either(place, publisher):
    publisher.post("/api/draft/edit", json=CLOSE)
    assert place.store.draft("publisher") is not None
    publish(publisher)
    assert place.store.draft("publisher") is None
    assert publisher.get("/api/draft").json()["edits"] == 0


def test_a_revision_can_be_taken_away_as_a_folder_a_map_a_picture_and_json(place, publisher, tmp_path):
    packed = publisher.get("/api/history/1/export?form=folder")
    assert packed.headers["content-disposition"].endswith('putuo-1-folder.zip"')
    zipfile.ZipFile(io.BytesIO(packed.content)).extractall(tmp_path / "hall")
    assert differences(load(tmp_path / "hall"), place.store.hall()) == ()
    names = zipfile.ZipFile(io.BytesIO(publisher.get("/api/history/1/export?form=map").content)).namelist()
    assert sorted(names) == ["putuo.pgm", "putuo.yaml"]
    assert publisher.get("/api/history/1/export?form=png").content[:4] == b"\x89PNG"
    assert json.loads(publisher.get("/api/history/1/export?form=json").content)["id"] == "putuo"
    assert publisher.get("/api/history/1/export?form=../../x").status_code == 422


def test_the_way_of_a_robot_is_that_of_the_draft(publisher):
    before = publisher.get("/api/route?to=A01").json()
    assert before["length"] > 5
    barrier = {"barriers": {"b": {"points": [[16.0, 8.0], [24.0, 8.0]]}}}
    publisher.post("/api/draft/edit", json={"changes": barrier})
    after = publisher.get("/api/route?to=A01").json()
    assert after["length"] > before["length"] + 0.5
    assert publisher.get("/api/route?to=nowhere").status_code == 404


def ring(place, side, **more):
    """A barrier all around where robots stop for a place."""
    x, y = place.store.hall().place_by_id["waiting"].stop.xy
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return {"points": [[x + side * dx, y + side * dy] for dx, dy in corners], **more}


def why_no_way(publisher, changes, to):
    assert publisher.post("/api/draft/edit", json={"changes": changes}).status_code == 200
    return publisher.get(f"/api/route?to={to}").json()


def test_where_there_is_no_way_the_console_names_the_barrier_that_closes_it(place, publisher):
    names = {"zh": "湿地面", "en": "Wet floor"}
    answer = why_no_way(publisher, {"barriers": {"wet": ring(place, 1.2, names=names)}}, "waiting")
    assert answer["reason"] == "unreachable"
    assert answer["closed_by"] == {"layer": "barrier", "id": "wet", "names": names}
    assert "points" in why_no_way(publisher, {"barriers": {"wet": None}}, "waiting")


def test_two_barriers_one_within_the_other_close_the_way_together(place, publisher):
    both = {"barriers": {"inner": ring(place, 1.2), "outer": ring(place, 2.0)}}
    assert why_no_way(publisher, both, "waiting")["closed_by"] == {"layer": "barrier", "id": None, "names": {}}


def test_the_door_that_is_shut_is_named(publisher):
    closing = why_no_way(publisher, {"doors": {"lounge_door": {"open": False}}}, "lounge")["closed_by"]
    assert (closing["layer"], closing["id"], closing["names"]["zh"]) == ("door", "lounge_door", "休息室门")


def test_what_walls_close_nothing_else_is_blamed_for(publisher):
    publisher.post("/api/draft/edit", json={"changes": {"barriers": {"b": {"points": [[16.0, 8.0], [24.0, 8.0]]}}}})
    publisher.post("/api/draft/edit", json=INTO_A_WALL)
    assert publisher.get("/api/route?to=A12").json()["closed_by"] == {"layer": "walls", "id": None, "names": {}}


def test_services_are_found_by_what_people_type(publisher):
    found = publisher.get("/api/services", params={"q": "发票"}).json()
    assert found["services"][0]["id"] == "invoice"
    assert publisher.get("/api/services/invoice").json()["aliases"]["zh"]
    assert publisher.get("/api/services/nothing").status_code == 404


def test_a_whole_hall_comes_in_as_one_step(place, publisher, tmp_path):
    hall = load("maps/putuo")
    save(hall, tmp_path / "other")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (tmp_path / "other").iterdir():
            text = path.read_text("utf-8")
            archive.writestr(f"other/{path.name}", text.replace("Waves of Suzhou Creek", "Creek"))
        archive.writestr("../../evil.txt", "x")
    state = publisher.post("/api/import/hall", files={"file": ("hall.zip", packed.getvalue())}).json()
    assert state["edits"] == 1
    assert [line["en"] for line in publisher.get("/api/draft/diff").json()["lines"]] == [
        "zone Waves of Suzhou Creek, name (English): Waves of Suzhou Creek → Creek"
    ]
    bad = publisher.post("/api/import/hall", files={"file": ("hall.zip", b"PK\x03\x04 broken")})
    assert bad.status_code == 422


def test_the_ticket_system_tells_queues_with_a_token_of_its_own(place):
    admin, machine = place.user("admin"), place.anybody()
    token = admin.post("/api/tokens", json={"purpose": "queues"}).json()["token"]
    news = {"at": place.clock().isoformat(), "windows": {"A12": {"waiting": 4, "wait_minutes": 9, "called": "A023"}}}
    assert machine.post("/api/queues", json=news).status_code == 401
    machine.headers["Authorization"] = f"Bearer {token}"
    assert machine.post("/api/queues", json=news).json() == {"accepted": 1}
    (queue,) = admin.get("/api/queues").json()["queues"]
    assert (queue["waiting"], queue["called"], queue["fresh"]) == (4, "A023", True)
    place.clock.pass_(minutes=3)
    assert not admin.get("/api/queues").json()["queues"][0]["fresh"]
    assert machine.post("/api/queues", json={**news, "windows": {"Z9": {}}}).status_code == 422
    assert machine.post("/api/queues", json={**news, "at": "2026-11-24T10:00:00"}).status_code == 422
    id = admin.get("/api/tokens").json()["tokens"][0]["id"]
    admin.delete(f"/api/tokens/{id}")
    assert machine.post("/api/queues", json=news).status_code == 401


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_both_languages_and_every_word_of_it(place, page, language):
    answer = place.user("admin").get(f"{page}?lang={language}")
    assert answer.status_code == 200
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in answer.text


def test_the_interface_describes_itself(place):
    text = place.user("viewer").get("/api").text
    assert "/api/draft/publish" in text
    assert "/api/queues" in text
    assert "/api/draft/publish" in place.user("viewer").get("/api/openapi.json").json()["paths"]


def test_a_table_of_services_is_checked_first_and_imported_whole_or_not_at_all(place, publisher):
    good = write_services(place.store.hall(), "xlsx")
    bad = b"id,zh,en,ko,department,windows\nx,a,b,c,fire,A12\ny,d,e,,market,A01\n"
    answer = publisher.post("/api/import/services", files={"file": ("t.csv", bad)}, data={"dry_run": "false"}).json()
    assert [(row["row"], row["column"]) for row in answer["rows"]] == [(2, "department"), (3, "ko")]
    assert publisher.get("/api/draft").json()["edits"] == 0
    one = b"id,zh,en,ko,department,windows,aliases_zh\nx,a,b,c,market,A01,d\n"
    for dry, edits in (("true", 0), ("false", 1)):
        answer = publisher.post("/api/import/services", files={"file": ("t.csv", one)}, data={"dry_run": dry}).json()
        assert (answer["added"], answer["rows"]) == (["x"], [])
        assert publisher.get("/api/draft").json()["edits"] == edits
    assert publisher.get("/api/draft").json()["services"] == 1
    publisher.post("/api/import/services", files={"file": ("t.xlsx", good)}, data={"dry_run": "false"})
    assert publisher.get("/api/draft").json()["services"] == len(place.store.hall().services)


def test_an_edit_may_be_put_off_and_is_told_in_words(place, publisher):
    moved = {"services": {"social_security": {"windows": ["A05", "A06"]}}}
    body = {"changes": moved, "label": "社保搬家", "since": "2026-11-30T09:00"}
    assert publisher.post("/api/draft/edit", json=body).json()["edits"] == 1
    (planned,) = publisher.get("/api/draft/planned").json()["planned"]
    assert (planned["since"], planned["until"], planned["names"]["zh"]) == ("2026-11-30T09:00", "", "社保搬家")
    assert [line["en"] for line in planned["lines"]] == ["service Social security, windows: D02, D01 → A05, A06"]
    shut = {"changes": {"windows": {"A01": {"open": False}}}, "since": "2026-11-30T09:00", "until": "2026-12-01T09:00"}
    publisher.post("/api/draft/edit", json=shut)

    def is_open(query):
        windows = publisher.get(f"/api/draft{query}").json()["hall"]["windows"]
        return next(window["open"] for window in windows if window["id"] == "A01")

    assert is_open("")
    assert not is_open("?at=2026-11-30T12:00")
    assert is_open("?at=2026-12-01T12:00")
    answer = publisher.post("/api/draft/edit", json={"changes": {"windows": {"Z1": {}}}, "since": "2026-11-30T09:00"})
    assert answer.status_code == 422
    assert publisher.post("/api/draft/edit", json={"changes": {}, "since": "on Monday"}).status_code == 422


def test_the_console_has_a_word_for_whatever_a_robot_may_be_doing():
    words = page_words()
    assert {f"state_{phase.value}" for phase in Phase} | {"state_talking", "state_held"} <= set(words)


def test_the_interface_is_told_in_the_language_of_its_page(place, publisher):
    english, chinese = (operations_of(place.app, language) for language in ("en", "zh"))
    assert set(in_chinese()) == {f"{one['method']} {one['path']}" for one in english}
    assert len(chinese) == len(english)
    assert "撤销最后一步" in publisher.get("/api?lang=zh").text
    assert "Take the last step back" in publisher.get("/api?lang=en").text


def test_there_is_a_word_for_each_reason_why_a_robot_finds_no_way():
    assert {f"no_way_{reason.value}" for reason in Reason} | {"no_way_no_dock"} <= set(page_words())
    assert {layer.value for layer in REMOVABLE.values()} <= set(page_words()), "and for what may close a way"
