"""“Is everything well?” in plain words, for staff who look after the site."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.models import Page, ReferenceIndex, Revision

from clock.jobs import Job, registered
from clock.models import Run
from clock.ticking import IN_CHARGE
from pages import site_settings

from . import certificate, versions
from .files import backups_kept, newest_backup_with
from .models import Backup, MissingFile

LITTLE_ROOM = 1024**3  # bytes
LATE = timedelta(minutes=15)
RENEWED = timedelta(days=14)  # before its last day, a certificate has been renewed
MOST_NAMED = 10


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and a sentence that says what to do if not."""

    name: str
    is_well: bool
    text: str


def findings() -> list[Finding]:
    """Return what was looked at, what is not well first."""
    found = [_database(), _room(), _clock(), _mail(), _schedule(), _backup(), _files()]
    # Rooms above this one add what they know.
    found += [finding for look in hooks.get_hooks("is_everything_well") for finding in look()]
    found += [*_time(), *_worker(), *_address(), *_versions(), *(job for job in jobs() if not job.is_well)]
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


def _clock() -> Finding:
    name, now = _("The site’s own clock"), timezone.now()
    run = Run.objects.filter(command=IN_CHARGE).first()
    if run and run.is_running(now):
        return Finding(name, True, _("It goes. What happens by itself stands below."))
    text = _("It stands still: nothing is published, taken down or backed up by itself. Start the site again.")
    return Finding(name, False, text)


def _schedule() -> Finding:
    name, late = _("Publishing at a certain time"), timezone.now() - LATE
    waiting = Revision.page_revisions.filter(approved_go_live_at__lt=late).exists()
    waiting = waiting or Page.objects.filter(live=True, expire_at__lt=late).exists()
    if waiting:
        text = _("Something should have gone online or offline and did not. See below what the job last said.")
        return Finding(name, False, text)
    return Finding(name, True, _("Nothing is late."))


def jobs() -> list[Finding]:
    """Return what happens by itself, with the last run of each job."""
    runs, now = Run.objects.in_bulk(), timezone.now()
    return [_job(job, runs.get(job.command), now) for job in registered.values()]


def _job(job: Job, run: Run | None, now: datetime) -> Finding:
    if run is None or run.started_at is None:
        return Finding(job.name, True, _("It was not due yet."))
    begun = date_format(timezone.localtime(run.started_at), "DATETIME_FORMAT")
    values = {"day": begun, "by": run.get_by_display(), "said": run.said}
    if run.is_running(now):
        return Finding(job.name, True, _("It runs since %(day)s.") % values)
    if run.was_cut_off(now):
        return Finding(job.name, False, _("It was cut off after %(day)s, and is tried again by itself.") % values)
    if run.failed:
        text = _("It failed on %(day)s: “%(said)s” It is tried again by itself; if it fails again, ask whoever looks ")
        return Finding(job.name, False, (text + _("after the server.")) % values)
    if now > run.started_at + job.schedule.patience:
        return Finding(job.name, False, _("It ran last on %(day)s, which is too long ago.") % values)
    return Finding(job.name, True, _("It ran on %(day)s, %(by)s.") % values)


def _files() -> Finding:
    name, missing = _("Files of uploads"), MissingFile.objects.select_related("content_type")[:MOST_NAMED]
    if not missing:
        return Finding(name, True, _("Each picture and document is there."))
    count = MissingFile.objects.count()
    text = ngettext("%(count)d file is gone.", "%(count)d files are gone.", count) % {"count": count}
    try:
        kept = backups_kept()
    except OSError:
        kept = []
    lines = []
    for one in missing:
        values = {"title": one.title, "backup": newest_backup_with(one.name, kept), "count": _uses(one)}
        line = ngettext("“%(title)s” (used in %(count)d place)", "“%(title)s” (in %(count)d places)", values["count"])
        line += _(": the backup %(backup)s has it.") if values["backup"] else _(": no backup that is kept has it.")
        lines.append(line % values)
    text += " " + " ".join(lines) + " "
    text += _("Ask whoever looks after the server: “Files that are gone” in docs/operations.md. Or upload them anew.")
    return Finding(name, False, text)


