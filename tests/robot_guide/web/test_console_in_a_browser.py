"""The console as its users have it: real pages in real Chromium, robots of the lockstep simulation behind them."""

import json
import shutil
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
import uvicorn

from hall_sim import Scenario
from robot_guide.shells.live import LiveLockstep

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)"),
]
PASSWORD = "the creek makes waves"
ROOT = Path(__file__).parents[3]
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def hall(place):
    """A console on a port of its own, with simulated robots whose time passes when a test says so."""
    scenario = Scenario.load(ROOT / "sim/scenarios/welcome.yaml")
    place.events = []
    place.live = LiveLockstep(place.store, scenario, place.clock, seed=1, on_event=place.events.append)
    place.app.state.console.robots = place.live
    server = uvicorn.Server(uvicorn.Config(place.app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    place.address = f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    yield place
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, hall):
    """A browser window of somebody who logs in by hand; whatever the page complains about fails the test."""
    complaints, contexts = [], []

    def open_(name, **context):
        contexts.append(chromium.new_context(**{"locale": "en-GB", "viewport": DESK, **context}))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
        page.goto(f"{hall.address}/login")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_selector("#hall[data-ready]")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def by_test(page, name):
    return page.locator(f"[data-testid='{name}']").first


def choose(page, window):
    by_test(page, f"window-{window}").click()


def publish(page, reason, accept=True):
    if not by_test(page, "reason").is_visible():
        by_test(page, "review").click()
    by_test(page, "reason").fill(reason)
    if accept and by_test(page, "accept-warnings").is_visible():
        by_test(page, "accept-warnings").check()
    by_test(page, "publish").click()


def target_of(hall, robot):
    return next(view.target for view in hall.live.views() if view.name == robot)


def led_robot(hall):
    """Let time pass until a robot leads the visitor. Returns: its name and the window that they go to."""
    for _ in range(200):
        hall.live.advance(0.5)
        for view in hall.live.views():
            if view.state == "leading" and view.remaining > 6.0:
                return view.name, view.target
    raise AssertionError("nobody was led")


def test_a_window_that_is_closed_in_the_console_changes_a_robots_way_within_a_second(hall, open_page):
    page = open_page("publisher")
    robot, window = led_robot(hall)
    for closing in (window, "B06"):
        choose(page, closing)
        by_test(page, "close-window").click()
        playwright.expect(by_test(page, "open-window")).to_be_visible()
    playwright.expect(by_test(page, "draft-count")).to_have_text("2")
    playwright.expect(by_test(page, "findings")).to_contain_text("every window that handles it is closed: B06")
    publish(page, "the colleague is ill")
    playwright.expect(by_test(page, "head")).to_have_text("2")
    assert not hall.store.hall().window_by_id[window].open
    assert target_of(hall, robot) == window
    hall.events.clear()
    hall.live.advance(1.0)
    after = next(view for view in hall.live.views() if view.name == robot)
    assert after.revision == 2
    assert after.target != window
    playwright.expect(by_test(page, f"doing-{robot}")).not_to_contain_text(window)
    (said,) = [one.data for one in hall.events if one.event == "says" and one.data["line"].startswith("window_closed")]
    assert window in said["text"]
    assert after.target in said["text"]
    assert arrival(hall, robot) == after.target


def arrival(hall, robot):
    """Let time pass until a robot has led its visitor somewhere. Returns: to which window."""
    for _ in range(300):
        hall.live.advance(0.5)
        for event in hall.events:
            if event.robot == robot and event.event == "arrived":
                return event.data["window"]
    raise AssertionError("it never arrived")


def test_a_finding_is_shown_where_it_is_and_blocks_publishing(hall, open_page):
    page = open_page("publisher")
    playwright.expect(by_test(page, "findings")).to_contain_text("Nothing is wrong")
    before = hall.store.hall().window_by_id["A12"].stop
    page.evaluate(
        """async () => { const { post } = await import("/static/api.js");
        const changes = { windows: { A12: { stop: { x: 0.1, y: 0.1 } } } };
        await post("/api/draft/edit", { changes, label: "oops" }); }"""
    )
    page.reload()
    first = page.locator(".finding-error").first
    playwright.expect(first).to_contain_text("window A12: (0.1, 0.1) lies outside the hall")
    assert page.locator("svg .mark-error").count() >= 1
    publish(page, "oops")
    playwright.expect(page.locator("#review-problem")).to_contain_text("nothing was published")
    page.click("#close-review")
    by_test(page, "undo").click()
    playwright.expect(by_test(page, "findings")).to_contain_text("Nothing is wrong")
    assert hall.store.hall().window_by_id["A12"].stop == before


def test_undo_and_redo_by_key_and_a_window_moved_by_hand(hall, open_page):
    page = open_page("editor")
    choose(page, "A12")
    group = by_test(page, "window-A12")
    box = group.locator("circle").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 30, steps=5)
    page.mouse.up()
    playwright.expect(by_test(page, "draft-count")).to_have_text("1")
    moved = group.locator("circle").bounding_box()
    assert moved["y"] - box["y"] == pytest.approx(30, abs=3)
    page.locator("#hall").press("Control+z")
    playwright.expect(by_test(page, "draft-count")).to_have_text("0")
    assert group.locator("circle").bounding_box()["y"] == pytest.approx(box["y"], abs=0.5)
    page.locator("#hall").press("Control+Shift+z")
    playwright.expect(by_test(page, "draft-count")).to_have_text("1")


