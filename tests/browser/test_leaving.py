"""Leaving this site, in Chromium and in Firefox, with and without JavaScript, against someone who presses Back.

The thirteen lines of the strict list in docs/safety.md; the number stands at each test.
"""

import contextlib
import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import PAGES
from PIL import Image
from windows import Chromium, Firefox

ARTICLE, OTHER = "/lets-talk-about/ally-vs-accomplice/", "/privacy/"
BLUE, GREEN, RED = (0, 0, 255), (0, 255, 0), (255, 0, 0)
WHITE = (255, 255, 255)


class Outside:
    """Another site on this machine: a page that leads here, and a target, each in one plain colour."""

    def __init__(self, site):
        self.seen, self.site, self.stalled = [], site, False
        outside = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.partition("?")[0]
                outside.seen.append((path, dict(self.headers)))
                if path == "/target" and outside.stalled:
                    time.sleep(10)
                body = outside.page(path).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # the browser gave up waiting
                    self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        # By name, so that it is another site than 127.0.0.1 to a browser.
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path):
        colour, body = {
            "/search": (BLUE, f'<a id="go" href="{self.site.url}{ARTICLE}">go</a>'),
            "/plain": (RED, f'<a id="go" href="{self.url}/target">go</a>'),
        }.get(path, (GREEN, ""))
        colour = f"rgb{colour}"
        script = "addEventListener('pageshow', e => { if (e.persisted) document.title = 'from memory' })"
        return (
            f'<!doctype html><title>{path[1:]}</title><link rel="icon" href="data:,"><script>{script}</script>'
            f"<style>html{{background:{colour};block-size:100%}}a{{position:fixed;inset:0;color:{colour}}}</style>{body}"
        )

    def asked(self, path="/target"):
        return [headers for seen, headers in self.seen if seen == path]


@pytest.fixture(scope="module")
def outside(site, manage):
    running = Outside(site)
    manage(site, f"from home.models import SiteSettings as S; S.objects.update(leave_target='{running.url}/target')")
    yield running
    manage(site, "from home.models import SiteSettings as S; S.objects.update(leave_target='https://www.weather.gov/')")
    running.server.shutdown()


@pytest.fixture
def open_window(outside, remembering_browser):
    """Return a function that opens a window of a browser by name."""
    windows = []
    outside.seen.clear()
    outside.stalled = False

    def open_one(name, *, javascript=True):
        window = (
            Chromium(remembering_browser, javascript=javascript)
            if name == "chromium"
            else Firefox(javascript=javascript)
        )
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.close()


BROWSERS = pytest.mark.parametrize("name", ["chromium", "firefox"])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def until(condition, window, seconds=10):
    """Wait for something a browser does in its own time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        window.wait(0.05)


def strange(picture):
    """Return how many pixels are neither blank nor of the other site's plain colours."""
    colours = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24)
    known = (BLUE, GREEN, WHITE)
    return sum(
        count
        for count, colour in colours
        if not any(max(abs(a - b) for a, b in zip(colour, each, strict=True)) < 12 for each in known)
    )


def come_and_read(window, outside, site):
    """Come from a search page, read one page, go on to another."""
    window.open(f"{outside.url}/search")
    window.click("#go")
    until(lambda: window.url == site.url + ARTICLE, window)
    window.wait(0.5)
    window.click(f"footer a[href='{OTHER}']")
    until(lambda: window.url == site.url + OTHER, window)
    window.wait(0.5)


@BROWSERS
def test_control_a_plain_link_is_undone_by_back_because_pages_are_kept_in_memory(name, open_window, outside):
    window = open_window(name)
    window.open(f"{outside.url}/plain")
    window.click("#go")
    until(lambda: window.url.endswith("/target"), window)
    window.wait(0.5)
    with window.watching():
        window.traverse(-1)
        until(lambda: window.url.endswith("/plain"), window)
        window.wait(0.5)
    assert window.run("() => document.title") == "from memory"
    assert any(strange(frame) for frame in window.frames)


