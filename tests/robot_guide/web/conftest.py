"""A console of one's own: a store, users of each role, a clock that stands still at a working noon."""

from datetime import datetime, timedelta, timezone

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from hall_map import load
from hall_map.store import Store
from robot_guide.web.accounts import Accounts
from robot_guide.web.app import create_app
from robot_guide.web.console import ConsoleSettings
from robot_guide.web.robots import NoRobots
from robot_guide.web.roles import Role

MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)  # a Tuesday, 10:00 in the hall
PASSWORD = "the creek makes waves"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PATIENCE = 60_000  # ms, for what a page is to show: a busy machine may take long, and what is there is not waited for


@pytest.fixture(autouse=True, scope="session")
def patience():
    """Pages are waited for with patience, where there is a browser to show them."""
    try:
        from playwright.sync_api import expect
    except ImportError:
        return
    expect.set_options(timeout=PATIENCE)


class Clock:
    """Time that passes when a test says so."""

    def __init__(self):
        self.now = MORNING

    def __call__(self):
        return self.now

    def pass_(self, **how_long):
        self.now += timedelta(**how_long)


class Place:
    """A console and what it works with."""

    def __init__(self, folder, robots=None):
        self.clock = Clock()
        self.store = Store.open(folder / "hall.db", load("maps/putuo"), at=MORNING)
        self.accounts = Accounts(folder / "accounts.db", QUICK)
        for role in Role:
            once = self.accounts.add_user(role.label, role)
            self.accounts.change_password(role.label, once, PASSWORD)
        self.robots = robots or NoRobots()
        self.app = create_app(ConsoleSettings(), self.store, self.accounts, self.robots, self.clock)

    def anybody(self):
        """Somebody who is not logged in."""
        return TestClient(self.app, base_url="http://localhost:8080", follow_redirects=False)

    def user(self, name):
        """A user's browser, logged in."""
        client = self.anybody()
        user = next(user for user in self.accounts.users() if user.name == name)
        client.cookies.set("session", self.accounts.begin_session(user, self.clock()))
        client.headers["X-CSRF-Token"] = client.get("/api/session").json()["csrf"]
        return client


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)
