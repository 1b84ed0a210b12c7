"""Whoever watches the server learns that it answers, and no more; staff learn in words whether everything is well."""

import html
import json
import shutil
import ssl
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from clock.models import By, Run
from upkeep import certificate
from upkeep.models import Backup

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def well(client):
    return html.unescape(client.get("/admin/well/").content.decode())


def test_the_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live/")
    assert (response.status_code, response.content) == (204, b"")


def test_it_is_ready_when_the_database_answers_and_tells_nothing_else(client, monkeypatch):
    response = client.get("/health/ready/")
    assert (response.status_code, response.content) == (204, b"")
    assert not response.cookies

    def gone(*_arguments, **_options):
        from django.db import OperationalError

        raise OperationalError("secret address of the database")

    monkeypatch.setattr(connection, "cursor", gone)
    response = client.get("/health/ready/")
    assert (response.status_code, response.content) == (503, b"")


def test_what_is_not_well_stands_first_with_what_to_do(sign_in):
    Page.objects.filter(live=True, depth=3).update(expire_at=timezone.now() - timedelta(hours=1))
    text = sign_in("Administrators").get("/admin/well/").content.decode()
    assert "Not everything." in text
    assert "There is none yet." in text
    assert "should have gone online or offline" in text
    assert text.index("should have gone online or offline") < text.index("It answers and is up to date.")


def test_a_clock_that_was_wrong_is_told(sign_in, seed):
    client = sign_in("Administrators")
    assert "clock of the server" not in client.get("/admin/well/").content.decode()
    revision = seed.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(created_at=timezone.now() + timedelta(days=365))
    assert "the clock of the server is or was wrong" in client.get("/admin/well/").content.decode()


def test_a_backup_of_today_is_well(sign_in):
    Backup.objects.create(name="a", verified_at=timezone.now(), size=1)
    text = sign_in("Administrators").get("/admin/well/").content.decode()
    assert "was read again to its end and is whole" in text
    assert "more than two days ago" not in text


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Survivor leadership"])
def test_it_is_for_those_who_may_change_the_settings(sign_in, group):
    assert sign_in(group).get("/admin/well/").status_code in {302, 403}


def test_little_room_and_a_mail_server_are_told(sign_in, settings, monkeypatch):
    client = sign_in("Administrators")
    assert "No mail is sent" in client.get("/admin/well/").content.decode()
    settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    disk = shutil.disk_usage(settings.DATA_DIR)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: disk._replace(free=100_000_000))
    text = client.get("/admin/well/").content.decode()
    assert "A mail server is set." in text
    assert "95.4\xa0MB are free. That is little" in text


def test_a_backup_of_last_week_is_not_well(sign_in):
    Backup.objects.create(name="a", verified_at=timezone.now() - timedelta(days=7), size=1)
    assert "more than two days ago" in sign_in("Administrators").get("/admin/well/").content.decode()


def test_an_update_without_a_start_is_told(sign_in, monkeypatch):
    client = sign_in("Administrators")
    monkeypatch.setattr("upkeep.wellness.MigrationExecutor.migration_plan", lambda *_any: ["something to do"])
    assert "The site was updated and not started again" in client.get("/admin/well/").content.decode()


def test_a_clock_that_stands_still_is_told_and_one_that_goes_is_well(sign_in):
    client = sign_in("Administrators")
    assert "It stands still" in well(client)
    Run.objects.take("clock", timezone.now(), By.CLOCK)
    assert "It stands still" not in well(client)
    Run.objects.filter(command="clock").update(beat_at=timezone.now() - timedelta(minutes=2))
    assert "It stands still" in well(client)


def test_each_job_shows_its_last_run_and_what_failed_stands_above(sign_in):
    client, now = sign_in("Administrators"), timezone.now()
    assert "It was not due yet." in well(client)
    Run.objects.end(Run.objects.take("daily", now, By.CLOCK), now, failed=False, said="")
    Run.objects.end(Run.objects.take("search_check", now, By.TIMER), now, failed=True, said="2 differences.")
    text = well(client)
    assert ", by itself." in text
    assert text.index("“2 differences.” It is tried again") < text.index("It answers and is up to date.")
    Run.objects.filter(command="daily").update(started_at=now - timedelta(days=3))
    assert "which is too long ago" in well(client)
    Run.objects.filter(command="daily").update(holder="killed", beat_at=now - timedelta(days=3))
    assert "It was cut off" in well(client)


