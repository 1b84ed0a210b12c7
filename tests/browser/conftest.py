"""The real site, started with script/server as on an empty machine, and a real browser to look at it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PASSWORD = "seven quiet river stones"


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """Return an empty data folder that shares the virtual environment, so that nothing is installed twice."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "venv").symlink_to(os.environ.get("SHARED_VENV", sys.prefix))
    return folder


@pytest.fixture(scope="session")
def start(data):
    """Return a function that starts script/server and waits until it answers; all are ended afterwards."""
    started = []

    def start_server(*arguments):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        names = (
            "SECRET_KEY",
            "SITE_ADDRESS",
            "DJANGO_SETTINGS_MODULE",
            "DATABASE_URL",
            "PORT",
            "ADMIN_PASSWORD",
            "ADMIN_EMAIL",
        )
        env = {name: value for name, value in os.environ.items() if name not in names} | {"DATA_DIR": str(data)}
        log = data / f"log-{len(started)}"
        with log.open("w") as opened:
            process = subprocess.Popen(
                [ROOT / "script" / "server", "--port", str(port), *arguments],
                env=env,
                stdout=opened,
                stderr=subprocess.STDOUT,
            )
        started.append(process)
        url = f"http://127.0.0.1:{port}"
        begin = time.monotonic()
        while time.monotonic() - begin < 240:
            try:
                urllib.request.urlopen(f"{url}/robots.txt", timeout=2)
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.2)
        return SimpleNamespace(url=url, log=log, process=process, data=data, seconds=time.monotonic() - begin)

    yield start_server
    for process in started:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def site(start):
    """Return the running site with the examples, and one person in each group."""
    running = start("--demo")
    code = (
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        "for name in ('Editors', 'Moderators', 'Administrators'):\n"
        f"    person = User.objects.create_user(name.lower() + '@example.org', '{PASSWORD}')\n"
        "    person.groups.add(Group.objects.get(name=name))\n"
    )
    env = os.environ | {
        "DATA_DIR": str(running.data),
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "SECRET_KEY": "",
        "SITE_ADDRESS": "",
    }
    subprocess.run([ROOT / "script" / "manage", "shell", "-v", "0", "-c", code], env=env, check=True)
    return running


@pytest.fixture(scope="session")
def browser():
    """Return Debian's Chromium where there is one, else Playwright's own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
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
