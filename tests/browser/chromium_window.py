"""One window of Chromium with the verbs that the tests of leaving need (firefox_window.py has the same).

Driven by Playwright, with the back/forward cache that Playwright would switch off.
"""

import base64
import contextlib
import sys
from pathlib import Path

from playwright.sync_api import Error

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))


class Chromium:
    """One window of Chromium with a fresh profile; ``javascript`` False switches scripts off as a visitor would."""

    def __init__(self, browser, *, javascript=True):
        self.window = browser.new_context(java_script_enabled=javascript, viewport={"width": 400, "height": 800})
        self.window.set_default_timeout(15_000)
        self.page = self.window.new_page()
        self.requests, self.frames, self.titles = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.protocol = self.window.new_cdp_session(self.page)
        self.protocol.on("Page.screencastFrame", self._keep)
        self.everything = browser.new_browser_cdp_session()
        self.everything.on("Target.targetInfoChanged", lambda event: self.titles.append(event["targetInfo"]["title"]))
        self.everything.send("Target.setDiscoverTargets", {"discover": True})

    def leave(self):
        """Close what somebody opened, and forget what is kept of them."""
        self.everything.detach()
        self.window.close()

    def _keep(self, event):
        self.frames.append(base64.b64decode(event["data"]))
        with contextlib.suppress(Exception):
            self.protocol.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def open(self, url):
        self.page.goto(url)

    def type_address(self, url):
        """Go to an address without waiting for it."""
        self.protocol.send("Page.navigate", {"url": url})

    def traverse(self, delta):
        history = self.protocol.send("Page.getNavigationHistory")
        index = history["currentIndex"] + delta
        if 0 <= index < len(history["entries"]):
            self.protocol.send("Page.navigateToHistoryEntry", {"entryId": history["entries"][index]["id"]})

    def click(self, selector):
        self.page.locator(selector).first.click(no_wait_after=True)

    def type(self, selector, text):
        self.page.locator(selector).first.press_sequentially(text)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def wait(self, seconds):
        self.page.wait_for_timeout(seconds * 1000)

    def resize(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})

    def another(self, url):
        """Open a second tab; return a function that gives its address."""
        tab = self.window.new_page()
        tab.goto(url)
        self.page.bring_to_front()
        return lambda: tab.url

    def spoken(self):
        """Return everything that assistive technology finds on the page, as one text."""
        nodes = self.protocol.send("Accessibility.getFullAXTree")["nodes"]
        return " ".join(node.get("name", {}).get("value", "") for node in nodes)

    @property
    def url(self):
        return self.page.url

    def picture(self):
        """Return what is painted just now, as PNG."""
        with contextlib.suppress(Error):
            return self.page.screenshot()
        # From one page to the next there is a moment in which none can be taken.
        self.wait(0.5)
        return self.page.screenshot()

    def run(self, function, *arguments):
        return self.page.evaluate(function, *arguments)

    @contextlib.contextmanager
    def watching(self):
        """Keep every frame that is painted, and every title, while the block runs."""
        self.frames.clear()
        self.titles.clear()
        self.protocol.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
        yield
        with contextlib.suppress(Exception):
            self.protocol.send("Page.stopScreencast")
        self.frames.append(self.picture())
