"""What there is to say about a hall: sentences filled from its rows, each with the rows that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dialogue.acts import Fact, Say
from dialogue.hall import Hall, ServiceRow, open_window, row_of, service_with, text_in
from dialogue.meaning import Target
from dialogue.replies import Replies
from dialogue.understanding import takes_everything

DOCUMENTS_NAMED = 5
ROBOTS = ("xiao_pu", "xiao_hui")  # those with a name in the data files


@dataclass(frozen=True)
class Told:
    """A piece to be filled in, and where it comes from."""

    text: str
    sources: tuple[tuple[str, str], ...]  # id of a row, and the field of it


def told(text: object, row: str, field: str) -> Told:
    return Told(str(text), ((row, field),))


@dataclass
class Speaker:
    """One robot's way to speak: language, style, loudness and rate of the conversation."""

    hall: Hall
    robot: str
    language: str = "zh"
    elder: bool = False
    loudness: float = 1.0
    rate: float = 1.0
    replies: Replies = field(default_factory=Replies)

    def reset(self, language: str) -> None:
        """Speak as to a new visitor."""
        self.language, self.elder, self.loudness, self.rate = language, False, 1.0, 1.0

    def line(self, key: str, *, interrupt: bool = False, rests: Iterable[tuple[str, str]] = (), **values: Told) -> Say:
        """A line of the data files as an act. `rests`: rows and fields that the words rest on without naming them.

        Raises KeyError: see `Replies.text`.
        """
        words = {name: value.text for name, value in values.items()}
        facts = [Fact(name, *source) for name, value in values.items() for source in value.sources]
        facts += [Fact("", *source) for source in rests]
        return Say(
            key, self.replies.text(key, self.language, elder=self.elder, **words), self.language,
            "elder" if self.elder else "normal", interrupt, tuple(facts), loudness=self.loudness, rate=self.rate,
        )  # fmt: skip

    def word(self, key: str) -> str:
        return self.replies.text(key, self.language)

    def joined(self, *said: Say) -> Say:
        """Lines said in one breath; known by the first."""
        space = "" if self.language == "zh" else " "
        facts = tuple(fact for each in said for fact in each.facts)
        return replace(said[0], text=space.join(each.text for each in said), facts=facts)

    def robot_name(self, robot: str = "") -> Told:
        """A robot's name for people; its own, unless another is named."""
        robot = robot or self.robot
        return told(self.word(f"robot_{robot}") if robot in ROBOTS else robot, robot, "names")

    @property
    def name(self) -> Told:
        return self.robot_name()

    def name_of(self, target: Target) -> Told:
        """A target's name in the language of the conversation."""
        row = row_of(self.hall, target.kind, target.id)
        return told(text_in(row.names, self.language) if row else target.name, target.id, "names")

    def documents_of(self, target: Target) -> tuple[str, ...]:
        """What to bring, in the language of the conversation; nothing where the catalogue names nothing."""
        if target.kind != "service":
            return ()
        documents = service_with(self.hall, target.id).documents
        return tuple(documents.get(self.language) or documents.get("zh") or ())

    def zone_of(self, window: str) -> Told | None:
        """The name of the zone that a window belongs to; None: it belongs to none."""
        zone = next((row.zone for row in self.hall.windows if row.id == window), "")
        names = next((row.names for row in self.hall.zones if row.id == zone), None)
        return None if names is None else told(text_in(names, self.language), zone, "names")

    def lead(self, target: Target, window: str | None) -> Say:
        """Where it is, what to bring, and please follow me."""
        if target.kind == "place" or window is None:
            return self.line("lead_place", place=self.name_of(target))
        where = self.where(window)
        if target.kind == "window":
            return self.line("lead_window", where=where)
        service, document = self.name_of(target), self.first_document(target)
        if document:
            return self.line("lead_service", service=service, where=where, document=document)
        return self.line("lead_service_no_documents", service=service, where=where)

    def first_document(self, target: Target) -> Told | None:
        documents = self.documents_of(target)
        return told(documents[0], target.id, "documents") if documents else None

    def where(self, window: str) -> Told:
        """A window with its zone, where it has one."""
        zone = self.zone_of(window)
        if zone is None:
            return told(window, window, "id")
        text = self.replies.text("where_zone", self.language, zone=zone.text, window=window)
        return Told(text, ((window, "id"), *zone.sources))

    def arrived(self, target: Target, window: str | None) -> Say:
        """Here it is, and the first document."""
        if target.kind == "place" or window is None:
            return self.line("arrived_place", place=self.name_of(target))
        number, document = told(window, window, "id"), self.first_document(target)
        if document:
            return self.line("arrived_window", window=number, document=document)
        return self.line("arrived_window_no_documents", window=number)

    def remaining(self, metres: float, seconds: float | None = None) -> Say:
        """How far the way still is, in steps of 5 m, and how long, in steps of 5 s: nobody can tell them finer."""
        far = told(max(5, 5 * round(metres / 5)), self.robot, "remaining")
        if seconds is None:
            return self.line("progress", metres=far)
        soon = told(max(5, 5 * round(seconds / 5)), self.robot, "arrival")
        return self.line("progress_time", metres=far, seconds=soon)

    def guess(self, target: Target) -> Say:
        """Is this what you mean?"""
        name = self.name_of(target)
        if target.kind == "service" and takes_everything(service_with(self.hall, target.id)):
            return self.line("guess_everything", target=name)
        return self.line("guess_place" if target.kind == "place" else "guess", target=name)

    def answer(self, topic: str, target: Target) -> Say:
        """What the catalogue says on a question; `unknown`, where it does not say."""
        if target.kind != "service":
            return self.line("unknown")
        row, service = service_with(self.hall, target.id), self.name_of(target)
        match topic:
            case "documents" if documents := self.documents_of(target):
                listed = told(self.word("lists").join(documents[:DOCUMENTS_NAMED]), row.id, "documents")
                return self.line("documents", service=service, documents=listed)
            case "fee" if row.fee:
                return self.line("fee", service=service, fee=told(text_in(row.fee, self.language), row.id, "fee"))
            case "duration" if row.duration:
                duration = told(text_in(row.duration, self.language), row.id, "duration")
                return self.line("duration", service=service, duration=duration)
            case "online":
                rests = ((row.id, "online"), (row.id, "self_service"))
                return self.line(online_line(row), service=service, rests=rests)
            case "location" if window := open_window(self.hall, row):
                return self.line("location", service=service, where=self.where(window))
        return self.line("unknown")


def online_line(row: ServiceRow) -> str:
    """The line for the ways in which a service can be done."""
    if row.online:
        return "online_self_service" if row.self_service else "online_yes"
    return "self_service_only" if row.self_service else "online_no"
