"""The site starts with safe settings or not at all, and says in one sentence what to do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

GOOD = {
    "SECRET_KEY": "k9-Vq_7sJ2mX4rT8wZ1bN6cL3pD5fG0hY-aEuRiKoWnMxQvBtS",
    "SITE_ADDRESS": "https://www.example.org",
    "PATH": os.environ["PATH"],
} | {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


def start(code="from django.conf import settings; print(settings.DEBUG)", module="base", **changes):
    """Load settings, those of production unless named, in a process of their own."""
    env = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=env | {"DJANGO_SETTINGS_MODULE": f"config.settings.{module}"},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"SECRET_KEY": None}, "set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "set SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "set SECRET_KEY"),
        ({"SITE_ADDRESS": None}, "set SITE_ADDRESS"),
        ({"SITE_ADDRESS": "www.example.org"}, "set SITE_ADDRESS"),
        ({"SITE_ADDRESS": "http://www.example.org"}, "set SITE_ADDRESS"),
        ({"SITE_ADDRESS": "https://www.example.org/path"}, "set SITE_ADDRESS"),
        ({"SITE_ADDRESS": "https://["}, "set SITE_ADDRESS"),
        ({"DATABASE_URL": "mysql://user@host/name"}, "set DATABASE_URL"),
        ({"DATABASE_URL": "nonsense"}, "set DATABASE_URL"),
        ({"DATABASE_URL": "postgres://"}, "set DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL names no SQLite file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL names no SQLite file"),
        ({"CACHE_URL": "memcache://host"}, "set CACHE_URL"),
        ({"CDN_PURGE": "http://127.0.0.1:6081"}, "set CDN_PURGE"),
        ({"EMAIL_URL": "nonsense"}, "set EMAIL_URL"),
        ({"MEDIA_STORAGE": "s3://host/bucket"}, "set MEDIA_STORAGE"),
        ({"DATABASE_REPLICA_URL": "sqlite:////tmp/copy.sqlite3"}, "set DATABASE_REPLICA_URL"),
        ({"TASKS": "sometimes"}, "set TASKS"),
        ({"TIME_ZONE": "Mars/Olympus"}, "set TIME_ZONE"),
        ({"PROXIES": "some"}, "set PROXIES"),
        ({"SITE_LANGUAGES": "en,tlh"}, "no language that Django knows: 'tlh'"),
        ({"SITE_LANGUAGES": "en,es,en"}, "SITE_LANGUAGES names a language twice"),
        ({"SEARCH_MEANING": "perhaps"}, "set SEARCH_MEANING to off"),
        ({"BACKUP_FOLDER": "s3://host/bucket"}, "set BACKUP_FOLDER"),
    ],
)
def test_a_missing_or_wrong_value_stops_the_start_with_one_sentence(changes, advice):
    result = start(**changes)
    assert result.returncode == 1
    assert advice in result.stderr
    assert result.stderr.startswith("The site did not start: ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_production_is_what_runs_unless_told_otherwise(tmp_path):
    code = "import config.wsgi; from django.conf import settings as s; print(s.SETTINGS_MODULE, s.DEBUG)"
    result = start(code, DJANGO_SETTINGS_MODULE=None, DATA_DIR=str(tmp_path))
    assert result.stdout.split() == ["config.settings.base", "False"], result.stderr


def test_errors_in_full_are_never_shown_to_the_world():
    assert start(DEBUG="1").stdout.strip() == "False"
    refused = start(module="dev")
    assert refused.returncode == 1
    assert refused.stderr.startswith("The site did not start: the development settings")
    assert start(module="dev", SITE_ADDRESS="http://localhost:8000").stdout.strip() == "True"


def test_https_turns_on_all_that_https_needs():
    code = (
        "from django.conf import settings as s\n"
        "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)\n"
        "print(s.ALLOWED_HOSTS)"
    )
    assert start(code).stdout.split("\n")[:2] == ["True True True 63072000", "['www.example.org']"]


def test_keys_with_a_dollar_sign_are_taken_as_they_are():
    key = "$" + GOOD["SECRET_KEY"]
    assert start("from django.conf import settings as s; print(s.SECRET_KEY)", SECRET_KEY=key).stdout.strip() == key


def test_postgresql_is_not_waited_for_long_and_sqlite_waits_for_other_writers():
    code = "from django.conf import settings as s; print(s.DATABASES['default'])"
    assert "'connect_timeout': 3" in start(code, DATABASE_URL="postgres://u:p%40ss@localhost/site").stdout
    sqlite = start(code).stdout
    assert "IMMEDIATE" in sqlite
    assert "journal_mode=WAL" in sqlite


def test_searches_are_answered_by_a_copy_where_one_is_named():
    code = "from django.conf import settings as s; print(s.DATABASES.get('replica', {}).get('HOST'))"
    assert start(code).stdout.strip() == "None"
    assert start(code, DATABASE_REPLICA_URL="postgres://u:p@copy.example.org/site").stdout.strip() == "copy.example.org"


def test_while_redis_is_away_nothing_is_remembered_and_counting_attempts_is_an_error(tmp_path):
    code = (
        "import django; django.setup()\n"
        "from django.core.cache import caches\n"
        "caches['default'].set('page', 'words')\n"
        "print(caches['default'].get('page'))\n"
        "caches['limits'].incr('attempts')"
    )
    done = start(code, CACHE_URL="redis://127.0.0.1:1/0", DATA_DIR=str(tmp_path))
    assert done.stdout.strip() == "None"
    assert "redis.exceptions.ConnectionError" in done.stderr


def test_the_cache_in_front_is_told_of_changes_where_one_is_named():
    code = "from django.conf import settings as s; print(s.WAGTAILFRONTENDCACHE)"
    assert start(code).stdout.strip() == "{}"
    assert "http://secret@127.0.0.1:6081" in start(code, CDN_PURGE="http://secret@127.0.0.1:6081").stdout


def test_a_backup_is_made_each_night_as_soon_as_there_is_a_key():
    code = (
        "import django; django.setup()\nfrom clock.jobs import registered\n"
        "print(registered['backup'].schedule.period if 'backup' in registered else 'never')"
    )
    assert start(code).stdout.strip() == "never"
    assert start(code, BACKUP_KEY="age1of-somebody").stdout.strip() == "1 day, 0:00:00"


def test_every_variable_is_explained():
    read = set(re.findall(r'\btext\("([A-Z_]+)"', Path("config/settings/environment.py").read_text()))
    read |= set(re.findall(r'environment\.text\("([A-Z_]+)"', Path("config/settings/base.py").read_text()))
    for file in ("script/environment.py", "script/server", "first_content/management/commands/prepare_site.py"):
        read |= set(re.findall(r'(?:environ|chosen)\.get\("([A-Z_]+)"', Path(file).read_text()))
    explained = set(re.findall(r"^([A-Z_]+)=", Path(".env.example").read_text(), re.MULTILINE))
    assert explained == read


def test_sqlite_runs_with_the_promised_settings(tmp_path):
    code = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "with connection.cursor() as c:\n"
        "    for name in ('journal_mode', 'foreign_keys', 'busy_timeout'):\n"
        "        print(c.execute(f'PRAGMA {name}').fetchone()[0])"
    )
    assert start(code, DATA_DIR=str(tmp_path)).stdout.split() == ["wal", "1", "20000"]


def test_what_misspelt_words_are_compared_with_is_ready_before_anybody_asks(tmp_path):
    done = start(
        "import threading, config.wsgi\n"
        "from search import spelling, understanding\n"
        "[thread.join() for thread in threading.enumerate() if thread.name == 'search gets ready']\n"
        "print(spelling._dictionary.cache_info().currsize == len(understanding.languages()) > 0)",
        DATA_DIR=str(tmp_path),
    )
    assert done.stdout.strip().endswith("True"), done.stderr


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "203.0.113.9"),
        ({"PROXIES": "2"}, "198.51.100.7"),
        ({"SITE_ADDRESS": "http://localhost"}, "127.0.0.1"),
    ],
    ids=["behind a proxy", "behind two", "behind none"],
)
def test_people_are_told_apart_by_the_address_that_our_own_proxies_name(changes, address):
    """What a visitor writes into the header themselves never counts."""
    code = (
        "import django; django.setup()\n"
        "from django.test import RequestFactory; from letters.gate import network\n"
        "chain = '192.0.2.1, 198.51.100.7, 203.0.113.9'\n"
        "print(network(RequestFactory().get('/', headers={'x-forwarded-for': chain})))"
    )
    assert start(code, **changes).stdout.strip() == address
