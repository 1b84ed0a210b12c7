"""Letters while servers and databases are killed, in a flood, and what is left of their words on the disk."""

import gzip
import http.client
import itertools
import os
import resource
import threading
import time
import urllib.parse
from pathlib import Path

import pyrage
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from conftest import Site, recovers
from processes import free_port
from test_kills import start
from trial_letters import FORM, QUESTION, Visitor, Writing, arrived, missing, open_letterbox

KILLS = 20
WRITERS = 20


def test_every_confirmed_letter_can_be_opened_after_twenty_kills_of_the_server(on_sqlite):
    key, confirmed = open_letterbox(on_sqlite.run), []
    for count in range(KILLS):
        with Writing(on_sqlite.port, WRITERS, f"server-{count}") as writing:
            time.sleep(1 + 0.07 * count)
            on_sqlite.kill()
            on_sqlite.start()
        confirmed += writing.confirmed
    print(f"\n{len(confirmed)} letters confirmed")
    assert len(confirmed) > 5 * KILLS
    assert missing(confirmed, arrived(on_sqlite.run, key)) == []


def kill_the_database(site, database, key, *, careless):
    """Kill a database while visitors write; return (confirmed, missing)."""
    database.stop()
    start(database, careless=careless)
    recovers(f"{site.url}/health/ready/", good=204)
    confirmed = []
    for count in range(KILLS):
        with Writing(site.port, WRITERS, f"{'careless' if careless else 'database'}-{count}") as writing:
            time.sleep(1 + 0.07 * count)
            database.kill()
            start(database, careless=careless)
            recovers(f"{site.url}/health/ready/", good=204)
        confirmed += writing.confirmed
    if careless:
        database.kill()
        database.start()
        recovers(f"{site.url}/health/ready/", good=204)
    return confirmed, missing(confirmed, arrived(site.run, key))


def test_every_confirmed_letter_can_be_opened_after_twenty_kills_of_the_database(on_postgresql, postgresql):
    confirmed, lost = kill_the_database(on_postgresql, postgresql, open_letterbox(on_postgresql.run), careless=False)
    print(f"\n{len(confirmed)} letters confirmed, {len(lost)} lost")
    assert len(confirmed) > 5 * KILLS
    assert lost == []


def test_the_drill_would_notice_a_lost_letter(on_postgresql, postgresql):
    """The control: a database that confirms before it writes must lose some of them."""
    confirmed, lost = kill_the_database(on_postgresql, postgresql, open_letterbox(on_postgresql.run), careless=True)
    print(f"\n{len(confirmed)} letters confirmed, {len(lost)} lost, as they should be")
    assert lost


def memory(pid):
    """Return the resident memory of a process and its children, in MB."""
    pages = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = process.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            if str(pid) in {process.name, parent}:
                pages += int(process.joinpath("statm").read_text().split()[1])
        except OSError:
            continue
    return pages * resource.getpagesize() / 1_000_000


def test_ten_thousand_spam_posts_in_a_minute_hold_nobody_up(on_sqlite):
    key = open_letterbox(on_sqlite.run)
    people = [Visitor(on_sqlite.port) for _one in range(20)]
    marks = [one.open_form() for one in people]
    time.sleep(3.5)
    before, begin = memory(on_sqlite.process.pid), time.monotonic()
    left, answers, end = itertools.count(1), [], begin + 60
    flood_mark = people[0].open_form()

    def flood(spammer):
        # One connection and one text for all: the senders share two cores with the site.
        fields = {"mark": flood_mark, QUESTION: "Buy", "a-way": "myself", "homepage": "https://spam.example"}
        body, kind = urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", spammer.port, 20, source_address=(spammer.address, 0))
        while next(left) <= 10_000 and time.monotonic() < end:
            connection.request("POST", FORM, body, kind)
            answer = connection.getresponse()
            answer.read()
            answers.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=flood, args=(Visitor(on_sqlite.port),)) for _one in range(8)]
    for thread in threads:
        thread.start()
    written, slowest = [], 0
    for number, (person, mark) in enumerate(zip(people, marks, strict=True)):
        asked = time.monotonic()
        status, page = person.write(f"real-{number}.", mark)
        slowest = max(slowest, time.monotonic() - asked)
        assert status == 200
        assert "It has arrived" in page
        assert person.ask("GET", "/get-help/")[0] == 200
        written.append(f"real-{number}.")
        time.sleep(1)
    for thread in threads:
        thread.join()
    seconds, after = time.monotonic() - begin, memory(on_sqlite.process.pid)
    print(f"\n{len(answers)} posts in {seconds:.0f} s, slowest real one {slowest:.2f} s")
    print(f"memory {before:.0f} → {after:.0f} MB")
    assert set(answers) <= {200, 429}
    assert missing(written, arrived(on_sqlite.run, key)) == []
    apart = "from letters.models import SealedMessage as S\nprint(S.objects.exclude(state='apart').count())"
    assert int(on_sqlite.run(apart)) >= len(written)
    assert after < before * 1.2


