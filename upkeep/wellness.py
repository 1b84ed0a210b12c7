"""“Is everything well?” in plain words, for staff who look after the site."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Revision

from pages import site_settings

from .models import Backup

LITTLE_ROOM = 1024**3  # bytes
LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and a sentence that says what to do if not."""

    name: str
    is_well: bool
    text: str


def findings() -> list[Finding]:
    """Return what was looked at, what is not well first."""
    found = [_database(), _room(), _mail(), _schedule(), _backup(), *_clock(), *_worker(), *_address()]
    return sorted(found, key=lambda finding: finding.is_well)


def _database() -> Finding:
    name = _("Database")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return Finding(
            name, False, _("The site was updated and not started again: ask whoever looks after the server.")
        )
    return Finding(name, True, _("It answers and is up to date."))


def _room() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = _("%(free)s are free.") % {"free": filesizeformat(free)}
    if free < LITTLE_ROOM:
        text += " " + _("That is little: soon nothing can be saved. Ask whoever looks after the server for more.")
    return Finding(_("Room on the disk"), free >= LITTLE_ROOM, text)


def _mail() -> Finding:
    if settings.MAIL_BACKEND.endswith("console.EmailBackend"):
        text = _("No mail is sent: notices of reviews and new passwords reach nobody. EMAIL_URL is to be set.")
        return Finding(_("Mail"), False, text)
    return Finding(_("Mail"), True, _("A mail server is set."))


def _schedule() -> Finding:
    name, late = _("Publishing at a certain time"), timezone.now() - LATE
    waiting = Revision.page_revisions.filter(approved_go_live_at__lt=late).exists()
    waiting = waiting or Page.objects.filter(live=True, expire_at__lt=late).exists()
    if waiting:
        text = _("Something should have gone online or offline and did not: the command publish_scheduled is not run.")
        return Finding(name, False, text)
    return Finding(name, True, _("Nothing is late."))


def _backup() -> Finding:
    name, newest = _("Backup"), Backup.objects.first()
    if newest is None:
        text = _("There is none yet. Whoever looks after the server finds how under “Backups” in docs/operations.md.")
        return Finding(name, False, text)
    day = date_format(timezone.localtime(newest.verified_at), "DATETIME_FORMAT")
    text = _("The newest one is of %(day)s, was read again to its end and is whole.") % {"day": day}
    if newest.is_old:
        text += " " + _("That is more than two days ago: ask whoever looks after the server.")
    return Finding(name, not newest.is_old, text)


def _clock() -> Iterator[Finding]:
    if Revision.objects.filter(created_at__gt=timezone.now() + LATE).exists():
        text = _(
            "Some pages were saved later than now: the clock of the server is or was wrong. Ask whoever looks after it."
        )
        yield Finding(_("Clock"), False, text)


def _worker() -> Iterator[Finding]:
    if not apps.is_installed("django_tasks_db"):
        return
    from django_tasks_db.models import DBTaskResult

    if DBTaskResult.objects.failed().exists():
        text = _("Some notices reached nobody, although they were sent again and again: look at the mail server.")
        yield Finding(_("Worker"), False, text)
    elif DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - LATE).exists():
        text = _("Notices wait to be sent and nobody sends them: the worker (script/manage db_worker) does not run.")
        yield Finding(_("Worker"), False, text)
    else:
        yield Finding(_("Worker"), True, _("Nothing waits for it."))


def _address() -> Iterator[Finding]:
    if not settings.HTTPS:
        text = _("The site is open on this machine only, without https: it is not for visitors yet.")
        yield Finding(_("Address"), False, text)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show all findings."""
    if not site_settings.may_change(request.user):
        raise PermissionDenied
    found = findings()
    return render(request, "upkeep/wellness.html", {"findings": found, "all_well": all(f.is_well for f in found)})