def test_a_barrier_is_drawn_with_clicks_and_the_way_goes_round_it(hall, open_page):
    page = open_page("editor")
    choose(page, "A01")
    page.get_by_role("button", name="Way to here").click()
    playwright.expect(by_test(page, "status")).to_contain_text("Way → A01")
    before = page.locator("svg .way").get_attribute("points")
    page.select_option("#tool", "barrier")
    for x, y in ((16.0, 8.0), (24.0, 8.0)):
        at = page.evaluate(
            """([x, y]) => { const hall = document.getElementById("hall");
            const at = new DOMPoint(x, y).matrixTransform(hall.getScreenCTM());
            return [at.x, at.y]; }""",
            [x, hall.store.hall().height - y],
        )
        page.mouse.click(*at)
    page.keyboard.press("Enter")
    playwright.expect(by_test(page, "draft-count")).to_have_text("1")
    page.wait_for_function("(old) => document.querySelector('svg .way').getAttribute('points') !== old", arg=before)
    (barrier,) = hall.app.state.console.desk.draft("editor").hall.barriers
    assert barrier.points[0] == pytest.approx((16.0, 8.0), abs=0.1)


@pytest.mark.parametrize(
    ("locale", "lounge", "button", "told"),
    [
        ("en-GB", "Business lounge", "Way to here", "The door “Lounge door” closes it"),
        ("zh-CN", "商务休息室", "看路线", "挡路的是门“休息室门”"),
    ],
)
def test_where_there_is_no_way_the_page_names_the_door_that_closes_it(hall, open_page, locale, lounge, button, told):
    hall.user("editor").post("/api/draft/edit", json={"changes": {"doors": {"lounge_door": {"open": False}}}})
    page = open_page("editor", locale=locale)
    page.locator("#hall").get_by_role("button", name=lounge).press("Enter")
    page.get_by_role("button", name=button).click()
    playwright.expect(by_test(page, "status")).to_contain_text(told)


def test_two_editors_at_once_lose_nothing(hall, open_page):
    first, second = open_page("publisher"), open_page("admin")
    for page, window in ((first, "A11"), (second, "A10")):
        choose(page, window)
        by_test(page, "close-window").click()
        playwright.expect(by_test(page, "draft-count")).to_have_text("1")
    publish(first, "lunch")
    playwright.expect(by_test(first, "head")).to_have_text("2")
    publish(second, "ill")
    playwright.expect(by_test(second, "theirs")).to_contain_text("A11")
    playwright.expect(by_test(second, "mine")).to_contain_text("A10")
    by_test(second, "join").click()
    playwright.expect(by_test(second, "status")).to_contain_text("Joined")
    playwright.expect(second.locator("#diff")).to_contain_text("A10")
    publish(second, "ill")
    playwright.expect(by_test(second, "head")).to_have_text("3")
    assert [hall.store.hall().window_by_id[window].open for window in ("A10", "A11")] == [False, False]


