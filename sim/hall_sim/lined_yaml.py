"""Reading YAML with every key checked and every fault named with its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import yaml


class ScenarioError(ValueError):
    """A scenario that cannot be read: where, what is wrong, and the remedy."""

    def __init__(self, where: str, problem: str, remedy: str = ""):
        super().__init__(where, problem, remedy)
        self.where, self.problem, self.remedy = where, problem, remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" + (f". {self.remedy}" if self.remedy else "")


class LinedMapping(dict):
    """A mapping of a YAML file that knows its own line and those of its keys, counted from 1."""

    line = 0
    lines: dict


class LinedLoader(yaml.SafeLoader):
    """YAML's safe loader, with lines, and without silently doubled keys."""

    def construct_mapping(self, node, deep=True):
        mapping = LinedMapping()
        mapping.line = node.start_mark.line + 1
        mapping.lines = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, (str, int, float)):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
            if key in mapping:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=True)
            mapping.lines[key] = key_node.start_mark.line + 1
        return mapping


LinedLoader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, lambda loader, node: loader.construct_mapping(node)
)


def read_mapping(path: Path) -> Mapping[str, object]:
    """The mapping that a YAML file holds, with its lines. Raises ScenarioError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(str(path), f"cannot be read: {error.strerror}", "Name a scenario file") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(str(path), "is no UTF-8 text", "Save it as UTF-8") from error
    try:
        mapping = yaml.load(text, LinedLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise ScenarioError(where, f"is no YAML: {getattr(error, 'problem', error)}", "Mend the syntax") from error
    if not isinstance(mapping, Mapping):
        raise ScenarioError(str(path), "holds no mapping", "Begin with keys such as `hall:` and `visitors:`")
    return mapping


class Fields:
    """The keys of one mapping, taken out one by one; what is left over is a fault."""

    def __init__(self, mapping: object, where: str, name: str):
        if not isinstance(mapping, Mapping):
            raise ScenarioError(where, f"{name} must be a mapping, got {mapping!r}", "Write `key: value` pairs")
        self._mapping, self._where, self._name, self._seen = mapping, where, name, set()

    def where(self, key: str) -> str:
        line = getattr(self._mapping, "lines", {}).get(key, getattr(self._mapping, "line", 0))
        return f"{self._where}:{line}" if line else self._where

    def take(self, key: str, read: Callable, default: object = ...) -> object:
        """The value of a key, as `read` makes it of what stands there and the file's name.

        Raises ScenarioError: it is missing or unfit.
        """
        self._seen.add(key)
        if key not in self._mapping:
            if default is ...:
                raise ScenarioError(self.where(key), f"{self._name} lacks `{key}`", f"Add `{key}: …`")
            return default
        value = self._mapping[key]
        try:
            return read(value, self._where)
        except ScenarioError:
            raise
        except (TypeError, ValueError, KeyError) as error:
            problem = f"{self._name}.{key}: {error.args[0] if error.args else error}, got {value!r}"
            raise ScenarioError(self.where(key), problem, "Mend the value") from error

    def finish(self) -> None:
        """Raises ScenarioError: there are keys that nobody reads."""
        for key in self._mapping:
            if key not in self._seen:
                known = ", ".join(sorted(self._seen))
                raise ScenarioError(self.where(key), f"{self._name} has no key `{key}`", f"It knows {known}")
