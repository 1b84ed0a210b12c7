"""The control of leaving is always there, and what was typed or open elsewhere goes with it.

The last lines of the strict list in docs/safety.md; the number stands at each test.
"""

import time

import pytest
from leaving_journeys import ARTICLE, BROWSERS, OTHER, come_and_read, strange, until
from page_types import PAGES

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
            window.click("input[type=search]")
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
