"""For all tests: property tests judge what is computed, never how fast a busy machine computes it."""

import os
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import hall_map

sys.path.insert(0, str(Path(__file__).parent / "shared"))  # what several tests are made with and is no fixture

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

# Vectors of a hall's phrases take minutes to make the first time; a test that needs the embedding turns it on itself.
os.environ.setdefault("ROBOT_GUIDE_EMBEDDING", "off")


# The hall of the project is a value that nobody can change: all tests share one, and with it what is made of it once
# for each hall, such as the floor and the index of phrases. What reads a folder is tested on folders of the tests' own.
HERE = Path(__file__).resolve().parent
PUTUO = HERE.parent / "maps" / "putuo"
read_hall = hall_map.load
read_putuo = cache(lambda: read_hall(PUTUO))


def load(path: str | Path) -> hall_map.Hall:
    return read_putuo() if os.path.abspath(path) == str(PUTUO) else read_hall(path)


hall_map.load = load


WITH_NODES = ("ros", "machines")  # folders of all tests that are marked `ros`


def pytest_ignore_collect(collection_path, config):
    """What the choice by marker would leave out anyway is not read first: each process of several would."""
    if collection_path.parent != HERE:
        return None
    chosen = config.option.markexpr
    has_nodes = collection_path.name in WITH_NODES
    left_out = (chosen == "ros" and not has_nodes) or (chosen.startswith("not ros") and collection_path.name == "ros")
    return True if left_out else None


def pytest_itemcollected(item):
    """Whoever marks a test elsewhere learns that it would not be found."""
    if item.get_closest_marker("ros") and not any(item.path.is_relative_to(HERE / name) for name in WITH_NODES):
        raise pytest.UsageError(f"{item.nodeid}: tests with nodes stand in tests/{' and tests/'.join(WITH_NODES)}")


def pytest_collection_modifyitems(items):
    """Files with slow tests come first, so that at the end no process of several waits long for another."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
