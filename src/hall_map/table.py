"""CSV files whose every cell knows where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hall_map.errors import HallError
from hall_map.node import Node, listed
from hall_map.text_file import read_text

YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Row:
    """A row of a table; its cells without the space around them."""

    source: str
    line: int
    cells: Mapping[str, str]

    @property
    def key(self) -> str:
        return f"line {self.line} ({next(iter(self.cells.values()))})"

    def node(self, value: object) -> Node:
        return Node(value, self.source, self.key)

    def text(self, column: str) -> Node:
        return self.node(None).at(column, self.cells[column])

    def number(self, column: str) -> Node:
        """The number in a cell. Raises HallError: there is none."""
        cell = self.text(column)
        try:
            return Node(float(self.cells[column]), cell.source, cell.key)
        except ValueError:
            return cell.fail(f"must be a number, got {self.cells[column]!r:.40}", "Write it like 12.5.")

    def yes_or_no(self, column: str) -> Node:
        cell = self.text(column)
        if self.cells[column] not in YES_OR_NO:
            cell.fail(f"must be yes or no, got {self.cells[column]!r:.40}")
        return Node(YES_OR_NO[self.cells[column]], cell.source, cell.key)

    def phrases(self, column: str) -> Node:
        """The parts of a cell, which stand between |; none where the cell is empty."""
        parts = [part.strip() for part in self.cells[column].split("|")] if self.cells[column] else []
        return self.node(None).at(column, parts)


def read_rows(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """The rows of a CSV file with these columns, in any order; an optional one that is not there reads as empty.

    Raises: HallError: the file cannot be read, a column is missing or unknown, or a row has too few or too many cells.
    """
    return rows_of(read_text(path), path.name, columns, optional)


def rows_of(text: str, source: str, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """The rows of CSV text; `source` is its name in messages. Raises: as `read_rows` does."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(c.strip() for c in row)]
    except csv.Error as error:
        problem = f"is no CSV: {error} near line {reader.line_num}"
        raise HallError(source, problem, "Save it as comma-separated text.") from error
    header = lines[0][1] if lines else []
    expect_columns(header, source, columns, optional)
    missing = dict.fromkeys((name for name in optional if name not in header), "")
    return [row_of(source, line, header, cells, missing) for line, cells in lines[1:]]


def expect_columns(header: Sequence[str], source: str, columns: Sequence[str], optional: Sequence[str]) -> None:
    """Raises HallError: a column is missing, unknown or there twice."""
    wrong = [name for name in header if name not in (*columns, *optional)]
    wrong += [name for name in columns if name not in header]
    if wrong or len(set(header)) < len(header):
        problem = f"wrong columns ({listed(wrong) or 'one is there twice'})"
        needed = f"Needed are {listed(columns)}"
        raise HallError(
            f"{source}: line 1", problem, f"{needed}; allowed are {listed(optional)}." if optional else f"{needed}."
        )


def row_of(source: str, line: int, header: Sequence[str], cells: Sequence[str], missing: Mapping[str, str]) -> Row:
    if len(cells) != len(header):
        problem = f"has {len(cells)} cells where the header has {len(header)}"
        raise HallError(f"{source}: line {line}", problem, "Put text that has a comma in it into double quotes.")
    return Row(source, line, {**dict(zip(header, cells, strict=True)), **missing})
