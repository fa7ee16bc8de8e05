"""A catalogue of services as one table, CSV or XLSX: read with every fault of every row, and written.

The columns are those of `services.csv`, with documents and ways to ask beside them, phrases separated by |. Headings
may be Chinese, as in `HEADINGS`. Nothing is imported where one row is wrong.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from hall_map.document import plain
from hall_map.errors import HallError
from hall_map.exchange.sentence import Sentence
from hall_map.exchange.xlsx_file import read_xlsx, write_xlsx
from hall_map.hall import Hall, Service
from hall_map.kinds import AUDIENCES, LANGUAGES, PROGRAMMES, SOURCES
from hall_map.node import Node, listed
from hall_map.readers import READERS

LARGEST, MOST_ROWS, MOST_COLUMNS = 10_000_000, 5000, 60  # bytes, rows, columns
IN_LANGUAGES = ("documents", "aliases", "fee", "duration")
COLUMNS = (
    "id", *LANGUAGES, "department", "windows", "audience", "online", "self_service", "source", "programme",
    *(f"{name}_{language}" for name in ("fee", "duration", "documents", "aliases") for language in LANGUAGES),
)  # fmt: skip
REQUIRED = ("id", *LANGUAGES, "department", "windows")
HEADINGS = {
    "事项编号": "id", "编号": "id", "名称": "zh", "中文名": "zh", "英文名": "en", "韩文名": "ko", "部门": "department",
    "窗口": "windows", "对象": "audience", "网办": "online", "自助": "self_service", "来源": "source",
    "专题": "programme", "费用": "fee_zh", "时限": "duration_zh", "材料": "documents_zh", "怎么问": "aliases_zh",
}  # fmt: skip
YES_OR_NO = {
    "": False, "yes": True, "no": False, "是": True, "否": False, "true": True, "false": False, "1": True, "0": False,
}  # fmt: skip
WORDS = {"个人": "person", "企业": "company", "个人和企业": "both", "": "both"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take such a cell for a formula


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a cell."""

    row: int  # as the spreadsheet counts, the heading is 1
    column: str
    problem: str  # a Sentence, where it is no fault that any document of a hall may have
    remedy: str


