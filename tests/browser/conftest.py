"""The real site, started with script/server as on an empty machine, and a real browser to look at it."""

import base64
import contextlib
import hmac
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))
import programs
import trial_site

PASSWORD = "seven quiet river stones"
SECRET = "JBSWY3DPEHPK3PXP"


def number_of_now(secret=SECRET):
    """Return the six digits that an authenticator app shows just now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture(scope="session")
def start(tmp_path_factory):
    """Return a function that starts script/server on one data folder; all are ended afterwards."""
    data = tmp_path_factory.mktemp("site")
    venv = os.environ.get("SHARED_VENV", sys.prefix)
    with contextlib.ExitStack() as running:
        yield lambda *arguments: running.enter_context(trial_site.running_site(data, venv, *arguments))


@pytest.fixture(scope="session")
def manage():
    """Return a function that runs Python in the site's own environment, as script/manage shell does."""

    def run(site, code):
        command = [trial_site.ROOT / "script" / "manage", "shell", "-v", "0", "-c", code]
        subprocess.run(command, env=trial_site.trial_environment(site.data), check=True)

    return run


@pytest.fixture(scope="session")
def site(start, manage):
    """Return the running site with the examples, and one person in each group."""
    running = start("--demo")
    manage(
        running,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        "from allauth.mfa.totp.internal.auth import TOTP\n"
        "for name in ('Editors', 'Moderators', 'Administrators', 'Survivor leadership'):\n"
        f"    person = User.objects.create_user(name.lower().replace(' ', '-') + '@example.org', '{PASSWORD}')\n"
        "    person.groups.add(Group.objects.get(name=name))\n"
        f"    TOTP.activate(person, '{SECRET}')\n",
    )
    return running


@pytest.fixture(scope="session")
def launch():
    """Return a function that starts Debian's Chromium where there is one, else Playwright's own."""
    with sync_playwright() as playwright, contextlib.ExitStack() as running:

        def start_one(**options):
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=programs.find_browser(), args=arguments, **options)
            running.callback(browser.close)
            return browser

        yield start_one


@pytest.fixture(scope="session")
def browser(launch):
    return launch()


@pytest.fixture(scope="session")
def remembering_browser(launch):
    """Return a Chromium with the back/forward cache, which Playwright switches off."""
    return launch(ignore_default_args=["--disable-back-forward-cache"])


@pytest.fixture
def visit(browser, site):
    """Return a function that opens an address of the site in a fresh window; options are the window's."""
    windows = []

    def open_page(path="/", **options):
        window = browser.new_context(base_url=site.url, **({"viewport": {"width": 360, "height": 800}} | options))
        window.set_default_timeout(15_000)
        windows.append(window)
        page = window.new_page()
        page.goto(path)
        return page

    yield open_page
    for window in windows:
        window.close()


@pytest.fixture(scope="session")
def signed_in():
    """Keep the cookies of each group's first sign-in: a number of the app is good once only."""
    return {}


@pytest.fixture
def sign_in(visit, signed_in):
    """Return a function that opens the editor as a member of a group, on a desktop screen."""

    def open_editor(group):
        screen = {"viewport": {"width": 1280, "height": 900}}
        if group in signed_in:
            return visit("/admin/", storage_state=signed_in[group], **screen)
        page = visit("/admin/login/", **screen)
        page.get_by_label("Email").fill(f"{group.lower().replace(' ', '-')}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_label("Code").fill(number_of_now())
        page.get_by_role("button", name="Sign In", exact=True).click()
        page.wait_for_url("**/admin/")
        signed_in[group] = page.context.storage_state()
        return page

    return open_editor


PAGES = {
    "home": "/",
    "blog index": "/lets-talk-about/",
    "article": "/lets-talk-about/ally-vs-accomplice/",
    "article with pictures": "/lets-talk-about/listening-without-fixing/",
    "article with folded parts": "/lets-talk-about/when-a-phone-may-be-watched/",
    "article with a comparison": "/lets-talk-about/giving-well/",
    "services": "/get-help/",
    "service with open questions": "/get-help/counseling/",
    "service": "/get-help/example-one-on-one-counseling/",
    "directory": "/resources/",
    "resource": "/resources/example-shelter-line/",
    "standard page": "/safer-browsing/",
    "search results": "/search/?q=shelter+tonight",
    "search without results": "/search/?q=xyzzyq",
    "not found": "/nowhere/",
}


@pytest.fixture(params=PAGES.values(), ids=PAGES.keys())
def path(request):
    """Return the address of one page of every type."""
    return request.param


_journeys = []


@pytest.fixture(scope="session")
def journeys():
    """Return the list of (journey, clicks, fields), which is printed when all tests are done."""
    return _journeys


def pytest_terminal_summary(terminalreporter):
    """Print what each of staff's journeys took."""
    for journey, clicks, fields in _journeys:
        terminalreporter.write_line(f"{journey}: {clicks} clicks, {fields} fields")
