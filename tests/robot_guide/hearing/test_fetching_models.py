"""scripts/fetch_models.py against a publisher of our own: pinned, resumed, whole or not at all."""

import hashlib
import importlib.util
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "fetch_models.py"
NAME = "vosk-model-small-cn-0.22"


def archive(inside=NAME + "/am/final.mdl"):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr(inside, b"m" * 300_000)
        packed.writestr(NAME + "/README", "a model")
    return data.getvalue()


class Publisher(BaseHTTPRequestHandler):
    """Serves one file, in parts where asked to; `breaks` is after how many bytes the connection breaks off, once."""

    data, breaks, ranges = b"", None, True
    asked: list = []  # noqa: RUF012 - replaced by each test

    def do_GET(self):
        self.asked.append((self.path, self.headers.get("Range")))
        begin = 0
        if (wanted := self.headers.get("Range")) and self.ranges:
            begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if begin >= len(self.data):
                return self.send_error(416)
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(self.data) - begin))
        self.end_headers()
        end, type(self).breaks = self.breaks, None
        self.wfile.write(self.data[begin : end or len(self.data)])
        return None

    def log_message(self, *_):
        pass


@pytest.fixture
def publisher():
    handler = type("OurPublisher", (Publisher,), {"data": archive(), "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    handler.url = f"http://127.0.0.1:{server.server_port}/models"
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("fetch_models", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def fetch(tmp_path, monkeypatch, publisher, script):
    """Runs the script, the Mandarin model pinned to the publisher's file. Returns: its exit status."""
    monkeypatch.setenv("ROBOT_GUIDE_MODELS", str(tmp_path / "models"))
    monkeypatch.setitem(script.MODELS, "zh", (NAME, hashlib.sha256(publisher.data).hexdigest()))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return lambda *argv: script.main(list(argv) or ["zh", "--publisher", publisher.url])


def contents(tmp_path):
    return sorted(path.name for path in (tmp_path / "models").iterdir())


def test_a_model_is_fetched_verified_and_unpacked_and_nothing_else_is_left(fetch, publisher, tmp_path):
    assert fetch() == 0
    assert publisher.asked == [(f"/models/{NAME}.zip", None)]
    assert contents(tmp_path) == [NAME]
    assert (tmp_path / "models" / NAME / "am" / "final.mdl").stat().st_size == 300_000


def test_what_is_there_is_not_fetched_again(fetch, publisher):
    assert fetch() == fetch() == 0
    assert len(publisher.asked) == 1


def test_a_download_that_broke_off_goes_on_where_it_stopped(fetch, publisher, tmp_path, capsys):
    publisher.breaks = 500
    assert fetch() == 1
    assert f"broke off after 500 of {len(publisher.data)} bytes" in capsys.readouterr().err
    assert contents(tmp_path) == [NAME + ".zip.part"]
    assert fetch() == 0
    assert publisher.asked[1][1] == "bytes=500-"
    assert contents(tmp_path) == [NAME]


def test_a_publisher_that_cannot_resume_sends_all_of_it_again(fetch, publisher):
    publisher.breaks, publisher.ranges = 500, False
    assert fetch() == 1
    assert fetch() == 0


def test_a_download_that_only_lacked_its_unpacking_is_not_fetched_again(fetch, publisher, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / (NAME + ".zip.part")).write_bytes(publisher.data)
    assert fetch() == 0
    assert contents(tmp_path) == [NAME]


def test_a_file_that_is_not_the_pinned_one_is_removed_and_never_unpacked(fetch, publisher, tmp_path, capsys):
    publisher.data = archive().replace(b"mmm", b"xxx")
    assert fetch() == 1
    assert "expected" in capsys.readouterr().err
    assert contents(tmp_path) == []


def test_an_archive_without_a_model_is_not_unpacked(fetch, script, publisher, tmp_path, monkeypatch, capsys):
    publisher.data = archive(inside=NAME + "/something/else")
    monkeypatch.setitem(script.MODELS, "zh", (NAME, hashlib.sha256(publisher.data).hexdigest()))
    assert fetch() == 1
    assert "holds no model" in capsys.readouterr().err
    assert contents(tmp_path) == [NAME + ".zip.part"]


def test_a_closed_network_is_told_with_the_ways_around_it(fetch, tmp_path, capsys):
    assert fetch("zh", "--publisher", "http://127.0.0.1:1/models") == 1
    told = capsys.readouterr().err
    assert "could not be fetched" in told
    assert "ROBOT_GUIDE_MODELS" in told
    assert "--publisher" in told


def test_a_publisher_that_has_no_such_file_is_told(fetch, publisher, monkeypatch, capsys):
    monkeypatch.setattr(publisher, "do_GET", lambda self: self.send_error(404))
    assert fetch() == 1
    assert "the publisher answers 404" in capsys.readouterr().err


def test_an_unknown_language_is_wrong_use(fetch, capsys):
    with pytest.raises(SystemExit) as caught:
        fetch("fr")
    assert caught.value.code == 2
    assert "there are zh, en, ko" in capsys.readouterr().err
