"""What there is to say about a hall: sentences filled from its rows, each with the rows that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dialogue.acts import Say
from dialogue.choosing import audience_of
from dialogue.hall import Hall, ServiceRow, open_window, row_of, service_with, text_in
from dialogue.meaning import Target
from dialogue.replies import Replies
from dialogue.understanding import takes_everything

DOCUMENTS_NAMED = 5
ROBOTS = ("xiao_pu", "xiao_hui")  # those with a name in the data files


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

    def line(self, key: str, *, interrupt: bool = False, facts: tuple[str, ...] = (), **values: str) -> Say:
        """A line of the data files as an act. Raises KeyError: see `Replies.text`."""
        return Say(
            key, self.replies.text(key, self.language, elder=self.elder, **values), self.language,
            "elder" if self.elder else "normal", interrupt, facts, loudness=self.loudness, rate=self.rate,
        )  # fmt: skip

    def word(self, key: str) -> str:
        return self.replies.text(key, self.language)

    def joined(self, first: Say, second: Say) -> Say:
        """Two lines said in one breath; known by the first."""
        space = "" if self.language == "zh" else " "
        return replace(first, text=first.text + space + second.text, facts=(*first.facts, *second.facts))

    @property
    def name(self) -> str:
        """The robot's, for people."""
        return self.word(f"robot_{self.robot}") if self.robot in ROBOTS else self.robot

    def name_of(self, target: Target) -> str:
        """A target's name in the language of the conversation."""
        row = row_of(self.hall, target.kind, target.id)
        return text_in(row.names, self.language) if row else target.name

    def documents_of(self, target: Target) -> tuple[str, ...]:
        """What to bring, in the language of the conversation; nothing where the catalogue names nothing."""
        if target.kind != "service":
            return ()
        documents = service_with(self.hall, target.id).documents
        return tuple(documents.get(self.language) or documents.get("zh") or ())

    def zone_of(self, window: str) -> str:
        """The name of the zone that a window belongs to; empty where it belongs to none."""
        zone = next((row.zone for row in self.hall.windows if row.id == window), "")
        return next((text_in(row.names, self.language) for row in self.hall.zones if row.id == zone), "")

    def lead(self, target: Target, window: str | None) -> Say:
        """Where it is, what to bring, and please follow me."""
        if target.kind == "place" or window is None:
            return self.line("lead_place", place=self.name_of(target), facts=(target.id,))
        where, facts = self.where(window), (target.id, window)
        if target.kind == "window":
            return self.line("lead_window", where=where, facts=(window,))
        service = self.name_of(target)
        if documents := self.documents_of(target):
            return self.line("lead_service", service=service, where=where, document=documents[0], facts=facts)
        return self.line("lead_service_no_documents", service=service, where=where, facts=facts)

    def where(self, window: str) -> str:
        """A window with its zone, where it has one."""
        zone = self.zone_of(window)
        return self.replies.text("where_zone", self.language, zone=zone, window=window) if zone else window

    def arrived(self, target: Target, window: str | None) -> Say:
        """Here it is, and the first document."""
        if target.kind == "place" or window is None:
            return self.line("arrived_place", place=self.name_of(target), facts=(target.id,))
        facts = (target.id, window)
        if documents := self.documents_of(target):
            return self.line("arrived_window", window=window, document=documents[0], facts=facts)
        return self.line("arrived_window_no_documents", window=window, facts=facts)

    def closed(self, target: Target) -> Say:
        """It cannot be gone to now."""
        if target.kind == "window":
            return self.line("window_closed", window=target.id, facts=(target.id,))
        return self.line("service_closed", service=self.name_of(target), facts=(target.id,))

    def guess(self, target: Target) -> Say:
        """Is this what you mean?"""
        facts = (target.id,)
        if target.kind == "service" and takes_everything(service_with(self.hall, target.id)):
            return self.line("guess_everything", target=self.name_of(target), facts=facts)
        return self.line("guess_place" if target.kind == "place" else "guess", target=self.name_of(target), facts=facts)

    def choice(self, targets: tuple[Target, ...]) -> Say:
        """A question among two or three targets: which of them, or for whom."""
        names = [self.name_of(target) for target in targets[:3]]
        facts = tuple(target.id for target in targets[:3])
        if targets[0].kind == "window":
            return self.line("clarify_windows", first=names[0], second=names[1], facts=facts)
        if len(names) > 2:
            return self.line("clarify_three", first=names[0], second=names[1], third=names[2], facts=facts)
        by_audience = {audience_of(target, self.hall): name for target, name in zip(targets, names, strict=True)}
        if by_audience.keys() == {"person", "company"}:
            return self.line(
                "clarify_audience", person=by_audience["person"], company=by_audience["company"], facts=facts
            )
        return self.line("clarify_two", first=names[0], second=names[1], facts=facts)

    def hours(self) -> Say:
        """When the hall is open, from its rows; unknown where it has none."""
        spans = []
        for row in self.hall.hours:
            first, last = self.word(f"day_{row.days[0]}"), self.word(f"day_{row.days[-1]}")
            days = first if len(row.days) == 1 else f"{first}–{last}"
            spans.append(f"{days} {row.opens}–{row.closes}")
        if not spans:
            return self.line("unknown")
        return self.line("hours", hours=self.word("lists").join(spans), facts=("hours",))

    def answer(self, topic: str, target: Target) -> Say:
        """What the catalogue says on a question; `unknown`, where it does not say."""
        if topic == "hours":
            return self.hours()
        if target.kind != "service":
            return self.line("unknown")
        row, facts, service = service_with(self.hall, target.id), (target.id,), self.name_of(target)
        match topic:
            case "documents" if documents := self.documents_of(target):
                told = self.word("lists").join(documents[:DOCUMENTS_NAMED])
                return self.line("documents", service=service, documents=told, facts=facts)
            case "fee" if row.fee:
                return self.line("fee", service=service, fee=text_in(row.fee, self.language), facts=facts)
            case "duration" if row.duration:
                duration = text_in(row.duration, self.language)
                return self.line("duration", service=service, duration=duration, facts=facts)
            case "online":
                return self.line(online_line(row), service=service, facts=facts)
            case "location" if window := open_window(self.hall, row):
                return self.line("location", service=service, where=self.where(window), facts=(*facts, window))
        return self.line("unknown")


def online_line(row: ServiceRow) -> str:
    """The line for the ways in which a service can be done."""
    if row.online:
        return "online_self_service" if row.self_service else "online_yes"
    return "self_service_only" if row.self_service else "online_no"
