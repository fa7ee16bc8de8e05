"""`robot-guide ask` keeps its contract."""

import io
import subprocess
import sys

import pytest

INTENTS = {"guide", "ask_info", "facility", "control", "social", "human_help", "emergency", "out_of_scope"}
NEEDS = {"none", "clarify", "confirm", "human"}
KEYS = {"text", "language", "intent", "target", "window", "confidence", "needs", "alternatives", "reply"}


def assert_contract(record):
    assert set(record) >= KEYS
    assert set(record) - KEYS <= {"topic", "action", "facts"}
    assert record["intent"] in INTENTS
    assert record["language"] in {"zh", "en", "ko"}
    assert record["needs"] in NEEDS
    assert 0 <= record["confidence"] <= 1
    assert record["window"] is None or isinstance(record["window"], str)
    assert isinstance(record["reply"], str)
    for target in [record["target"], *record["alternatives"]]:
        assert target is None or set(target) == {"kind", "id", "name"}
    assert ("topic" in record) == (record["intent"] == "ask_info")
    assert ("action" in record) == (record["intent"] == "control")


@pytest.fixture
def stdin(monkeypatch):
    def put(content):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))

    return put


def test_a_service_is_understood_in_chinese(run):
    ran = run("ask", "你好，我想办营业执照", "--json")
    assert ran.status == 0
    assert_contract(ran.record)
    assert ran.record["intent"] == "guide"
    assert ran.record["target"]["id"] == "business_licence"
    assert ran.record["window"] in {"A04", "A05", "A06", "A07"}
    assert ran.record["window"] in ran.record["reply"]


def test_every_fact_in_the_reply_names_its_row(run):
    facts = run("ask", "居住证要带什么材料", "--json").record["facts"]
    assert {"placeholder": "documents", "row": "residence_permit", "field": "documents"} in facts
    assert all(set(fact) == {"placeholder", "row", "field"} and fact["row"] for fact in facts)


def test_words_need_no_quotes(run):
    assert run("ask", "where", "is", "the", "toilet", "--json").record["text"] == "where is the toilet"


def test_people_read_the_reply_and_nothing_else(run):
    said = run("ask", "带我去A02窗口")
    assert said.status == 0
    assert said.out.count("\n") == 1
    assert "A02" in said.out
    assert said.err == ""


@pytest.mark.parametrize("words", ["今天股票怎么样", "qwert zuiop", "带我去Z99窗口", "take me to window Q7"])
def test_what_is_not_understood_has_status_1_and_is_said(run, words):
    ran = run("ask", words, "--json")
    assert ran.status == 1
    assert_contract(ran.record)
    assert ran.record["reply"]
    assert ran.record["target"] is None


@pytest.mark.parametrize("words", ["停", "谢谢", "几点关门", "I need a person", "着火了", "厕所"])
def test_what_is_understood_has_status_0(run, words):
    ran = run("ask", words, "--json")
    assert ran.status == 0
    assert_contract(ran.record)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_each_line_in_is_a_line_out_and_a_conversation_of_its_own(run, stdin, arguments):
    stdin("我想办营业执照\n\n对\r\nasdf\n再说一遍".encode())
    ran = run("ask", *arguments, "--json")
    assert ran.status == 0
    assert [record["text"] for record in ran.records] == ["我想办营业执照", "", "对", "asdf", "再说一遍"]
    for record in ran.records:
        assert_contract(record)
    alone = run("ask", "再说一遍", "--json").record
    assert ran.records[-1]["reply"] == alone["reply"]


def test_a_dialogue_remembers_what_was_said(run, stdin):
    stdin("我想办营业执照\n再说一遍\n".encode())
    first, again = run("ask", "--dialogue", "--json").records
    assert again["action"] == "repeat"
    assert again["reply"] == first["reply"]


def test_bytes_that_are_no_text_get_an_answer_too(run, stdin):
    stdin(b"\xff\xfe\x00\x80\n" + "厕所\n".encode())
    garbage, toilet = run("ask", "-", "--json").records
    assert_contract(garbage)
    assert garbage["intent"] == "out_of_scope"
    assert toilet["intent"] == "facility"


def test_the_language_can_be_given(run):
    assert run("ask", "OK", "--lang", "en", "--json").record["language"] == "en"
    assert run("ask", "OK", "--lang", "zh", "--json").record["language"] == "zh"


@pytest.mark.parametrize(("folder", "status"), [("nowhere", 2), ("empty", 1)])
def test_a_hall_that_is_none_is_a_clear_error(run, clear_error, tmp_path, folder, status):
    (tmp_path / "empty").mkdir()
    clear_error(run("ask", "你好", "--hall", tmp_path / folder, "--json"), status, folder)


def test_the_hall_may_be_named_in_the_environment(run, clear_error, tmp_path, monkeypatch):
    monkeypatch.setenv("ROBOT_GUIDE_HALL", str(tmp_path / "nowhere"))
    clear_error(run("ask", "你好", "--json"), 2, "nowhere")


def test_a_reader_gets_each_answer_before_the_next_question(tmp_path):
    program = [sys.executable, "-m", "robot_guide", "ask", "-"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for words in ("厕所在哪里", "带我去A02窗口"):
            process.stdin.write(f"{words}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline().strip()
        process.stdin.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""
