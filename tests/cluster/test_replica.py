"""Searches are answered by a copy of the database that follows it; a publication is found once it has followed."""

import os
import shutil
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
import real_postgresql
import trial_site

PUBLISH = """
from blog.models import ArticlePage, BlogIndexPage
page = BlogIndexPage.objects.get().add_child(instance=ArticlePage(title={title!r}, slug={slug!r}, live=False))
page.save_revision().publish()
"""


def read(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


@pytest.fixture(scope="module")
def standby():
    # The server runs as another user, who may not look into the folders of the tests.
    folder = Path(tempfile.mkdtemp(prefix="site-standby-"))
    database = real_postgresql.PostgreSQL(sys.executable, folder, follows=os.environ["DATABASE_URL"])
    database.start("hot_standby=on")
    yield database
    database.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def site(cluster, standby):
    """A third machine of the cluster, whose searches the standby answers."""
    data = cluster.folder / "node-replica"
    data.mkdir()
    shared = cluster.shared | {"DATABASE_REPLICA_URL": standby.url}
    with trial_site.running_site(data, sys.prefix, **shared) as running:
        yield running


def is_found(word, page):
    return f'href="/lets-talk-about/{word}/"' in page


def finds(site, word, within=0.0):
    """Return whether a search for a word finds the article that is called so in its address."""
    deadline = time.monotonic() + within
    while True:
        status, page = read(f"{site.url}/search/?q={word}")
        assert status == 200
        if is_found(word, page) or time.monotonic() > deadline:
            return is_found(word, page)
        time.sleep(0.1)


def test_a_publication_is_found_within_the_lag_of_the_copy(cluster, site):
    cluster.manage(0, PUBLISH.format(title="Obsidian glass", slug="obsidian"))
    begin = time.monotonic()
    assert finds(site, "obsidian", within=10)
    print(f"\nfound on the copy after {time.monotonic() - begin:.2f} s")


def test_it_is_the_copy_that_answers(cluster, site, standby):
    with psycopg.connect(standby.url, autocommit=True) as copy:
        assert copy.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        copy.execute("SELECT pg_wal_replay_pause()")
        cluster.manage(0, PUBLISH.format(title="Marcasite stones", slug="marcasite"))
        # The page is there, and found where searches are answered by the database itself; the copy has not followed.
        assert read(f"{site.url}/lets-talk-about/marcasite/")[0] == 200
        assert is_found("marcasite", read(f"{cluster.node_url(0)}/search/?q=marcasite")[1])
        assert not finds(site, "marcasite", within=2)
        copy.execute("SELECT pg_wal_replay_resume()")
        assert finds(site, "marcasite", within=10)


def test_while_the_copy_is_gone_the_database_itself_answers(cluster, site, standby):
    cluster.manage(0, PUBLISH.format(title="Serpentine stones", slug="serpentine"))
    standby.stop()
    try:
        assert finds(site, "serpentine", within=10)
    finally:
        standby.start("hot_standby=on")
    assert finds(site, "serpentine", within=10)
