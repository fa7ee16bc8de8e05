"""`robot-guide plan` keeps its contract."""

import math

import pytest

from hall_map import edit, load, save
from robot_guide.cli.arguments import project_root

PUTUO = project_root() / "maps" / "putuo"
FROM, TO = "26.1,5", "24,7.2"


def test_a_route_is_a_line_with_length_time_and_points(run):
    ran = run("plan", PUTUO, "--from", FROM, "--to", TO, "--json")
    assert ran.status == 0
    record = ran.record
    assert set(record) == {"length", "milliseconds", "points"}
    assert record["points"][0] == [26.1, 5.0]
    assert record["points"][-1] == [24.0, 7.2]
    walked = sum(math.dist(a, b) for a, b in zip(record["points"], record["points"][1:], strict=False))
    assert record["length"] == pytest.approx(walked, abs=0.05)
    assert record["length"] >= math.dist((26.1, 5.0), (24.0, 7.2)) - 1e-3
    assert record["milliseconds"] > 0


def test_people_read_metres_and_milliseconds(run):
    ran = run("plan", PUTUO, "--from", FROM, "--to", TO)
    assert ran.status == 0
    assert " m " in ran.out
    assert " ms " in ran.out


def test_queries_of_a_file_get_a_line_each_in_their_order(run, tmp_path):
    queries = tmp_path / "queries.csv"
    queries.write_text(f"x_from,y_from,x_to,y_to\n{FROM},{TO}\n\n{TO},{FROM}\n{FROM},-5,2\n")
    ran = run("--json", "plan", PUTUO, "--queries", queries)
    assert ran.status == 1
    there, back, nowhere = ran.records
    assert there["points"][0] == back["points"][-1]
    assert there["points"][-1] == back["points"][0]
    assert nowhere["error"] == "no_route"


@pytest.mark.parametrize(
    ("goal", "reason"), [("-3,5", "goal_off_map"), ("1e9,5", "goal_off_map"), ("0.05,0.05", "goal_occupied")]
)
def test_where_no_way_leads_the_reason_stands_in_the_error(run, clear_error, goal, reason):
    ran = run("plan", PUTUO, "--from", FROM, "--to", goal, "--json")
    clear_error(ran, 1, reason)
    assert ran.record["error"] == "no_route"


def test_a_wider_robot_needs_more_room(run):
    assert run("plan", PUTUO, "--from", FROM, "--to", TO, "--radius", "0.28").status == 0
    assert run("plan", PUTUO, "--from", FROM, "--to", TO, "--radius", "4.9").status == 1


@pytest.mark.parametrize("point", ["nan,1", "1,inf", "1", "1,2,3", "one,two", "", ",", "1;2", "1e400,2"])
def test_a_point_that_is_none_is_wrong_use(run, clear_error, point):
    clear_error(run("plan", PUTUO, "--from", point, "--to", TO, "--json"), 2, "--from")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "--from"),
        (("--from", FROM), "--to"),
        (("--to", TO), "--from"),
        (("--from", FROM, "--to", TO, "--radius", "-1"), "--radius"),
        (("--from", FROM, "--to", TO, "--radius", "nan"), "--radius"),
        (("--from", FROM, "--to", TO, "--queries", "q.csv"), "--queries"),
        (("--queries", "no/such/file.csv"), "no such file"),
        (("--queries", "."), "a folder"),
    ],
)
def test_half_a_query_is_wrong_use(run, clear_error, arguments, word):
    clear_error(run("plan", PUTUO, *arguments, "--json"), 2, word)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"1,2,3\n", "line 1"),
        (b"x,y\n1,2,3,4\n1,2,3,nan\n", "line 3"),
        (b"1,2,3,four\n", "line 1"),
        (b"\xff\xfe\x00\x01", "CSV"),
        (b"1,2,\x00,4\n", ""),
        (b"", "empty"),
        (b"x0,y0,x1,y1\n\n", "no query"),
    ],
)
def test_a_file_with_a_row_that_is_no_query_is_refused_before_anything_is_planned(
    run, clear_error, tmp_path, content, words
):
    queries = tmp_path / "queries.csv"
    queries.write_bytes(content)
    ran = run("plan", PUTUO, "--queries", queries, "--json")
    clear_error(ran, 1, words)
    assert len(ran.records) == 1


def test_a_map_that_is_not_there_is_wrong_use(run, clear_error, tmp_path):
    clear_error(run("plan", tmp_path / "none.yaml", "--from", FROM, "--to", TO, "--json"), 2, "none.yaml")


@pytest.mark.parametrize(
    "content", [b"", b"image: nothing.pgm\n", b"\x00\x01\x02\xff", b"[1, 2", b"just words", b"- a"]
)
def test_a_map_that_is_none_is_a_clear_failure(run, clear_error, tmp_path, content):
    path = tmp_path / "map.yaml"
    path.write_bytes(content)
    clear_error(run("plan", path, "--from", FROM, "--to", TO, "--json"), 1, "map.yaml")


def test_a_folder_that_holds_no_hall_is_a_clear_failure(run, clear_error, tmp_path):
    clear_error(run("plan", tmp_path, "--from", FROM, "--to", TO, "--json"), 1, "hall.yaml")


@pytest.fixture
def way_length(run, tmp_path):
    """The length of a way up the middle of the hall, with something in it."""

    def length(changes, *more):
        save(edit(load(PUTUO), changes), tmp_path / "hall")
        ran = run("plan", tmp_path / "hall", "--from", "20,7.2", "--to", "20,10.2", *more, "--json")
        return ran.record["length"] if ran.status == 0 else None

    return length


