"""The real site, started with script/server as on an empty machine, and a real browser to look at it."""

import contextlib
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))
import programs
import trial_letters
import trial_site
from chromium_window import Chromium
from firefox_window import Firefox
from leaving_journeys import Outside
from page_types import PAGES
from quiet_journeys import switch_on
from staff_tasks import GUIDE, PASSWORD, SECRET, Counter, Desks, click, enter

_networks = itertools.cycle(range(256))


@pytest.fixture(scope="session")
def start(tmp_path_factory):
    """Return a function that starts script/server on one data folder; all are ended afterwards."""
    data = tmp_path_factory.mktemp("site")
    venv = os.environ.get("SHARED_VENV", sys.prefix)
    with contextlib.ExitStack() as running:
        # As behind a proxy: so each window can have a network of its own, by which letters are counted.
        yield lambda *arguments: running.enter_context(trial_site.running_site(data, venv, *arguments, PROXIES="1"))


# Does what it reads, a line of JSON at a time, and answers what went wrong: starting Django takes seconds.
ERRANDS = """
import json, sys, traceback
from django.core.cache import caches
answers, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    said = ""
    caches["default"].clear()
    try:
        exec(json.loads(line), {})
    except Exception:
        said = traceback.format_exc()
    print(json.dumps(said), file=answers, flush=True)
"""


@pytest.fixture(scope="session")
def start_elsewhere(tmp_path_factory):
    """Return a function that starts a second site on a data folder of its own, with settings of its own."""
    venv = os.environ.get("SHARED_VENV", sys.prefix)
    with contextlib.ExitStack() as running:

        def start(*arguments, **variables):
            data = tmp_path_factory.mktemp("site")
            return running.enter_context(trial_site.running_site(data, venv, *arguments, PROXIES="1", **variables))

        yield start


@pytest.fixture(scope="session")
def manage():
    """Return a function that runs Python in the site's own environment, as script/manage shell does."""
    shells = {}

    def run(site, code):
        if site.data not in shells:
            command = [trial_site.ROOT / "script" / "manage", "shell", "-v", "0", "-c", ERRANDS]
            env = trial_site.trial_environment(site.data)
            pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            shells[site.data] = subprocess.Popen(command, env=env, **pipe)
        shell = shells[site.data]
        shell.stdin.write(f"{json.dumps(code)}\n")
        shell.stdin.flush()
        if said := json.loads(shell.stdout.readline()):
            raise RuntimeError(said)

    yield run
    for shell in shells.values():
        shell.stdin.close()
        shell.wait(20)


@pytest.fixture(scope="session")
def site(start, manage):
    """Return the running site with the examples, and one person in each group."""
    running = start("--demo")
    manage(
        running,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        "from allauth.mfa.totp.internal.auth import TOTP\n"
        "for name in ('Editors', 'Moderators', 'Administrators', 'Survivor leadership', 'Advocates'):\n"
        f"    person = User.objects.create_user(name.lower().replace(' ', '-') + '@example.org', '{PASSWORD}')\n"
        "    person.groups.add(Group.objects.get(name=name))\n"
        f"    TOTP.activate(person, '{SECRET}')\n"
        "from first_content.demo import bring_services_back\nbring_services_back()\n",
    )
    trial_letters.open_letterbox(lambda code: manage(running, code))
    return running


@pytest.fixture(scope="session")
def launch():
    """Return a function that starts a browser by its path, or Playwright's own; on a profile, its one window."""
    with sync_playwright() as playwright, contextlib.ExitStack() as running:

        def start_one(path, profile=None, **options):
            options |= {"executable_path": path, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}
            if profile:
                return playwright.chromium.launch_persistent_context(profile, **options)
            browser = playwright.chromium.launch(**options)
            running.callback(browser.close)
            return browser

        yield start_one


@pytest.fixture(scope="session")
def browser(launch):
    return launch(programs.find_browser_without_window())


@pytest.fixture(scope="session")
def remembering_browser(launch):
    """Return a Chromium as people have it, with the back/forward cache, which Playwright switches off."""
    return launch(programs.find_browser(), ignore_default_args=["--disable-back-forward-cache"])


@pytest.fixture
def visit(browser, site):
    """Return a function that opens an address of the site in a fresh window; options are the window's."""
    windows = []

    def open_page(path="/", **options):
        usual = {"viewport": {"width": 360, "height": 800}}
        usual["extra_http_headers"] = {"X-Forwarded-For": f"10.0.{next(_networks)}.1"}
        window = browser.new_context(base_url=site.url, **(usual | options))
        window.set_default_timeout(15_000)
        windows.append(window)
        page = window.new_page()
        page.goto(path)
        return page

    yield open_page
    for window in windows:
        window.close()


