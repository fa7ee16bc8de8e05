"""Running the command line in this process, and reading what it printed."""

import json

import pytest
import yaml

from robot_guide.cli import main
from robot_guide.cli.arguments import project_root


class Ran:
    """The status of a command, and what it wrote."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def records(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def record(self):
        (record,) = self.records
        return record


@pytest.fixture
def run(capfd):
    """`run("plan", folder, "--json")`: the command's status and output. It never shows a traceback."""

    def run(*argv):
        capfd.readouterr()
        status = main([str(argument) for argument in argv])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        assert "internal error" not in out + err
        return Ran(status, out, err)

    return run


@pytest.fixture
def scenario(tmp_path):
    """`scenario("near", duration=12)`: the file of a scenario in which one visitor comes in before the only robot."""

    def write(name, **changes):
        path = tmp_path / f"{name}.yaml"
        visitor = {"ask": "你好，我想办营业执照", "start": [18.5, 7.0]}
        values = {"hall": str(project_root() / "maps" / "putuo"), "robots": ["xiao_pu"], "people": 0,
                  "visitors": [visitor], **changes}  # fmt: skip
        path.write_text(yaml.safe_dump(values, allow_unicode=True))
        return path

    return write


def assert_clear_error(ran, status, *words):
    """A JSON run that failed with one object that says what, where and what to do."""
    assert ran.status == status, ran.out
    record = ran.records[-1]
    assert {"error", "where", "remedy"} <= record.keys()
    assert record["error"]
    assert record["remedy"]
    for word in words:
        assert word in json.dumps(record, ensure_ascii=False)


@pytest.fixture
def clear_error():
    return assert_clear_error
