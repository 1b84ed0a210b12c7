"""Whoever watches the server learns that it answers, and no more; staff learn in words whether everything is well."""

import shutil
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from upkeep.models import Backup

pytestmark = pytest.mark.django_db


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
    assert "publish_scheduled is not run" in text
    assert text.index("publish_scheduled is not run") < text.index("It answers and is up to date.")


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
