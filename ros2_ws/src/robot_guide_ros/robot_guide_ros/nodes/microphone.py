"""A robot's microphone: the sound card's onto `audio`."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from rclpy.node import Node

from robot_guide.hearing.microphone import Microphone, NoMicrophone
from robot_guide_ros import convert, topics
from robot_guide_ros.parameters import declare_config
from robot_guide_ros.reporting import ERROR, OK, Condition, Diagnostics, now
from robot_guide_ros.running import StartError, run


@dataclass(frozen=True)
class MicrophoneConfig:
    device: str = ""  # a name of PortAudio's; empty: the system's own


class MicrophoneNode(Node):
    def __init__(self) -> None:
        super().__init__("microphone")
        self.config = declare_config(self, MicrophoneConfig)
        try:
            self.microphone = Microphone(self.config.device or None)
        except NoMicrophone as error:
            raise StartError(str(error)) from error
        self.fault = ""
        self.audio = topics.AUDIO.publisher(self)
        self.diagnostics = Diagnostics(self, self.condition)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        try:
            for piece in self.microphone.pieces(now(self)):
                self.audio.publish(convert.audio_to_msg(piece.samples, piece.start))
        except NoMicrophone as error:
            self.fault = str(error)
            self.get_logger().error(self.fault)

    def condition(self) -> Condition:
        return (ERROR, self.fault, {}) if self.fault else (OK, "listening", {"rate": self.microphone.rate})


def main() -> int:
    return run(MicrophoneNode)
