"""A catalogue from a spreadsheet: all of it or nothing, with what is wrong in which row."""

import csv
import io

import pytest

from hall_map import HallError, edit, load
from hall_map.differences import differences
from hall_map.exchange.services_table import COLUMNS, read_services, write_services
from hall_map.exchange.xlsx_file import write_xlsx


@pytest.fixture(scope="module")
def hall():
    return load("maps/putuo")


def rows_of(hall):
    return list(csv.reader(io.StringIO(write_services(hall, "csv").decode("utf-8-sig"))))


def table(rows, form="csv", encoding="utf-8"):
    if form == "xlsx":
        return write_xlsx(rows)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_written_reads_back(hall, form):
    report = read_services(hall, write_services(hall, form), f"services.{form}")
    assert report.problems == ()
    assert report.services == hall.services
    assert report.changes is None


FORMS = [("csv", "utf-8"), ("csv", "utf-8-sig"), ("csv", "gb18030"), ("xlsx", "")]


@pytest.mark.parametrize(("form", "encoding"), FORMS)
def test_a_table_adds_changes_and_removes(hall, form, encoding):
    rows = [row[:] for row in rows_of(hall)]
    removed = rows.pop()[0]
    rows[1][COLUMNS.index("windows")] = "A01|A02"
    kite = ["kite_permit", "风筝放飞许可", "Kite permit", "ko", "public_security", "A10"]
    rows.append([*kite, *[""] * (len(COLUMNS) - len(kite))])
    report = read_services(hall, table(rows, form, encoding or "utf-8"), f"t.{form}")
    assert report.problems == ()
    assert report.added == ("kite_permit",)
    assert rows[1][0] in report.changed
    assert report.removed == (removed,)
    after = edit(hall, report.changes)
    assert after.service_by_id["kite_permit"].windows == ("A10",)
    assert removed not in after.service_by_id
    assert {service.id: service for service in after.services} == {service.id: service for service in report.services}


def test_every_fault_of_every_row_is_told_and_nothing_is_imported(hall):
    rows = rows_of(hall)
    department, windows, audience, online = (COLUMNS.index(c) for c in ("department", "windows", "audience", "online"))
    rows[3][department], rows[3][windows] = "fire", "Z99"
    rows[5][audience], rows[5][online] = "everybody", "perhaps"
    rows[7][2] = ""
    rows[9][0] = rows[8][0]
    report = read_services(hall, table(rows), "t.csv")
    found = [(problem.row, problem.column) for problem in report.problems]
    assert found == [
        (4, "department"), (4, "windows"), (6, "audience"), (6, "online"), (8, "en"), (10, "id"),
    ]  # fmt: skip
    assert all(problem.problem and problem.remedy for problem in report.problems)
    assert report.changes is None


def test_two_services_cannot_be_asked_for_in_the_same_words(hall):
    rows = rows_of(hall)
    column = COLUMNS.index("aliases_zh")
    rows[2][column] = rows[1][column].split("|")[0]
    (problem,) = read_services(hall, table(rows), "t.csv").problems
    assert (problem.row, problem.column) == (3, "aliases_zh")


def test_chinese_headings_and_words_are_understood(hall):
    heading = ["事项编号", "名称", "英文名", "韩文名", "部门", "窗口", "对象", "网办", "材料", "怎么问"]
    row = ["dog", "养犬登记", "Dog licence", "반려견", "public_security", "A10", "个人", "是"]
    row += ["身份证|犬只照片", "给狗上牌|养狗证"]
    (service,) = read_services(hall, table([heading, row]), "t.csv").services
    assert (service.audience, service.online, service.self_service) == ("person", True, False)
    assert service.documents["zh"] == ("身份证", "犬只照片")
    assert service.aliases["zh"] == ("给狗上牌", "养狗证")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe\x00\x00nonsense\x81", b"PK\x03\x04 broken", b"id,zh\n1,2\n",
        b"id,id,zh,en,ko,department,windows\n", b"a" * 11_000_000,
    ],
    ids=["empty", "no text", "no zip", "columns missing", "column twice", "too large"],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_remedy(hall, data):
    with pytest.raises(HallError) as caught:
        read_services(hall, data, "t")
    assert caught.value.remedy


def test_no_cell_becomes_a_formula(hall):
    named = edit(hall, {"services": {"invoice": {"names": {"en": "=HYPERLINK(1)"}}}})
    text = write_services(named, "csv").decode("utf-8-sig")
    assert ", =HYPERLINK(1)," in text
    report = read_services(named, write_services(named, "xlsx"), "t.xlsx")
    assert {service.id: service.names["en"] for service in report.services}["invoice"] == "=HYPERLINK(1)"
    assert differences(named, named) == ()
