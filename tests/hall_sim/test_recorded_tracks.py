import pytest

from hall_sim import Command, World
from hall_sim.tracks import Track, read_tracks

GOOD = "t,id,x,y\n0,anna,1,1\n2.0,anna,3,1\n1.0,anna,1,1\n\n4,ben,2,2\n5,ben,2,3\n"


def written(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_moments_is_read_into_one_track_a_person(tmp_path):
    anna, ben = read_tracks(written(tmp_path, GOOD))
    assert anna == Track("anna", (0.0, 1.0, 2.0), ((1.0, 1.0), (1.0, 1.0), (3.0, 1.0)))
    assert (ben.id, ben.times) == ("ben", (4.0, 5.0))


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "people.csv:1: the columns"), ("x,y,t,id\n", ":1: the columns"), ("t,id,x,y\n1,a,2\n", ":2: 4 cells"),
     ("t,id,x,y\n1,a,2,3\n2,a,two,3\n", ":3: t, x and y must be numbers"), ("t,id,x,y\n-1,a,2,3\n", "t must be >= 0 s"),
     ("t,id,x,y\n1,a,nan,3\n", "finite"), ("t,id,x,y\n1,a,2,3\n1,a,2,4\n", "two places at 1 s")],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(tmp_path, text, words):
    with pytest.raises(ValueError, match=words):
        read_tracks(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"nothing\.csv cannot be read"):
        read_tracks(tmp_path / "nothing.csv")


def test_recorded_people_are_where_they_were_and_between_moments_on_the_straight_way(situation):
    track = Track("anna", (1.0, 3.0), ((1.0, 1.0), (3.0, 2.0)))
    world = World(situation(tracks=(track,)))
    seen = {}
    for _ in range(80):
        world.step({})
        (agent,) = [agent for agent in world.truth.agents if agent.name == "recorded_anna"]
        seen[round(world.t, 2)] = (agent.x, agent.y, agent.phase)
    assert seen[0.5][2] == "outside"
    assert seen[2.0] == pytest.approx((2.0, 1.5, ""))
    assert seen[2.5][:2] == pytest.approx((2.5, 1.75))
    assert seen[3.5][2] == "outside"


def test_who_is_recorded_gives_way_to_nobody_and_running_into_a_robot_is_their_fault(situation):
    track = Track("anna", (0.0, 4.0), ((3.0, 2.5), (3.0, 6.4)))  # to where the robot stands
    world = World(situation(tracks=(track,)))
    for _ in range(79):
        world.step({})
    assert world.crowd.at(0) == pytest.approx((3.0, 6.35), abs=0.03)
    (contact,) = world.contact_log
    assert (contact.other, contact.by_robot) == ("recorded_anna", False)
    assert contact.t == pytest.approx(4.0 * (4.0 - 0.5) / 3.9, abs=0.06)


def test_a_robot_that_drives_at_somebody_recorded_is_to_blame(situation):
    track = Track("anna", (0.0, 60.0), ((3.0, 4.0), (3.0, 4.0)))
    world = World(situation(tracks=(track,)))
    for _ in range(120):
        world.step({"one": Command(0.6)})
    assert world.truth.collisions == 1
    assert world.fleet.bodies["one"].y > 4.0 + 0.5 - 0.01
