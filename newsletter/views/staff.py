"""The newsletter in the editor: how many read it, sending, what became of each mail, and the list itself."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from accounts.models import User
from deleted.models import BinPage
from pages import site_settings
from pages.placeholders import find_placeholders

from ..addresses import masked
from ..mail import MOST, compose
from ..models import Fate, NewsletterPage, Sending, SignUpPage, Subscription
from ..postman import ServerAwayError, post

SHOWN = 100  # mails that did not arrive


def may_see(user: User) -> bool:
    """Return whether somebody may publish newsletters, so may send them."""
    pages = SignUpPage.objects.all()
    return any(page.permissions_for_user(user).can_publish_subpage() for page in pages)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how many read it, and the newsletters."""
    if not may_see(request.user):
        raise PermissionDenied
    pages = BinPage.outside(NewsletterPage.objects.select_related("sending")).order_by("-latest_revision_created_at")
    readers = Subscription.objects.order_by("language").values("language").annotate(number=Count("pk"))
    context = {
        "readers": list(readers),
        "pages": pages[:50],
        "sign_up": SignUpPage.objects.first(),
        "may_change": site_settings.may_change(request.user),
    }
    return render(request, "newsletter/staff/overview.html", context)


def _page(request: HttpRequest, pk: int) -> NewsletterPage:
    """Return the newest version of a newsletter, for somebody who may publish it."""
    page = get_object_or_404(BinPage.outside(NewsletterPage.objects.filter(alias_of=None)), pk=pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page.get_latest_revision_as_object()


def _mistakes(page: NewsletterPage, size: int) -> list[str]:
    """Return what stands against sending."""
    found = []
    if missing := find_placeholders(page):
        found.append(_("Still to be filled in: %(what)s") % {"what": ", ".join(missing)})
    if not page.subject:
        found.append(_("There is no subject."))
    if not len(page.body):
        found.append(_("There is nothing in it yet."))
    if size > MOST:
        text = _("It is %(size)d kB large. Above 100 kB, some mail programs cut it off: take something out.")
        found.append(text % {"size": size // 1000})
    return found


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a newsletter before it is sent, or how far it is."""
    page = _page(request, pk)
    sending = Sending.objects.filter(page=page.pk).first()
    mail = compose(page)
    size = len(mail.html.encode())
    context = {
        "page": page,
        "mail": mail,
        "size": round(size / 1000, 1),
        "mistakes": _mistakes(page, size),
        "sending": sending,
        "readers": Subscription.objects.filter(language=page.locale.language_code).count(),
    }
    if sending:
        counts = sending.counts()
        context["fates"] = [(fate, counts[fate]) for fate in Fate if counts[fate]]
        context["every"] = sum(counts.values())
        context["over"] = context["every"] - counts[Fate.WAITING] - counts[Fate.TRYING]
        lost = sending.recipients.filter(fate__in=[Fate.UNKNOWN, Fate.REFUSED, Fate.FAILED]).select_related(
            "subscription"
        )
        context["lost"] = [
            (
                masked(row.subscription.opened) if row.subscription else _("no longer on the list"),
                row.get_fate_display(),
            )
            for row in lost.order_by("pk")[:SHOWN]
        ]
    return render(request, "newsletter/staff/look.html", context)


@require_safe
def as_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the mail as a mail program would."""
    return HttpResponse(compose(_page(request, pk)).html)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to whoever asks, and to nobody else."""
    page = _page(request, pk)
    message = compose(page).to(request.user.email)
    message.subject = _("Test: %(subject)s") % {"subject": message.subject}
    try:
        answer = post(message)
        is_sent = answer.fate == Fate.SENT
    except ServerAwayError:
        is_sent = False
    if is_sent:
        messages.success(request, _("A mail to %(address)s is on its way.") % {"address": request.user.email})
    else:
        messages.error(request, _("The mail server did not take it. Look under “Is everything well?”."))
    return redirect("newsletter_look", pk)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to send it, now or at a time."""
    page = _page(request, pk)
    if Sending.objects.filter(page=page.pk).exists():
        messages.error(request, _("It is sent already, or on its way. To say something new, make another one."))
        return redirect("newsletter_look", pk)
    mistakes = _mistakes(page, len(compose(page).html.encode()))
    starts_at, text = timezone.now(), request.POST.get("starts_at", "").strip()
    if text:
        try:
            starts_at = timezone.make_aware(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            mistakes.append(_("Choose a day and a time, or leave both empty to send it now."))
        else:
            if not timezone.now() <= starts_at <= timezone.now() + timedelta(days=366):
                mistakes.append(_("Choose a time within the next year."))
    if mistakes:
        for text in mistakes:
            messages.error(request, text)
        return redirect("newsletter_look", pk)
    more = {"starts_at": starts_at, "started_by": request.user}
    revision = page.latest_revision or page.save_revision(user=request.user)
    _sending, is_new = Sending.objects.get_or_create(page_id=page.pk, defaults=more | {"revision": revision})
    if not is_new:  # a second click
        return redirect("newsletter_look", pk)
    log(page, "newsletter.send", user=request.user)
    values = {"day": date_format(timezone.localtime(starts_at), "DATETIME_FORMAT")}
    messages.success(request, _("It goes out from %(day)s on. You may close this page.") % values)
    return redirect("newsletter_look", pk)


@require_http_methods(["POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it, let it go on, or call off what has not begun."""
    page = _page(request, pk)
    sending = get_object_or_404(Sending, page=page.pk)
    what, state = request.POST.get("what", ""), Sending.State
    if what == "stop" and sending.state in {state.PLANNED, state.SENDING}:
        if Sending.objects.filter(pk=sending.pk, state=state.PLANNED).delete()[0]:
            messages.success(request, _("It is called off; nobody was sent anything."))
        else:
            sending.stop()
            messages.success(request, _("Stopped. Mails that are sent cannot be taken back."))
        log(page, "newsletter.stop", user=request.user)
    elif what == "go_on" and sending.state == state.STOPPED:
        sending.state, sending.why_stopped, sending.refused_in_a_row = state.SENDING, "", 0
        sending.save(update_fields=["state", "why_stopped", "refused_in_a_row"])
        log(page, "newsletter.send", user=request.user)
        messages.success(request, _("It goes on."))
    return redirect("newsletter_look", pk)