def test_what_robots_heed_in_a_hall_is_heeded(way_length):
    straight = way_length({})
    block = [[19.0, 8.4], [21.0, 8.4], [21.0, 9.0], [19.0, 9.0]]
    assert way_length({"keep_outs": {"k": {"polygon": block}}}) > straight + 0.2
    down = {"points": [[20.0, 10.0], [20.0, 7.4]], "width": 1.5}
    up = {"points": [[20.0, 7.4], [20.0, 10.0]], "width": 1.5}
    assert way_length({"lanes": {"down": down}}) > straight + 0.2
    assert way_length({"lanes": {"up": up}}) == pytest.approx(straight)


def test_a_barrier_stands_while_it_is_up(way_length):
    barrier = {"points": [[19.0, 8.7], [21.0, 8.7]], "since": "2026-11-30T09:00", "until": "2026-11-30T12:00"}
    during, after = (way_length({"barriers": {"b": barrier}}, "--at", f"2026-11-30T{hour}:00") for hour in (10, 13))
    assert during > after + 0.2


def test_the_barrier_that_closes_the_way_is_named_with_nav2s_code(run, tmp_path):
    corners = [[23.0, 6.4], [25.0, 6.4], [25.0, 8.4], [23.0, 8.4], [23.0, 6.4]]
    save(edit(load(PUTUO), {"barriers": {"wet_floor": {"points": corners}}}), tmp_path / "hall")
    record = run("plan", tmp_path / "hall", "--from", FROM, "--to", TO, "--json").record
    assert (record["reason"], record["code"]) == ("unreachable", 208)
    assert record["closed_by"] == {"layer": "barrier", "id": "wet_floor"}
    assert record["nearest"] is not None


def test_a_moment_that_is_none_is_wrong_use(run):
    ran = run("plan", PUTUO, "--from", FROM, "--to", TO, "--at", "tomorrow")
    assert ran.status == 2
    assert "such as 2026-11-24T10:00" in ran.err


@pytest.fixture
def benchmark(tmp_path):
    """A map with a wall that has a gap in the north, and queries of given lengths across it."""

    def files(*lengths):
        rows = ["." * 9 if y == 0 else "....@...." for y in range(5)]
        (tmp_path / "a.map").write_text("\n".join(["type octile", "height 5", "width 9", "map", *rows, ""]))
        lines = [f"0\ta.map\t9\t5\t0\t4\t8\t4\t{length}" for length in lengths]
        (tmp_path / "a.scen").write_text("\n".join(["version 1", *lines, ""]))
        return tmp_path / "a.map", "--scen", tmp_path / "a.scen"

    return files


ACROSS = 2 + 6 * math.sqrt(2) + 2  # up to the gap, past both corners of the wall, and down


def test_a_benchmarks_queries_get_the_shortest_octile_way_in_its_own_coordinates(run, benchmark):
    ran = run("plan", *benchmark(ACROSS), "--json")
    assert ran.status == 0
    assert ran.record["length"] == pytest.approx(ACROSS)
    assert (ran.record["points"][0], ran.record["points"][-1]) == ([0.0, 4.0], [8.0, 4.0])


def test_a_way_longer_than_published_is_told_and_fails(run, benchmark):
    ran = run("plan", *benchmark(ACROSS, ACROSS - 1.0))
    assert ran.status == 1
    assert ran.out.count("LONGER") == 1


def test_at_any_angle_the_way_is_shorter(run, benchmark):
    assert run("plan", *benchmark(ACROSS), "--any-angle", "--json").record["length"] < ACROSS - 0.1


@pytest.mark.parametrize(
    ("arguments", "word"), [(("--from", FROM), "--scen and other"), (("--queries", "q.csv"), "--scen and other")]
)
def test_a_benchmarks_queries_stand_alone(run, clear_error, benchmark, arguments, word):
    clear_error(run("plan", *benchmark(ACROSS), *arguments, "--json"), 2, word)


def test_a_benchmarks_map_is_a_map_of_metres_too(run, benchmark):
    ran = run("plan", benchmark(ACROSS)[0], "--from", "0.5,0.5", "--to", "8.5,0.5", "--json")
    assert ran.status == 0
    assert ran.record["points"][-1] == [8.5, 0.5]


def test_queries_of_a_benchmark_on_another_kind_of_map_are_wrong_use(run, clear_error, benchmark):
    clear_error(run("plan", PUTUO, *benchmark(ACROSS)[1:], "--json"), 2, ".map")


@pytest.mark.parametrize(
    ("mode", "floor", "wall"), [("trinary", 255, 0), ("scale", 255, 0), ("raw", 0, 100), ("raw", 0, 1), ("raw", 0, 255)]
)
def test_a_map_of_every_mode_is_planned_on(run, tmp_path, mode, floor, wall):
    rows = [[wall if x == 20 and y != 10 else floor for x in range(40)] for y in range(20)]
    (tmp_path / "m.pgm").write_bytes(b"P5\n40 20\n255\n" + bytes(cell for row in rows for cell in row))
    head = "image: m.pgm\nresolution: 0.1\norigin: [-1, -1, 0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.25"
    (tmp_path / "m.yaml").write_text(f"{head}\nmode: {mode}\n")
    query = "plan", tmp_path / "m.yaml", "--from=-0.5,0.5", "--to", "2.5,0.5", "--radius"
    assert run(*query, "0").status == 0
    assert run(*query, "0.2").status == 1
