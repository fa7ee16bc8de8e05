"""Serving the console: what every way to start it shares."""

from __future__ import annotations

from pathlib import Path

import uvicorn
from fastapi import FastAPI

import hall_map
from hall_map.store import Store
from robot_guide.web.console import ConsoleSettings
from robot_guide.web.screen_bounds import LARGEST_SOUND

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def open_store(path: str | Path, folder: str | Path) -> Store:
    """The store in a file, made from a hall's folder where there is none.

    Raises HallError: the store or the folder cannot be read, or the folder's hall has an error.
    """
    if Path(path).exists():
        return Store.open(path)
    hall = hall_map.load(folder)
    errors = [finding for finding in hall_map.validate(hall) if finding.severity == "error"]
    if errors:
        first = errors[0]
        raise hall_map.HallError(f"{folder}: {first.where}", first.problem, first.remedy)
    return Store.open(path, hall)


def server_of(app: FastAPI, settings: ConsoleSettings, certificate: str | None, key: str | None) -> uvicorn.Server:
    """A server that is not running yet; `run()` serves until `should_exit` is set or a signal comes.

    Only behind a proxy, which has the certificate then, is it believed for whom a request comes.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app, host=settings.host, port=settings.port, log_level="warning", server_header=False,
            ssl_certfile=certificate or None, ssl_keyfile=key or None, timeout_graceful_shutdown=2,
            proxy_headers=settings.tls and not certificate, ws_max_size=2 * LARGEST_SOUND,
        )
    )  # fmt: skip


def address_of(settings: ConsoleSettings, *, proxied: bool = False) -> str:
    """Where it listens; `proxied`: it is a proxy in front of it that speaks HTTPS."""
    return f"{'https' if settings.tls and not proxied else 'http'}://{settings.host}:{settings.port}/"


def announcement(
    settings: ConsoleSettings, store: Path, accounts: str, password: str | None, *, proxied: bool = False
) -> str:
    """Where it is, who can reach it, and how to get in for the first time."""
    address = address_of(settings, proxied=proxied)
    lines = [f"The console is at {address}", f"Revisions: {store}", f"Users and audit log: {accounts}"]
    if proxied:
        lines.append("It expects a proxy in front of it that serves HTTPS and passes on the name it was asked under.")
    if settings.host in LOOPBACK:
        lines.append("Only this machine can reach it; a host address opens it to others.")
    elif not settings.tls:
        lines.append("Warning: passwords travel unencrypted; give a certificate and its key, or put TLS in front.")
    if password is not None:
        lines.append(f"First administrator: admin, one-time password: {password}")
    return "\n".join(lines)
