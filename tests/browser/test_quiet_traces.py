"""What a browser keeps on disk after a journey: nothing of what was read without a trail; as the control, all of it.

Profiles of Chromium and Firefox are searched byte by byte, in the encodings that browsers write, packed files unpacked.
"""

import re
import sqlite3
import zlib
from pathlib import Path

import lz4.block
import programs
import pytest
from firefox_window import Firefox
from leaving_journeys import BROWSERS, until

# Ten pages, by the links of the pages; two searches and a form come between.
LINKS = (
    "/get-help/", "/resources/", "/lets-talk-about/", "/lets-talk-about/when-someone-goes-back/", "/about/",
    "/get-involved/", "/privacy/", "/safer-browsing/", "/friends-and-accomplices/", "/give/",
)  # fmt: skip
SEARCHES = ("sheltre tonight", "counselling money")
WRITTEN = "canarywordofaletter"
# What nobody may find: addresses and titles of pages, what was typed, words of what was read.
TELLING = (
    "get-help", "lets-talk-about", "when-someone-goes-back", "get-involved", "safer-browsing",
    "friends-and-accomplices", *SEARCHES, "sheltre", WRITTEN, "write-to-us", "When someone goes back", "Prostitution",
)  # fmt: skip
# Made of the browser's own parts before it opens anything.
ITS_OWN = ("startupCache",)


class ChromiumOnDisk:
    """A Chromium with its profile on disk, with the verbs of firefox_window.py."""

    def __init__(self, launch, folder):
        self.folder = folder
        self.window = launch(programs.find_browser(), profile=folder, viewport={"width": 400, "height": 800})
        self.page = self.window.pages[0]
        self.page.set_default_timeout(15_000)

    def open(self, url):
        self.page.goto(url)

    def click(self, selector):
        self.page.locator(selector).first.click(no_wait_after=True)

    def type(self, selector, text):
        self.page.locator(selector).first.press_sequentially(text)

    def run(self, function, *arguments):
        return self.page.evaluate(function, *arguments)

    def wait(self, seconds):
        self.page.wait_for_timeout(seconds * 1000)

    @property
    def url(self):
        return self.page.url

    def end(self):
        self.window.close()

    close = end


@pytest.fixture
def open_on_disk(launch, tmp_path):
    """Return a function that starts a browser whose profile stays when it has ended."""
    windows = []

    def start(name):
        if name == "firefox":
            # Sessions are written often, so that what would be kept after a crash is kept here.
            windows.append(Firefox(**{"browser.sessionstore.interval": 500, "browser.startup.page": 3}))
        else:
            windows.append(ChromiumOnDisk(launch, tmp_path / "profile"))
        return windows[-1]

    yield start
    for window in windows:
        window.close()


def heading(window):
    return window.run("() => document.querySelector('h1')?.textContent.trim() ?? ''")


def follow(window, selector):
    """Follow a link or press a button, and wait until another page has come."""
    window.run("() => { document.querySelector('h1').dataset.before = ''; }")
    window.click(selector)

    script = "() => document.readyState === 'complete' && !!document.querySelector('h1:not([data-before])')"
    until(lambda: window.run(script), window)


def travel(window):
    """Read ten pages, search twice, begin to write to the organisation."""
    for link in LINKS:
        place = "main" if link in ("/lets-talk-about/when-someone-goes-back/",) else "footer"
        follow(window, f"{place} a[href='{link}']")
    for words in SEARCHES:
        window.type("main input[name=q]" if heading(window) == "Search" else "#header-search", words)
        follow(window, "form[role=search] button")
        window.run("() => { document.querySelector('input[name=q]').value = ''; }")
    follow(window, "footer a[href='/write-to-us/']")
    window.type("form.letter textarea", WRITTEN)


def send(window):
    """Send what was written, as slowly as a person does."""
    window.wait(3)
    window.click("form.letter input[value=come]")
    follow(window, "form.letter button[type=submit]")
    assert window.run("() => document.querySelectorAll('.six-words li').length") == 6


def bytes_of(folder):
    """Return {file: contents}, unpacked where browsers pack: sessions (LZ4), answers (gzip, deflate)."""
    found = {}
    for file in Path(folder).rglob("*"):
        if not file.is_file() or any(part in ITS_OWN for part in file.parts):
            continue
        data = file.read_bytes()
        if data.startswith(b"mozLz40\0"):
            data += lz4.block.decompress(data[8:])
        for start in re.finditer(b"\x1f\x8b\x08", data):
            try:
                data += zlib.decompressobj(wbits=31).decompress(data[start.start() :])
            except zlib.error:
                continue
        found[str(file.relative_to(folder))] = data
    return found


def traces(folder):
    """Return {(telling word, file)} for all that a profile tells."""
    files = bytes_of(folder)
    assert len(files) > 20
    return {
        (word, name)
        for name, data in files.items()
        for word in TELLING
        for coding in ("utf-8", "utf-16-le")
        if word.lower().encode(coding) in data.lower()
    }


def history(folder, site):
    """Return [(address, title)] that the browser's own history has of the site."""
    (file,) = [*Path(folder).rglob("History"), *Path(folder).rglob("places.sqlite")]
    table = "urls" if file.name == "History" else "moz_places"
    with sqlite3.connect(file) as database:
        rows = database.execute(f"SELECT url, title FROM {table} ORDER BY id").fetchall()
    return [(url.removeprefix(site.url), title) for url, title in rows if url.startswith(site.url)]


@BROWSERS
def test_control_an_ordinary_journey_is_found_in_the_history_word_by_word(name, open_on_disk, outside, site):
    window = open_on_disk(name)
    window.open(f"{site.url}/")
    travel(window)
    send(window)
    window.wait(2)
    window.end()
    kept = [address for address, _title in history(window.folder, site)]
    assert {*LINKS, "/write-to-us/"} <= set(kept)
    assert any("sheltre" in address for address in kept)
    assert {"get-help", "when-someone-goes-back", "sheltre", "write-to-us"} <= {
        word for word, _ in traces(window.folder)
    }


@BROWSERS
def test_of_a_journey_without_a_trail_one_neutral_line_remains(name, open_on_disk, outside, site):
    window = open_on_disk(name)
    window.open(f"{site.url}/q")
    until(lambda: window.run("() => !!document.querySelector('.quiet-strip')"), window)
    travel(window)
    send(window)
    window.wait(2)  # sessions are written
    assert window.url == f"{site.url}/q"
    window.click("#leave")
    until(lambda: window.url == f"{outside.url}/target", window)
    window.wait(2)
    window.end()
    ((address, title),) = history(window.folder, site)
    assert address == "/q"
    # Chromium gives a page that was replaced the title of the one that came.
    assert title in ("Information", "target")
    assert traces(window.folder) == set()


@BROWSERS
def test_a_browser_that_dies_while_one_reads_keeps_nothing_of_it(name, open_on_disk, outside, site):
    window = open_on_disk(name)
    window.open(f"{site.url}/q")
    until(lambda: window.run("() => !!document.querySelector('.quiet-strip')"), window)
    travel(window)
    window.wait(3)
    # As it lies on the disk in this moment, which is what a browser that died begins again with.
    assert traces(window.folder) == set()
