"""Every released version's database becomes one of today's at the next start, and keeps what staff wrote."""

import lzma
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
RELEASED = sorted(
    file.name for file in (ROOT / "tests" / "released").iterdir() if file.is_dir() and "_" not in file.name
)
LOOK = """
from django.core.management import call_command
from django.test import Client
client = Client(headers={'host': 'localhost'})
from accounts.models import User
from blog.models import ArticlePage
from consent.models import Consent
call_command("makemigrations", "--check", "--dry-run", verbosity=0)
call_command("search_check")
pages = [page.get_url() for page in ArticlePage.objects.live()]
assert len(pages) == 2, pages
assert all(client.get(url).status_code == 200 for url in ["/", *pages])
assert b"Staff wrote this" in client.get("/search/?q=rowan").content
assert b"A contact" in client.get("/").content
assert ArticlePage.objects.get(title="Staff began this").get_latest_revision_as_object().body[0].value.source
assert Consent.objects.get().in_force
assert User.objects.get(email="editor@example.org").check_password("seven quiet river stones")
from django.contrib.auth.models import Group
assert Group.objects.get(name="Advocates").permissions.filter(codename="read_submissions").exists()
print("all there")
"""
MAKE = """
from home.models import HomePage
from letters.models import FormField, FormPage
form = FormPage(title="Ask us", live=False)
HomePage.objects.get().add_child(instance=form)
for label in ("What?", "When?"):
    FormField.objects.create(page=form, label=label, field_type="singleline", locale=form.locale)
"""
ROWS = """
from letters.models import FormField
keys = [field.translation_key for field in FormField.objects.all()]
assert len({*keys}) == len(keys) > 1, keys
print("keys of their own")
"""


def start(folder, url):
    """Return (exit code, what was said) of preparing a site on a database, as script/server does."""
    env = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "prepare_site"], env=env, cwd=ROOT, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def manage(folder, url, *command):
    env = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": url}
    command = [sys.executable, ROOT / "manage.py", *command]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    return done.stdout + done.stderr


def look(folder, url):
    return manage(folder, url, "shell", "-v", "0", "-c", LOOK)


@pytest.fixture
def database(tmp_path):
    """Return a function that fills a new database with what a file holds; gives its DATABASE_URL."""
    if connection.vendor == "sqlite":

        def fill(version):
            file = ROOT / "tests" / "released" / version / "site.sqlite3.xz"
            (tmp_path / "site.sqlite3").write_bytes(lzma.decompress(file.read_bytes()))
            return f"sqlite:///{tmp_path / 'site.sqlite3'}"

        yield fill
        return
    server, name = os.environ["DATABASE_URL"].rpartition("/")[0], "released"

    def fill(version):
        with psycopg.connect(f"{server}/postgres", autocommit=True) as opened:
            opened.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        dump = (ROOT / "tests" / "released" / version / "postgresql.sql.xz").read_bytes()
        with psycopg.connect(f"{server}/{name}", autocommit=True) as opened:
            opened.execute(lzma.decompress(dump).decode())
        return f"{server}/{name}"

    yield fill
    with psycopg.connect(f"{server}/postgres", autocommit=True) as opened:
        opened.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def test_the_version_of_the_code_is_among_those_that_are_kept():
    from config import VERSION

    assert VERSION in RELEASED


@pytest.mark.parametrize("version", RELEASED)
def test_a_database_of_each_released_version_becomes_one_of_today(database, tmp_path, version):
    url = database(version)
    code, said = start(tmp_path, url)
    assert code == 0, said
    assert "all there" in look(tmp_path, url)
    # From between two versions: rows of a page were not translated yet.
    assert manage(tmp_path, url, "shell", "-v", "0", "-c", MAKE) == ""
    for app, before in (("letters", "0001"), ("events", "0002")):
        assert "OK" in manage(tmp_path, url, "migrate", app, before)
    code, said = start(tmp_path, url)
    assert code == 0, said
    assert "keys of their own" in manage(tmp_path, url, "shell", "-v", "0", "-c", ROWS)


def test_a_database_from_before_the_first_version_is_refused_in_one_sentence(tmp_path):
    file = tmp_path / "site.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'home', '0001_initial', '2026-11-01')")
    code, said = start(tmp_path, f"sqlite:///{file}")
    assert code == 1
    assert "from before version 1.0.0: its backups can be read" in said
    assert "Traceback" not in said
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [
            ("django_migrations",)
        ]
