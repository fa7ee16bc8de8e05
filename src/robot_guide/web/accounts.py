"""Users, sessions, tokens of other systems, and who did what; in an SQLite file of their own.

Passwords are kept as argon2id hashes, session and token secrets as SHA-256 of their 256 random bits: whoever reads the
file can log in as nobody. The audit log can be added to only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hall_map.errors import HallError
from hall_map.store.database import statements
from robot_guide.web.roles import Role

NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
SESSION_IDLE, SESSION_LONGEST = timedelta(hours=2), timedelta(hours=12)
FIRST_ADMIN = "admin"
TABLES = """
create table if not exists users (
    name text primary key, role text not null, password text not null,
    must_change integer not null, active integer not null
);
create table if not exists sessions (
    digest text primary key, user text not null, csrf text not null, began text not null, seen text not null
);
create table if not exists tokens (
    id integer primary key, digest text not null unique, purpose text not null, made_by text not null, at text not null
);
create table if not exists audit (
    number integer primary key autoincrement, at text not null, user text not null, address text not null,
    action text not null, detail text not null
);
create trigger if not exists audit_stays before update on audit begin select raise(abort, 'the log never changes'); end;
create trigger if not exists audit_lasts before delete on audit begin select raise(abort, 'the log is never cut'); end;
create trigger if not exists audit_grows before insert on audit when new.number in (select number from audit)
    begin select raise(abort, 'the log never changes'); end;
