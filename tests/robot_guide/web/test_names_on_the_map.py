"""Names on the console's map find room in real Chromium, or wait until there is some."""

import shutil
import threading

import pytest
import uvicorn

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)"),
]
SHOWN = """() => [...document.querySelectorAll('#hall text')]
    .filter((text) => text.textContent && getComputedStyle(text).visibility !== 'hidden')
    .map((text) => [text.textContent, text.getBoundingClientRect(), parseFloat(getComputedStyle(text).fontSize)])
    .map(([name, box, size]) => ({name, left: box.left, right: box.right, top: box.top, bottom: box.bottom, size}))"""


@pytest.fixture
def address(place):
    server = uvicorn.Server(uvicorn.Config(place.app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def open_map(place, address):
    """The map as an editor sees it, in a window so wide."""
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def open_(width, locale):
            user = next(user for user in place.accounts.users() if user.name == "editor")
            token = place.accounts.begin_session(user, place.clock())
            context = browser.new_context(locale=locale, viewport={"width": width, "height": 900})
            context.add_cookies([{"name": "session", "value": token, "url": address}])
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto(address)
            page.wait_for_selector("#hall[data-ready=true]")
            settled(page)
            return page

        yield open_
        browser.close()


def settled(page):
    """Names are placed in the frame after the one in which something changed."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shown(page):
    return {text["name"]: text for text in page.evaluate(SHOWN)}


def overlap(a, b):
    return a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]


@pytest.mark.parametrize(("width", "locale"), [(1280, "en-GB"), (1280, "zh-CN"), (800, "en-GB")])
def test_no_name_lies_on_another_and_each_can_be_read(open_map, width, locale):
    texts = list(shown(open_map(width, locale)).values())
    assert len(texts) > 45
    pairs = [(a["name"], b["name"]) for index, a in enumerate(texts) for b in texts[index + 1 :] if overlap(a, b)]
    assert pairs == []
    assert all(text["bottom"] - text["top"] >= 9 for text in texts)  # pixels


WALLS_UNDER = """(name) => {
    const text = [...document.querySelectorAll("#hall text")].find((one) => one.textContent === name);
    const box = text.getBoundingClientRect();
    const on = (x, y) => x > box.left && x < box.right && y > box.top && y < box.bottom;
    return [...document.querySelectorAll("#hall .wall")].filter((wall) => {
        const matrix = wall.getScreenCTM(), length = wall.getTotalLength();
        const points = Array.from({ length: 400 }, (_, index) => wall.getPointAtLength((length * index) / 399));
        return points.map((point) => point.matrixTransform(matrix)).some((point) => on(point.x, point.y));
    }).length; }"""


@pytest.mark.parametrize("zoom", ["#whole", "#farther", "#nearer"])
def test_a_name_stays_off_the_walls_where_there_is_room_beside_them(open_map, zoom):
    page = open_map(1280, "zh-CN")
    page.click(zoom)
    settled(page)
    assert [page.evaluate(WALLS_UNDER, name) for name in ("苏州河之波", "咨询台")] == [0, 0]


def test_a_name_without_room_is_shown_where_one_looks_closer(open_map):
    page = open_map(800, "en-GB")
    assert "Accessible restroom" not in shown(page)
    box = page.locator('[data-id="accessible_toilet"] .face').bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(8):
        page.mouse.wheel(0, -100)
        settled(page)
    assert "Accessible restroom" in shown(page)


def test_names_of_a_layer_that_is_hidden_take_no_room(open_map):
    page = open_map(1280, "en-GB")
    assert "Waiting area" in shown(page)
    page.get_by_label("Places").uncheck()
    settled(page)
    texts = page.evaluate(SHOWN)
    assert all(text["right"] == text["left"] for text in texts if text["name"] == "Waiting area")
    assert "Comprehensive service windows" in shown(page)