# What is left on the disk

CANARIES = {
    "text": "canaryquestion",
    "phone": "canaryphone",
    "safe_time": "canarytime",
    "our_name": "canaryname",
    "email": "canary@mail.example",
    "refused": "canaryrefused",
    "spam": "canaryspam",
    "back": "canaryback",
    "bad": "canarywrongwords",
}
PLAIN = "canaryplainform"


def write_everything(site):
    """Send every canary through every door there is for words."""
    slow = [Visitor(site.port) for _one in range(5)]
    marks = [one.open_form() for one in slow]
    time.sleep(3.5)
    phone = {f"a-{name}": CANARIES[name] for name in ("phone", "safe_time", "our_name")}
    assert slow[0].write(CANARIES["text"], marks[0], "call", **phone)[0] == 200
    assert slow[1].write(CANARIES["text"], marks[1], "mail", **{"a-email": CANARIES["email"]})[0] == 200
    assert slow[2].write(CANARIES["refused"], marks[2], "no such way")[0] == 422
    assert slow[3].write(CANARIES["spam"], marks[3], homepage="x")[0] == 200
    page = slow[4].write(CANARIES["text"], marks[4], "come")[1]
    words = page.partition('class="six-words"')[2].partition("</ol>")[0].replace("<li>", " ").replace("</li>", " ")
    words = " ".join(word for word in words.split() if word.isalpha())
    page = slow[4].ask("POST", "/answer/", {"words": words})[1]
    assert CANARIES["text"] in page
    fields = {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("mark", "conversation")}
    assert slow[4].ask("POST", "/answer/more/", fields | {"text": CANARIES["back"]})[0] == 200
    assert slow[4].ask("POST", "/answer/", {"words": CANARIES["bad"]})[0] == 200
    assert slow[4].ask("POST", FORM, {"x": CANARIES["bad"] * 90_000})[0] == 413
    return words


def found_in(folders, canaries):
    """Return {canary: [files that hold it]} for all files below the folders, whatever they are."""
    found = {}
    for folder in folders:
        for file in Path(folder).rglob("*"):
            if file.is_file() and not file.is_symlink():
                content = file.read_bytes().lower()
                for canary in canaries:
                    if canary.encode() in content:
                        found.setdefault(canary, []).append(str(file))
    return found


@pytest.fixture
def mailbox(tmp_path):
    """A real mail server that keeps what it takes in a folder."""
    server = Controller(Mailbox(tmp_path / "mail"), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_byte_on_the_disk_says_what_was_written(database, tmp_path, mailbox, request):
    backups, reading_key = tmp_path / "backups", pyrage.x25519.Identity.generate()
    variables = {
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "BACKUP_KEY": str(reading_key.to_public()),
        "BACKUP_FOLDER": str(backups),
    }
    folders = [tmp_path]
    if database == "postgresql":
        server = request.getfixturevalue("postgresql")
        variables["DATABASE_URL"] = server.url
        folders.append(server.data)
    site = Site(tmp_path / "site", **variables)
    site.start()
    try:
        open_letterbox(site.run)
        words = write_everything(site)
        site.run(
            "from wagtail.contrib.forms.models import FormSubmission as F; from letters.models import FormPage as P\n"
            f"F.objects.create(form_data={{'text': '{PLAIN}'}}, page=P.objects.first())"
        )
        site.manage("tell_readers")
        site.manage("backup")
        vacuum = "VACUUM FULL" if database == "postgresql" else "VACUUM"
        checkpoint = "CHECKPOINT" if database == "postgresql" else "PRAGMA wal_checkpoint(FULL)"
        site.run(
            f"from django.db import connection as c\nc.cursor().execute('{vacuum}'); c.cursor().execute('{checkpoint}')"
        )
        assert list((tmp_path / "mail").rglob("*.*")), "no mail arrived"
        for backup in backups.iterdir():
            # What a thief with the backup's key would see.
            (tmp_path / f"{backup.name}.opened").write_bytes(
                gzip.decompress(pyrage.decrypt(backup.read_bytes(), [reading_key]))
            )
        found = found_in(folders, [*CANARIES.values(), PLAIN, words, words.replace(" ", "\n")])
    finally:
        site.stop()
    assert PLAIN in found, "the search finds nothing at all"
    if database == "sqlite":
        assert any("sqlite3" in file for file in found[PLAIN])
    assert {canary: files for canary, files in found.items() if canary != PLAIN} == {}
    assert os.listdir(backups)
