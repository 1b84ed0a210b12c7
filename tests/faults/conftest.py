"""Sites that are killed, starved and cut off, and staff who write meanwhile."""

import contextlib
import html.parser
import http.client
import http.cookiejar
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))
import processes
import real_postgresql
import trial_site

ARTICLE = "/lets-talk-about/ally-vs-accomplice/"
PASSWORD = "seven quiet river stones"
VENV = os.environ.get("SHARED_VENV", sys.prefix)
PEOPLE = (
    "from accounts.models import User; from django.contrib.auth.models import Group\n"
    "if not User.objects.filter(email='editor@example.org').exists():\n"
    f"    person = User.objects.create_user('editor@example.org', '{PASSWORD}')\n"
    "    person.groups.add(Group.objects.get(name='Editors'))"
)


def read(url, opener=urllib.request, timeout=20):
    """Return (status, text); 0 when nobody answers."""
    try:
        with (opener.open if hasattr(opener, "open") else opener.urlopen)(url, timeout=timeout) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""


def recovers(url, good=200, within=10):
    """Return after how many seconds an address is well again; fails when it takes longer than ``within``."""
    begin = time.monotonic()
    while read(url, timeout=5)[0] != good:
        assert time.monotonic() - begin < within, f"{url} is not back after {within} seconds"
        time.sleep(0.1)
    return time.monotonic() - begin


class _Fields(html.parser.HTMLParser):
    """Collects what a form of the editor would send if nothing were changed."""

    def __init__(self):
        super().__init__()
        self.found, self.area, self.choice = {}, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "textarea" and name:
            self.area = name
            self.found[name] = ""
        elif tag == "select" and name:
            self.choice = name
        elif tag == "option" and self.choice and "selected" in given:
            self.found[self.choice] = given.get("value", "")
        elif tag == "input" and name and given.get("type") not in {"checkbox", "radio", "submit", "file"}:
            self.found[name] = given.get("value") or ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.choice = None


class Editor:
    """Somebody of the staff, who signs in and writes drafts as the browser does."""

    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        # A redirect to the saved page is the confirmation; what comes after it does not count.
        self.saver = urllib.request.build_opener(cookies, trial_site.StayHere)

    def fields(self, path):
        fields = _Fields()
        fields.feed(self.opener.open(self.url + path, timeout=20).read().decode())
        return fields.found

    def send(self, path, fields, opener=None):
        """Return (status, text)."""
        data = urllib.parse.urlencode(fields).encode()
        try:
            with (opener or self.opener).open(urllib.request.Request(self.url + path, data), timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            # To the form of signing in, or away from it, is no confirmation.
            elsewhere = error.code == 302 and "/admin/pages/" not in error.headers["Location"]
            return 403 if elsewhere else error.code, error.read().decode()

    def sign_in(self):
        path = "/account/login/"
        known = self.fields(path)
        fields = {"csrfmiddlewaretoken": known["csrfmiddlewaretoken"], "login": "editor@example.org"}
        return self.send(path, fields | {"password": PASSWORD})

    def open_form(self, parent):
        self.form = f"/admin/pages/add/blog/articlepage/{parent}/?template=none"
        # An article without a body: its blocks are put there by the browser.
        self.known = self.fields(self.form) | {"body-count": "0", "next_step-count": "0"}

    def save_draft(self, title):
        """Save a new article as a draft; return (status, text): 302 when it is saved."""
        fields = self.known | {"title": title, "slug": title.lower().replace(" ", "-")}
        return self.send(self.form, fields, self.saver)


class Writers:
    """Staff who save one draft after the other until told to stop; keeps the titles that were confirmed."""

    def __init__(self, editors, prefix):
        self.confirmed, self.unconfirmed, self.over = [], [], threading.Event()
        self.threads = [
            threading.Thread(target=self.write, args=(editor, f"{prefix} {number}"))
            for number, editor in enumerate(editors)
        ]

    def write(self, editor, prefix):
        for count in range(10_000):
            if self.over.is_set():
                return
            title = f"{prefix} {count}"
            try:
                status, _text = editor.save_draft(title)
            except (OSError, http.client.HTTPException):
                status = 0
            (self.confirmed if status == 302 else self.unconfirmed).append(title)
            if status != 302:
                time.sleep(0.05)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()


class Site:
    """A site that can be started, stopped, killed and asked from within."""

    def __init__(self, data, **variables):
        data.mkdir(exist_ok=True)
        self.data, self.port, self.stack = data, processes.free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"
        self.variables = variables | {"SITE_ADDRESS": self.url}

    def start(self, *arguments):
        self.stack = contextlib.ExitStack()
        site = trial_site.running_site(self.data, VENV, *arguments, port=self.port, **self.variables)
        self.process = self.stack.enter_context(site).process
        return self

    def stop(self):
        if self.stack:
            self.stack.close()
        self.stack = None

    def kill(self):
        processes.kill_all(self.process.pid)
        self.stop()

    def manage(self, *words):
        env = trial_site.trial_environment(self.data) | self.variables
        command = [trial_site.ROOT / "script" / "manage", *words]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()

    def run(self, code):
        return self.manage("shell", "-v", "0", "-c", code)

    def titles(self):
        """Return the titles of all articles, live or not."""
        code = "from blog.models import ArticlePage\nfor page in ArticlePage.objects.all(): print(page.title)"
        return set(self.run(code).splitlines())

    def editors(self, count=1):
        parent = self.run("from blog.models import BlogIndexPage\nprint(BlogIndexPage.objects.get().pk)")
        found = [Editor(self.url) for _one in range(count)]
        for editor in found:
            editor.sign_in()
            editor.open_form(parent)
        return found


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory):
    """A real PostgreSQL that writes to the disk before it confirms, and can be killed."""
    database = real_postgresql.PostgreSQL(sys.executable, _readable(tmp_path_factory.mktemp("postgresql")))
    database.start()
    yield database
    database.stop()


def _readable(folder):
    # PostgreSQL is another account, and pytest's folders are for one alone.
    for one in (folder, *list(folder.parents)[:2]):
        one.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory, postgresql):
    site = Site(tmp_path_factory.mktemp("site"), DATABASE_URL=postgresql.url)
    site.start("--demo")
    site.run(PEOPLE)
    yield site
    site.stop()


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    site.start("--demo")
    site.run(PEOPLE)
    yield site
    site.stop()


def lost(site, confirmed):
    """Return the confirmed titles that are not there."""
    return sorted(set(confirmed) - site.titles())