@pytest.fixture
def read_quietly(visit):
    """Return a function that opens an address and switches reading without a trail on."""
    return lambda path="/safer-browsing/", **options: switch_on(visit(path, **options))


@pytest.fixture(scope="session")
def desks(browser, site):
    """Return where each group works."""
    return Desks(browser, site.url, {"X-Forwarded-For": f"10.0.{next(_networks)}.1"})


@pytest.fixture
def sign_in(desks):
    """Return a function that opens the editor as a member of a group, on a desktop screen, in a window of its own."""
    used = []

    def open_editor(group):
        used.append(desks.of(group))
        page = used[-1].new_page()
        page.goto("/admin/")
        # What a test has opened and folded is no matter of the next one.
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        return page

    yield open_editor
    for page in [page for context in used for page in context.pages]:
        page.close()


@pytest.fixture(params=PAGES.values(), ids=PAGES.keys())
def path(request):
    """Return the address of one page of every type."""
    return request.param


_journeys = []  # (journey, clicks, fields), printed when all tests are done


@pytest.fixture(scope="session")
def journeys():
    return _journeys


def pytest_terminal_summary(terminalreporter):
    """Print what each of staff's journeys took."""
    for journey, clicks, fields in _journeys:
        terminalreporter.write_line(f"{journey}: {clicks} clicks, {fields} fields")


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture(params=[click, enter], ids=["mouse", "keyboard"])
def press(request):
    """Return the way in which a journey presses things."""
    return request.param


@pytest.fixture
def counted(counter, journeys, request):
    """Return a function that notes what a journey took and compares it with the guide."""

    def note(journey):
        if request.node.funcargs.get("press") is enter:
            assert counter.clicks == 0
            return
        journeys.append((journey, counter.clicks, len(counter.fields)))
        row = re.search(rf"^\| {re.escape(journey)} \| (\d+) \| (\d+) \|$", GUIDE.read_text(), re.MULTILINE)
        assert row, f"docs/editors.md lacks: | {journey} | {counter.clicks} | {len(counter.fields)} |"
        assert (int(row[1]), int(row[2])) == (counter.clicks, len(counter.fields)), sorted(counter.fields)

    return note


@pytest.fixture
def write(manage, site):
    """Return a function that runs Python with a published article called ``title`` as ``article``."""

    def run(title, text, more=""):
        slug = re.sub(r"\W+", "-", title.lower())
        manage(
            site,
            "from blog.models import *; from consent.models import Consent; from accounts.models import User\n"
            f"[one.delete() for one in ArticlePage.objects.filter(slug={slug!r})]\n"
            f"article = ArticlePage(title={title!r}, slug={slug!r}, live=False, body=[('paragraph', {text!r})])\n"
            f"BlogIndexPage.objects.get().add_child(instance=article)\narticle.save_revision(log_action=True).publish()\n{more}",
        )
        return f"/lets-talk-about/{slug}/"

    return run


@pytest.fixture(scope="module")
def outside(site, manage):
    running = Outside(site)
    manage(site, f"from home.models import SiteSettings as S; S.objects.update(leave_target='{running.url}/target')")
    yield running
    manage(site, "from home.models import SiteSettings as S; S.objects.update(leave_target='https://www.weather.gov/')")
    running.server.shutdown()


@pytest.fixture(scope="session")
def firefoxes():
    """Return the Firefoxes that run: {what is set in them: Firefox}."""
    running = {}
    yield running
    for firefox in running.values():
        firefox.close()


@pytest.fixture
def open_window(outside, remembering_browser, firefoxes):
    """Return a function that opens a window of a browser by name, as of somebody who was never here."""
    windows = []
    outside.seen.clear()
    outside.stalled = False

    def open_one(name, *, javascript=True, **preferences):
        if name == "chromium":
            windows.append(Chromium(remembering_browser, javascript=javascript))
            return windows[-1]
        wanted = (javascript, *preferences.items())
        if wanted not in firefoxes:
            firefoxes[wanted] = Firefox(javascript=javascript, **preferences)
        windows.append(firefoxes[wanted])
        windows[-1].begin_anew()
        return windows[-1]

    yield open_one
    for window in windows:
        window.leave()
