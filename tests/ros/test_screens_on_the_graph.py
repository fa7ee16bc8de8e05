"""A robot's screen on the graph: words typed there reach its robot, and what it says and does comes back."""

from robot_guide_ros import convert, topics

ROBOT = "xiao_pu"


def test_typed_words_lead_to_captions_and_a_way_and_stop_ends_the_voice(
    outside, run_graph_of, specs_of, empty_hall, tmp_path, open_page
):  # fmt: skip
    port = 20000 + outside.node.context.get_domain_id()
    specs = specs_of(
        robots=[ROBOT], scenario=str(empty_hall), wait_for_robots=False, real_time_factor=2.0, console=True,
        console_port=port, store=str(tmp_path / "hall.db"), accounts=str(tmp_path / "accounts.db"), open_screens=True,
    )  # fmt: skip
    names = ["hall_map", "hall_sim", "console"]
    names += [f"{ROBOT}.{name}" for name in ("navigator", "guide", "voice", "conversation")]
    run_graph_of(*(specs[name] for name in names))
    heard, states = outside.collect(topics.HEARD, ROBOT), outside.collect(topics.STATES)
    outside.until(lambda: states, 90.0)
    page = open_page(port, ROBOT)
    page.send({"kind": "say", "text": "带我去卫生间", "language": "zh"})
    outside.until(lambda: heard and page.of("says"), 60.0)
    words = convert.heard_from_msg(heard[0])
    assert (words.text, words.language, words.final) == ("带我去卫生间", "zh", True)
    assert abs(words.end - convert.time_from_msg(states[-1].header.stamp)) < 120.0, "on the robots' clock"
    assert page.of("heard")[0]["text"] == "带我去卫生间"
    assert [one["text"] for one in page.of("heard")] == ["带我去卫生间"], "and is not shown again"
    said = page.of("says")[0]
    assert said["text"]
    assert said["language"] == "zh"
    outside.until(lambda: any(robot["route"] for told in page.of("robots") for robot in told["robots"]), 60.0)
    outside.until(lambda: page.of("ended") or page.of("hush"), 60.0)
    page.send({"kind": "say", "text": "停", "language": "zh"})
    outside.until(lambda: any(one["text"] != said["text"] for one in page.of("says")), 60.0)