def _uses(missing: MissingFile) -> int:
    references = ReferenceIndex.objects.filter(
        to_content_type=missing.content_type, to_object_id=missing.object_id
    ).exclude(base_content_type__model="revision")
    return references.values("base_content_type", "object_id").distinct().count()


def _backup() -> Finding:
    name, newest = _("Backup"), Backup.objects.first()
    if newest is None:
        text = _("There is none yet. Whoever looks after the server finds how under “Backups” in docs/operations.md.")
        return Finding(name, False, text)
    values = {"day": date_format(timezone.localtime(newest.verified_at), "DATETIME_FORMAT")}
    if newest.missing_files:
        values["count"] = newest.missing_files
        text = _("The newest one is of %(day)s, and lacks %(count)d files that were gone already.") % values
        return Finding(name, False, text)
    text = _("The newest one is of %(day)s, was read again to its end and is whole.") % values
    if newest.is_old:
        text += " " + _("That is more than two days ago: ask whoever looks after the server.")
    return Finding(name, not newest.is_old, text)


def _time() -> Iterator[Finding]:
    if Revision.objects.filter(created_at__gt=timezone.now() + LATE).exists():
        text = _(
            "Some pages were saved later than now: the clock of the server is or was wrong. Ask whoever looks after it."
        )
        yield Finding(_("Time of the server"), False, text)


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
        return
    name = _("Certificate")
    try:
        until = certificate.last_day()
    except certificate.RefusedError as error:
        text = _("Browsers warn of this site: “%(reason)s”. Ask whoever looks after the server, today.")
        yield Finding(name, False, text % {"reason": error})
        return
    if until:
        is_well = until > timezone.now() + RENEWED
        text = _("It is good until %(day)s.") % {"day": date_format(timezone.localtime(until))}
        if not is_well:
            text += " " + _("It should have been renewed by now: ask whoever looks after the server.")
        yield Finding(name, is_well, text)


def _versions() -> Iterator[Finding]:
    name, day = _("Versions"), versions.looked_on()
    if day is None:
        return
    found = [one for one in versions.behind() if one.faces_strangers]
    values = {"day": date_format(day), "list": ", ".join(f"{one.name} {one.have} → {one.newest}" for one in found)}
    if found:
        text = _("On %(day)s there were newer versions that mend faults: %(list)s. Ask whoever looks after the server ")
        yield Finding(name, False, (text + _("to update it.")) % values)
    else:
        yield Finding(name, True, _("On %(day)s nothing newer was known that matters for safety.") % values)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show all findings; a POST sends a mail to whoever asks for it."""
    if not site_settings.may_change(request.user):
        raise PermissionDenied
    if request.method == "POST":
        send_test_mail(request)
        return redirect("upkeep")
    found = findings()
    context = {"findings": found, "jobs": jobs(), "all_well": all(f.is_well for f in found)}
    return render(request, "upkeep/wellness.html", context)


def send_test_mail(request: HttpRequest) -> None:
    """Send a mail to the person who asks, at once, and say what became of it."""
    values = {"address": request.user.email, "site": settings.SITE_ADDRESS}
    if settings.MAIL_BACKEND.endswith("console.EmailBackend"):
        messages.error(request, _("No mail was sent: no mail server is set (EMAIL_URL)."))
        return
    text = _("This mail was asked for under “Is everything well?” on %(site)s. Mail works.") % values
    try:
        connection_of_mail = get_connection(settings.MAIL_BACKEND)
        EmailMessage(_("Mail works"), text, to=[request.user.email], connection=connection_of_mail).send()
    except (OSError, ValueError) as error:  # errors of SMTP are OSErrors
        reason = " ".join(str(error).split())[:300]
        messages.error(request, _("The mail server did not take the mail. It said: “%(reason)s”") % {"reason": reason})
    else:
        text = _("A mail to %(address)s is on its way. Look whether it arrives, and not among the unwanted ones.")
        messages.success(request, text % values)
