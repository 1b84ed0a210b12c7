"""Whoever has six words reads the answer, as often as they like until it ends, and can write back."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from pages.loader import loading

from .. import six_words
from ..gate import count_wrong_words, is_from_elsewhere, may_try_words, may_write_back, new_mark, read_mark
from ..models import Letterbox, Part, SealedMessage
from ..post import write_back
from ..questions import LONGEST_TEXT, tidied
from ..sealing import unseal

OPEN_FOR = 30 * 60  # seconds in which one may write back without typing the words again
_signer = signing.TimestampSigner(salt="letters.conversation")


def wrong() -> str:
    """Return what is said of words that lead nowhere, whether they are wrong or have ended."""
    return _("These words lead to no answer. Perhaps one is spelt in another way, or the time is over.")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@loading()
def read(request: HttpRequest) -> HttpResponse:
    """Ask for the words; show what they lead to."""
    if request.method != "POST":
        return render(request, "letters/ask.html")
    if is_from_elsewhere(request):
        return render(request, "letters/ask.html", {"refusal": _("This came from another site. Please type it here.")})
    data = tidied(request.POST)
    # What was written, and came here because the page had been open for too long, is never lost.
    context = {"text": data.get("text", "")}
    if not may_try_words(request):
        refusal = _("There were many attempts from where you are. Please wait ten minutes and try again.")
        return render(request, "letters/ask.html", context | {"refusal": refusal}, status=429)
    readings = six_words.understand(data.get("words", ""))
    salt = Letterbox.get().words_salt
    # What is no list of words takes as long as what is.
    for reading in readings or [["no"] * six_words.NUMBER]:
        derived = six_words.derive(reading, salt)
        if message := SealedMessage.objects.current().filter(answer_mark=derived.mark).first():
            return _show(request, message, derived)
    count_wrong_words(request)
    return render(request, "letters/ask.html", context | {"refusal": wrong()})


def _show(request: HttpRequest, message: SealedMessage, derived: six_words.Derived) -> HttpResponse:
    texts = [
        {"kind": part.kind, "on": part.on, "content": content}
        for part in message.parts.exclude(kind=Part.Kind.NOTE)
        if (content := unseal(part.sealed, derived.key))
    ]
    context = {
        "texts": texts,
        "has_reply": any(text["kind"] == Part.Kind.REPLY for text in texts),
        "gone_after": message.expires_on,
        "conversation": _signer.sign(str(message.pk)),
        "mark": new_mark(),
        "typed": tidied(request.POST).get("text", ""),
    }
    return render(request, "letters/conversation.html", context)


@csrf_exempt
@require_POST
@loading()
def add(request: HttpRequest) -> HttpResponse:
    """Take what the writer adds."""
    data = tidied(request.POST)
    text, mark = data.get("text", "").strip(), read_mark(data.get("mark", ""))
    context = {"conversation": data.get("conversation", ""), "mark": data.get("mark", ""), "typed": text}
    try:
        pk = _signer.unsign(data.get("conversation", ""), max_age=OPEN_FOR)
    except signing.BadSignature:
        pk = 0
    message = SealedMessage.objects.current().filter(pk=pk).first()
    if is_from_elsewhere(request) or mark is None or message is None:
        refusal = _(
            "It was not sent: this page had been open for too long. Your text stands below; type the words again."
        )
        return render(request, "letters/ask.html", {"refusal": refusal, "text": text}, status=422)
    if not text:
        context["refusal"] = _("There is nothing to read in it yet.")
    elif len(text) > LONGEST_TEXT:
        context["refusal"] = _("This is too long: at most 5,000 characters. Nothing is lost; please make it shorter.")
    if "refusal" in context:
        return render(request, "letters/conversation.html", context, status=422)
    if not may_write_back(request):
        context["refusal"] = _("Much was sent from where you are. Please wait ten minutes and send it again.")
        return render(request, "letters/conversation.html", context, status=429)
    write_back(message, text, mark)
    message.refresh_from_db()
    return render(request, "letters/added.html", {"gone_after": message.expires_on})
