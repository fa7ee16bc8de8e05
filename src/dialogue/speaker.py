"""What there is to say about a hall: sentences filled from its rows, each with the rows that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dialogue.acts import Say
from dialogue.hall import Hall, open_window, text_in
from dialogue.meaning import Target
from dialogue.replies import Replies

DOCUMENTS_NAMED = 5
OFFERS = ("documents", "fee", "duration", "online_yes", "online_self_service", "online_no", "unknown")


@dataclass
class Speaker:
    """One robot's way to speak, in the language and style of the conversation."""

    hall: Hall
    robot: str
    language: str = "zh"
    elder: bool = False
    replies: Replies = field(default_factory=Replies)

    def line(self, key: str, *, interrupt: bool = False, facts: tuple[str, ...] = (), **values: str) -> Say:
        return self.replies.say(key, self.language, elder=self.elder, interrupt=interrupt, facts=facts, **values)

    def word(self, key: str) -> str:
        return self.replies.text(key, self.language)

    @property
    def name(self) -> str:
        return self.word(f"robot_{self.robot}") if self.robot in ("xiao_pu", "xiao_hui") else self.robot

    def service(self, id_: str):
        """The catalogue's row. Raises KeyError: there is none."""
        for row in self.hall.services:
            if row.id == id_:
                return row
        raise KeyError(id_)

    def name_of(self, target: Target) -> str:
        """A target's name in the language of the conversation."""
        rows = {"service": self.hall.services, "window": self.hall.windows, "place": self.hall.places}[target.kind]
        return next((text_in(row.names, self.language) for row in rows if row.id == target.id), target.name)

    def first_document(self, target: Target) -> str:
        documents = self._documents(target)
        return documents[0] if documents else ""

    def _documents(self, target: Target) -> tuple[str, ...]:
        if target.kind != "service":
            return ()
        documents = self.service(target.id).documents
        return tuple(documents.get(self.language) or documents.get("zh") or ())

    def lead(self, target: Target, window: str | None) -> Say:
        if target.kind == "place":
            return self.line("lead_place", place=self.name_of(target), facts=(target.id,))
        if target.kind == "window":
            return self.line("lead_window", window=target.id, facts=(target.id,))
        facts, service = (target.id, str(window)), self.name_of(target)
        if document := self.first_document(target):
            return self.line("lead_service", service=service, window=str(window), document=document, facts=facts)
        return self.line("lead_service_no_documents", service=service, window=str(window), facts=facts)

    def arrived(self, target: Target, window: str | None) -> Say:
        if target.kind == "place":
            return self.line("arrived_place", place=self.name_of(target), facts=(target.id,))
        window = window or target.id
        if document := self.first_document(target):
            return self.line("arrived_window", window=window, document=document, facts=(target.id, window))
        return self.line("arrived_window_no_documents", window=window, facts=(target.id, window))

    def closed(self, target: Target) -> Say:
        if target.kind == "window":
            return self.line("window_closed", window=target.id, facts=(target.id,))
        return self.line("service_closed", service=self.name_of(target), facts=(target.id,))

    def choice(self, targets: tuple[Target, ...]) -> Say:
        """A question among two or three targets."""
        names = [self.name_of(target) for target in targets[:3]]
        facts = tuple(target.id for target in targets[:3])
        if targets[0].kind == "window":
            return self.line("clarify_windows", first=names[0], second=names[1], facts=facts)
        if len(names) == 2:
            return self.line("clarify_two", first=names[0], second=names[1], facts=facts)
        return self.line("clarify_three", first=names[0], second=names[1], third=names[2], facts=facts)

    def hours(self) -> Say:
        """When the hall is open, from its rows; unknown where it has none."""
        spans = []
        for row in self.hall.hours:
            first, last = self.word(f"day_{row.days[0]}"), self.word(f"day_{row.days[-1]}")
            days = first if len(row.days) == 1 else f"{first}–{last}"
            spans.append(f"{days} {row.opens}–{row.closes}")
        return self.line("hours", hours=self.word("lists").join(spans), facts=("hours",)) if spans else self.unknown()

    def unknown(self) -> Say:
        return self.line("unknown")

    def answer(self, topic: str, target: Target, *, offer: bool = True) -> Say:
        """What the catalogue says on a question; that it does not say, where it does not.

        `offer`: with the question whether to lead the way, which is out of place on the way.
        """
        said = self._answer(topic, target)
        end = max(said.text.rfind(mark, 0, -1) for mark in ("。", ". ", "."))
        if offer or said.line not in OFFERS or end < 0:
            return said
        return replace(said, text=said.text[: end + 1].rstrip())

    def _answer(self, topic: str, target: Target) -> Say:
        if topic == "hours":
            return self.hours()
        if target.kind != "service" or topic == "queue":
            return self.unknown()
        row, facts = self.service(target.id), (target.id,)
        service, window = self.name_of(target), open_window(self.hall, row)
        if topic == "documents" and (documents := self._documents(target)):
            told = self.word("lists").join(documents[:DOCUMENTS_NAMED])
            if window is None:
                return self.line("documents_closed", service=service, documents=told, facts=facts)
            return self.line("documents", service=service, documents=told, window=window, facts=facts)
        if topic == "fee" and row.fee:
            return self.line("fee", service=service, fee=text_in(row.fee, self.language), facts=facts)
        if topic == "duration" and row.duration:
            return self.line("duration", service=service, duration=text_in(row.duration, self.language), facts=facts)
        if topic == "online":
            key = ("online_self_service" if row.self_service else "online_yes") if row.online else "online_no"
            return self.line(key, service=service, facts=facts)
        return self.unknown()

    def offers_to_lead(self, said: Say) -> bool:
        """Whether a line asks if the robot shall lead the way."""
        return said.line in OFFERS
