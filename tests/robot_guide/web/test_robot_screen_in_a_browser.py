"""The page on a robot's screen as a visitor has it: real Chromium, real ears and voice, a robot that drives."""

import re
import shutil
import threading
import time

import numpy as np
import pytest
import uvicorn

from hall_sim import Scenario
from robot_guide.event import Event
from robot_guide.hearing import Audio, VoskEars, find, write_wav
from robot_guide.hearing.wav import at_rate
from robot_guide.shells.live import LiveLockstep
from robot_guide.speaking import EngineChain
from robot_guide.web.screen_hub import Screens
from robot_guide.web.screen_needs import LANGUAGES

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)"),
]
SOUND = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--use-fake-ui-for-media-stream",
         "--use-fake-device-for-media-stream"]  # fmt: skip
STANDING, LYING = {"width": 1080, "height": 1920}, {"width": 1280, "height": 800}
FINGER = 44  # px, WCAG 2.2, 2.5.5
QUESTION = "화장실이 어디예요?"
# As the model writes it. The free recogniser does not understand the synthetic voice.
GRAMMAR = ("화장실 이 어디에 요", "멈춰", "안녕하세요", "창구 가 어디에 요")


@pytest.fixture(scope="module")
def voice():
    chain = EngineChain()
    yield chain
    chain.close()


@pytest.fixture
def hall(place, voice):
    """A console with two robots in an empty hall, whose time passes by the clock; screens are open to this machine."""
    quiet = Scenario("quiet", place.store.hall(), (), people=0)
    place.live = LiveLockstep(place.store, quiet, place.clock, seed=1)
    ears = (lambda: VoskEars("ko", GRAMMAR)) if find("ko") else None
    place.screens = Screens(place.live, voice, ears, languages=("ko",) if ears else (), open_here=True)
    place.app.state.console.robots, place.app.state.console.screens = place.live, place.screens
    server = uvicorn.Server(uvicorn.Config(place.app, port=0, log_level="error", timeout_graceful_shutdown=1))
    threads = [threading.Thread(target=work, daemon=True) for work in (server.run, place.live.run)]
    for thread in threads:
        thread.start()
    while not server.started and threads[0].is_alive():
        threads[0].join(0.02)
    place.address = f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    yield place
    server.should_exit = True
    place.live.end()
    for thread in threads:
        thread.join(10)


@pytest.fixture(scope="module")
def player():
    with playwright.sync_playwright() as player:
        yield player


@pytest.fixture(scope="module")
def chromium(player):
    browser = player.chromium.launch(executable_path=CHROMIUM, args=SOUND)
    yield browser
    browser.close()


@pytest.fixture
def open_screen(chromium, hall):
    """A robot's screen; whatever the page complains about fails the test."""
    complaints, contexts = [], []

    def open_(robot="xiao_pu", browser=chromium, **context):
        contexts.append(browser.new_context(**{"locale": "zh-CN", "viewport": LYING, **context}))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
        page.add_init_script(COUNT_STATES)
        page.goto(f"{hall.address}/robot/{robot}")
        page.wait_for_selector("body[data-ready]:not([data-state=offline])")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


# Every state that the face has shown, every word that was marked, and the sound that was played.
COUNT_STATES = """
  window.shown = []; window.marked = []; window.sounded = [];
  document.addEventListener("DOMContentLoaded", () => {
    const note = () => window.shown.push(document.body.dataset.state);
    new MutationObserver(note).observe(document.body, { attributeFilter: ["data-state"] });
    const mark = () => { for (const one of document.querySelectorAll("mark")) window.marked.push(one.textContent); };
    new MutationObserver(mark).observe(document.getElementById("says"), { childList: true });
  });
  const { start } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (...when) {
    window.sounded.push(this.buffer.duration);
    return start.apply(this, when);
  };
"""


BOXES = """[...document.querySelectorAll("button, input")].filter((one) => one.checkVisibility()).map((one) => {
  const { x, right, bottom, width, height } = one.getBoundingClientRect();
  const over = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
  const cut = one.tagName === "BUTTON" && over;
  return { name: one.textContent || one.id, x, right, bottom, width, height, cut };
})"""
ANSWERED = "document.getElementById('says').lang === 'ko' && !document.getElementById('says').dataset.word"


