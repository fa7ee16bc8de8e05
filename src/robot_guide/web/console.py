"""What all routes of the console share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request
from starlette.requests import HTTPConnection

from hall_map import Finding, Hall
from hall_map.store import Store
from robot_guide.web.accounts import Accounts
from robot_guide.web.desk import Desk
from robot_guide.web.rate_limit import RateLimit
from robot_guide.web.robots import Robots
from robot_guide.web.screen_hub import Screens
from robot_guide.web.way import Ways


@dataclass(frozen=True)
class ConsoleSettings:
    """How the console is reached, and what it takes."""

    host: str = "127.0.0.1"
    port: int = 8080
    tls: bool = False  # it is served over HTTPS, by itself or by a proxy in front of it
    allowed_hosts: tuple[str, ...] = ()  # names beside its own and the loopback's; *: any
    largest_request: int = 25_000_000  # bytes

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({"localhost", "127.0.0.1", "::1", self.host, *self.allowed_hosts} - {"0.0.0.0", "::"})


@dataclass
class Console:
    """The store, the accounts, the robots and the clock."""

    settings: ConsoleSettings
    store: Store
    accounts: Accounts
    robots: Robots
    now: Callable[[], datetime]  # with a time zone
    screens: Screens = field(default_factory=Screens)
    desk: Desk = field(init=False)
    limit: RateLimit = field(default_factory=RateLimit)
    ways: Ways = field(default_factory=Ways)
    watchers: int = 0  # of the live events

    def __post_init__(self) -> None:
        self.desk = Desk(self.store)

    def findings(self, hall: Hall) -> tuple[Finding, ...]:
        """What is wrong with a hall at this time."""
        return self.store.check(hall, self.now())

    def note(self, request: Request, user: str, action: str, detail: str = "") -> None:
        """Write into the audit log who did what from where."""
        self.accounts.note(self.now(), user, address_of(request), action, detail)


def console_of(request: HTTPConnection) -> Console:
    return request.app.state.console


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""
