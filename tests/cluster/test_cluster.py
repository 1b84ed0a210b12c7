"""Several servers behave as one: what is published, uploaded, signed in or counted on one holds on the other."""

import http.cookiejar
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import psycopg
import pytest
from conftest import trial_site

ARTICLE = "/lets-talk-about/ally-vs-accomplice/"
PASSWORD = "seven quiet river stones"


def read(url):
    """Return (status, body)."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Browser:
    """Keeps cookies, as a browser does, whichever server answers."""

    def __init__(self):
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def sign_in(self, node, email, password):
        url = f"{node}/account/login/"
        page = self.opener.open(url).read().decode()
        token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        form = {"csrfmiddlewaretoken": token, "login": email, "password": password}
        return self.opener.open(urllib.request.Request(url, urllib.parse.urlencode(form).encode())).read().decode()


@pytest.fixture(scope="module")
def editor(cluster):
    cluster.manage(
        0,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        f"person = User.objects.create_user('editor@example.org', '{PASSWORD}')\n"
        "person.groups.add(Group.objects.get(name='Editors'))",
    )
    return "editor@example.org"


def test_what_is_published_on_one_is_seen_on_both_at_once(cluster):
    for title in ("Named on the first", "Named again", "And again"):
        for number in (0, 1):
            read(cluster.node_url(number) + ARTICLE)
        cluster.manage(
            0,
            "from blog.models import ArticlePage\n"
            "article = ArticlePage.objects.get(slug='ally-vs-accomplice')\n"
            f"article.title = {title!r}\narticle.save_revision().publish()",
        )
        for _connection in range(10):
            for number in (0, 1):
                assert f">{title}</h1>".encode() in read(cluster.node_url(number) + ARTICLE)[1]


def test_what_is_uploaded_on_one_is_handed_out_by_the_other(cluster):
    address = cluster.manage(
        0,
        "from django.core.files.images import ImageFile; from pages.models import SiteImage\n"
        "from pathlib import Path\n"
        "with Path('static/root/icon-512.png').open('rb') as opened:\n"
        "    image = SiteImage(title='An icon', description='Three lines', file=ImageFile(opened, name='icon.png'))\n"
        "    image.save()\n"
        "print(image.get_rendition('width-200').url)",
    )
    status, body = read(cluster.node_url(1) + address)
    assert status == 200
    assert body.startswith(b"\x89PNG")
    # From the bucket, since neither has a folder of uploads.
    assert not list(cluster.folder.glob("node-*/media/**/icon*"))
    assert read(cluster.node_url(1) + "/media/images/nothing.png")[0] == 404


def test_whoever_signs_in_on_one_is_signed_in_on_the_other(cluster, editor):
    browser = Browser()
    browser.sign_in(cluster.node_url(0), editor, PASSWORD)
    # One host with two ports: the cookie is the same.
    page = browser.opener.open(f"{cluster.node_url(1)}/admin/").read().decode()
    assert "What do you want to do?" in page


def test_wrong_passwords_are_counted_together(cluster):
    for number in (0, 1, 0, 1, 0):
        assert "too many attempts" not in Browser().sign_in(cluster.node_url(number), "guess@example.org", "wrong")
    for number in (1, 0):
        assert "too many attempts" in Browser().sign_in(cluster.node_url(number), "guess@example.org", "wrong")


def through(cdn, cluster, path, **headers):
    """Return (headers, text) of a page as a visitor gets it from the CDN."""
    request = urllib.request.Request(cdn + path, headers={"Host": cluster.url.removeprefix("http://"), **headers})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers, answer.read().decode()


def test_a_cdn_keeps_pages_until_something_is_published_and_never_anybodys_own(cluster, cdn):
    paths = (ARTICLE, "/lets-talk-about/", "/lets-talk-about/feed/")
    for path in paths:
        through(cdn, cluster, path)
        headers, _text = through(cdn, cluster, path)
        assert int(headers["X-Varnish"].split()[-1]) != int(headers["X-Varnish"].split()[0])  # a hit names two
        assert headers["Cache-Control"] == "no-store"
        assert "CDN-Cache-Control" not in headers
    for path, cookie in ((ARTICLE, "left=1"), ("/search/?q=help", ""), ("/account/login/", "")):
        for _visit in range(2):
            headers, _text = through(cdn, cluster, path, **({"Cookie": "anyone=1"} if cookie else {}))
            assert len(headers["X-Varnish"].split()) == 1, path
    cluster.manage(
        0,
        "from blog.models import ArticlePage\n"
        "article = ArticlePage.objects.get(slug='ally-vs-accomplice')\n"
        "article.title = 'Told to the CDN'\narticle.save_revision().publish()",
    )
    soon(lambda: all("Told to the CDN" in through(cdn, cluster, path)[1] for path in paths))
    # What is taken down is gone there, too, and nobody else may empty the cache.
    other = "/about/"
    through(cdn, cluster, other)
    request = urllib.request.Request(cdn, method="PURGE")
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(request)
    assert len(through(cdn, cluster, other)[0]["X-Varnish"].split()) == 2
    page = "from wagtail.models import Page\npage = Page.objects.get(slug='about').specific\n"
    cluster.manage(1, f"{page}page.unpublish()")
    soon(lambda: taken_down(cdn, cluster, other))
    cluster.manage(1, f"{page}page.save_revision().publish()")


def soon(holds):
    """Wait until something holds; fail when it does not within five seconds."""
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def taken_down(cdn, cluster, path):
    try:
        through(cdn, cluster, path)
    except urllib.error.HTTPError as error:
        return error.code == 404
    return False


def test_notices_are_left_to_the_worker_and_arrive_when_one_comes(cluster, editor):
    cluster.manage(
        1,
        "from accounts.models import User; from django.contrib.auth.models import Group\n"
        "from blog.models import ArticlePage\n"
        f"reader = User.objects.create_user('reader@example.org', '{PASSWORD}')\n"
        "reader.groups.add(Group.objects.get(name='Moderators'))\n"
        "article = ArticlePage.objects.get(slug='ally-vs-accomplice')\n"
        "article.get_workflow().start(article, User.objects.get(email='editor@example.org'))",
    )
    waiting = "from django_tasks_db.models import DBTaskResult\nprint(DBTaskResult.objects.ready().count())"
    assert int(cluster.manage(0, waiting)) > 0
    with cluster.worker() as log:
        deadline = time.monotonic() + 30
        while "To: reader@example.org" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
    assert int(cluster.manage(0, waiting)) == 0


class Load:
    """Visitors who read through the proxy until the block ends; keeps what did not work."""

    def __init__(self, url, visitors=4):
        self.url, self.failed, self.read, self.over = url, [], 0, threading.Event()
        self.threads = [threading.Thread(target=self.visit, args=(n,)) for n in range(visitors)]

    def visit(self, number):
        while not self.over.is_set():
            try:
                # Now and then a page that no memory answers.
                status, _body = read(
                    f"{self.url}/search/?q=help{number}" if self.read % 20 == 0 else self.url + ARTICLE
                )
            except OSError as error:
                status = str(error)
            self.read += 1
            if status != 200:
                self.failed.append(status)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()


def test_a_server_killed_under_load_loses_no_more_than_what_was_on_its_way(cluster):
    with Load(cluster.url) as load:
        time.sleep(3)
        before = load.read
        cluster.kill(1)
        time.sleep(5)
    cluster.start(1)
    assert before > 100
    assert load.read - before > 100
    assert len(load.failed) <= len(load.threads), load.failed


SCHEDULE = """
import datetime
from django.utils import timezone
from blog.models import ArticlePage, BlogIndexPage
article = ArticlePage(title="Comes by itself", slug="{slug}", live=False, body=[("paragraph", "<p>Now.</p>")])
BlogIndexPage.objects.get().add_child(instance=article)
article.go_live_at = timezone.now() + datetime.timedelta(seconds=20)
article.save_revision(log_action=True).publish()
"""
PUBLISHED = """
from wagtail.models import PageLogEntry, Page
page = Page.objects.get(slug="{slug}")
print(PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.publish.scheduled").count())
"""


@pytest.mark.parametrize("killed", [0, 1], ids=["the first is killed", "the second is killed"])
def test_the_clock_of_either_server_publishes_what_was_scheduled_and_does_it_once(cluster, killed):
    """One of the two is in charge. Whichever is killed, within a minute of its time the page is there."""
    slug = f"comes-by-itself-{killed}"
    cluster.manage(killed, SCHEDULE.format(slug=slug))
    begin = time.monotonic()
    cluster.kill(killed)
    url = f"{cluster.node_url(1 - killed)}/lets-talk-about/{slug}/"
    try:
        while read(url)[0] != 200:
            assert time.monotonic() - begin < 20 + 60, "nobody published it"
            time.sleep(1)
    finally:
        cluster.start(killed)
    assert read(f"{cluster.node_url(killed)}/lets-talk-about/{slug}/")[0] == 200
    assert cluster.manage(killed, PUBLISHED.format(slug=slug)) == "1"


def test_restarting_one_after_the_other_loses_nothing(cluster):
    with Load(cluster.url) as load:
        for number in (0, 1):
            cluster.stop(number)
            time.sleep(1)
            cluster.start(number)
            time.sleep(3)
    assert load.read > 500
    assert load.failed == []


MIGRATION = """from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("blog", "{last}")]
    operations = [migrations.RunSQL("ALTER TABLE blog_articlepage ADD COLUMN of_the_next_version varchar(10) NULL")]
"""


def test_a_new_version_with_a_migration_comes_without_anybody_noticing(cluster, tmp_path):
    new = tmp_path / "new"
    files = subprocess.run(["git", "ls-files"], cwd=trial_site.ROOT, check=True, capture_output=True, text=True).stdout
    for name in files.splitlines():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(trial_site.ROOT / name, new / name)
    last = max(file.stem for file in (new / "blog" / "migrations").glob("0*.py"))
    (new / "blog" / "migrations" / "9999_next.py").write_text(MIGRATION.format(last=last))
    with Load(cluster.url) as load:
        for number in (0, 1):
            cluster.stop(number)
            time.sleep(1)
            cluster.start(number, root=new)
            time.sleep(3)
    assert load.read > 500
    assert load.failed == []
    # A machine with the code of before goes on, but is not begun again.
    cluster.stop(1)
    with pytest.raises(RuntimeError, match="newer version of the site"):
        cluster.start(1)
    cluster.start(1, root=new)
    with psycopg.connect(cluster.shared["DATABASE_URL"]) as database:
        # It was there, and goes for the tests that follow.
        database.execute("ALTER TABLE blog_articlepage DROP COLUMN of_the_next_version")
        database.execute("DELETE FROM django_migrations WHERE name = '9999_next'")
