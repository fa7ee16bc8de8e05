"""The staff's console in a browser, for the robots of the graph."""

from __future__ import annotations

import datetime as dt
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from rclpy.node import Node

from hall_map import HallError
from hall_map.store import Store
from robot_guide.hearing.assembly import HearingConfig, assemble, audible
from robot_guide.hearing.ears import Ears
from robot_guide.hearing.hall_judgement import HallJudgement
from robot_guide.speaking import EngineChain, SoundCache, is_fixed
from robot_guide.web.accounts import Accounts
from robot_guide.web.app import create_app
from robot_guide.web.console import ConsoleSettings
from robot_guide.web.screen_hub import Screens
from robot_guide.web.serving import LOOPBACK, address_of, announcement, open_store, server_of
from robot_guide_ros.graph_robots import GraphRobots
from robot_guide_ros.graph_talk import GraphTalk
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import ERROR, OK, Condition, Diagnostics
from robot_guide_ros.running import StartError, run


@dataclass(frozen=True)
class ConsoleConfig:
    store: str = "runs/console/hall.db"  # file of revisions; made from the folder where there is none
    hall: str = "maps/putuo"  # folder
    accounts: str = "runs/console/accounts.db"  # file of users and of the audit log
    host: str = "127.0.0.1"
    port: int = 8080
    allow_hosts: tuple[str, ...] = ("localhost",)  # names it is reached under
    certificate: str = ""  # PEM file; with a key it serves HTTPS
    key: str = ""
    behind_tls: bool = False  # a proxy in front of it serves HTTPS
    robots: tuple[str, ...] = ("xiao_pu", "xiao_hui")
    open_screens: bool = False  # this machine's own browser opens the robots' screens unpaired
    screen_voice: bool = False  # the screens speak, too: where they are laptops and the robots have no loudspeaker
    hearing: HearingConfig = field(default_factory=HearingConfig)  # of the screens' microphones

    def __post_init__(self) -> None:
        if not self.store:
            raise ValueError("store is empty: name a file for the revisions, such as store:=runs/console/hall.db")
        if not 1 <= self.port <= 65535:
            raise ValueError(f"port must be from 1 to 65535, got {self.port}")
        if bool(self.certificate) != bool(self.key):
            raise ValueError("give both certificate and key, or none of them")
        if self.open_screens and (self.host not in LOOPBACK or self.behind_tls):
            raise ValueError("open_screens is for this machine only, and others can reach the console: pair screens")


class ConsoleNode(Node):
    def __init__(self) -> None:
        super().__init__("console")
        config = self.config = declare_config(self, ConsoleConfig)
        tls = bool(config.certificate) or config.behind_tls
        settings = self.settings = ConsoleSettings(config.host, config.port, tls, config.allow_hosts)
        try:
            store = open_store(config.store, config.hall)
            accounts = Accounts(config.accounts)
        except HallError as error:
            self.destroy_node()
            raise StartError(str(error)) from error
        self.screens = screens_of(GraphTalk(self, config.robots), store, config)
        app = create_app(settings, store, accounts, GraphRobots(self, config.robots), moment, self.screens)
        kept = keep_password(accounts.first_admin(), config.accounts)
        self.get_logger().info(announcement(settings, store.path, config.accounts, None) + kept)
        self.server = server_of(app, settings, config.certificate, config.key)
        self.thread = threading.Thread(target=self.serve, name="console", daemon=True)
        self.thread.start()
        self.diagnostics = Diagnostics(self, self.condition)

    def serve(self) -> None:
        try:
            self.server.run()
        except SystemExit:
            return  # the port is taken; uvicorn has said so, and `condition` does

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=5.0)
        self.screens.close()

    def condition(self) -> Condition:
        where = address_of(self.settings)
        if not self.thread.is_alive():
            return ERROR, "it serves no more: is the port taken?", {"address": where}
        return OK, "it serves", {"address": where}


def screens_of(talk: GraphTalk, store: Store, config: ConsoleConfig) -> Screens:
    """The robots' screens, with ears for their microphones."""
    voice = EngineChain(cache=SoundCache(), fixed=is_fixed) if config.screen_voice else None

    def ears() -> Ears:
        return assemble(config.hearing, (), HallJudgement(store.hall()))[0]

    return Screens(talk, voice, ears, languages=audible(config.hearing), open_here=config.open_screens)


def keep_password(password: str | None, accounts: str) -> str:
    """Keep the first administrator's one-time password in a file of its own: logs are read by many.

    Returns: what to say of it, after a line break.
    """
    if password is None:
        return ""
    path = Path(accounts).with_name("first-administrator.txt")
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"admin\n{password}\n")
    return f"\nFirst administrator: name and one-time password stand in {path}; delete it after signing in"


def moment() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def main() -> int:
    return run(ConsoleNode)