def test_a_job_that_runs_just_now_says_since_when(sign_in):
    client = sign_in("Administrators")
    Run.objects.take("daily", timezone.now(), By.PERSON)
    assert "It runs since" in well(client)


def test_a_mail_to_oneself_shows_whether_mail_works(sign_in, settings, django_user_model):
    client = sign_in("Administrators")
    assert "No mail was sent" in html.unescape(client.post("/admin/well/", follow=True).content.decode())
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    person = django_user_model.objects.get(pk=client.session["_auth_user_id"])
    assert f"A mail to {person.email} is on its way" in html.unescape(
        client.post("/admin/well/", follow=True).content.decode()
    )
    assert [message.to for message in mail.outbox] == [[person.email]]
    settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = html.unescape(client.post("/admin/well/", follow=True).content.decode())
    assert "The mail server did not take the mail. It said: " in answer
    assert "refused" in answer


def test_nobody_else_sends_such_a_mail(sign_in, settings):
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sign_in("Editors").post("/admin/well/").status_code in {302, 403}
    assert mail.outbox == []


@pytest.fixture
def https_server(tmp_path):
    """Return a function that starts a server on loopback with a certificate good for so many days; gives its port."""
    servers = []

    def start(days):
        key, file = tmp_path / "key.pem", tmp_path / f"{days}.pem"
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days), *subject]
        subprocess.run([*command, "-keyout", key, "-out", file], check=True, capture_output=True)
        code = (
            "import http.server, ssl, sys\n"
            "server = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)\n"
            "context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(sys.argv[1], sys.argv[2])\n"
            "server.socket = context.wrap_socket(server.socket, server_side=True)\n"
            "print(server.server_port, flush=True); server.serve_forever()"
        )
        command = [sys.executable, "-c", code, file, key]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        servers.append(process)
        return int(process.stdout.readline()), file

    yield start
    for process in servers:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize(
    ("days", "trusted", "said"),
    [
        (90, True, "It is good until"),
        (5, True, "should have been renewed by now"),
        (90, False, "Browsers warn of this"),
    ],
)
def test_the_last_day_of_the_certificate_is_known(sign_in, settings, monkeypatch, https_server, days, trusted, said):
    port, file = https_server(days)
    client = sign_in("Administrators")
    settings.SITE_ADDRESS = f"https://localhost:{port}"
    settings.HTTPS = True
    if trusted:
        context = ssl.create_default_context(cafile=file)
        monkeypatch.setattr(certificate.ssl, "create_default_context", lambda: context)
    assert said in well(client)


def test_a_certificate_that_cannot_be_seen_from_here_is_no_fault_and_one_that_was_seen_is_remembered(
    sign_in, settings, monkeypatch, https_server
):
    client = sign_in("Administrators")
    settings.SITE_ADDRESS, settings.HTTPS = "https://localhost:1", True
    assert "Certificate" not in well(client)
    caches["default"].clear()
    port, file = https_server(90)
    settings.SITE_ADDRESS = f"https://localhost:{port}"
    context = ssl.create_default_context(cafile=file)
    monkeypatch.setattr(certificate.ssl, "create_default_context", lambda: context)
    assert "It is good until" in well(client)
    # Nobody waits for the address again within the hour.
    settings.SITE_ADDRESS = "https://localhost:1"
    assert "It is good until" in well(client)


def test_newer_versions_are_told_where_somebody_has_looked(sign_in, settings, tmp_path):
    client = sign_in("Administrators")
    file = Path(settings.DATA_DIR) / "newest-versions.json"
    assert "Versions" not in well(client)
    try:
        newest = {"django": "5.2.999", "modelcluster": "1", "willow": "999"}
        file.write_text(json.dumps({"looked_on": "2026-11-20", "versions": newest}))
        text = well(client)
        assert "→ 5.2.999" in text
        assert "willow" not in text
        file.write_text(json.dumps({"looked_on": "2026-11-20", "versions": {"django": "5.2"}}))
        assert "nothing newer was known" in well(client)
        file.write_text("{half a file")
        assert "Versions" not in well(client)
    finally:
        file.unlink()
