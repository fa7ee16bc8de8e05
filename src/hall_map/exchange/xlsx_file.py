"""Spreadsheets of Office Open XML as rows of text. Formulas are never worked out; what is too large is not unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from openpyxl import Workbook, load_workbook

from hall_map.errors import HallError

MOST_UNPACKED = 100_000_000  # bytes


def read_xlsx(data: bytes, name: str, most_rows: int, most_columns: int) -> list[list[str]]:
    """The first sheet's cells as text, without the space around it. Raises HallError: it is none, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise HallError(name, "is too large when unpacked", "Save the one sheet of services only.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows: list[list[str]] = []
        for row in sheet.iter_rows(max_row=most_rows + 1, max_col=most_columns + 1, values_only=True):
            rows.append([text_of(cell) for cell in row])
    except HallError:
        raise
    except Exception as error:  # of damaged bytes openpyxl says whatever it stumbles over
        raise HallError(name, f"cannot be read as a spreadsheet: {error}", "Save it as XLSX or as CSV.") from error
    if len(rows) > most_rows or any(any(row[most_columns:]) for row in rows):
        raise HallError(name, "is too large a table", f"At most {most_rows} rows and {most_columns} columns are read.")
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def text_of(cell: object) -> str:
    """A number that is whole is written as one: spreadsheets keep 12 as 12.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def write_xlsx(rows: Iterable[Iterable[str]]) -> bytes:
    """A sheet whose every cell is text, whatever it begins with."""
    book = Workbook(write_only=False)
    sheet = book.active
    sheet.title = "services"
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = text
            cell.data_type = "s"
    sheet.freeze_panes = "B2"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