"""


class AccountError(HallError):
    """What cannot be done with an account: what, why and the remedy."""


@dataclass(frozen=True)
class User:
    name: str
    role: Role
    must_change_password: bool = False
    active: bool = True


@dataclass(frozen=True)
class Session:
    user: User
    csrf: str  # what a page of this session sends along with each change
    ends: datetime  # at the latest, whatever is done in it


@dataclass(frozen=True)
class Token:
    id: int
    purpose: str
    made_by: str
    at: datetime


@dataclass(frozen=True)
class AuditLine:
    number: int
    at: datetime
    user: str
    address: str
    action: str
    detail: str


class Accounts:
    """Everything about who may come in. Moments have a time zone. Safe in threads and for several processes."""

    def __init__(self, path: str | Path, hasher: PasswordHasher | None = None):
        """Raises AccountError: the file cannot be used."""
        self.path = Path(path)
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._writing() as db:
            for statement in statements(TABLES):
                db.execute(statement)
        self.path.chmod(0o600)

    def first_admin(self) -> str | None:
        """Make the first administrator, if there is no user. Returns: the one-time password, else None."""
        password = secrets.token_urlsafe(12)
        hashed = self._hasher.hash(password)
        with self._writing() as db:
            if db.execute("select count(*) from users").fetchone()[0]:
                return None
            db.execute("insert into users values (?, ?, ?, 1, 1)", (FIRST_ADMIN, Role.ADMIN.label, hashed))
        return password

    # users

    def users(self) -> tuple[User, ...]:
        with self._reading() as db:
            rows = db.execute("select name, role, must_change, active from users order by name").fetchall()
        return tuple(user_of(row) for row in rows)

    def add_user(self, name: str, role: Role) -> str:
        """Returns: the new user's one-time password. Raises AccountError: the name is taken or cannot be one."""
        if not NAME.fullmatch(name):
            remedy = "Take 2 to 32 of a-z, 0-9, dot, dash and underscore, a letter first."
            raise AccountError("users", f"{name!r:.40} cannot be a name", remedy)
        password = secrets.token_urlsafe(12)
        try:
            with self._writing() as db:
                db.execute(
                    "insert into users values (?, ?, ?, 1, 1)", (name, role.label, self._hasher.hash(password))
                )
        except sqlite3.IntegrityError:
            raise AccountError("users", f"{name!r} is taken", "Take another name.") from None
        return password

    def change_user(self, name: str, role: Role | None = None, active: bool | None = None) -> None:
        """Raises AccountError: there is none such, or nobody would be left who keeps the users."""
        with self._writing() as db:
            row = db.execute("select name, role, must_change, active from users where name = ?", (name,)).fetchone()
            if row is None:
                raise AccountError("users", f"there is no user {name!r}", "Look at the list of users.")
            old = user_of(row)
            role, active = role or old.role, old.active if active is None else active
            db.execute("update users set role = ?, active = ? where name = ?", (role.label, active, name))
            if not db.execute("select count(*) from users where role = 'admin' and active").fetchone()[0]:
                raise AccountError("users", f"{name!r} is the last administrator", "Make somebody else one first.")
            db.execute("delete from sessions where user = ?", (name,))

    def reset_password(self, name: str) -> str:
        """Returns: a one-time password. Raises AccountError: there is no such user."""
        password = secrets.token_urlsafe(12)
        with self._writing() as db:
            hashed = self._hasher.hash(password)
            if not db.execute("update users set password = ?, must_change = 1 where name = ?", (hashed, name)).rowcount:
                raise AccountError("users", f"there is no user {name!r}", "Look at the list of users.")
            db.execute("delete from sessions where user = ?", (name,))
        return password

    def change_password(self, name: str, old: str, new: str) -> None:
        """Every session of the user ends. Raises AccountError: the old one is wrong, or the new one is no good."""
        if self.verified(name, old) is None:
            raise AccountError("password", "the old password is wrong", "Type it again.")
        if not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD or new == old or name in new.lower():
            remedy = f"Take {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, without your name, not the old one."
            raise AccountError("password", "the new password is too weak", remedy)
        with self._writing() as db:
            hashed = self._hasher.hash(new)
            db.execute("update users set password = ?, must_change = 0 where name = ?", (hashed, name))
            db.execute("delete from sessions where user = ?", (name,))

    def verified(self, name: str, password: str) -> User | None:
        """The user, if the password is theirs; takes as long for a name that does not exist."""
        with self._reading() as db:
            question = "select name, role, must_change, active, password from users where name = ?"
            row = db.execute(question, (name,)).fetchone()
        hashed = row[4] if row else self._nobody
        try:
            self._hasher.verify(hashed, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        user = user_of(row[:4]) if row else None
        return user if user and user.active else None

    # sessions

    def begin_session(self, user: User, now: datetime) -> str:
        """Returns: the secret that the browser keeps."""
        secret, csrf, moment = secrets.token_urlsafe(32), secrets.token_urlsafe(32), utc(now)
        with self._writing() as db:
            db.execute("delete from sessions where seen < ?", (utc(now - SESSION_LONGEST),))
            db.execute("insert into sessions values (?, ?, ?, ?, ?)", (digest(secret), user.name, csrf, moment, moment))
        return secret

    def session(self, secret: str, now: datetime) -> Session | None:
        """Whose secret it is; None: nobody's, or it is too old."""
        with self._reading() as db:
            row = db.execute(
                "select name, role, must_change, active, csrf, began, seen from sessions join users on user = name "
                "where digest = ?", (digest(secret),),
            ).fetchone()  # fmt: skip
        if row is None or not row[3]:
            return None
        began, seen = map(datetime.fromisoformat, row[5:7])
        if now - began > SESSION_LONGEST or now - seen > SESSION_IDLE:
            self.end_session(secret)
            return None
        if now - seen > timedelta(minutes=1):
            with self._writing() as db:
                db.execute("update sessions set seen = ? where digest = ?", (utc(now), digest(secret)))
        return Session(user_of(row[:4]), row[4], began + SESSION_LONGEST)

    def end_session(self, secret: str) -> None:
        with self._writing() as db:
            db.execute("delete from sessions where digest = ?", (digest(secret),))

    # tokens of other systems

    def make_token(self, purpose: str, made_by: str, now: datetime) -> str:
        """Returns: the secret, which is shown once."""
        secret = secrets.token_urlsafe(32)
        with self._writing() as db:
            row = (digest(secret), purpose, made_by, utc(now))
            db.execute("insert into tokens (digest, purpose, made_by, at) values (?, ?, ?, ?)", row)
        return secret

    def tokens(self) -> tuple[Token, ...]:
        with self._reading() as db:
            rows = db.execute("select id, purpose, made_by, at from tokens order by id").fetchall()
        return tuple(Token(*row[:3], datetime.fromisoformat(row[3])) for row in rows)

    def drop_token(self, id: int) -> bool:
        with self._writing() as db:
            return db.execute("delete from tokens where id = ?", (id,)).rowcount > 0

    def token_for(self, secret: str, purpose: str) -> Token | None:
        with self._reading() as db:
            question = "select id, purpose, made_by, at from tokens where digest = ?"
            row = db.execute(question, (digest(secret),)).fetchone()
        if row is None or not hmac.compare_digest(row[1], purpose):
            return None
        return Token(*row[:3], datetime.fromisoformat(row[3]))

    # the audit log

    def note(self, now: datetime, user: str, address: str, action: str, detail: str = "") -> None:
        row = (utc(now), user, address, action, detail[:500])
        with self._writing() as db:
            db.execute("insert into audit (at, user, address, action, detail) values (?, ?, ?, ?, ?)", row)

    def audit(self, limit: int = 100, before: int | None = None) -> tuple[AuditLine, ...]:
        """Lines from the newest on, or from the one before a number."""
        question = "select * from audit where number < ? order by number desc limit ?"
        with self._reading() as db:
            rows = db.execute(question, (before or 2**62, limit)).fetchall()
        return tuple(AuditLine(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self.path, timeout=10.0, isolation_level=None)
        except sqlite3.Error as error:
            raise AccountError(str(self.path), f"cannot be opened: {error}", "Look at its permissions.") from error
        try:
            db.execute("pragma journal_mode = wal")
            yield db
        finally:
            db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                db.execute("rollback")
                raise
            db.execute("commit")


def user_of(row: tuple) -> User:
    return User(row[0], Role.named(row[1]), bool(row[2]), bool(row[3]))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def utc(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds")
