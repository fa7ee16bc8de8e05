"""The page of a test report: plainly simulated, in both languages, whole in one file."""

import re
from xml.etree import ElementTree

import pytest

from robot_guide.trial_report.glance import SENTENCES
from robot_guide.trial_report.page import page_of
from robot_guide.trial_report.settings_text import name_of
from robot_guide.trial_report.tables import COLUMNS, table_of
from robot_guide.trial_report.words import all_words, phrase


def phrases_in(found, path=""):
    """Each phrase of the data file, with where it stands."""
    if isinstance(found, list):
        for i, each in enumerate(found):
            yield from phrases_in(each, f"{path}[{i}]")
    elif "zh" in found or "en" in found:
        yield path, found
    else:
        for key, each in found.items():
            yield from phrases_in(each, f"{path}.{key}")


PHRASES = dict(phrases_in(all_words()))


@pytest.mark.parametrize("path", PHRASES)
def test_every_phrase_is_there_in_both_languages_with_the_same_blanks(path):
    found = PHRASES[path]
    assert set(found) == {"zh", "en"}
    assert found["zh"].strip()
    assert found["en"].strip()
    blanks = [set(re.findall(r"\{(\w+)", found[language])) for language in ("zh", "en")]
    assert blanks[0] == blanks[1]


def test_the_page_says_first_of_all_that_everything_is_simulated(made_up, making):
    page = page_of(made_up, making)
    warning = phrase("document.simulated")
    for text in (warning.zh, warning.en):
        assert text in page
        assert page.index(text) < page.index("<table")
    assert "no\nconformity" in page or "no conformity" in page
    assert making.fingerprint in page
    assert making.command in page


def test_the_page_has_a_picture_and_a_table_for_each_test_and_needs_no_other_file(made_up, making):
    page = page_of(made_up, making)
    pictures = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(pictures) >= 7
    for picture in pictures:
        ElementTree.fromstring(picture)
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    for test in made_up["tests"]:
        assert f'id="{test}"' in page


def test_the_same_figures_make_the_same_page(made_up, making):
    assert page_of(made_up, making) == page_of(made_up, making)


def test_what_has_no_figure_shows_a_dash_and_a_single_run_no_interval(made_up):
    made_up["tests"]["deviation"][0]["mean"] |= {"low": None, "high": None, "n": 1}
    _, (detected, undetected) = table_of("detection", made_up["tests"]["detection"])
    assert "–" not in {cell.en for cell in detected}
    assert [cell.en for cell in undetected][-3:] == ["–", "–", "–"]
    _, (row,) = table_of("deviation", made_up["tests"]["deviation"])
    assert row[list(COLUMNS["deviation"]).index("mean")].en == "20"


def test_figures_are_written_in_their_columns_units(made_up):
    headings, (first, _) = table_of("pose", made_up["tests"]["pose"])
    cells = dict(zip([heading.en for heading in headings], [cell.en for cell in first], strict=True))
    assert cells["Position accuracy (mm)"] == "21"
    assert cells["Mean deviation (mm)"] == "30 [28,\N{NO-BREAK SPACE}32]"
    assert cells["Heading accuracy (°)"] == "0.6"
    assert cells["Arrived"] == "30/30 [90,\N{NO-BREAK SPACE}100\N{NO-BREAK SPACE}%]"


def test_at_a_glance_the_worst_is_told(made_up):
    sentences = {name: SENTENCES[name](rows).en for name, rows in made_up["tests"].items()}
    assert "accuracy 21 mm, repeatability 45 mm" in sentences["pose"]
    assert "arrived 30 of 60" in sentences["pose"]
    assert "detected 29 of 60" in sentences["detection"]
    assert "avoided 58 of 60, 0 contacts" in sentences["avoidance"]
    assert "0.70 m from what stands, 0.10 m from who walks" in sentences["avoidance"]
    assert "narrowest opening passed every time without a touch 0.8 m" in sentences["passage"]
    assert "15 neither" in sentences["passage"]


def test_a_narrow_opening_that_was_passed_does_not_count_when_a_wider_one_was_not(made_up):
    rows = made_up["tests"]["passage"]
    rows[0], rows[1] = {**rows[0], "passed": rows[2]["passed"]}, rows[1]
    assert "no width" in SENTENCES["passage"](rows).en


def test_settings_are_named_by_what_is_particular_about_them(made_up):
    seen, unseen = made_up["tests"]["detection"]
    assert name_of("detection", seen).en == "posts ⌀50 mm, limit 0.5 m/s, poor reflection"
    assert name_of("detection", unseen).en == "board"
    assert name_of("avoidance", made_up["tests"]["avoidance"][1]).zh == "横穿行人 1.5 m/s"
