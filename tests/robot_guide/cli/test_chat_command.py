"""`robot-guide chat`: a conversation typed in, with the recognised meaning, and a stage that who types it plays."""

import io

import pytest


@pytest.fixture
def chat(run, monkeypatch):
    def chat(*lines, options=()):
        content = "\n".join(lines).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        return run("chat", *options)

    return chat


@pytest.fixture
def records(chat):
    return lambda *lines, options=(): chat(*lines, options=(*options, "--json")).records


def lines_of(record):
    return [said["line"] for said in record["says"]]


def test_each_line_shows_what_was_understood_what_is_said_and_what_is_done(chat):
    ran = chat("我想办营业执照", "/arrive", "谢谢")
    assert ran.status == 0
    assert "guide" in ran.out
    assert "business_licence" in ran.out
    assert "请跟我来" in ran.out
    assert "→ Lead business_licence" in ran.out
    assert "[arrived/finished]" in ran.out
    assert "→ GoHome" in ran.out
    assert ran.err == ""


def test_as_json_a_line_in_is_an_object_out(records):
    first, second = records("带我去厕所", "/arrive")
    assert first["meaning"]["target"]["id"] == "toilet"
    assert first["acts"][0]["act"] == "Lead"
    assert (first["state"], second["state"]) == ("guiding/walking", "arrived/finished")
    assert second["meaning"] is None
    assert lines_of(second) == ["arrived_place"]
    assert second["says"][0]["facts"]


def test_the_walk_is_played(records):
    told = records("带我去厕所", "/start", "/behind", "/back", "/wait 8", "/progress 12", "/wait 8", "/left", "/lost")
    assert [lines_of(each) for each in told[2:]] == [
        ["visitor_behind"], ["visitor_back"], [], ["progress"], [], ["turn_left"], ["visitor_lost"],
    ]  # fmt: skip
    assert told[-1]["state"] == "idle/alone"


def test_a_window_closes_and_opens(records):
    first, closed, *_ = records("带我去A05窗口", "/close a05", "/open A05", "/close B01 B02")
    assert first["target"] == "A05"
    assert closed["says"][0]["line"] in ("window_closed_other", "window_closed_none")


def test_time_passes_and_ends_the_conversation(records):
    _, waited = records("你好", "/wait 21")
    assert lines_of(waited) == ["time_out"]
    assert waited["acts"][-1]["act"] == "GoHome"


def test_at_night_it_is_told_when_the_window_opens(records):
    *_, asked = records("/time 2026-11-25T20:00", "带我去A05窗口")
    assert "明天" in asked["says"][0]["text"]
    *_, again = records("/time 2026-11-25T20:00", "/time 2026-11-26T10:00", "带我去A05窗口")
    assert again["state"] == "guiding/walking"


def test_queues_greetings_and_handing_over(records):
    told = records("/stop-by", "/queue A05 7 20", "A05窗口人多吗", "/colleague yes", "带我去厕所", "/called-away")
    assert lines_of(told[0]) == ["greet"]
    assert lines_of(told[2]) == ["queue_waiting"]
    assert lines_of(told[5]) == ["hand_over"]
    assert told[5]["acts"][1]["robot"] == "xiao_hui"


def test_elder_mode_and_language_from_the_beginning(records):
    (said,) = records("where is the toilet", options=("--elder", "--lang", "en"))
    assert said["says"][0]["style"] == "elder"
    assert said["meaning"]["language"] == "en"


def test_names_and_numbers_are_hidden_before_anything_is_made_of_them(chat):
    ran = chat("我叫王小明，电话13812345678，想办营业执照", options=("--json",))
    assert "王小明" not in ran.out
    assert "13812345678" not in ran.out
    assert ran.records[0]["target"] == "business_licence"


def test_help_and_an_end(chat):
    ran = chat("/help", "/quit", "带我去厕所")
    assert "/close A05" in ran.out
    assert "toilet" not in ran.out


@pytest.mark.parametrize(
    "line", ["/dance", "/close Z99", "/close", "/wait", "/wait long", "/time yesterday", "/queue A05", "/colleague"]
)
def test_a_command_that_makes_no_sense_is_named_and_the_talk_goes_on(chat, line):
    ran = chat(line, "带我去厕所", options=("--json",))
    assert ran.status == 1
    wrong, right = ran.records
    assert {"error", "where", "remedy"} <= wrong.keys()
    assert right["target"] == "toilet"


def test_empty_lines_say_nothing(records):
    assert len(records("", "   ", "你好")) == 1