@dataclass(frozen=True)
class TableReport:
    """What a table would do to a hall."""

    problems: tuple[RowProblem, ...]
    services: tuple[Service, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changes: Mapping[str, object] | None = None  # for `edit`; None: there are problems, or nothing changes


def read_services(hall: Hall, data: bytes, name: str) -> TableReport:
    """What the table in a file would do to a hall: its catalogue becomes the table.

    Raises: HallError: the file is no table, too large, or lacks columns.
    """
    if len(data) > LARGEST:
        raise HallError(name, f"has {len(data)} bytes", f"At most {LARGEST} are read.")
    rows = read_xlsx(data, name, MOST_ROWS, MOST_COLUMNS) if data[:2] == b"PK" else read_csv(data, name)
    columns = columns_of(rows, name)
    problems: list[RowProblem] = []
    services: list[Service] = []
    seen = Seen()
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        row = dict(zip(columns, (*cells, *[""] * len(columns)), strict=False))
        faults = [*faults_of(row, number, hall), *seen.faults(row, number)]
        problems += faults
        if not faults:
            try:
                services.append(READERS["services"](Node(document_of(row), name, f"row {number}")))
            except HallError as error:
                problems.append(RowProblem(number, error.where, error.problem, error.remedy))
    if not services and not problems:
        raise HallError(name, "has no rows", "Write a service a row below the heading.")
    return report_of(hall, tuple(problems), tuple(services))


def read_csv(data: bytes, name: str) -> list[list[str]]:
    """Rows of UTF-8 text, with or without a mark, or of GB18030. Raises HallError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise HallError(name, "is neither UTF-8 nor GB18030 text", "Save it as CSV in UTF-8.")
    if "\0" in text:
        raise HallError(name, "is no text", "Save it as CSV or XLSX.")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise HallError(name, f"is no CSV: {error}", "Save it as comma-separated text.") from error
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise HallError(name, "is too large a table", f"At most {MOST_ROWS} rows and {MOST_COLUMNS} columns are read.")
    return rows


def columns_of(rows: list[list[str]], name: str) -> list[str]:
    """The names of the columns. Raises HallError: one is missing, unknown or there twice."""
    if not rows:
        raise HallError(name, "is empty", f"Write a heading with {listed(REQUIRED)}.")
    columns = [HEADINGS.get(cell.strip(), cell.strip()) for cell in rows[0]]
    while columns and not columns[-1]:
        columns.pop()
    wrong = [column for column in columns if column not in COLUMNS]
    wrong += [column for column in REQUIRED if column not in columns]
    wrong += sorted({column for column in columns if columns.count(column) > 1})
    if wrong:
        remedy = f"Needed are {listed(REQUIRED)}; allowed are {listed(COLUMNS)}."
        raise HallError(f"{name}: row 1", f"missing, unknown or double columns: {listed(wrong)}", remedy)
    return columns


class Seen:
    """What earlier rows have, which no later one may have again."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], int] = {}

    def faults(self, row: Mapping[str, str], number: int) -> Iterator[RowProblem]:
        for column in ("id", *(f"aliases_{language}" for language in LANGUAGES)):
            for phrase in phrases_of(row.get(column, "")) if column != "id" else [row["id"]]:
                first = self._rows.setdefault((column, phrase.casefold()), number)
                if phrase and first != number:
                    yield RowProblem(
                        number, column, Sentence("phrase_twice", phrase=phrase, row=first), Sentence("keep_in_one")
                    )


def faults_of(row: Mapping[str, str], number: int, hall: Hall) -> Iterator[RowProblem]:
    """Every wrong cell of a row."""

    def fault(column: str, problem: Sentence, remedy: Sentence) -> RowProblem:
        return RowProblem(number, column, problem, remedy)

    for column in REQUIRED:
        if not row[column]:
            yield fault(column, Sentence("cell_empty"), Sentence("fill_in"))
    departments, department = sorted(each.id for each in hall.departments), row["department"]
    if department and department not in departments:
        yield fault("department", Sentence("cell_unknown", value=department), known_like(department, departments))
    for window in phrases_of(row["windows"]):
        if window not in hall.window_by_id:
            yield fault(
                "windows", Sentence("cell_unknown", value=window), known_like(window, sorted(hall.window_by_id))
            )
    for column, known in (("audience", AUDIENCES), ("source", SOURCES), ("programme", PROGRAMMES)):
        value = row.get(column, "")
        if value and WORDS.get(value, value) not in known:
            yield fault(column, Sentence("word_unknown", value=value), Sentence("write_one_of", known=listed(known)))
    for column in ("online", "self_service"):
        if row.get(column, "").lower() not in YES_OR_NO:
            yield fault(column, Sentence("no_yes_or_no", value=row[column]), Sentence("write_yes_or_no"))


def known_like(name: str, known: list[str], most: int = 20) -> Sentence:
    """What there is; of very much, what is spelt like `name`."""
    if len(known) <= most:
        return Sentence("known", known=listed(known))
    like = get_close_matches(name, known, n=5, cutoff=0.4)
    return Sentence("known_like" if like else "known_many", count=len(known), known=listed(like))


def document_of(row: Mapping[str, str]) -> dict[str, object]:
    """A row as a hall's document has a service."""
    document: dict[str, object] = {
        "id": row["id"], "names": {language: row[language] for language in LANGUAGES}, "department": row["department"],
        "windows": phrases_of(row["windows"]), "audience": WORDS.get(row.get("audience", ""), row.get("audience")),
        "source": row.get("source") or "illustration", "programme": row.get("programme", ""),
    }  # fmt: skip
    for column in ("online", "self_service"):
        document[column] = YES_OR_NO[row.get(column, "").lower()]
    for name in IN_LANGUAGES:
        cells = {language: row.get(f"{name}_{language}", "") for language in LANGUAGES}
        listing = name in ("documents", "aliases")
        document[name] = {lang: phrases_of(cell) if listing else cell for lang, cell in cells.items() if cell}
    return document


def phrases_of(cell: str) -> list[str]:
    return [part.strip() for part in cell.replace("｜", "|").split("|") if part.strip()]


def report_of(hall: Hall, problems: tuple[RowProblem, ...], services: tuple[Service, ...]) -> TableReport:
    old, new = hall.service_by_id, {service.id: service for service in services}
    if problems:
        return TableReport(problems, services)
    added = tuple(id for id in new if id not in old)
    changed = tuple(id for id in new if id in old and new[id] != old[id])
    removed = tuple(id for id in old if id not in new)
    patch: dict[str, object] = {id: whole(new[id], old.get(id)) for id in (*added, *changed)}
    patch |= dict.fromkeys(removed)
    return TableReport((), services, added, changed, removed, {"services": patch} if patch else None)


def whole(service: Service, old: Service | None) -> dict[str, object]:
    """A patch that makes a service this one; languages that it has no words in any more are taken away."""
    document = plain(service)
    for name in ("names", *IN_LANGUAGES):
        gone = set(getattr(old, name, {})) - set(document[name])
        document[name] |= dict.fromkeys(gone)
    return document


def write_services(hall: Hall, form: str) -> bytes:
    """The catalogue as `csv` or `xlsx`. Raises: HallError: a phrase holds |; ValueError: there is no such form."""
    rows = [list(COLUMNS), *(row_of(service) for service in hall.services)]
    if form == "xlsx":
        return write_xlsx(rows)
    if form != "csv":
        raise ValueError(f"form must be csv or xlsx, got {form!r}")
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def row_of(service: Service) -> list[str]:
    cells = {
        "id": service.id, **service.names, "department": service.department,
        "windows": joined(service.windows, service), "audience": service.audience,
        "online": "yes" if service.online else "no",
        "self_service": "yes" if service.self_service else "no", "source": service.source,
        "programme": service.programme,
    }  # fmt: skip
    for name in IN_LANGUAGES:
        for language, value in getattr(service, name).items():
            cells[f"{name}_{language}"] = value if isinstance(value, str) else joined(value, service)
    return [harmless(cells.get(column, "")) for column in COLUMNS]


def joined(phrases: Iterable[str], service: Service) -> str:
    """Raises HallError: a phrase holds the separator."""
    phrases = tuple(phrases)
    for phrase in phrases:
        if "|" in phrase:
            problem = f"{phrase!r} holds |, which separates phrases"
            raise HallError(f"services.{service.id}", problem, "Write it without |.")
    return "|".join(phrases)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; space around a cell is no part of it."""
    return f" {cell}" if cell.startswith(DANGEROUS) else cell
