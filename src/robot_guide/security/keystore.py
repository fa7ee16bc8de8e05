"""A keystore on disk, in the layout that SROS2 reads:

    public/    ca.cert.pem, and under the names identity_ca.cert.pem, permissions_ca.cert.pem
    private/   ca.key.pem, and so; it stays on the machine on which the keystore was made
    enclaves/  governance.xml and .p7s, and for each process a folder: cert.pem, key.pem, permissions.xml and .p7s

What is there already is kept, so that a second run adds what is new: keys only where `renew` asks for new ones.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from robot_guide.config import Checked, quantity
from robot_guide.graph import ProcessSpec
from robot_guide.security import certificates, permissions
from robot_guide.security.access import access_of
from robot_guide.security.certificates import Identity

CA_ROLES = ("identity_ca", "permissions_ca")
SHARED = ("identity_ca.cert.pem", "permissions_ca.cert.pem", "governance.p7s")
BACKDATED = timedelta(hours=1)  # clocks of machines differ


class KeystoreError(Exception):
    """A keystore that cannot be made or handed on: what, where, and the remedy."""


@dataclass(frozen=True)
class KeystoreConfig(Checked):
    authority_years: int = quantity(10, "years", least=1, most=30)
    days: int = quantity(366, "days", least=1, most=3650)  # that certificates and permissions hold
    domain: int = quantity(0, "ROS domain", least=0, most=232)


@dataclass(frozen=True)
class Enclave:
    """The identity of one process."""

    path: str  # /xiao_pu/navigator
    node: str
    robot: str  # empty: of no robot
    machine: str  # the role of the machine that it runs on

    @classmethod
    def of(cls, spec: ProcessSpec) -> Enclave:
        return cls("/" + spec.label.replace(".", "/"), spec.name, spec.namespace, spec.machine)


def create(
    folder: Path, enclaves: Iterable[Enclave], robots: Sequence[str], config: KeystoreConfig, now: datetime,
    *, renew: bool = False,
) -> tuple[str, ...]:  # fmt: skip
    """Make a keystore, or add to one what it lacks; permissions are written anew each time.

    now: with a time zone; renew: new keys and certificates for every enclave, from the same authority.
    Returns: the enclaves whose keys are new.
    Raises: KeystoreError: the folder holds something else, or its authority cannot be read.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "enclaves").is_dir():
        raise KeystoreError(f"{folder}: holds something that is no keystore; name another folder, or an empty one")
    issuer = authority_of(folder, config, now)
    end = min(now + timedelta(days=config.days), issuer.certificate.not_valid_after_utc)
    begin = max(now - BACKDATED, issuer.certificate.not_valid_before_utc)
    store = folder / "enclaves"
    write(store / "governance.xml", permissions.governance())
    write(store / "governance.p7s", certificates.signed(permissions.governance(), issuer))
    fresh = []
    for enclave in enclaves:
        home = store / enclave.path.lstrip("/")
        if renew or not (home / "key.pem").exists():
            own = certificates.identity(enclave.path, issuer, begin, end)
            write(home / "key.pem", own.key_pem(), secret=True)
            write(home / "cert.pem", own.certificate_pem())
            fresh.append(enclave.path)
        granted = permissions.permissions(
            enclave.path, access_of(enclave.node, enclave.robot, robots), config.domain, begin, end
        )
        write(home / "permissions.xml", granted)
        write(home / "permissions.p7s", certificates.signed(granted, issuer))
        for name in SHARED:
            link(home / name, store / name if name == "governance.p7s" else folder / "public" / name)
    return tuple(fresh)


def authority_of(folder: Path, config: KeystoreConfig, now: datetime) -> Identity:
    """The authority of a keystore, made where there is none. Raises KeystoreError: half of it is missing, or no key."""
    certificate, key = folder / "public" / "ca.cert.pem", folder / "private" / "ca.key.pem"
    if certificate.exists() != key.exists():
        raise KeystoreError(f"{folder}: has only one of {certificate.name} and {key.name}: this is a machine's part; "
                            "go to where the keystore was made")  # fmt: skip
    if key.exists():
        try:
            return certificates.read(certificate.read_bytes(), key.read_bytes())
        except ValueError as error:
            raise KeystoreError(
                f"{folder}: the authority cannot be read ({error}); restore it, or start anew"
            ) from error
    made = certificates.authority(now - BACKDATED, now + timedelta(days=365 * config.authority_years))
    write(certificate, made.certificate_pem())
    write(key, made.key_pem(), secret=True)
    for role in CA_ROLES:
        link(folder / "public" / f"{role}.cert.pem", certificate)
        link(folder / "private" / f"{role}.key.pem", key)
    return made


def export(folder: Path, enclaves: Iterable[Enclave], target: Path) -> tuple[str, ...]:
    """A machine's part of a keystore: the enclaves of its processes, and never the authority's key.

    Raises: KeystoreError: the target is there already, or an enclave is missing.
    """
    if target.exists():
        raise KeystoreError(f"{target}: is there already; name a folder that is not")
    paths = [enclave.path for enclave in enclaves]
    for path in paths:
        if not (folder / "enclaves" / path.lstrip("/") / "key.pem").exists():
            raise KeystoreError(f"{folder}: no keys for {path}; run: robot-guide security create {folder}")
    shutil.copytree(folder / "public", target / "public", symlinks=True)
    os.makedirs(target / "enclaves")
    for name in ("governance.xml", "governance.p7s"):
        shutil.copy2(folder / "enclaves" / name, target / "enclaves" / name)
    for path in paths:
        part = path.lstrip("/")
        shutil.copytree(folder / "enclaves" / part, target / "enclaves" / part, symlinks=True)
    return tuple(paths)


def write(path: Path, content: bytes, *, secret: bool = False) -> None:
    """A secret is readable by its owner only, from the first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if path.parent.name == "private" else 0o755)
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644), "wb") as file:
        file.write(content)
    fresh.replace(path)


def link(path: Path, target: Path) -> None:
    """Relative, so that a keystore can be moved."""
    if not path.is_symlink():
        path.symlink_to(os.path.relpath(target, path.parent))
