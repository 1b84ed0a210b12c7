"""Reading the site leaves no cookie and nothing stored, asks nobody else for anything, and writes nothing down."""

from urllib.parse import urlsplit


def test_a_journey_through_every_page_type_touches_no_other_host(visit, site):
    from conftest import PAGES

    page = visit("/")
    hosts, faults = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for path in PAGES.values():
        page.goto(path, wait_until="networkidle")
    assert hosts == {urlsplit(site.url).netloc}
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert [fault for fault in faults if "404" not in fault] == []


def test_what_is_searched_and_opened_is_not_written_down(visit, site):
    page = visit("/search/?q=canaryword")
    page.goto("/nowhere-canaryword/?q=canaryword")
    page.goto("/lets-talk-about/ally-vs-accomplice/?canaryword")
    assert "canaryword" not in site.log.read_text()
    for file in site.data.rglob("*"):
        if file.is_file() and "venv" not in file.parts:
            assert b"canaryword" not in file.read_bytes(), file


def test_the_editor_asks_nobody_else_either(sign_in, site):
    page = sign_in("Administrators")
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for path in (
        "/admin/",
        "/admin/pages/",
        "/admin/images/",
        "/admin/users/",
        "/admin/account/",
        "/admin/reports/workflow/",
    ):
        page.goto(path, wait_until="networkidle")
    assert hosts == {urlsplit(site.url).netloc}
