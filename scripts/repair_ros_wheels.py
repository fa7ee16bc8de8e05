"""Make the ROS 2 wheels of this environment usable for building.

The exported CMake files of the wheels name the Python and numpy include folders of the machine that built the
wheels. This puts those of the running interpreter in their place. Idempotent; run it after each install.
"""

import re
import sys
import sysconfig
from pathlib import Path

import numpy

BUILDER_NUMPY = re.compile(r"/opt/python/[^;\"\s>]*?/numpy/_?core/include")
BUILDER_PYTHON = re.compile(r"/opt/python/[^;\"\s>]*?/include/python3\.\d+")


def repaired(text: str) -> str:
    """`text` of a CMake file with the builder's include folders replaced by ours."""
    text = BUILDER_NUMPY.sub(lambda _: numpy.get_include(), text)
    return BUILDER_PYTHON.sub(lambda _: sysconfig.get_paths()["include"], text)


def main() -> None:
    changed = 0
    for file in (Path(sys.prefix) / "share").glob("*/cmake/*.cmake"):
        old = file.read_text()
        if (new := repaired(old)) != old:
            file.write_text(new)
            changed += 1
    print(f"repaired {changed} CMake files of the ROS 2 wheels")


if __name__ == "__main__":
    main()
