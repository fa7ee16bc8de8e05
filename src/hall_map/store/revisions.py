"""Publishing a hall as an immutable revision; history; the drafts and the queues that lie beside it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from hall_map import timetable
from hall_map.differences import same
from hall_map.document import from_document, to_document
from hall_map.drafting import Draft
from hall_map.errors import HallError
from hall_map.findings import Finding
from hall_map.hall import Hall
from hall_map.merging import merge
from hall_map.queue_state import QueueState
from hall_map.store.database import Database
from hall_map.store.entry import Entry, Outdated, Published, Refused, Unchanged
from hall_map.survey import ValidationConfig
from hall_map.validation import DEFAULT, validate

BEYOND = 2**62  # SQLite cannot compare with what is beyond 64 bits
COLUMNS = "number, parent, author, reason, at, digest"
REMEMBERED = 8  # halls
LONGEST_REASON = 1000
FROM_FOLDER = "Make one from a hall's folder: robot-guide map import DIR --store FILE."
NEWER = """on conflict (window) do update set at = excluded.at, waiting = excluded.waiting,
    wait_minutes = excluded.wait_minutes, called = excluded.called where excluded.at >= queues.at"""


class Store:
    """A hall's revisions in one SQLite file. Moments have a time zone. Safe in threads and for several processes.

    Every method raises HallError where the file cannot be read or written to.
    """

    def __init__(self, path: Path, database: Database):
        self.path = path
        self._database = database
        self._halls: dict[int, Hall] = {}
        self._checked: tuple[Hall, ValidationConfig, datetime, tuple[Finding, ...]] | None = None

    @classmethod
    def open(cls, path: str | Path, first: Hall | None = None, *, at: datetime | None = None) -> Store:
        """The store in a file; where there is none, one whose first revision is the hall `first`, published at `at`.

        Raises: HallError: there is no store and no first hall, or the file is none of ours.
        """
        path = Path(path)
        if not path.exists() and first is None:
            raise HallError(str(path), "there is no store", FROM_FOLDER)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HallError(str(path), f"its folder cannot be made: {error.strerror}", "Name another file.") from error
        database = Database(path)
        database.create()
        store = cls(path, database)
        if not store.head():
            if first is None:
                raise HallError(str(path), "the store is empty", FROM_FOLDER)
            store._begin(first, at or datetime.now(timezone.utc))
        return store

    def head(self) -> int:
        """The newest revision's number; cheap, so that it can be asked many times a second."""
        with self._database.reading() as db:
            return head_of(db)

    def hall(self, number: int | None = None) -> Hall:
        """The hall at a revision, the newest by default. Raises HallError: there is none, or it was tampered with."""
        if number in self._halls:
            return self._halls[number]
        with self._database.reading() as db:
            number = head_of(db) if number is None else number
            if not 0 < number < BEYOND:
                raise self._unknown(number, head_of(db))
            if number in self._halls:
                return self._halls[number]
            row = db.execute(f"select {COLUMNS}, document from revisions where number = ?", (number,)).fetchone()
            if row is None:
                raise self._unknown(number, head_of(db))
            above = db.execute("select digest from revisions where number = ?", (row[1],)).fetchone()
        *columns, packed = row
        entry = entry_of(columns)
        if digest_of(entry, above[0] if above else "", packed) != entry.digest:
            problem = f"revision {number} is not what was published: its digest differs"
            raise HallError(str(self.path), problem, "Take the file back from a copy.")
        hall = replace(from_document(json.loads(zlib.decompress(packed)), f"revision {number}"), revision=number)
        self._remember(number, hall)
        return hall

    def entry(self, number: int) -> Entry:
        """Raises HallError: there is no such revision."""
        with self._database.reading() as db:
            question = f"select {COLUMNS} from revisions where number = ?"
            row = db.execute(question, (number,)).fetchone() if 0 < number < BEYOND else None
            if row is None:
                raise self._unknown(number, head_of(db))
        return entry_of(row)

    def history(self, limit: int = 50, before: int | None = None) -> tuple[Entry, ...]:
        """Entries from the newest on, or from the one before a number."""
        question = f"select {COLUMNS} from revisions where number < ? order by number desc limit ?"
        with self._database.reading() as db:
            return tuple(map(entry_of, db.execute(question, (min(before or BEYOND, BEYOND), limit))))

    def check(self, hall: Hall, at: datetime, config: ValidationConfig = DEFAULT) -> tuple[Finding, ...]:
        """What is wrong with a hall at a moment; the last answer is remembered for its minute."""
        now, last = timetable.local(hall, at).replace(second=0, microsecond=0), self._checked
        if last is None or last[0] is not hall or last[1:3] != (config, now):
            self._checked = last = hall, config, now, validate(hall, config, now)
        return last[3]

    def publish(
        self, hall: Hall, *, base: int, author: str, reason: str, at: datetime, accept_warnings: bool = False,
        config: ValidationConfig = DEFAULT, draft_of: str = "",
    ) -> Published | Refused | Unchanged | Outdated:  # fmt: skip
        """Make a hall that was edited from revision `base` the newest one, if it is fit for use and nobody was faster.

        The draft of the user `draft_of` goes with it, in the same transaction: it holds nothing any more that is not
        published. Raises: HallError: no author or no reason.
        """
        check_words(author, reason)
        before = self.hall(base)
        if same(before, hall):
            return Unchanged()
        head = self.head()
        if head == base:
            findings = self.check(hall, at, config)
            if any(finding.severity == "error" for finding in findings) or (findings and not accept_warnings):
                return Refused(findings)
            head = self._insert(hall, base, author, reason, at, draft_of)
            if head == base:
                return Published(base + 1)
        return Outdated(head, merge(before, hall, self.hall(head)))

    def restore(
        self, number: int, *, author: str, reason: str, at: datetime, accept_warnings: bool = False
    ) -> Published | Refused | Unchanged | Outdated:
        """Publish an old revision again, as a new one. Raises HallError: there is none such; no author or reason."""
        return self.publish(
            self.hall(number), base=self.head(), author=author, reason=reason, at=at, accept_warnings=accept_warnings
        )

    def draft(self, user: str) -> Draft | None:
        """What a user has begun and not published. Raises HallError: it does not fit the revision it began from."""
        with self._database.reading() as db:
            row = db.execute("select document from drafts where user = ?", (user,)).fetchone()
        if row is None:
            return None
        document = json.loads(row[0])
        return Draft.from_document(document, self.hall(document["number"]))

    def keep_draft(self, user: str, draft: Draft) -> None:
        document = json.dumps(draft.to_document(), ensure_ascii=False)
        with self._database.writing() as db:
            db.execute("insert or replace into drafts values (?, ?)", (user, document))

    def drop_draft(self, user: str) -> None:
        with self._database.writing() as db:
            db.execute("delete from drafts where user = ?", (user,))

    def put_queues(self, states: Iterable[QueueState]) -> None:
        """Take what the ticket system tells; older news of a window than what is there is left out."""
        rows = [(s.window, utc(s.at), s.waiting, s.wait_minutes, s.called) for s in states]
        with self._database.writing() as db:
            db.executemany(f"insert into queues values (?, ?, ?, ?, ?) {NEWER}", rows)

    def queues(self) -> tuple[QueueState, ...]:
        """The last that was told of each window, however old."""
        with self._database.reading() as db:
            rows = db.execute("select * from queues order by window").fetchall()
        return tuple(QueueState(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows)

    def _begin(self, hall: Hall, at: datetime) -> None:
        self._insert(hall, 0, "import", "first revision", at)

    def _insert(self, hall: Hall, base: int, author: str, reason: str, at: datetime, draft_of: str = "") -> int:
        """Write a revision upon `base`. Returns: the head before; another than `base`, when somebody was faster."""
        number = base + 1
        hall = replace(hall, revision=number)
        packed = zlib.compress(text_of(hall))
        with self._database.writing() as db:
            head = head_of(db)
            if head == base:
                above = db.execute("select digest from revisions where number = ?", (base,)).fetchone()
                entry = Entry(number, base, author, reason.strip(), at.astimezone(timezone.utc), "")
                digest = digest_of(entry, above[0] if above else "", packed)
                row = (number, base, author, entry.reason, utc(at), digest, packed)
                db.execute("insert into revisions values (?, ?, ?, ?, ?, ?, ?)", row)
                db.execute("delete from drafts where user = ?", (draft_of,))
        if head == base:
            self._remember(number, hall)
        return head

    def _remember(self, number: int, hall: Hall) -> None:
        halls = {**self._halls, number: hall}
        self._halls = dict(list(halls.items())[-REMEMBERED:])

    def _unknown(self, number: int, head: int) -> HallError:
        return HallError(str(self.path), f"there is no revision {number}", f"There are revisions 1 to {head}.")


def head_of(db: sqlite3.Connection) -> int:
    return db.execute("select coalesce(max(number), 0) from revisions").fetchone()[0]


def entry_of(row: Iterable[object]) -> Entry:
    number, parent, author, reason, at, digest = row
    return Entry(number, parent, author, reason, datetime.fromisoformat(at), digest)


def text_of(hall: Hall) -> bytes:
    return json.dumps(to_document(hall), ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(entry: Entry, above: str, packed: bytes) -> str:
    """A hash of all that a revision holds and of its parent's: nothing before it can change unseen."""
    facts = json.dumps([above, entry.number, entry.parent, entry.author, entry.reason, utc(entry.at)])
    return hashlib.sha256(facts.encode() + b"\0" + packed).hexdigest()


def utc(moment: datetime) -> str:
    """A moment as text that sorts by time. Raises ValueError: it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone, got {moment}")
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds")


def check_words(author: str, reason: str) -> None:
    """Raises HallError: who or why is missing."""
    if not author.strip():
        raise HallError("publish", "nobody is named as the author", "Say who publishes.")
    if not reason.strip():
        raise HallError("publish", "no reason is given", "Say in a few words why the hall changes.")
    if len(reason) > LONGEST_REASON:
        raise HallError("publish", f"the reason has {len(reason)} characters", f"Say it in {LONGEST_REASON} at most.")
