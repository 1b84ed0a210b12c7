"""Servers and databases that are killed or stopped: what was confirmed is there, the site reads and comes back."""

import os
import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.request

import processes
import pytest
import trial_site
from conftest import ARTICLE, VENV, Writers, lost, read, recovers

KILLS = 20


def test_a_server_killed_twenty_times_loses_nothing_that_was_confirmed(on_sqlite):
    confirmed, slowest = [], 0
    editors = on_sqlite.editors(2)
    for count in range(KILLS):
        with Writers(editors, f"Server {count}") as writers:
            # Not always at the same moment of a save.
            time.sleep(1 + 0.07 * count)
            read(f"{on_sqlite.url}/search/?q=hous")
            on_sqlite.kill()
            begin = time.monotonic()
            on_sqlite.start()
            assert read(on_sqlite.url + ARTICLE)[0] == 200
            slowest = max(slowest, time.monotonic() - begin)
        confirmed += writers.confirmed
    print(f"\n{len(confirmed)} drafts confirmed, slowest start after a kill {slowest:.1f} s")
    assert len(confirmed) > KILLS
    assert lost(on_sqlite, confirmed) == []
    assert slowest < 10
    assert "ok" in on_sqlite.run(
        "from django.db import connection as c\nprint(c.cursor().execute('PRAGMA integrity_check').fetchone()[0])"
    )
    on_sqlite.manage("search_check")


def start(database, *, careless):
    """Start a database: as it should be, or so that it confirms what nobody has written yet."""
    if not careless:
        database.start()
        return
    database.start("synchronous_commit=off", "wal_buffers=64MB", "bgwriter_lru_maxpages=0", "autovacuum=off")
    server = (database.data / "postmaster.pid").read_text().split()[0]
    asked = subprocess.run(["pgrep", "-P", server, "-f", "walwriter"], check=True, capture_output=True, text=True)
    os.kill(int(asked.stdout), signal.SIGSTOP)


def kill_the_database(site, database, *, careless=False):
    """Kill a database KILLS times while staff write; return (confirmed, lost, slowest return in seconds)."""
    database.stop()
    start(database, careless=careless)
    recovers(f"{site.url}/health/ready/", good=204)
    confirmed, slowest = [], 0
    name = "Careless" if careless else "Database"
    for count in range(KILLS):
        # Anew each time: a careless database forgets who had signed in.
        editors = site.editors(2)
        with Writers(editors, f"{name} {count}") as writers:
            time.sleep(1 + 0.07 * count)
            database.kill()
            time.sleep(0.2)
            # From memory, or, where staff had just changed something, with a word about it.
            assert read(site.url + ARTICLE)[0] in {200, 503}
            start(database, careless=careless)
            slowest = max(slowest, recovers(f"{site.url}/health/ready/", good=204))
        confirmed += writers.confirmed
    return confirmed, lost(site, confirmed), slowest


def test_a_database_killed_twenty_times_loses_nothing_that_was_confirmed(on_postgresql, postgresql):
    read(on_postgresql.url + ARTICLE)
    confirmed, missing, slowest = kill_the_database(on_postgresql, postgresql)
    print(f"\n{len(confirmed)} drafts confirmed, {len(missing)} lost, back after {slowest:.1f} s at most")
    assert len(confirmed) > KILLS
    assert missing == []
    on_postgresql.manage("search_check")


def test_the_drill_would_notice_a_loss(on_postgresql, postgresql):
    """The control: a database that confirms before it writes must lose some of them."""
    confirmed, missing, _slowest = kill_the_database(on_postgresql, postgresql, careless=True)
    postgresql.kill()
    postgresql.start()
    print(f"\n{len(confirmed)} drafts confirmed, {len(missing)} lost, as they should be")
    assert missing


def test_while_the_database_is_stopped_kept_pages_answer_and_others_say_whom_to_call(on_postgresql, postgresql):
    site = on_postgresql
    recovers(f"{site.url}/health/ready/", good=204)
    # Each process keeps its own.
    for _visit in range(20):
        kept = read(site.url + ARTICLE)[1]
    editor = site.editors()[0]
    postgresql.stop()
    begin = time.monotonic()
    while time.monotonic() - begin < 65:  # longer than a page counts as new
        for _visit in range(10):
            assert read(site.url + ARTICLE) == (200, kept)
        time.sleep(1)
    status, text = read(f"{site.url}/search/?q=housing")
    assert status == 503
    assert "This page is away for a moment" in text
    assert 'href="tel:' in text
    assert read(f"{site.url}/health/live/")[0] == 204
    assert read(f"{site.url}/health/ready/")[0] == 503
    status, text = editor.save_draft("Not now")
    assert status == 503
    assert "The database does not answer." in text
    assert "it was not saved" in text
    postgresql.start()
    print(f"\nback after {recovers(f'{site.url}/search/?q=housing'):.1f} s")
    assert editor.save_draft("Now")[0] == 302
    assert {"Now"} <= site.titles()


def test_when_the_site_itself_is_gone_the_proxy_says_whom_to_call(tmp_path):
    with trial_site.proxied_site(tmp_path, VENV, "--demo") as site:
        trust = ssl.create_default_context(cafile=site.authority)
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust))
        assert read(site.url + ARTICLE, opener)[0] == 200
        processes.kill_all(site.process.pid)
        with pytest.raises(urllib.error.HTTPError, match="502") as answer:
            opener.open(site.url + ARTICLE)
        assert answer.value.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.value.headers["Cache-Control"] == "no-store"
        text = answer.value.read().decode()
        assert 'href="tel:' in text
        assert "Leave this site" in text
        (tmp_path / "public" / "outage.html").unlink()
        status, text = read(site.url + ARTICLE, opener)
        assert status == 502
        assert "your local emergency number" in text
