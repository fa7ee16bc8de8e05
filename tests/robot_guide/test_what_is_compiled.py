"""Which functions still have to be compiled, and news of it."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from robot_guide.compiled import Compiling, cold, functions, name_of

MODULE = """
import numba

@numba.njit(cache=True)
def inner(x):
    return x + 1

@numba.njit(cache=True)
def outer(x):
    return inner(x) * 2
"""
CHECK = """
import sys
sys.path.insert(0, sys.argv[1])
import robot_guide_kernels as kernels
from robot_guide import compiled
compiled.USERS = ("robot_guide_kernels",)
ours = lambda: [name for name in compiled.cold() if "kernels" in name]
print(ours())
with compiled.told(lambda name, count: print(count, name)) as compiling:
    kernels.outer(1)
    kernels.outer(2)
print(ours(), compiling.count)
"""


def check(folder):
    done = subprocess.run([sys.executable, "-c", CHECK, str(folder)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_has_never_been_called_is_cold_and_is_told_of_once_when_it_is(tmp_path):
    source = Path(tmp_path / "robot_guide_kernels.py")
    source.write_text(MODULE)
    names = ["robot_guide_kernels.inner", "robot_guide_kernels.outer"]
    assert check(tmp_path) == [str(names), "1 robot_guide_kernels.outer", "[] 1"]
    assert check(tmp_path) == ["[]", "[] 0"], "the next process finds it kept"
    source.write_text(MODULE + "\n# changed\n")
    assert check(tmp_path)[0] == str(names)


def test_what_a_function_calls_is_compiled_within_it_and_not_counted():
    told = []
    compiling = Compiling(lambda name, count: told.append((name, count)))
    for name in ("a", "b"):
        function = SimpleNamespace(py_func=SimpleNamespace(__module__="m", __name__=name))
        compiling.on_start(SimpleNamespace(data={"dispatcher": function}))
        compiling.on_start(SimpleNamespace(data={"dispatcher": function}))
        compiling.on_end(None)
        compiling.on_end(None)
    assert told == [("m.a", 1), ("m.b", 2)]


def test_the_functions_of_world_and_robots_are_all_known_by_name():
    names = {name_of(function) for function in functions()}
    assert "hall_sim.panes.scan_through" in names
    assert set(cold()) <= names
