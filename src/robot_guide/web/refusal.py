"""What the console answers when it does not do what was asked: a code for programs, words for people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


class RefusalError(Exception):
    """Raised by whatever refuses; `status` is HTTP's, `code` a key of `refusals.yaml`, `more` goes into the answer."""

    def __init__(self, status: int, code: str, detail: str = "", **more: object):
        super().__init__(code, detail)
        self.status, self.code, self.detail, self.more = status, code, detail, more

    def document(self) -> dict[str, object]:
        texts = words().get(self.code, words()["failed"])
        told = {f"{part}_{lang}": texts[part][lang] for part in ("problem", "remedy") for lang in ("zh", "en")}
        if self.detail:
            told = {**told, **{f"problem_{lang}": f"{told[f'problem_{lang}']} {self.detail}" for lang in ("zh", "en")}}
        return {"error": self.code, **told, **self.more}


@cache
def words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return yaml.safe_load(files("robot_guide.web").joinpath("data/refusals.yaml").read_text("utf-8"))
