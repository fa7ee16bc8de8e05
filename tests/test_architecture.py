"""The house rules that a machine can check: where imports may point, what cores may use, how large things may be."""

import ast
import importlib
import re
import subprocess
import sys
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = {"hall_map": ROOT / "src", "dialogue": ROOT / "src", "robot_guide": ROOT / "src", "hall_sim": ROOT / "sim"}
ROS = ROOT / "ros2_ws/src/robot_guide_ros/robot_guide_ros"
ALLOWED = {  # package → which of our packages it may import
    "hall_map": {"hall_map"},
    "dialogue": {"dialogue"},
    "hall_sim": {"hall_sim", "hall_map"},
    "robot_guide": {"robot_guide", "dialogue", "hall_map"},
}
JOINTS = ("robot_guide.shells", "robot_guide.cli", "robot_guide.warm")  # these join robots and world
UPPER = ("robot_guide.shells", "robot_guide.cli", "robot_guide.warm")  # nothing below imports these
OURS = {"hall_map", "dialogue", "hall_sim", "robot_guide", "robot_guide_ros"}
MESSAGES = re.compile(r"^(rclpy|rcl_interfaces|builtin_interfaces|action_msgs|\w+_msgs|\w+_interfaces|tf2_\w+)(\.|$)")
NOT_PURE = {"time", "threading", "random", "subprocess", "asyncio", "socket", "signal"}
ADAPTERS = ("robot_guide.shells", "robot_guide.cli", "robot_guide.warm", "robot_guide.hearing", "robot_guide.speaking",
            "robot_guide.web", "robot_guide.__main__", "dialogue.nano_embedding")  # fmt: skip
VAGUE = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc", "stuff", "tools"}
LONGEST_FUNCTION, LONGEST_MODULE, MOST_METHODS = 60, 300, 24


class Module:
    """One source file and what it imports."""

    def __init__(self, path: Path, name: str):
        self.path, self.name = path, name
        self.text = path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    def imports(self) -> set[str]:
        """Dotted names of all modules imported, anywhere in the file, those for type checkers included."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.where}:{node.lineno}: import by full name"
                found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        return found

    def starts_with(self, prefixes: tuple[str, ...]) -> bool:
        return any(self.name == prefix or self.name.startswith(prefix + ".") for prefix in prefixes)


def modules_in(package: str, folder: Path) -> list[Module]:
    root = folder / package if folder != ROS else ROS
    paths = sorted(path for path in root.rglob("*.py"))
    return [Module(path, name_of(path, root.parent)) for path in paths]


def name_of(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def pure_modules() -> tuple[Module, ...]:
    return tuple(module for package, folder in SOURCES.items() for module in modules_in(package, folder))


@cache
def ros_modules() -> tuple[Module, ...]:
    return tuple(modules_in("robot_guide_ros", ROS))


def every_module() -> tuple[Module, ...]:
    return pure_modules() + ros_modules()


def package_of(name: str) -> str:
    return name.partition(".")[0]


def test_all_packages_are_looked_at():
    assert {package_of(module.name) for module in every_module()} == OURS


def test_imports_point_down_only():
    wrong = [
        f"{module.where} imports {name}"
        for module in pure_modules()
        for name in module.imports()
        if package_of(name) in OURS and package_of(name) not in ALLOWED[package_of(module.name)]
        and not (package_of(name) == "hall_sim" and module.starts_with(JOINTS))
    ]  # fmt: skip
    assert not wrong


def test_cores_do_not_know_their_shells():
    wrong = [
        f"{module.where} imports {name}"
        for module in pure_modules()
        if module.name.startswith("robot_guide.") and not module.starts_with((*UPPER, "robot_guide.__main__"))
        for name in module.imports()
        if name.startswith(UPPER)
    ]
    assert not wrong


def test_shells_do_not_know_the_command_line():
    wrong = [
        f"{module.where} imports {name}"
        for module in (*pure_modules(), *ros_modules())
        if not module.starts_with(("robot_guide.cli", "robot_guide.__main__"))
        for name in module.imports()
        if name.startswith("robot_guide.cli")
    ]
    assert not wrong


def test_packages_outside_the_workspace_know_no_ros():
    wrong = [
        f"{module.where} imports {name}"
        for module in pure_modules()
        for name in module.imports()
        if MESSAGES.match(name)
    ]
    assert not wrong


def test_the_packages_of_the_robot_do_not_import_each_other_in_circles():
    graph: dict[str, set[str]] = {}
    known = {module.name for module in pure_modules()}
    for module in pure_modules():
        part = part_of(module.name)
        for name in module.imports():
            target = name if name in known else name.rpartition(".")[0]
            if target in known and part_of(target) != part:
                graph.setdefault(part, set()).add(part_of(target))
    assert not circle_in(graph)


def part_of(name: str) -> str:
    """The unit that must stand in one layer: a package, or a part of the robot such as `robot_guide.guiding`."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "robot_guide" else parts[0]


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    def visit(part, trail):
        if part in trail:
            return [*trail[trail.index(part) :], part]
        if part in done:
            return []
        for target in sorted(graph.get(part, ())):
            if circle := visit(target, [*trail, part]):
                return circle
        done.add(part)
        return []

    done: set[str] = set()
    return next((circle for part in sorted(graph) if (circle := visit(part, []))), [])


