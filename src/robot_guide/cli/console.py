"""`robot-guide console`: the staff's console in a browser."""

from __future__ import annotations

import argparse
import datetime as dt
import threading
from typing import TYPE_CHECKING

from robot_guide.cli.arguments import project_root, whole_number
from robot_guide.cli.errors import DONE, CommandError, UsageError
from robot_guide.cli.output import Output
from robot_guide.cli.scenarios import load_scenario

if TYPE_CHECKING:
    from hall_map.store import Store
    from robot_guide.hearing import Ears
    from robot_guide.shells.live import LiveLockstep
    from robot_guide.web.robots import Robots
    from robot_guide.web.screen_hub import Screens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data = project_root() / "runs" / "console"
    parser.add_argument(
        "--store", metavar="FILE", default=str(data / "hall.db"),
        help="revisions of the hall; made from --hall where there is none (default: runs/console/hall.db)",
    )  # fmt: skip
    parser.add_argument("--hall", metavar="DIR", default=str(project_root() / "maps" / "putuo"), help="the first hall")
    parser.add_argument("--accounts", metavar="FILE", default=str(data / "accounts.db"), help="users and audit log")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default: 127.0.0.1, this machine only")
    parser.add_argument("--port", type=whole_number(1, 65535), default=8080, metavar="N", help="default: 8080")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="a name it is reached under")
    parser.add_argument("--certificate", metavar="FILE.pem", help="serve HTTPS with this certificate …")
    parser.add_argument("--key", metavar="FILE.pem", help="… and its key")
    parser.add_argument("--behind-tls", action="store_true", help="a proxy in front of it serves HTTPS")
    parser.add_argument("--scenario", metavar="SCENARIO.yaml", help="simulate robots and people of this scenario")
    parser.add_argument("--no-robots", action="store_true", help="simulate none: only the map")
    parser.add_argument(
        "--open-screens", action="store_true", help="this machine's own browser opens the robots' screens unpaired"
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Serve until it is interrupted."""
    if bool(arguments.certificate) != bool(arguments.key):
        raise UsageError("a certificate without its key, or a key alone", "robot-guide console", "Give both.")
    from robot_guide.web.accounts import Accounts
    from robot_guide.web.app import create_app
    from robot_guide.web.console import ConsoleSettings
    from robot_guide.web.serving import address_of, announcement, server_of

    check_open_screens(arguments)
    store = store_of(arguments.store, arguments.hall)
    accounts = Accounts(arguments.accounts)
    tls = bool(arguments.certificate) or arguments.behind_tls
    settings = ConsoleSettings(arguments.host, arguments.port, tls, tuple(arguments.allow_host))
    live = None if arguments.no_robots else simulated(arguments.scenario, store)
    password = accounts.first_admin()
    proxied = tls and not arguments.certificate
    told = {"address": address_of(settings, proxied=proxied), "first_password": password}
    output.result(told, announcement(settings, store.path, arguments.accounts, password, proxied=proxied))
    screens = screens_of(live, store, open_here=arguments.open_screens)
    app = create_app(settings, store, accounts, live or no_robots(), now, screens)
    if live is not None:
        threading.Thread(target=live.run, name="world", daemon=True).start()
    try:
        server_of(app, settings, arguments.certificate, arguments.key).run()
    finally:
        if live is not None:
            live.end()
        screens.close()
    return DONE


def check_open_screens(arguments: argparse.Namespace) -> None:
    """Raises UsageError: somebody else's browser could pass for this machine's."""
    from robot_guide.web.serving import LOOPBACK

    if arguments.open_screens and (arguments.host not in LOOPBACK or arguments.behind_tls):
        problem = "open screens are for this machine only, and others can reach the console"
        raise UsageError(problem, "robot-guide console --open-screens", "Pair each screen with a token, under Users.")


def screens_of(live: LiveLockstep | None, store: Store, *, open_here: bool) -> Screens:
    """The robots' screens; where nothing is simulated there is nobody to talk to."""
    from robot_guide.hearing.assembly import HearingConfig, assemble, audible
    from robot_guide.hearing.hall_judgement import HallJudgement
    from robot_guide.speaking import EngineChain, SoundCache, is_fixed
    from robot_guide.web.screen_hub import Screens

    if live is None:
        return Screens(open_here=open_here)

    def ears() -> Ears:
        return assemble(HearingConfig(), (), HallJudgement(store.hall())).ears

    voice = EngineChain(cache=SoundCache(), fixed=is_fixed)
    return Screens(live, voice, ears, languages=audible(HearingConfig()), open_here=open_here)


def now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def store_of(path: str, folder: str) -> Store:
    """The store in a file, made from a hall's folder where there is none. Raises CommandError."""
    from hall_map import HallError
    from robot_guide.web.serving import open_store

    try:
        return open_store(path, folder)
    except HallError as error:
        raise CommandError(error.problem, error.where, error.remedy) from error


def simulated(scenario: str | None, store: Store) -> LiveLockstep:
    """Robots in a simulated hall, and the people of a scenario, or a few who walk about."""
    from dataclasses import replace

    from hall_sim import Scenario, TicketConfig
    from robot_guide.shells.live import LiveLockstep

    if scenario is not None:
        return LiveLockstep(store, load_scenario(scenario), now)
    quiet = Scenario("console", store.hall(), (), robots=tuple(dock.robot for dock in store.hall().docks))
    return LiveLockstep(store, replace(quiet, people=6, standing=2, tickets=TicketConfig()), now)


def no_robots() -> Robots:
    from robot_guide.web.robots import NoRobots

    return NoRobots()
