"""Serving the page on which runs and recordings are watched."""

from __future__ import annotations

import argparse
import socket
import threading
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import whole_number
from robot_guide.cli.errors import from_os_error
from robot_guide.cli.output import Output

if TYPE_CHECKING:
    from hall_map import Hall, OccupancyGrid
    from robot_guide.shells.player import Player

HOST = "127.0.0.1"


def add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=whole_number(0, 65535), default=8090, metavar="N", help="of the page (default: 8090; 0: any)"
    )


def serve(player: Player, title: str, hall: Hall | None, grid: OccupancyGrid | None, port: int, output: Output) -> None:
    """Say where the page is, and serve it until Ctrl-C. Raises UsageError: somebody else listens there."""
    import uvicorn

    from robot_guide.web.watch import create_watch_app

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        raise from_os_error(error, f"{HOST}:{port}", "Name another port: --port 0 takes any that is free.") from error
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    output.result({"address": address}, f"Watch it at {address}; Ctrl-C ends.")
    threading.Thread(target=player.run, name="player", daemon=True).start()
    app = create_watch_app(player, title, hall, grid)
    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=1)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        player.end()
