"""Journeys of somebody who leaves, and a site outside that they leave for."""

import contextlib
import functools
import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Error

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


BROWSERS = pytest.mark.parametrize("name", ["chromium", "firefox"])


SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def until(condition, window, seconds=10):
    """Wait for something a browser does in its own time; between two pages, nothing can be asked."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Error, RuntimeError):
            if condition():
                return
        assert time.monotonic() < deadline, "it did not happen"
        window.wait(0.05)


@functools.lru_cache(maxsize=1000)
def strange(picture):
    """Return how many pixels are neither blank nor of the other site's plain colours; most frames are alike."""
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(np.int16)
    known = [(abs(pixels - np.array(colour, np.int16)) < 12).all(axis=2) for colour in (BLUE, GREEN, WHITE)]
    return int((~np.any(known, axis=0)).sum())


def come_and_read(window, outside, site):
    """Come from a search page, read one page, go on to another."""
    window.open(f"{outside.url}/search")
    window.click("#go")
    until(lambda: window.url == site.url + ARTICLE, window)
    window.wait(0.5)
    window.click(f"footer a[href='{OTHER}']")
    until(lambda: window.url == site.url + OTHER, window)
    window.wait(0.5)
