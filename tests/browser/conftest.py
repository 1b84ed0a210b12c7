"""The real site, started with script/server as on an empty machine, and a real browser to look at it."""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))
import machine

PASSWORD = "seven quiet river stones"


@pytest.fixture(scope="session")
def start(tmp_path_factory):
    """Return a function that starts script/server on one data folder; all are ended afterwards."""
    data = tmp_path_factory.mktemp("site")
    venv = os.environ.get("SHARED_VENV", sys.prefix)
    with contextlib.ExitStack() as running:
        yield lambda *arguments: running.enter_context(machine.running_site(data, venv, *arguments))


@pytest.fixture(scope="session")
def manage():
    """Return a function that runs Python in the site's own environment, as script/manage shell does."""

    def run(site, code):
        command = [machine.ROOT / "script" / "manage", "shell", "-v", "0", "-c", code]
        subprocess.run(command, env=machine.trial_environment(site.data), check=True)

    return run


@pytest.fixture(scope="session")
def site(start, manage):
    """Return the running site with the examples, and one person in each group."""
    running = start("--demo")
    manage(
        running,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        "for name in ('Editors', 'Moderators', 'Administrators'):\n"
        f"    person = User.objects.create_user(name.lower() + '@example.org', '{PASSWORD}')\n"
        "    person.groups.add(Group.objects.get(name=name))\n",
    )
    return running


@pytest.fixture(scope="session")
def browser():
    """Return Debian's Chromium where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=machine.find_browser(), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield running
        running.close()


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


@pytest.fixture
def sign_in(visit):
    """Return a function that opens the editor as a member of a group, on a desktop screen."""

    def open_editor(group):
        page = visit("/admin/login/", viewport={"width": 1280, "height": 900})
        page.get_by_label("E-mail address").fill(f"{group.lower()}@example.org")
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
        page.wait_for_url("**/admin/")
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
