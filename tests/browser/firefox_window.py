"""One window of Firefox with the verbs that the tests of leaving need (chromium_window.py has the same).

Debian's own browser, driven over WebDriver BiDi, which it speaks by itself.
"""

import base64
import contextlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, Queue

from websockets.sync.client import connect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))
import processes
import programs

PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutConfig.showWarning": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.server": "",
}


class Firefox:
    """One running Firefox with a fresh profile; ``javascript`` False switches scripts off as a visitor would."""

    def __init__(self, *, javascript=True, **preferences):
        self.folder = tempfile.mkdtemp(prefix="site-firefox-")
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in (PREFERENCES | {"javascript.enabled": javascript} | preferences).items()
        ]
        Path(self.folder, "user.js").write_text("\n".join(lines))
        port = processes.free_port()
        command = [programs.find_firefox(), "--headless", "--no-remote", "--profile", self.folder]
        self.process = subprocess.Popen(
            [*command, f"--remote-debugging-port={port}"],
            env=os.environ | {"HOME": self.folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                self.socket = connect(f"ws://127.0.0.1:{port}/session", max_size=None, legacy=True)
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError("Firefox did not start.") from None
                time.sleep(0.2)
        self.numbers, self.answers = itertools.count(1), {}
        self.requests, self.frames, self.titles = [], [], []
        threading.Thread(target=self._read, daemon=True).start()
        self.ask("session.new", capabilities={"alwaysMatch": {"unhandledPromptBehavior": {"default": "ignore"}}})
        self.ask("session.subscribe", events=["network.beforeRequestSent"])
        self.context, self.person = self.ask("browsingContext.getTree")["contexts"][0]["context"], "default"

    def begin_anew(self):
        """Give the window to somebody else, of whom nothing is kept yet: starting a browser takes seconds."""
        self.leave()
        self.person = self.ask("browser.createUserContext")["userContext"]
        self.context = self.ask("browsingContext.create", type="tab", userContext=self.person)["context"]
        self.ask("browsingContext.activate", context=self.context)
        for seen in (self.requests, self.frames, self.titles):
            seen.clear()

    def leave(self):
        """Close what somebody opened, and forget what is kept of them."""
        if self.person != "default":
            self.ask("browser.removeUserContext", userContext=self.person)
            self.person = "default"

    def end(self):
        """End the browser, as a person does; its profile stays."""
        with contextlib.suppress(Exception):
            self.ask("browser.close")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.terminate()
        self.process.wait(20)

    def close(self):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self):
        with contextlib.suppress(Exception):
            for text in self.socket:
                message = json.loads(text)
                if "id" in message:
                    self.answers[message["id"]].put(message)
                elif message["method"] == "network.beforeRequestSent":
                    self.requests.append(message["params"]["request"]["url"])

    def send(self, method, **parameters):
        """Send a command; return the queue its answer will come to."""
        number = next(self.numbers)
        self.answers[number] = Queue()
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        return self.answers[number]

    def ask(self, method, timeout=30, **parameters):
        """Send a command and return its result. Raises RuntimeError with what Firefox said."""
        try:
            answer = self.send(method, **parameters).get(timeout=timeout)
        except Empty:
            raise RuntimeError(f"{method}: no answer") from None
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['error']} {answer['message']}")
        return answer["result"]

    # What a person does

    def open(self, url):
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def type_address(self, url):
        """Go to an address without waiting for it."""
        return self.send("browsingContext.navigate", context=self.context, url=url, wait="none")

    def traverse(self, delta):
        with contextlib.suppress(RuntimeError):  # nothing further that way
            self.ask("browsingContext.traverseHistory", context=self.context, delta=delta)

    def click(self, selector):
        for attempt in range(5):
            self.run("selector => document.querySelector(selector).scrollIntoView({block: 'center'})", selector)
            self._wait_until_still(selector)
            try:
                self._click(selector)
                break
            except RuntimeError:  # still scrolling
                if attempt == 4:
                    raise
                time.sleep(0.2)

    def _wait_until_still(self, selector):
        """Wait until fonts and scrolling no longer move what is about to be pressed."""
        place, before = "selector => String(document.querySelector(selector).getBoundingClientRect().top)", None
        while before != (before := self.run(place, selector)):
            time.sleep(0.1)

    def _click(self, selector):
        found = self.ask(
            "browsingContext.locateNodes", context=self.context, locator={"type": "css", "value": selector}
        )["nodes"][0]
        origin = {"type": "element", "element": {"sharedId": found["sharedId"]}}
        actions = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.ask(
            "input.performActions",
            context=self.context,
            actions=[{"type": "pointer", "id": "mouse", "actions": actions}],
        )

    def press(self, *keys):
        codes = {"Shift": "\ue008", "Escape": "\ue00c", "Tab": "\ue004", "Control": "\ue009", "Alt": "\ue00a"}
        actions = []
        for key in keys:
            held = [codes.get(part, part) for part in key.split("+")]
            actions += [{"type": "keyDown", "value": value} for value in held]
            actions += [{"type": "keyUp", "value": value} for value in reversed(held)]
        self.ask(
            "input.performActions", context=self.context, actions=[{"type": "key", "id": "keys", "actions": actions}]
        )

    def type(self, selector, text):
        self.click(selector)
        self.press(*text)

    def wait(self, seconds):
        time.sleep(seconds)

    def resize(self, width, height):
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def another(self, url):
        """Open a second tab; return a function that gives its address."""
        tab = self.ask("browsingContext.create", type="tab", background=True, userContext=self.person)["context"]
        self.ask("browsingContext.navigate", context=tab, url=url, wait="complete")
        return lambda: self.ask("browsingContext.getTree", root=tab)["contexts"][0]["url"]

    def spoken(self):
        """Return everything that assistive technology finds on the page, as one text."""
        names = []
        for role in ("heading", "link", "button", "paragraph", "searchbox"):
            locator = {"type": "accessibility", "value": {"role": role}}
            found = self.ask("browsingContext.locateNodes", context=self.context, locator=locator)["nodes"]
            names += [role for _node in found]
        return " ".join(names)

    # What can be seen

    @property
    def url(self):
        return self.ask("browsingContext.getTree", root=self.context)["contexts"][0]["url"]

    def picture(self):
        """Return what is painted just now, as PNG."""
        return base64.b64decode(self.ask("browsingContext.captureScreenshot", context=self.context)["data"])

    def run(self, function, *arguments):
        """Run a function in the page and return its result (also where the page itself may run none)."""
        result = self.ask(
            "script.callFunction",
            functionDeclaration=function,
            awaitPromise=True,
            target={"context": self.context, "sandbox": "test"},
            arguments=[{"type": "string", "value": value} for value in arguments],
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return result["result"].get("value")

    @contextlib.contextmanager
    def watching(self):
        """Keep pictures one after the other (about 25 a second), and titles, while the block runs."""
        self.frames.clear()
        self.titles.clear()
        ended = threading.Event()

        def look():
            while not ended.is_set():
                with contextlib.suppress(RuntimeError):
                    self.frames.append(self.picture())
                    self.titles.append(self.run("() => document.title"))

        looking = threading.Thread(target=look)
        looking.start()
        yield
        ended.set()
        looking.join()
        self.frames.append(self.picture())