@BROWSERS
def test_control_our_own_page_comes_back_too_when_one_leaves_it_in_the_plain_way(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    window.run("target => { location.href = target; }", f"{outside.url}/target")
    until(lambda: window.url.endswith("/target"), window)
    window.wait(0.5)
    window.traverse(-1)
    until(lambda: window.url == site.url + ARTICLE, window)
    window.wait(0.5)
    assert strange(window.picture()) > 1000


@SCRIPTS
@BROWSERS
def test_1_and_2_back_and_forward_never_show_this_site(name, javascript, open_window, outside, site):
    window = open_window(name, javascript=javascript)
    come_and_read(window, outside, site)
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    window.wait(0.5)
    with window.watching():
        for step in (-1, -1, -1, 1, 1, 1, 1):
            window.traverse(step)
            window.wait(0.7)
            assert not window.url.startswith(site.url)
    assert len(window.frames) > 5
    assert [count for frame in window.frames if (count := strange(frame))] == []
    assert not [title for title in window.titles if "prostitution" in title.lower() or "ally" in title.lower()]


@BROWSERS
def test_3_everything_is_gone_at_once_while_the_target_keeps_one_waiting(name, open_window, outside, site):
    window = open_window(name)
    come_and_read(window, outside, site)
    assert window.spoken(), "there is something to be read out before"
    outside.stalled = True
    took, title, hidden, body = (
        window.run(
            """() => {
          const begin = performance.now();
          document.getElementById("leave").click();
          const took = performance.now() - begin;
          const seen = getComputedStyle(document.documentElement).visibility;
          return JSON.stringify([took, document.title, seen, document.body]);
        }"""
        )
        .strip("[]")
        .split(",")
    )
    assert float(took) < 100
    assert (title, hidden, body) == ('"Information"', '"hidden"', "null")
    window.wait(0.3)
    assert strange(window.picture()) == 0
    assert not any(word in window.spoken() for word in ("heading", "link", "Privacy", "help"))


@BROWSERS
def test_4_esc_after_leaving_keeps_the_page_blank_and_tries_again(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    outside.stalled = True
    window.click("#leave")
    until(lambda: len(outside.asked()) == 1, window)
    window.press("Escape")
    until(lambda: len(outside.asked()) == 2, window)
    assert strange(window.picture()) == 0


@SCRIPTS
@BROWSERS
def test_5_leaving_tells_the_target_nothing_and_asks_nobody_else(name, javascript, open_window, outside, site):
    window = open_window(name, javascript=javascript)
    window.open(site.url + ARTICLE)
    window.wait(0.5)
    window.requests.clear()
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    window.wait(0.3)
    assert {url for url in window.requests if not url.startswith("data:")} <= {
        f"{site.url}/leave/",
        f"{outside.url}/target",
    }
    (headers,) = outside.asked()
    assert "Referer" not in headers
    assert "leave" not in site.log.read_text()


@BROWSERS
def test_6_shift_three_times_leaves_and_says_how_far_one_is(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    status = "() => document.getElementById('leave-progress').textContent"
    window.click("#header-search")
    for keys in (["Shift+a"] * 4, ["Control+Shift"] * 4, ["Shift", "Shift", "x", "Shift"]):
        window.press(*keys)
        window.wait(0.2)
        assert window.url == site.url + ARTICLE
    window.press("x")
    assert window.run(status) == ""
    window.press("Shift")
    assert window.run(status) == "Shift pressed once. Press it two more times to leave this site."
    window.press("Shift")
    assert window.run(status) == "Shift pressed twice. Press it once more to leave this site."
    shown = window.run(
        "() => { const box = document.getElementById('leave-progress').getBoundingClientRect();"
        " return box.height > 20 && box.top >= 0 && box.bottom <= innerHeight; }"
    )
    assert shown
    window.press("Shift")
    until(lambda: window.url == f"{outside.url}/target", window)


@BROWSERS
def test_6_shift_counts_inside_a_dialog_and_is_forgotten_after_five_seconds(name, open_window, outside, site):
    window = open_window(name)
    window.open(site.url + ARTICLE)
    window.run(
        "() => { const dialog = document.createElement('dialog'); dialog.innerHTML = '<input id=inside>';"
        " document.body.append(dialog); dialog.showModal(); dialog.firstChild.focus(); }"
    )
    window.press("Shift", "Shift")
    assert window.run("() => document.querySelector('dialog #leave-progress').textContent").startswith("Shift pressed")
    window.wait(5.3)
    window.press("Shift")
    window.wait(0.3)
    assert window.url == site.url + ARTICLE
    window.press("Shift", "Shift")
    until(lambda: window.url == f"{outside.url}/target", window)


VISIBLE = """() => {
  const control = document.getElementById("leave");
  const box = control.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.width >= 44 && box.height >= 44 && box.top >= 0 && box.left >= 0 && box.right <= innerWidth
    && box.bottom <= innerHeight && control.contains(top);
}"""


@BROWSERS
def test_7_the_control_can_always_be_seen_and_pressed(name, open_window, site):
    window = open_window(name)
    # A small phone; a window enlarged to 400 %; a phone whose keyboard is open.
    for width, height in ((320, 640), (320, 200), (360, 300)):
        window.resize(width, height)
        for path in ("/", ARTICLE, PAGES["search results"], PAGES["directory"], PAGES["not found"]):
            window.open(site.url + path)
            assert window.run(VISIBLE), (width, height, path)
            window.run("() => scrollTo(0, document.body.scrollHeight / 2)")
            window.wait(0.1)
            assert window.run(VISIBLE), (width, height, path, "after scrolling")
            window.click("#header-search")
            assert window.run(VISIBLE), (width, height, path, "while typing")


@BROWSERS
def test_7_also_when_the_site_is_broken(name, open_window, site, manage):
    rename = "from django.db import connection as c; c.cursor().execute('ALTER TABLE {} RENAME TO {}')"
    window = open_window(name)
    window.resize(320, 640)
    manage(site, rename.format("home_menuitem", "home_menuitem_away"))
    try:
        window.open(f"{site.url}/")
    finally:
        manage(site, rename.format("home_menuitem_away", "home_menuitem"))
    assert window.run("() => document.querySelector('h1').textContent") == "This page is away for a moment"
    assert window.run(VISIBLE)


def test_7_nothing_to_press_is_printed(open_window, site):
    window = open_window("chromium")
    window.open(site.url + ARTICLE)
    window.page.emulate_media(media="print")
    assert not window.page.locator("#leave").is_visible()
    assert not window.page.locator("#leave-progress").is_visible()
    assert window.page.locator("h1").is_visible()


@BROWSERS
def test_8_the_control_comes_first_for_the_keyboard_and_nothing_takes_the_focus(name, open_window, site):
    window = open_window(name)
    for path in ("/", PAGES["search results"], PAGES["not found"]):
        window.open(site.url + path)
        assert window.run("() => document.activeElement.tagName") == "BODY"
        window.press("Tab", "Tab")
        assert window.run("() => document.activeElement.id") == "leave", path
        assert window.run("() => document.activeElement.textContent") == "Leave this site"


TYPED = "() => document.getElementById('header-search').value"


@pytest.mark.parametrize(
    ("name", "javascript"),
    # Chromium without JavaScript keeps the page in memory as it was; see the next test.
    [("chromium", True), ("firefox", True), ("firefox", False)],
)
def test_9_what_was_typed_is_gone_when_one_comes_back(name, javascript, open_window, site):
    window = open_window(name, javascript=javascript)
    window.open(site.url + ARTICLE)
    window.type("#header-search", "canary")
    assert window.run(TYPED) == "canary"
    window.click(f"footer a[href='{OTHER}']")
    until(lambda: window.url == site.url + OTHER, window)
    window.wait(0.5)
    window.traverse(-1)
    until(lambda: window.url == site.url + ARTICLE, window)
    window.wait(0.5)
    assert window.run(TYPED) == ""


def test_9_without_javascript_what_was_typed_is_gone_in_chromium_once_one_has_left(open_window, outside, site):
    window = open_window("chromium", javascript=False)
    window.open(site.url + ARTICLE)
    window.type("#header-search", "canary")
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    window.window.clear_cookies()
    window.traverse(-1)
    until(lambda: window.url == site.url + ARTICLE, window)
    window.wait(0.5)
    assert window.run(TYPED) == ""


@BROWSERS
def test_10_other_tabs_leave_too_and_nothing_goes_on_playing(name, open_window, outside, site):
    window = open_window(name)
    other = window.another(site.url + OTHER)
    window.open(site.url + ARTICLE)
    outside.stalled = True
    left = window.run(
        """() => {
          document.body.append(document.createElement("video"), document.createElement("iframe"));
          document.getElementById("leave").click();
          return String(document.querySelectorAll("video, audio, iframe, embed, object").length);
        }"""
    )
    assert left == "0"
    outside.stalled = False
    until(lambda: other() == f"{outside.url}/target", window, 15)


@BROWSERS
def test_11_back_works_as_long_as_nobody_has_left_and_a_deliberate_return_works(name, open_window, outside, site):
    window = open_window(name)
    come_and_read(window, outside, site)
    window.traverse(-1)
    until(lambda: window.url == site.url + ARTICLE, window)
    window.wait(0.5)
    assert strange(window.picture()) > 1000
    assert window.run("() => document.title").startswith("Ally")
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    window.open(site.url + OTHER)
    assert window.run("() => document.querySelector('h1').textContent") == "Privacy"
    window.click("footer a[href='/safer-browsing/']")
    until(lambda: window.url.endswith("/safer-browsing/"), window)
    window.wait(0.5)
    window.traverse(-1)
    until(lambda: window.url == site.url + OTHER, window)
    window.wait(0.5)
    assert strange(window.picture()) > 1000


def test_11_without_javascript_the_pages_come_back_once_the_short_cookie_has_gone(open_window, outside, site):
    window = open_window("chromium", javascript=False)
    window.open(site.url + ARTICLE)
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    (cookie,) = window.window.cookies()
    assert (cookie["name"], cookie["value"], cookie["httpOnly"]) == ("left", "1", True)
    assert 10 < cookie["expires"] - time.time() <= 60
    window.open(site.url + ARTICLE)
    assert window.url == f"{outside.url}/target"
    window.window.clear_cookies()
    window.open(site.url + ARTICLE)
    assert window.url == site.url + ARTICLE
