"""Several processes on one site: what is changed in one is seen in all of them at once."""

import urllib.error
import urllib.request

import pytest

ADDRESS = "/lets-talk-about/asking-men-to-be-accountable/"
RENAME = (
    "from blog.models import ArticlePage\n"
    "article = ArticlePage.objects.get(slug='asking-men-to-be-accountable')\n"
    "article.title = {title!r}\n"
    "article.save_revision().publish()"
)


@pytest.fixture(scope="module")
def other(site, start):
    """Return a second server beside the first, on the same data."""
    return start("--beside")


def read(site, path=ADDRESS):
    """Return (status, text) as somebody without a cookie gets it, from each process of a server in turn."""
    answers = set()
    for _connection in range(12):
        try:
            with urllib.request.urlopen(site.url + path) as answer:
                answers.add((answer.status, answer.read().decode()))
        except urllib.error.HTTPError as error:
            answers.add((error.code, ""))
    return answers


def test_no_process_shows_what_was_before(site, other, manage):
    for title in ("A first name", "A second name", "A third name"):
        read(site)
        read(other)
        # A process of its own, as publish_scheduled is.
        manage(site, RENAME.format(title=title))
        for server in (site, other):
            for status, text in read(server):
                assert status == 200
                assert f">{title}</h1>" in text


def test_what_staff_publish_on_one_server_is_read_on_the_other_before_they_see_that_it_is_published(
    site, other, manage, sign_in
):
    manage(site, RENAME.format(title="Waiting for its name"))
    read(other)
    page = sign_in("Moderators")
    page.goto("/admin/pages/?q=Waiting")
    page.get_by_role("link", name="Waiting for its name").first.click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("textbox", name="Title").first.fill("Named on one server")
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("published").first.wait_for()
    assert all(">Named on one server</h1>" in text for _status, text in read(other))


def test_what_is_taken_down_is_gone_everywhere(site, other, manage):
    read(site)
    read(other)
    manage(
        site,
        "from blog.models import ArticlePage\nArticlePage.objects.get(slug='asking-men-to-be-accountable').unpublish()",
    )
    assert {status for server in (site, other) for status, _text in read(server)} == {404}