def test_a_circle_would_be_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle_in({"a": {"b", "c"}, "b": {"c"}}) == []


def test_cores_use_no_clock_no_thread_no_chance_and_print_nothing():
    wrong = []
    for module in pure_modules():
        if module.starts_with(ADAPTERS):
            continue
        wrong += [f"{module.where} imports {name}" for name in module.imports() if package_of(name) in NOT_PURE]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "np.random.seed", "input"):
                wrong.append(f"{module.where}:{node.lineno} calls {ast.unparse(node.func)}")
    assert not wrong


def functions_of(module: Module):
    return [node for node in ast.walk(module.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


@pytest.mark.parametrize("module", every_module(), ids=lambda module: module.name)
def test_functions_modules_and_classes_hold_one_idea_each(module):
    for function in functions_of(module):
        length = function.end_lineno - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{module.where}:{function.lineno} {function.name} has {length} lines"
    assert code_lines(module) <= LONGEST_MODULE, f"{module.where} has {code_lines(module)} lines of code"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            assert len(methods) <= MOST_METHODS, f"{module.where}:{node.lineno} {node.name} has {len(methods)} methods"


def code_lines(module: Module) -> int:
    """Lines that are neither blank, nor comments, nor docstrings."""
    documented = set()
    for node in ast.walk(module.tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            documented |= set(range(first.lineno, first.end_lineno + 1))
    lines = enumerate(module.text.splitlines(), 1)
    return sum(1 for n, line in lines if n not in documented and line.strip() and not line.strip().startswith("#"))


def test_the_middle_function_is_short():
    lengths = sorted(f.end_lineno - f.lineno + 1 for module in every_module() for f in functions_of(module))
    assert lengths[len(lengths) // 2] <= 12


def test_no_name_is_vague():
    wrong = []
    for module in every_module():
        names = [module.name.rpartition(".")[2]]
        names += [node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
        for name in names:
            words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}
            wrong += [f"{module.where}: {name}"] if words & VAGUE else []
    assert not wrong


@pytest.mark.parametrize("module", every_module(), ids=lambda module: module.name)
def test_every_module_says_what_it_is_for(module):
    assert ast.get_docstring(module.tree) or not module.tree.body, f"{module.where} has no docstring"


ENDPOINTS = {
    "create_publisher", "create_subscription", "create_client", "create_service", "ActionClient", "ActionServer",
}  # fmt: skip


def test_topic_names_stand_in_one_table():
    wrong = []
    for module in ros_modules():
        if module.name == "robot_guide_ros.topics":
            continue
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ENDPOINTS):
                continue
            literal = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            wrong += [f"{module.where}:{node.lineno} names {name!r}" for name in literal]
    assert not wrong


def test_sources_read_by_every_python_that_is_promised():
    """No syntax that Python 3.10 does not know."""
    if sys.version_info < (3, 11):
        pytest.skip("this is the oldest Python already: it has read them all")
    for module in every_module():
        ast.parse(module.text, module.where, feature_version=(3, 10))


LAZY = [
    name_of(stub, folder) for folder in sorted(set(SOURCES.values())) for stub in sorted(folder.rglob("__init__.pyi"))
]


@pytest.mark.parametrize("package", LAZY)
def test_each_name_that_a_package_offers_can_be_had(package):
    module = importlib.import_module(package)
    assert module.__all__
    for name in module.__all__:
        getattr(module, name)


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("hall_map.hall", {"cv2", "numba", "pypinyin"}),
        ("dialogue.acts", {"numba", "pypinyin", "transitions"}),
        ("robot_guide.guiding.escort", {"cv2", "numba", "pypinyin"}),
    ],
)
def test_what_a_module_does_not_need_is_not_imported_with_it(module, unneeded):
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert module in loaded
    assert not unneeded & set(loaded)
