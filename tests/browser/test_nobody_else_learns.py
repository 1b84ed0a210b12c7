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
