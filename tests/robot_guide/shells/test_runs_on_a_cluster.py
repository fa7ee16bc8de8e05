"""Runs on a Ray cluster. Ray is large, and not installed for the tests: a stand-in has the few calls that are used."""

import pickle
import sys
from types import ModuleType, SimpleNamespace

import pytest

from hall_sim import Scenario
from robot_guide.cli.arguments import project_root
from robot_guide.shells.ray_sweep import ClusterError, run_many_on_cluster
from robot_guide.shells.sweep import run_many


class Cluster(ModuleType):
    """A cluster of one processor: what is handed to it travels as bytes, and the youngest task is done first."""

    def __init__(self, refuses=None):
        super().__init__("ray")
        self.calls, self.most, self._refuses, self._waiting, self._done = [], 0, refuses, {}, {}

    def init(self, address, **_):
        self.calls.append(("init", address))
        if self._refuses:
            raise self._refuses

    def shutdown(self):
        self.calls.append(("shutdown",))

    def cluster_resources(self):
        return {"CPU": 1.0}

    def put(self, value):
        return pickle.dumps(value)

    def remote(self, function):
        def hand_out(*arguments):
            name = len(self._waiting) + len(self._done)
            self._waiting[name] = pickle.dumps((function, arguments))
            self.most = max(self.most, len(self._waiting))
            return name

        return SimpleNamespace(remote=hand_out)

    def get(self, name):
        for each in sorted(self._waiting, reverse=True):
            function, arguments = pickle.loads(self._waiting.pop(each))
            given = [pickle.loads(a) if isinstance(a, bytes) else a for a in arguments]
            self._done[each] = pickle.dumps(function(*given))
        return pickle.loads(self._done[name])


@pytest.fixture
def cluster(monkeypatch):
    def join(**settings):
        monkeypatch.setitem(sys.modules, "ray", made := Cluster(**settings))
        return made

    return join


@pytest.fixture(scope="module")
def brief():
    document = {"hall": str(project_root() / "maps/putuo"), "people": 2, "duration": 1.0,
                "visitors": [{"ask": "带我去A02窗口"}], "expect": {"success": False}}  # fmt: skip
    return Scenario.from_mapping(document, "brief.yaml", project_root())


def timeless(summaries):
    return [{key: value for key, value in summary.items() if key != "real_time_factor"} for summary in summaries]


def test_runs_on_a_cluster_are_those_on_one_machine_in_the_same_order(cluster, brief):
    ray = cluster()
    there = timeless(run_many_on_cluster(brief, range(3, 9), "10.0.0.1:6379"))
    assert there == timeless(run_many(brief, range(3, 9)))
    assert [summary["seed"] for summary in there] == [3, 4, 5, 6, 7, 8]
    assert ray.calls == [("init", "10.0.0.1:6379"), ("shutdown",)]


def test_no_more_runs_wait_in_the_cluster_than_keep_it_busy(cluster, brief):
    ray = cluster()
    runs = run_many_on_cluster(brief, iter(range(10**9)), "auto")
    assert next(runs)["seed"] == 0
    assert ray.most == 4


def test_whoever_stops_listening_leaves_the_cluster(cluster, brief):
    ray = cluster()
    runs = run_many_on_cluster(brief, range(5), "auto")
    next(runs)
    runs.close()
    assert ray.calls[-1] == ("shutdown",)


def test_a_cluster_that_does_not_answer_is_told_with_its_address(cluster, brief):
    cluster(refuses=ConnectionError("nobody there"))
    with pytest.raises(ClusterError, match=r"no cluster at 10\.0\.0\.9:1: nobody there"):
        next(run_many_on_cluster(brief, range(2), "10.0.0.9:1"))


def test_without_ray_the_remedy_is_its_extra(monkeypatch, brief):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match="not installed") as caught:
        next(run_many_on_cluster(brief, range(2), "auto"))
    assert "robot-guide[ray]" in caught.value.remedy
