"""The SQLite file of a store: its tables, and transactions that are whole or have not been.

Write-ahead logging lets readers read while one writes; full synchronisation has the disk confirm each commit, so that
what was answered as published survives a crash of the machine too.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hall_map.errors import HallError

APPLICATION = 0x48414C4C  # what marks the file as ours: "HALL"
VERSION = 1
PATIENCE = 10.0  # s, for another writer
TABLES = """
create table revisions (
    number integer primary key,
    parent integer not null,
    author text not null,
    reason text not null,
    at text not null,
    digest text not null unique,
    document blob not null
);
create trigger revisions_stay before update on revisions begin select raise(abort, 'a revision never changes'); end;
create trigger revisions_last before delete on revisions begin select raise(abort, 'a revision is never lost'); end;
create trigger revisions_grow before insert on revisions when new.number in (select number from revisions)
    begin select raise(abort, 'a revision never changes'); end;
create table drafts (user text primary key, document text not null);
create table queues (
    window text primary key,
    at text not null,
    waiting integer,
    wait_minutes real,
    called text not null
);
"""


class Database:
    """A file of ours. Each transaction has a connection of its own, so that any thread may use it."""

    def __init__(self, path: Path):
        self.path = path

    def create(self) -> None:
        """Make the tables where the file is empty. Raises HallError: it is something else, or of a later version."""
        with self.reading() as db:
            application = db.execute("pragma application_id").fetchone()[0]
            version = db.execute("pragma user_version").fetchone()[0]
            tables = db.execute("select count(*) from sqlite_schema").fetchone()[0]
        if tables and application != APPLICATION:
            raise HallError(str(self.path), "is a database, but no store of halls", "Name another file.")
        if version > VERSION:
            problem = f"was written by a later version of this program (form {version}, known is {VERSION})"
            raise HallError(str(self.path), problem, "Update the program.")
        if not tables:
            with self.writing() as db:
                if not db.execute("select count(*) from sqlite_schema").fetchone()[0]:
                    for statement in statements(TABLES):
                        db.execute(statement)
                    db.execute(f"pragma application_id = {APPLICATION}")
                    db.execute(f"pragma user_version = {VERSION}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """What was committed when the first question is asked. Raises HallError: the file cannot be read."""
        with self._connected(f"{self.path.absolute().as_uri()}?immutable=1" if self._is_still else None) as db:
            yield db

    @property
    def _is_still(self) -> bool:
        """Whether nobody can write: the disk has become read-only, as Linux makes one that fails.

        SQLite reads a file in WAL mode only beside two others that it makes, unless it is told that nothing changes.
        """
        return not os.access(self.path.parent, os.W_OK) and not Path(f"{self.path}-wal").exists()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of what the block does, or, where it raises or the process dies, nothing. One writer at a time.

        Raises HallError: the file cannot be written to, or another writer holds it for too long.
        """
        with self._connected() as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                db.execute("rollback")
                raise
            db.execute("commit")

    @contextmanager
    def _connected(self, uri: str | None = None) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(uri or self.path, timeout=PATIENCE, isolation_level=None, uri=uri is not None)
            try:
                if uri is None:
                    db.execute("pragma journal_mode = wal")
                    db.execute("pragma synchronous = full")
                yield db
            finally:
                db.close()
        except sqlite3.Error as error:
            remedy = "Look at the file's permissions and its disk: is it full, read-only, or held by another program?"
            raise HallError(str(self.path), f"cannot be used as a store: {error}", remedy) from error


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one at a time: `executescript` would commit before it begins."""
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""