def test_robots_are_called_stopped_and_sent_home(hall, open_page):
    page = open_page("editor")
    choose(page, "C06")
    row = page.locator(".robot", has=page.locator("[data-testid='doing-xiao_hui']"))
    row.get_by_role("button", name="Call to the selection").click()
    playwright.expect(by_test(page, "status")).to_contain_text("Order given")
    hall.live.advance(1.0)
    assert target_of(hall, "xiao_hui") == "C06"
    row.get_by_role("button", name="Stop").click()
    playwright.expect(by_test(page, "doing-xiao_hui")).to_contain_text("stopped by the staff")
    hall.live.advance(2.0)
    stood = next(view.pose for view in hall.live.views() if view.name == "xiao_hui")
    hall.live.advance(2.0)
    assert next(view.pose for view in hall.live.views() if view.name == "xiao_hui").distance_to(stood.xy) < 0.05
    row.get_by_role("button", name="Go on").click()
    playwright.expect(by_test(page, "doing-xiao_hui")).to_contain_text("going where it was called")
    row.get_by_role("button", name="Send home").click()
    playwright.expect(by_test(page, "doing-xiao_hui")).to_contain_text("going home")


def test_a_robot_is_asked_for_seen_to_come_and_taken_back_in_two_languages(hall, open_page):
    page, chinese = open_page("editor"), open_page("publisher", locale="zh-CN")
    choose(page, "C06")
    by_test(page, "ask-robot").get_by_label("Urgent").check()
    by_test(page, "ask-robot").get_by_label("Speaks").select_option("en")
    by_test(page, "ask").click()
    row = by_test(page, "request")
    playwright.expect(row).to_contain_text("C06 · no robot can go yet · Urgent · English")
    hall.live.advance(4.0)
    playwright.expect(row).to_contain_text("is coming")
    playwright.expect(row).to_contain_text("in about")
    playwright.expect(by_test(chinese, "request")).to_contain_text("正在来 · 紧急 · 英文 · 约")
    row.get_by_role("button", name="Take back").click()
    playwright.expect(row).to_contain_text("taken back")
    playwright.expect(row.get_by_role("button")).to_have_count(0)
    hall.live.advance(1.0)
    assert "errand" not in {view.state for view in hall.live.views()}


def test_staff_have_a_robot_hand_its_visitor_over_and_the_other_leads_on(hall, open_page):
    page = open_page("editor")
    playwright.expect(page.locator(".robot").get_by_role("button", name="Send home")).to_have_count(2)
    playwright.expect(page.locator(".robot").get_by_role("button", name="Hand the visitor over")).to_have_count(0)
    robot, window = led_robot(hall)
    row = page.locator(".robot", has=by_test(page, f"doing-{robot}"))
    row.get_by_role("button", name="Hand the visitor over").click()
    playwright.expect(by_test(page, "status")).to_contain_text("Order given")
    (other,) = {view.name for view in hall.live.views()} - {robot}
    hall.live.advance(2.0)
    playwright.expect(by_test(page, f"doing-{other}")).to_contain_text("going to a colleague's visitor")
    playwright.expect(by_test(page, f"doing-{robot}")).not_to_contain_text(window)
    assert arrival(hall, other) == window


