"""`robot-guide map schema` prints and writes the schemas."""

import json

from hall_map.schema import FORMS, file_name, schema_of


def test_a_schema_is_printed_for_people_and_as_one_line_of_json(run):
    assert run("map", "schema", "--json").record == schema_of("document")
    assert json.loads(run("map", "schema", "floor.yaml").out) == schema_of("floor.yaml")


def test_all_of_them_are_written_into_a_folder(run, tmp_path):
    assert run("map", "schema", "--out", tmp_path / "new").status == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {file_name(form) for form in FORMS}


def test_a_schema_that_there_is_not_is_refused_with_those_that_there_are(run, clear_error):
    clear_error(run("map", "schema", "robots.yaml", "--json"), 2, "floor.yaml")