def by_test(page, name):
    return page.locator(f"[data-testid='{name}']").first


def ask(page, text):
    by_test(page, "text").fill(text)
    by_test(page, "send").click()


def driven(hall, robot="xiao_pu"):
    """Metres from the dock."""
    pose = hall.store.hall().dock_of[robot].pose
    return next(view.pose.distance_to(pose.xy) for view in hall.live.views() if view.name == robot)


def wait_until(holds, seconds=60.0):
    """Raises AssertionError: it does not come to hold. The robots' thread goes on meanwhile."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it has not come to hold"
        threading.Event().wait(0.1)


@pytest.mark.parametrize(("locale", "text", "left"), [
    ("zh-CN", "卫生间在哪里", r"去 卫生间\s*还有 \d+ 米"),
    ("ko-KR", "화장실에 데려다 주세요", r"목적지 화장실\s*\d+ m 남음"),
])  # fmt: skip
def test_a_typed_request_shows_captions_and_the_way_and_the_robot_drives(hall, open_screen, locale, text, left):
    page = open_screen(locale=locale)
    ask(page, text)
    playwright.expect(by_test(page, "heard")).to_contain_text(text)
    playwright.expect(by_test(page, "left")).to_have_text(re.compile(left))
    playwright.expect(page.locator("#hall .robot-way")).to_have_count(1)
    assert by_test(page, "told").text_content() == by_test(page, "says").text_content()
    wait_until(lambda: driven(hall) > 1.0)
    wait_until(lambda: page.evaluate("window.shown.includes('driving') || document.body.dataset.drives === 'true'"))
    assert "speaking" in page.evaluate("window.shown")
    wait_until(lambda: page.evaluate("window.sounded.length > 0 && window.marked.length > 1"))
    by_test(page, "stop").click()
    wait_until(lambda: not hall.live.views()[0].route or hall.live.views()[0].state == "paused")


@pytest.mark.parametrize("robot", ["xiao_pu", "xiao_hui"])
def test_each_robot_hears_its_own_screen_only(hall, open_screen, robot):
    happened = []
    hall.live.follow(lambda name, news: happened.append((name, news)))
    page = open_screen(robot)
    by_test(page, "need-toilet").click()
    playwright.expect(by_test(page, "left")).to_contain_text("卫生间")

    def who_understood():
        return {name for name, news in happened if isinstance(news, Event) and news.event == "understood"}

    wait_until(who_understood)  # it is told at the end of the robots' step, the page may be faster
    assert who_understood() == {robot}


def test_stop_silences_the_voice_at_once(hall, open_screen):
    page = open_screen()
    ask(page, "办营业执照要带什么材料")
    page.wait_for_selector("body[data-state=speaking] mark")
    by_test(page, "stop").click()
    wait_until(lambda: page.evaluate("!document.querySelector('mark') || document.body.dataset.state !== 'speaking'"))


def test_the_language_of_the_page_follows_the_buttons_and_the_robot(hall, open_screen):
    page = open_screen()
    by_test(page, "language-en").click()
    playwright.expect(by_test(page, "stop")).to_have_text("Stop")
    assert page.evaluate("document.documentElement.lang") == "en"
    wait_until(lambda: page.evaluate("document.getElementById('says').lang === 'en'"))
    ask(page, "화장실에 데려다 주세요")
    playwright.expect(by_test(page, "says")).to_have_attribute("lang", re.compile("ko|en"))
    wait_until(lambda: page.evaluate("document.documentElement.lang === document.getElementById('says').lang"))


def test_elder_mode_has_larger_type_and_the_robot_knows(hall, open_screen):
    page = open_screen()
    size = "parseFloat(getComputedStyle(document.getElementById('says')).fontSize)"
    before = page.evaluate(size)
    by_test(page, "elder").click()
    assert page.evaluate(size) > 1.2 * before
    playwright.expect(by_test(page, "heard")).to_contain_text("老年模式")
    playwright.expect(by_test(page, "elder")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("viewport", [STANDING, LYING])
@pytest.mark.parametrize("elder", [False, True])
def test_everything_that_is_pressed_is_large_enough_and_nothing_is_cut_off(hall, open_screen, viewport, elder):
    page = open_screen(viewport=viewport)
    if elder:
        by_test(page, "elder").click()
    for language in LANGUAGES:
        by_test(page, f"language-{language}").click()
        boxes = page.evaluate(BOXES)
        assert len(boxes) > 18
        for box in boxes:
            assert min(box["width"], box["height"]) >= FINGER, box
            assert box["x"] >= 0, box
            assert box["right"] <= viewport["width"] + 1, box
            assert box["bottom"] <= viewport["height"] + 1, box
            assert not box["cut"], box


def test_nothing_moves_for_people_who_want_that(hall, open_screen):
    page = open_screen(reduced_motion="reduce")
    ask(page, "卫生间在哪里")
    page.wait_for_selector("body[data-drives=true]")
    assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0


def test_the_page_comes_back_when_the_connection_does(hall, open_screen):
    page = open_screen()
    context = page.context
    context.set_offline(True)
    page.evaluate("0")
    secret_end = hall.screens._screens["xiao_pu"][0]
    secret_end.loop.call_soon_threadsafe(secret_end.unsent.put_nowait, None)  # the console ends the connection
    page.wait_for_selector("body[data-state=offline]")
    context.set_offline(False)
    page.wait_for_selector("body:not([data-state=offline])")
    by_test(page, "need-water").click()
    playwright.expect(by_test(page, "heard")).to_contain_text("饮水处")


@pytest.fixture
def spoken_question(tmp_path, voice):
    """The question as a microphone hears it, again and again: a wav of 48 kHz with silence around."""
    if find("ko") is None:
        pytest.skip("no Korean model (make models)")
    audio = at_rate(voice.synthesise(QUESTION, "ko", rate=0.85), 48_000)
    lead, tail = np.zeros(3 * 48_000, np.int16), np.zeros(12 * 48_000, np.int16)
    file = tmp_path / "question.wav"
    write_wav(file, Audio(np.concatenate((lead, audio.samples, tail)), 48_000))
    return file


def test_a_spoken_korean_question_goes_from_the_microphone_to_a_robot_that_drives_and_answers_aloud(
    player, hall, open_screen, spoken_question
):  # fmt: skip
    browser = player.chromium.launch(
        executable_path=CHROMIUM, args=[*SOUND, f"--use-file-for-fake-audio-capture={spoken_question}"]
    )
    page = open_screen(browser=browser, locale="ko-KR")
    by_test(page, "microphone").click()
    playwright.expect(by_test(page, "heard")).to_contain_text("화장실")
    wait_until(lambda: page.evaluate(ANSWERED))
    if by_test(page, "yes").is_visible():
        by_test(page, "yes").click()
    playwright.expect(by_test(page, "left")).to_contain_text("화장실")
    playwright.expect(page.locator("#hall .robot-way")).to_have_count(1)
    wait_until(lambda: driven(hall) > 1.0)
    wait_until(lambda: page.evaluate("window.sounded.some((seconds) => seconds > 0.5)"))
    assert {"listening", "speaking"} <= set(page.evaluate("window.shown"))
    browser.close()


def test_a_question_spoken_while_the_button_is_held_is_answered_aloud_and_nothing_is_heard_afterwards(
    player, hall, open_screen, spoken_question
):  # fmt: skip
    browser = player.chromium.launch(
        executable_path=CHROMIUM, args=[*SOUND, f"--use-file-for-fake-audio-capture={spoken_question}"]
    )
    page = open_screen(browser=browser, locale="ko-KR")
    box = by_test(page, "hold").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_selector("body[data-state=listening]")
    playwright.expect(by_test(page, "heard")).to_contain_text("화장실")
    page.mouse.up()
    wait_until(lambda: page.evaluate(ANSWERED))
    wait_until(lambda: page.evaluate("window.sounded.some((seconds) => seconds > 0.5)"))
    playwright.expect(by_test(page, "microphone")).to_have_attribute("aria-pressed", "false")
    browser.close()