def test_a_viewer_looks_and_changes_nothing_in_chinese_on_a_tablet(hall, open_page):
    page = open_page("viewer", locale="zh-CN", has_touch=True)
    page.set_viewport_size({"width": 1024, "height": 768})
    choose(page, "A12")
    playwright.expect(page.locator("#panel")).to_contain_text("窗口 A12")
    assert page.locator("#undo, [data-testid='close-window'], #publish").count() == 0
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .bar select")]
        .filter((one) => one.offsetParent && !one.closest("#findings") && one.getBoundingClientRect().height < 43)
        .map((one) => one.textContent)"""
    )
    assert small == []


def test_typing_finds_the_windows_of_a_service(hall, open_page):
    page = open_page("viewer")
    by_test(page, "search").fill("passport")
    playwright.expect(page.locator("#found li").first).to_be_visible()
    page.locator("#found li", has_text="→").first.click()
    assert page.locator("svg .found-one").count() >= 1


def test_words_are_there_for_every_key_that_the_pages_use(place):
    import re

    import yaml

    folder = ROOT / "src/robot_guide/web"
    known = yaml.safe_load((folder / "words.yaml").read_text("utf-8"))
    others = [yaml.safe_load((folder / name).read_text("utf-8")) for name in ("screen_words.yaml", "watch_words.yaml")]
    used = set()
    for file in (*folder.glob("static/*.js"), *folder.glob("templates/*.html")):
        used |= set(re.findall(r"\bt\([\"'](\w+)[\"']\)", file.read_text("utf-8")))
    assert used - set(known).union(*others) == set()
    assert all(set(texts) == {"zh", "en"} and all(texts.values()) for texts in known.values())
    assert json.dumps(known)


def test_a_window_is_closed_and_published_with_the_keyboard_alone(chromium, hall):
    context = chromium.new_context(locale="en-GB", viewport=DESK)
    page = context.new_page()
    page.set_default_timeout(60_000)
    press = page.keyboard.press
    page.goto(f"{hall.address}/login")
    page.wait_for_selector("[name=name]:focus")
    page.keyboard.type("publisher")
    press("Tab")
    page.keyboard.type(PASSWORD)
    press("Enter")
    page.wait_for_selector("#hall[data-ready]")
    until_focused(page, "#search", "Tab")
    page.keyboard.type("B06")
    page.locator("#found li").first.wait_for()
    press("Enter")
    until_focused(page, "[data-testid='close-window']", "Tab")
    press("Enter")
    playwright.expect(by_test(page, "open-window")).to_be_focused()
    playwright.expect(by_test(page, "draft-count")).to_have_text("1")
    press("Control+Enter")
    playwright.expect(by_test(page, "reason")).to_be_focused()
    playwright.expect(by_test(page, "review-findings")).to_contain_text("B06")
    page.keyboard.type("lunch")
    until_focused(page, "[data-testid='accept-warnings']", "Tab")
    press("Space")
    until_focused(page, "[data-testid='publish']", "Tab")
    press("Enter")
    playwright.expect(by_test(page, "head")).to_have_text("2")
    assert not hall.store.hall().window_by_id["B06"].open
    context.close()


def test_enter_takes_what_all_the_letters_find_however_late_the_answer(open_page):
    page = open_page("publisher")
    first = page.locator("#found li").first
    page.fill("#search", "b0")
    playwright.expect(first).to_contain_text("B01")
    held = []
    page.route("**/api/services?*q=b06*", lambda route: held.append(route))
    page.fill("#search", "b06")
    page.press("#search", "Enter")
    playwright.expect(first).to_contain_text("B01")
    held.pop().continue_()
    playwright.expect(page.locator("#panel")).to_contain_text("B06")


def until_focused(page, selector, key):
    for _ in range(60):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {selector} with {key}")


def test_whoever_moves_a_window_by_key_stays_at_it(hall, open_page):
    page = open_page("editor")
    window = by_test(page, "window-A12")
    window.focus()
    before = hall.store.hall().window_by_id["A12"].xy
    for steps in ("1", "2", "3"):
        page.keyboard.press("ArrowDown")
        playwright.expect(by_test(page, "draft-count")).to_have_text(steps)
    x, y = hall.app.state.console.desk.draft("editor").hall.window_by_id["A12"].xy
    assert (x, y) == pytest.approx((before[0], before[1] - 0.3))


def test_what_is_not_published_is_kept_and_told_of(hall, open_page):
    page = open_page("publisher", viewport={"width": 800, "height": 1280}, has_touch=True, locale="zh-CN")
    by_test(page, "window-B06").tap()
    by_test(page, "close-window").tap()
    playwright.expect(by_test(page, "draft-count")).to_have_text("1")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="退出").tap()
    page.wait_for_url("**/login")
    assert ["1 步" in message for message in asked] == [True]
    again = open_page("publisher")
    playwright.expect(by_test(again, "draft-notice")).to_contain_text("1 steps of yours are not published yet")
    again.reload()
    again.wait_for_selector("#hall[data-ready]")
    playwright.expect(by_test(again, "draft-notice")).to_be_hidden()
    publish(again, "lunch")
    playwright.expect(by_test(again, "head")).to_have_text("2")


def test_whose_session_ends_is_told_before_and_at_the_next_login(hall, open_page):
    page = open_page("editor")
    page.goto(f"{hall.address}/history")
    page.locator("table").wait_for()
    assert by_test(page, "ends-soon").count() == 0
    for _ in range(7):  # less than two hours each: somebody is at work
        hall.clock.pass_(minutes=102)
        page.reload()
        page.locator("table").wait_for()
    playwright.expect(by_test(page, "ends-soon")).to_contain_text("Your draft is kept")
    hall.clock.pass_(minutes=30)
    page.reload()
    page.wait_for_url("**/login?over")
    playwright.expect(page.get_by_text("Your session has ended")).to_be_visible()


def test_services_and_departments_are_added_changed_and_taken_back(hall, open_page):
    page = open_page("editor")
    page.goto(f"{hall.address}/services")
    page.get_by_text("Departments").click()
    page.fill("[name=department-id]", "library")
    for language, name in (("zh", "区图书馆"), ("en", "Library"), ("ko", "도서관")):
        page.fill(f"[name=department-{language}]", name)
    by_test(page, "add-department").click()
    playwright.expect(by_test(page, "draft-count")).to_have_text("1")
    by_test(page, "add-service").click()
    form = by_test(page, "service-form")
    typed = {
        "id": "reader_card", "windows": "A12", "names.en": "Reader's card", "documents.en": "ID card\nPhoto",
        "fee.en": "Free",
    }  # fmt: skip
    for field, text in typed.items():
        form.locator(f"[name='{field}']").fill(text)
    form.locator("[name=department]").select_option("library")
    form.locator("[name=audience]").select_option("person")
    by_test(page, "save-service").click()
    playwright.expect(by_test(page, "draft-count")).to_have_text("2")
    made = draft_of(hall, "editor").service_by_id["reader_card"]
    assert (made.department, made.windows, made.audience) == ("library", ("A12",), "person")
    assert (made.documents["en"], made.fee["en"]) == (("ID card", "Photo"), "Free")
    form.locator("[name='documents.en']").fill("ID card")
    by_test(page, "save-service").click()
    playwright.expect(by_test(page, "draft-count")).to_have_text("3")
    by_test(page, "undo").click()
    playwright.expect(by_test(page, "draft-count")).to_have_text("2")
    assert draft_of(hall, "editor").service_by_id["reader_card"] == made
    playwright.expect(form.locator("[name='documents.en']")).to_have_value("ID card\nPhoto")
    by_test(page, "remove-service").click()
    playwright.expect(by_test(page, "draft-count")).to_have_text("3")
    assert "reader_card" not in draft_of(hall, "editor").service_by_id


def test_nothing_can_be_typed_into_a_service_while_the_console_saves_it(hall, open_page):
    page = open_page("editor")
    service = hall.store.hall().services[0]
    page.goto(f"{hall.address}/services?edit={service.id}")
    fee = by_test(page, "service-form").locator("[name='fee.en']")
    fee.fill("5 yuan")
    held = []
    page.route("**/api/draft/edit", lambda route: held.append(route))
    by_test(page, "save-service").click()
    wait_for(page, lambda: held)
    playwright.expect(fee).to_be_disabled()
    playwright.expect(by_test(page, "save-service")).to_be_disabled()
    held.pop().continue_()
    playwright.expect(fee).to_be_enabled()
    fee.fill("6 yuan")
    by_test(page, "save-service").click()
    wait_for(page, lambda: held)
    held.pop().abort()
    playwright.expect(fee).to_be_enabled()
    playwright.expect(fee).to_have_value("6 yuan")
    assert draft_of(hall, "editor").service_by_id[service.id].fee["en"] == "5 yuan"


def draft_of(hall, user):
    return hall.app.state.console.desk.draft(user).hall


def test_social_security_moves_on_monday(hall, open_page):
    page = open_page("publisher")
    page.goto(f"{hall.address}/services")
    page.fill("[data-testid=service-search]", "社会保险")
    page.get_by_text("Move all that are found").click()
    page.fill("[data-testid=move-windows]", "A05, A06")
    page.fill("[data-testid=move-since]", "2026-11-30T09:00")
    page.get_by_label("Moves: Social security", exact=True).wait_for()
    page.click("[data-testid=move]")
    page.locator("#status", has_text="→ A05, A06").wait_for()
    page.goto(f"{hall.address}/hours")
    by_test(page, "planned").get_by_text("service Social security, windows: D02, D01 → A05, A06").wait_for()


def test_a_window_is_added_for_later_and_an_area_is_bent(hall, open_page):
    page = open_page("publisher")
    page.fill("[data-testid=as-of]", "2026-11-30T09:00")
    page.keyboard.press("Tab")
    by_test(page, "later").wait_for()
    page.select_option("#tool", "window")
    beside = page.locator("[data-testid=window-C06] circle").bounding_box()
    page.mouse.click(beside["x"] + 40, beside["y"] + 10)
    by_test(page, "window-C07").wait_for()
    page.fill("[data-testid=as-of]", "")
    page.keyboard.press("Tab")
    by_test(page, "window-C07").wait_for(state="detached")
    by_test(page, "later").wait_for(state="hidden")
    page.select_option("#tool", "keep_out")
    x, y = beside["x"], beside["y"] - 200
    for dx, dy in ((0, 0), (60, 0), (60, 60), (0, 60)):
        page.mouse.click(x + dx, y + dy)
    press_until(page, page.locator("#hall"), "Enter", lambda: len(keep_outs(hall)) == 2)
    corner, before = by_test(page, "handle-2"), keep_outs(hall)
    corner.focus()
    corner.press("Shift+ArrowRight")
    wait_for(page, lambda: keep_outs(hall) != before)
    (area, bent) = before[-1], keep_outs(hall)[-1]
    assert bent.polygon[2] == pytest.approx((area.polygon[2][0] + 1.0, area.polygon[2][1]))
    assert bent.polygon[:2] == area.polygon[:2]
    before = keep_outs(hall)
    by_test(page, "handle-2").press("Delete")
    wait_for(page, lambda: keep_outs(hall) != before)
    assert [len(area.polygon) for area in keep_outs(hall)] == [len(before[0].polygon), 3]
    assert keep_outs(hall)[-1].polygon == (*bent.polygon[:2], bent.polygon[3])


def test_keys_that_come_faster_than_the_console_answers_do_what_they_say(hall, open_page):
    page = open_page("publisher")
    (area,) = keep_outs(hall)
    page.locator(f"#hall [data-collection=keep_outs][data-id='{area.id}']").focus()
    page.keyboard.press("Enter")
    press_at_once(page, "handle-1", ["Shift ArrowLeft", "Shift ArrowLeft", "Delete", "Delete", "Delete"])
    press_at_once(page, "handle-0+", ["ArrowUp", "ArrowUp"])
    playwright.expect(by_test(page, "handle-1")).to_be_focused()
    playwright.expect(by_test(page, "draft-count")).to_have_text("5")
    first, _, *rest = area.polygon
    middle = ((first[0] + rest[0][0]) / 2, (first[1] + rest[0][1]) / 2 + 0.2)
    assert np.allclose(keep_outs(hall)[0].polygon, [first, middle, *rest], atol=0.011)  # kept to the centimetre
    page.keyboard.press("Control+z")
    playwright.expect(by_test(page, "draft-count")).to_have_text("4")
    assert np.allclose(keep_outs(hall)[0].polygon[1], (middle[0], middle[1] - 0.1), atol=0.011)


def press_at_once(page, handle, keys):
    """Keys that all come before anything can be answered; "Shift ArrowUp" is one."""
    by_test(page, handle).focus()
    page.evaluate(
        """(keys) => { for (const key of keys) document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        { key: key.split(" ").at(-1), shiftKey: key.startsWith("Shift "), bubbles: true, cancelable: true })); }""",
        keys,
    )


def test_a_change_that_is_refused_is_not_shown_any_longer(hall, open_page):
    page = open_page("publisher")
    page.route("**/api/draft/edit", lambda route: route.fulfill(status=422, json={"problem_en": "This cannot be."}))
    window = by_test(page, "window-A12")
    window.focus()
    before = window.locator("circle").get_attribute("cy")
    press_at_once(page, "window-A12", ["Shift ArrowDown"])
    playwright.expect(by_test(page, "status")).to_contain_text("This cannot be.")
    playwright.expect(window.locator("circle")).to_have_attribute("cy", before)
    playwright.expect(window).to_be_focused()


def test_a_corner_is_taken_away_by_a_button_and_never_the_last_three(hall, open_page):
    page = open_page("publisher")
    (area,) = keep_outs(hall)
    page.locator(f"#hall [data-collection=keep_outs][data-id='{area.id}']").click()
    assert by_test(page, "remove-corner").count() == 0
    by_test(page, "handle-3").click()
    by_test(page, "remove-corner").click()
    playwright.expect(by_test(page, "draft-count")).to_have_text("1")
    assert keep_outs(hall)[0].polygon == area.polygon[:3]
    assert by_test(page, "remove-corner").count() == 0
    page.keyboard.press("Enter")  # the finger is still where the button was
    by_test(page, "handle-0").click()
    page.keyboard.press("Delete")
    playwright.expect(by_test(page, "status")).to_contain_text("at least 3 corners")
    assert keep_outs(hall)[0].polygon == area.polygon[:3]


def keep_outs(hall):
    return hall.app.state.console.desk.draft("publisher").hall.keep_outs


def press_until(page, locator, key, condition, tries=5):
    for _ in range(tries):
        locator.press(key)
        for _ in range(40):
            if condition():
                return
            page.wait_for_timeout(50)
    raise AssertionError("it never came")


def wait_for(page, condition):
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came")


def test_a_floor_plan_becomes_walls_to_scale(hall, open_page, tmp_path):
    picture = np.full((600, 900), 255, np.uint8)
    cv2.rectangle(picture, (60, 60), (840, 540), 0, 8)
    cv2.line(picture, (450, 60), (450, 400), 0, 8)
    cv2.line(picture, (650, 250), (750, 250), 0, 8)
    cv2.imwrite(str(tmp_path / "plan.png"), picture)
    page = open_page("editor")
    page.goto(f"{hall.address}/import")
    section = page.locator("section", has_text="A floor plan").last
    section.locator("input[type=file]").set_input_files(tmp_path / "plan.png")
    section.get_by_role("button", name="Find walls").click()
    by_test(page, "plan").wait_for()
    assert page.locator(".traced").count() == 3
    by_test(page, "plan-take").click()
    page.locator("#status", has_text="Mark two points").wait_for()
    click_in(page, (60, 300))
    click_in(page, (840, 300))
    click_in(page, (700, 250))
    assert page.locator(".traced.off").count() == 1
    by_test(page, "plan-metres").fill("39")
    by_test(page, "plan-anew").check()
    by_test(page, "plan-take").click()
    page.locator("#status", has_text="Imported into the draft").wait_for()
    draft = hall.app.state.console.desk.draft("editor").hall
    assert (draft.width, draft.height) == (pytest.approx(45, abs=0.1), pytest.approx(30, abs=0.1))
    assert len(draft.walls) == 2
    short = min(draft.walls, key=lambda wall: len(wall.points))
    assert sorted(short.points) == [pytest.approx((22.5, 10.0), abs=0.2), pytest.approx((22.5, 27.0), abs=0.2)]
    page.goto(f"{hall.address}/")
    page.wait_for_selector("#hall[data-ready]")
    assert page.locator("#hall polyline.wall").count() == 2


def click_in(page, point):
    """Click a point of the plan's picture, in its pixels."""
    x, y = page.evaluate(
        "([x, y]) => { const svg = document.querySelector('svg.plan');"
        " svg.scrollIntoView({ block: 'center' });"
        " const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [at.x, at.y]; }", point
    )  # fmt: skip
    page.mouse.click(x, y)
