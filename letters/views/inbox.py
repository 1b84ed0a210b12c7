"""Messages: what readers see of them. The server hands out sealed texts; the browser opens them."""

from django.core.paginator import Paginator
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from ..models import Letterbox, Part, ReaderKey, SealedMessage, State
from ..models.keys import may_read
from ..models.messages import parts_to_seal_again, readers_keys
from ..questions import Way
from ..sealing import NotSealedError, check, fingerprint
from .doors import as_text, refuse, sealed_bytes, sent, with_key

ROWS = 50
LONGEST_TEXT = 64 * 1024  # bytes of a sealed answer or note
SHOWN = {"": (State.NEW, State.OPEN), "done": (State.DONE,), "apart": (State.APART,)}


@with_key
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the list, and the place where messages are opened."""
    chosen = request.GET.get("show", "")
    mine = SealedMessage.objects.readable_by(request.user)
    found = mine.filter(state__in=SHOWN.get(chosen, SHOWN[""])).select_related("looked_after_by")
    listing = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "chosen": chosen if chosen in SHOWN else "",
        "apart": mine.filter(state="apart").count(),
    }
    if request.headers.get("X-Requested-With") == "list":
        return render(request, "letters/staff/rows.html", context)
    letterbox = Letterbox.get()
    context |= {
        "key": request.user.reader_key,
        "letterbox": letterbox,
        "readers": ReaderKey.objects.let_in().select_related("person"),
        "waiting": [key for key in ReaderKey.objects.waiting() if may_read(key.person)],
        "to_seal_again": parts_to_seal_again(request.user).count(),
        "states": [state for state in State if state != State.APART],
        "words": words(),
    }
    return render(request, "letters/staff/messages.html", context)


def words() -> dict[str, object]:
    """Return what static/js/letters/messages.js says."""
    return {
        "wrong": _("That passphrase does not open your key. Please try again."),
        "not_mine": _("This text is not sealed for your key. A colleague who reads it can seal it again."),
        "unreadable": _("This text is damaged and cannot be opened."),
        "failed": _("That did not work. Please try again."),
        "signed_out": _("You are signed out. Please load this page again."),
        "locked": _("Locked, because nothing was done for 15 minutes."),
        "working": _("Your key is being opened. This takes a moment."),
        "progress": _("Sealing again: DONE of ALL"),
        "sealed": _("Everything is sealed for those who read now."),
        "left": _("Texts that your key cannot open: NUMBER. Another reader has to seal them again."),
        "delete": _("Delete this message now? Nobody can bring it back."),
        "export": _("Whoever gets hold of the file can read it. Keep it where few can, and delete it soon. Save it?"),
        "answer_by": _("How to answer"),
        "ways": {
            Way.COME: _("Comes back here to read the answer"),
            Way.CALL: _("Call"),
            Way.TEXT: _("Text message"),
            Way.MAIL: _("E-mail"),
            Way.MYSELF: _("Will contact us"),
        },
        "details": {
            "phone": _("Phone number"),
            "safe_time": _("When it is safe"),
            "leave_message": _("May we leave a message?"),
            "our_name": _("Say this name if somebody else answers"),
            "email": _("E-mail address"),
        },
        "yes": _("Yes"),
        "no": _("No"),
    }


def _message(request: HttpRequest, pk: int) -> SealedMessage:
    """Return a message for one of its readers; inside a transaction nobody else changes it meanwhile."""
    if connection.in_atomic_block:
        list(SealedMessage.objects.select_for_update().filter(pk=pk).values_list("pk"))
    return get_object_or_404(SealedMessage.objects.readable_by(request.user).select_related("form"), pk=pk)


@with_key
@require_POST
def open_message(request: HttpRequest, pk: int) -> JsonResponse:
    """Hand out the sealed texts of one message, and write down who opened it."""
    message = _message(request, pk)
    log(message, "letters.open", user=request.user)
    keys = readers_keys(message.form)
    return JsonResponse(
        {
            "number": message.pk,
            "title": message.title,
            "received": date_format(message.received_on),
            "gone_after": date_format(message.expires_on),
            "state": message.state,
            "looked_after_by": message.looked_after_by_id,
            "can_answer_here": bool(message.answer_key),
            "sealed_to": fingerprint(keys),
            "seen": message.parts.last().pk,
            "for_note": keys,
            "for_reply": [*keys, message.answer_key],
            "parts": [
                {
                    "kind": part.kind,
                    "name": part.get_kind_display(),
                    "on": date_format(part.on),
                    "sealed": as_text(part.sealed),
                }
                for part in message.parts.all()
            ],
        }
    )


@with_key
@require_POST
def change(request: HttpRequest, pk: int) -> JsonResponse:
    """Change who looks after a message, or how far it is."""
    # Read first: a slow line must not keep the database waiting.
    data = sent(request)
    with transaction.atomic():
        return _change(request, _message(request, pk), data)


def _change(request: HttpRequest, message: SealedMessage, data: dict) -> JsonResponse:
    if "state" in data:
        if data["state"] not in {State.NEW, State.OPEN, State.DONE}:
            return refuse(_("That is not possible."))
        if data["state"] == State.DONE and message.parts.last().pk != data.get("seen"):
            return refuse(_("Meanwhile something new has arrived. Please open the message again."), 409)
        message.state = data["state"]
    if "looked_after_by" in data:
        readers = {key.person_id for key in ReaderKey.objects.let_in()}
        if data["looked_after_by"] not in {None, *readers}:
            return refuse(_("That person does not read messages."))
        message.looked_after_by_id = data["looked_after_by"]
        if message.looked_after_by_id and message.state == State.NEW:
            message.state = State.OPEN
    message.save(update_fields=["state", "looked_after_by"])
    return JsonResponse({"state": message.state, "gone_after": date_format(message.expires_on)})


@with_key
@require_POST
def add(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep an answer or a note, which the browser has sealed."""
    # Read first: a slow line must not keep the database waiting.
    data = sent(request)
    with transaction.atomic():
        return _add(request, _message(request, pk), data)


def _add(request: HttpRequest, message: SealedMessage, data: dict) -> JsonResponse:
    if data.get("kind") not in {Part.Kind.REPLY, Part.Kind.NOTE}:
        return refuse(_("That is not possible."))
    if data["kind"] == Part.Kind.REPLY and not message.answer_key:
        return refuse(_("This person did not choose to read answers here."))
    part = Part(message=message, kind=data["kind"], sealed=sealed_bytes(data.get("sealed")))
    keys = readers_keys(message.form)
    part.sealed_to = fingerprint(keys)
    if len(part.sealed) > LONGEST_TEXT:
        return refuse(_("This is too long. Please make it shorter."))
    try:
        if data.get("sealed_to") != part.sealed_to:
            raise NotSealedError
        check(part.sealed, len(part.recipients(keys)))
    except NotSealedError:
        return refuse(
            _("Meanwhile somebody was let in or taken out. Please open the message again, then send it."), 409
        )
    part.save()
    if data["kind"] == Part.Kind.REPLY or message.state == State.NEW:
        message.state = State.OPEN
    message.save(update_fields=["state"])
    log(message, "letters.add", user=request.user)
    return JsonResponse({"gone_after": date_format(message.expires_on)})


@with_key
@require_POST
def delete(request: HttpRequest, pk: int) -> JsonResponse:
    """Delete a message now."""
    message = _message(request, pk)
    log(message, "letters.delete", user=request.user, deleted=True)
    message.delete()
    return JsonResponse({})
