"""Signing up, confirming, and ending. Whoever is on the list already sees, and is sent, the same as anybody else."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from letters import gate
from letters.gate import EMPTY_FIELD, QUICKEST, is_from_elsewhere, network, new_mark, read_mark
from pages.loader import loading
from pages.site_settings import for_request

from .. import addresses
from ..mail import absolute, from_line
from ..models import SignUpPage, Subscription
from ..postman import ServerAwayError, post

# In ten minutes. A shelter or a school shows one address for many people.
PER_NETWORK = 20
PER_ADDRESS = 2
PER_ADDRESS_A_DAY = 5
# A flood of made-up addresses keeps nobody else away for a day: then the counts of ten minutes have to do.
_of_the_day = gate.Counts(24 * 60 * 60, when_full=0)


def shown(address: str = "", refusal: str = "", mark: str = "") -> dict[str, Any]:
    """Return what the template of the page shows."""
    return {"address": address, "refusal": refusal, "mark": mark or new_mark(), "empty_field": EMPTY_FIELD}


def take(page: SignUpPage, request: HttpRequest) -> HttpResponse:
    """Send a link to the address that was typed. What is wrong is said in words, and nothing typed is lost."""
    typed = request.POST.get("address", "")[:400].replace("\x00", "")
    mark = read_mark(request.POST.get("mark", ""))
    if is_from_elsewhere(request):
        return _again(page, request, typed, 403, _("This came from another site. Please write your address here."))
    if mark is None or not mark.is_good or mark.age < QUICKEST:
        return _again(page, request, typed, 422, _("Please press the button once more."))
    try:
        address = addresses.read(typed)
    except ValidationError as error:
        return _again(page, request, typed, 422, error.messages[0])
    if gate.counts.add("newsletter", network(request)) > PER_NETWORK:
        text = _("Very many addresses came from where you are. Please wait ten minutes and try again.")
        return _again(page, request, typed, 429, text)
    # A program that fills in everything, or somebody who wants to fill another's inbox, learns nothing.
    is_welcome = (
        not request.POST.get(EMPTY_FIELD)
        and gate.counts.add("newsletter", address.lower()) <= PER_ADDRESS
        and _of_the_day.add(address.lower()) <= PER_ADDRESS_A_DAY
    )
    try:
        if is_welcome:
            post(_letter(page, request, address))
    except ServerAwayError:
        text = _("Our mail does not work just now, so nothing was sent. Please try again later.")
        return _again(page, request, typed, 503, text)
    return render(request, "newsletter/look_in_your_inbox.html", {"page": page})


def _again(page: SignUpPage, request: HttpRequest, typed: str, status: int, text: str) -> HttpResponse:
    # With a mark of its own, whoever does at once what they are asked to would be too quick again.
    sent = request.POST.get("mark", "")
    mark = read_mark(sent)
    context = page.get_context(request, form=shown(typed, text, sent if mark and mark.is_good else ""))
    return render(request, page.template, context, status=status)


def _letter(page: SignUpPage, request: HttpRequest, address: str) -> EmailMultiAlternatives:
    """Return the mail with the link, which says no more than it must."""
    link = absolute(reverse("newsletter_confirm", args=[addresses.confirm_token(address)]))
    text = render_to_string("newsletter/mail/confirm.txt", {"link": link})
    sender = page.sender(for_request(request).neutral_title)
    return EmailMultiAlternatives(_("Please confirm"), text, from_line(sender), [address])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@loading()
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, then add the address: programs that look at links in mails must not confirm anything."""
    address = addresses.confirmed(token)
    if address is None:
        return render(request, "newsletter/confirm.html", {"is_over": True}, status=410)
    if request.method != "POST" or is_from_elsewhere(request):
        return render(request, "newsletter/confirm.html", {})
    if not Subscription.objects.begin(address, get_language()):
        # Whoever confirms in another language wants it from now on.
        Subscription.objects.of(address).update(language=get_language())
    return render(request, "newsletter/confirm.html", {"is_done": True})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@loading()
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then forget the address; a mail program that posts here (RFC 8058) has asked already."""
    known_by = addresses.ended(token)
    if known_by is None:
        return render(request, "newsletter/end.html", {"is_unknown": True}, status=404)
    if request.method != "POST":
        return render(request, "newsletter/end.html", {})
    Subscription.objects.filter(**known_by).delete()
    return render(request, "newsletter/end.html", {"is_done": True})
