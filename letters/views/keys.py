"""Keys of readers: making one, letting in a colleague, the paper key, and sealing again when readers change."""

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.log_actions import log

from ..models import Letterbox, Part, ReaderKey
from ..models.keys import may_read
from ..models.messages import parts_to_seal_again, readers_keys
from ..notices import tell_of_keys
from ..sealing import NotSealedError, check, fingerprint, is_public_key, seal
from .doors import as_text, for_readers, refuse, sealed_bytes, sent, with_key

# Of texts that are sealed again: together they come back in one request.
BATCH, BATCH_BYTES = 20, 1_000_000
PROOF_IS_GOOD_FOR = 600  # seconds
LONGEST_KEY = 2_000  # characters of a sealed private key
OWN, PAPER = "letters.own", "letters.paper"  # what a proof shows the possession of


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own key, or how to make one; a POST keeps a new one in the place of the old."""
    key = ReaderKey.objects.filter(person=request.user).first()
    letterbox = Letterbox.get()
    if request.method != "POST":
        is_in = ReaderKey.objects.let_in().filter(person=request.user).exists()
        context = {"key": key, "is_in": is_in, "letterbox": letterbox, "readers": ReaderKey.objects.let_in()}
        return render(request, "letters/staff/key.html", context)
    data = sent(request)
    public, sealed = str(data.get("public", "")), str(data.get("sealed_private", ""))
    if (
        not is_public_key(public)
        or not sealed.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
        or len(sealed) > LONGEST_KEY
    ):
        return refuse(_("The key did not arrive whole. Please try again."))
    with transaction.atomic():
        # Whoever is first lets themselves in; later, somebody who reads, or the paper key, has to.
        is_first = not Letterbox.objects.select_for_update().get().paper_key and not (
            ReaderKey.objects.let_in().exclude(person=request.user).exists()
        )
        values = {"public": public, "sealed_private": sealed, "let_in_by": None}
        values["let_in_at"] = timezone.now() if is_first else None
        ReaderKey.objects.update_or_create(person=request.user, defaults=values)
    log(request.user, "letters.new_key", user=request.user)
    return JsonResponse({"let_in": is_first})


def _challenge(request: HttpRequest, which: str, public: str) -> JsonResponse:
    """Hand out what only the private part of a key can open."""
    proof = {"proof": signing.TimestampSigner(salt=which).sign(f"{request.user.pk}")}
    return JsonResponse({"public": public, "sealed": as_text(seal(proof, [public]))})


def _is_proven(request: HttpRequest, which: str) -> bool:
    """Return whether this person sends back what a challenge held."""
    signer = signing.TimestampSigner(salt=which)
    try:
        return signer.unsign(str(sent(request).get("proof", "")), PROOF_IS_GOOD_FOR) == str(request.user.pk)
    except signing.BadSignature:
        return False


@with_key
@require_GET
def own_proof(request: HttpRequest) -> JsonResponse:
    """Ask a reader's browser to show that it was given their passphrase; a session can be somebody else's."""
    return _challenge(request, OWN, request.user.reader_key.public)


@with_key
@require_POST
def let_in(request: HttpRequest, pk: int) -> JsonResponse:
    """Let a colleague read, who has made a key; a reader's own key has to be unlocked for it."""
    if not _is_proven(request, OWN):
        return refuse(_("Please unlock the messages with your passphrase, then try again."), 403)
    key = get_object_or_404(ReaderKey.objects.select_related("person"), pk=pk)
    if not may_read(key.person):
        return refuse(_("This person may not read messages: an administrator gives them the role first."))
    _let_in(key, request)
    return JsonResponse({"to_seal_again": parts_to_seal_again(request.user).count()})


def _let_in(key: ReaderKey, request: HttpRequest) -> None:
    key.let_in_at, key.let_in_by = timezone.now(), request.user
    key.save()
    log(key.person, "letters.let_in", user=request.user)
    tell_of_keys()


@with_key
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Show how the paper key is made and printed; a POST says that it was printed, and only then does it count.

    A first one needs no proof, since there is nothing yet that it could open.
    """
    letterbox = Letterbox.get()
    if request.method != "POST":
        context = {"letterbox": letterbox, "key": request.user.reader_key}
        return render(request, "letters/staff/paper.html", context)
    if letterbox.paper_key and not _is_proven(request, OWN):
        return refuse(_("Please unlock the messages with your passphrase, then try again."), 403)
    public = str(sent(request).get("is_printed", ""))
    if not is_public_key(public):
        return refuse(_("The key did not arrive whole. Please try again."))
    letterbox.paper_key = public
    letterbox.paper_made_on = letterbox.paper_confirmed_on = timezone.localdate()
    letterbox.save(update_fields=["paper_key", "paper_made_on", "paper_confirmed_on"])
    log(request.user, "letters.new_paper", user=request.user)
    tell_of_keys()
    return JsonResponse({})


@for_readers
@require_http_methods(["GET", "POST"])
def with_paper(request: HttpRequest) -> JsonResponse:
    """Let in whoever holds the paper key: it alone opens what a GET hands out, and a POST sends back."""
    letterbox, key = Letterbox.get(), get_object_or_404(ReaderKey, person=request.user)
    if not letterbox.paper_key:
        return refuse(_("There is no paper key."), 404)
    if request.method == "GET":
        return _challenge(request, PAPER, letterbox.paper_key)
    if not _is_proven(request, PAPER):
        return refuse(_("These are not the words on the paper of this site."), 403)
    _let_in(key, request)
    return JsonResponse({"to_seal_again": parts_to_seal_again(request.user).count()})


@with_key
@require_GET
def to_seal_again(request: HttpRequest) -> JsonResponse:
    """Hand out some of the texts that are not sealed to those who read now, after the number ``after``."""
    after = request.GET.get("after", "0")
    parts = parts_to_seal_again(request.user).filter(pk__gt=int(after) if after.isdecimal() and len(after) < 19 else 0)
    found, size = [], 0
    for part in parts[:BATCH]:
        size += len(part.sealed)
        if found and size > BATCH_BYTES:
            break
        keys = readers_keys(part.message.form)
        one = {"id": part.pk, "sealed": as_text(part.sealed), "recipients": part.recipients(keys)}
        found.append(one | {"sealed_to": fingerprint(keys)})
    return JsonResponse({"parts": found, "left": parts.count()})


@with_key
@require_POST
def sealed_again(request: HttpRequest) -> JsonResponse:
    """Put texts that a reader's browser has sealed again in the place of the old ones."""
    done = 0
    texts = sent(request).get("parts")
    for one in texts[:BATCH] if isinstance(texts, list) else []:
        with transaction.atomic():
            part = Part.objects.select_for_update().filter(pk=one.get("id")).first()
            # Only what is wrong, and only for those whom it was sealed to in the browser.
            if part is None or not parts_to_seal_again(request.user).filter(pk=part.pk).exists():
                continue
            keys = readers_keys(part.message.form)
            if one.get("sealed_to") != fingerprint(keys):
                continue
            sealed = sealed_bytes(one.get("sealed"))
            try:
                check(sealed, len(part.recipients(keys)), like=bytes(part.sealed))
            except NotSealedError:
                continue
            part.sealed, part.sealed_to = sealed, fingerprint(keys)
            part.save(update_fields=["sealed", "sealed_to"])
            done += 1
    return JsonResponse({"done": done})
