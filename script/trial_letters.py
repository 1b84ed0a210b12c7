"""Visitors who write, each from a network address of their own, and the key that opens what arrived.

For tests and benchmarks; ``run`` is a function that runs Python code in the site and returns what it printed.
"""

import base64
import contextlib
import http.client
import itertools
import re
import threading
import time
import urllib.parse

import pyrage

# With a form that may be sent at once: nobody in these tests takes the time that a person takes.
SET_UP = """
import sys
from django.utils import timezone
from accounts.models import User
from letters.models import FormPage, Letterbox, ReaderKey
reader = User.objects.filter(is_superuser=True).first()
values = {"public": PUBLIC, "sealed_private": "locked", "let_in_at": timezone.now()}
ReaderKey.objects.update_or_create(person=reader, defaults=values)
box = Letterbox.get()
box.paper_key, box.paper_made_on, box.paper_confirmed_on = PUBLIC, timezone.localdate(), timezone.localdate()
box.save()
form = FormPage.objects.get(slug="write-to-us")
form.must_report = form.who_reads = form.what_next = "Filled in."
form.save_revision().publish()
"""
TEXTS = """
import base64
from letters.models import Part
for part in Part.objects.order_by("pk"): print(base64.b64encode(bytes(part.sealed)).decode())
"""
QUESTION = "q-what_would_you_like_to_ask_or_tell_us"
FORM = "/write-to-us/"
_numbers = itertools.count(1 << 16)


def _next_address():
    """Return an address of this machine that nobody had yet."""
    number = next(_numbers)
    return f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def open_letterbox(run):
    """Give a site a reader, a paper key and a public form; return the private key."""
    key = pyrage.x25519.Identity.generate()
    run(SET_UP.replace("PUBLIC", repr(str(key.to_public()))))
    return key


def arrived(run, key):
    """Return all that arrived, opened: [content, …]."""
    found = []
    for line in run(TEXTS).splitlines():
        # What others wrote before is for another key.
        with contextlib.suppress(pyrage.DecryptError):
            found.append(pyrage.decrypt(base64.b64decode(line), [key]).decode().strip())
    return found


class Visitor:
    """Somebody at one network address of this machine."""

    def __init__(self, port):
        self.port, self.address = port, _next_address()

    def ask(self, method, path, fields=None, timeout=20):
        """Return (status, text); 0 when nobody answers."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=timeout, source_address=(self.address, 0)
        )
        body = urllib.parse.urlencode(fields) if fields is not None else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def open_form(self):
        """Return the mark of a form, or ""."""
        found = re.search(r'name="mark" value="([^"]+)"', self.ask("GET", FORM)[1])
        return found[1] if found else ""

    def write(self, text, mark=None, way="myself", **more):
        """Send a letter; return (status, text)."""
        return self.ask("POST", FORM, {"mark": mark or self.open_form(), QUESTION: text, "a-way": way} | more)


class Writing:
    """Visitors who write one letter after the other until the block ends; keeps what was confirmed."""

    def __init__(self, port, number, prefix):
        self.confirmed, self.over = [], threading.Event()
        self.threads = [threading.Thread(target=self.go_on, args=(port, f"{prefix}-{one}")) for one in range(number)]

    def go_on(self, port, prefix):
        for count in itertools.count():
            if self.over.is_set():
                return
            text = f"{prefix}-{count}."
            status, page = Visitor(port).write(text, way="come" if count % 2 else "myself")
            if status == 200 and "It has arrived" in page:
                self.confirmed.append(text)
            else:
                time.sleep(0.05)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()


def missing(confirmed, texts):
    """Return what was confirmed and is in none of the texts."""
    everything = "\n".join(texts)
    return [one for one in confirmed if one not in everything]
