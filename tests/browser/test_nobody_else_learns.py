"""Reading the site leaves no cookie and nothing stored, asks nobody else for anything, and writes nothing down."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest


def test_a_journey_through_every_page_type_touches_no_other_host(visit, site):
    from page_types import PAGES

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


def test_a_video_is_asked_for_only_after_someone_chose_to_play_it(visit, site, manage):
    manage(
        site,
        "from blog.models import ArticlePage, BlogIndexPage\n"
        "video = {'address': 'https://youtu.be/abcdefghijk', 'title': 'A talk', 'transcript': ''}\n"
        "article = ArticlePage(title='With a video', body=[('embed', video)])\n"
        "BlogIndexPage.objects.get().add_child(instance=article)\n",
    )
    page = visit("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith(site.url) else None)
    page.goto("/lets-talk-about/with-a-video/", wait_until="networkidle")
    assert asked == []
    assert page.get_by_text("This video is kept by YouTube.").is_visible()
    with page.expect_request("https://www.youtube-nocookie.com/embed/abcdefghijk") as request:
        page.get_by_role("button", name="Play here, from YouTube").click()
    assert "referer" not in request.value.headers
    assert page.locator("iframe").get_attribute("title") == "A talk"


def test_safer_browsing_opens_the_advice_for_this_browser_on_the_device_alone(visit, site):
    page = visit("/")
    page.goto("/safer-browsing/", wait_until="networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    (opened,) = page.locator("details[data-browser][open]").all()
    assert opened.locator("summary").inner_text() == "Chrome on a computer (probably yours)"
    page.locator("details[data-browser=firefox-phone] summary").click()
    assert page.get_by_text("touch the mask").is_visible()
    assert asked == []
    phone = visit(
        "/", user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Mobile/15E1 Safari/604.1"
    )
    phone.goto("/safer-browsing/")
    assert phone.locator("details[open] summary").inner_text().startswith("Safari on an iPhone or iPad")


def test_what_is_searched_and_opened_is_not_written_down(visit, site):
    page = visit("/search/?q=canaryword")
    page.goto("/nowhere-canaryword/?q=canaryword")
    page.goto("/lets-talk-about/ally-vs-accomplice/?canaryword")
    assert "canaryword" not in site.log.read_text()
    for file in site.data.rglob("*"):
        if file.is_file() and "venv" not in file.parts:
            assert b"canaryword" not in file.read_bytes(), file


SCREENS = (
    "/admin/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    "/admin/documents/",
    "/admin/documents/multiple/add/",
    "/admin/settings/home/sitesettings/",
    "/admin/snippets/pages/topic/add/",
    "/admin/snippets/home/menu/",
    "/admin/snippets/resources/crisiscontact/add/",
    "/admin/users/",
    "/admin/users/new/",
    "/admin/groups/new/",
    "/admin/redirects/",
    "/admin/workflows/list/",
    "/admin/workflows/tasks/index/",
    "/admin/reports/workflow/",
    "/admin/reports/site-history/",
    "/admin/account/",
    "/account/",
    "/account/password/change/",
)


@pytest.fixture
def watched(sign_in):
    """Return a function that opens the editor and notes every host asked and every fault of the policy."""

    def open_editor(group):
        page = sign_in(group)
        page.hosts, page.faults = set(), []
        page.on("request", lambda request: page.hosts.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: page.faults.append(message.text) if "VIOLATION" in message.text else None)
        page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " event => console.error('VIOLATION', event.violatedDirective, event.blockedURI, event.sample))"
        )
        return page

    return open_editor


def test_the_editors_screens_ask_nobody_else_and_break_no_policy(watched, visit, site):
    page = watched("Administrators")
    for path in SCREENS:
        page.goto(path, wait_until="networkidle")
    assert page.hosts == {urlsplit(site.url).netloc}
    assert page.faults == []
    stranger = visit("/account/login/")
    assert {cookie["name"] for cookie in stranger.context.cookies()} == {"csrf"}


def test_every_block_and_chooser_of_the_editor_works_under_the_policy(watched, site):
    page = watched("Administrators")
    page.goto("/admin/pages/")
    for name in ("Home", "Let’s Talk About"):
        page.get_by_role("link", name=re.compile(f"Explore child pages of .{name}.")).click()
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("link", name="An empty page").click()
    page.wait_for_load_state("networkidle")
    body = page.locator("#panel-child-content-body-section")

    def insert():
        body.get_by_role("button", name="Insert a block").last.click()
        page.get_by_placeholder("Search options").wait_for()

    insert()
    names = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    assert len(names) >= 14
    for number, name in enumerate(names, 1):
        insert()
        page.get_by_placeholder("Search options").fill(name)
        page.get_by_role("option", name=name).first.click()
        body.locator("[data-contentpath]").nth(number - 1).wait_for(state="attached")
    opened = set()
    tabs = page.get_by_role("tab")
    for number in range(tabs.count()):
        if tabs.nth(number).is_visible():
            tabs.nth(number).click()
        buttons = page.locator("[role=tabpanel]:not([hidden])").get_by_role(
            "button", name=re.compile("^Choose (an?|some) ")
        )
        for button in buttons.all():
            name = button.inner_text()
            if button.is_visible() and name not in opened:
                button.click()
                page.locator(".modal.in .modal-body").wait_for()
                opened.add(name)
                page.locator(".modal.in").get_by_role("button", name="Close").click()
                page.locator(".modal.in").wait_for(state="detached")
    assert opened >= {"Choose an image", "Choose a document", "Choose a page"}
    # A row of an inline panel and a calendar come from scripts that stand in the page.
    page.get_by_role("tab", name="About this article").click()
    page.get_by_role("button", name="Add author").click()
    page.locator("[id^=inline_child_] [name$='-0-author']").first.wait_for(state="attached")
    page.locator("[name=date]").click()
    page.locator(".xdsoft_datetimepicker:visible").first.wait_for()
    assert page.hosts == {urlsplit(site.url).netloc}
    assert page.faults == []


def test_the_checker_on_the_live_page_works_under_the_public_policy(watched):
    page = watched("Moderators")
    page.goto("/lets-talk-about/ally-vs-accomplice/", wait_until="networkidle")
    page.locator("wagtail-userbar").get_by_role("button").first.click()
    page.get_by_role("menuitem", name=re.compile("issues found", re.IGNORECASE)).wait_for()
    assert page.faults == []


def test_a_picture_and_a_document_are_uploaded_and_refusals_stand_beside_their_file(watched, site, tmp_path):
    page = watched("Editors")
    good, bad = tmp_path / "good.png", tmp_path / "broken.png"
    good.write_bytes(Path("static/root/icon-512.png").read_bytes())
    bad.write_bytes(good.read_bytes()[:300])
    page.goto("/admin/images/multiple/add/", wait_until="networkidle")
    page.locator("input[type=file]").set_input_files([good, bad])
    page.get_by_text("broken.png: This is no picture that can be read.").wait_for()
    page.get_by_role("textbox", name="Alt text").wait_for()
    drawing = tmp_path / "drawing.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page.locator("input[type=file]").set_input_files([drawing])
    page.get_by_text("open it and export it as PNG").last.wait_for()
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"<html>")
    page.goto("/admin/documents/multiple/add/", wait_until="networkidle")
    page.locator("input[type=file]").set_input_files([paper])
    page.get_by_text("paper.pdf: The name ends in .pdf").wait_for()
    right = tmp_path / "right.txt"
    right.write_text("Beans")
    page.locator("input[type=file]").set_input_files([right])
    page.get_by_role("button", name="Update").wait_for()
    # Without a name: pictures shown from memory before they are sent.
    assert page.hosts - {""} == {urlsplit(site.url).netloc}
    assert page.faults == []
