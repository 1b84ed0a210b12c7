"""Readers and a paper key for tests, made and used with pyrage as a browser does it with age-encryption."""

import base64
import json
import re
import time
from unittest import mock

import pyrage
from django.utils import timezone

from letters import gate
from letters.models import FormPage, Letterbox, ReaderKey
from letters.sealing import seal, unseal

LOCKED = "-----BEGIN AGE ENCRYPTED FILE-----\n(locked in a browser)\n-----END AGE ENCRYPTED FILE-----\n"


def new_key():
    return pyrage.x25519.Identity.generate()


def public(key):
    return str(key.to_public())


def give_key(person, *, let_in=True):
    """Give a person a key, as their browser would; return the private part."""
    key = new_key()
    values = {"public": public(key), "sealed_private": LOCKED, "let_in_at": timezone.now() if let_in else None}
    ReaderKey.objects.update_or_create(person=person, defaults=values)
    return key


def print_paper():
    """Make the paper key, say that it is printed, and return the private part."""
    key = new_key()
    letterbox = Letterbox.get()
    letterbox.paper_key, letterbox.paper_made_on = public(key), timezone.localdate()
    letterbox.paper_confirmed_on = timezone.localdate()
    letterbox.save()
    return key


def publish(slug="write-to-us", **fields):
    """Publish a form of the first content, its placeholders filled in."""
    form = FormPage.objects.get(slug=slug)
    told = {"must_report": "What we must pass on.", "who_reads": "our two advocates", "what_next": "Soon."}
    for name, value in (told | fields).items():
        setattr(form, name, value)
    form.save_revision().publish()
    return FormPage.objects.get(pk=form.pk)


def mark_made(seconds_ago=60):
    """Return the mark of a form that was opened some time ago."""
    with mock.patch("django.core.signing.time.time", return_value=time.time() - seconds_ago):
        return gate.new_mark()


def mark_in(response):
    return re.search(r'name="mark" value="([^"]+)"', response.content.decode())[1]


def words_in(response):
    return re.findall(
        r"<li>(\w+)</li>", response.content.decode().partition('class="six-words"')[2].partition("</ol>")[0]
    )


QUESTION = "q-what_would_you_like_to_ask_or_tell_us"


def letter(text="Hello", way="come", **more):
    """Return what a browser sends."""
    return {"mark": mark_made(), QUESTION: text, "a-way": way} | more


def opened(part, key):
    return unseal(part.sealed, key)


def sealed_again(part, key):
    return seal(unseal(part.sealed, key), part.recipients())


def post(client, url, data=None):
    return client.post(url, json.dumps(data or {}), content_type="application/json")


def proof_of(client, key, which="proof"):
    """Return what shows that somebody has the private part of a key, as their browser would send it."""
    sealed = client.get(f"/admin/messages/key/{which}/").json()["sealed"]
    return json.loads(pyrage.decrypt(base64.b64decode(sealed), [key]))


def in_text(sealed):
    return base64.b64encode(bytes(sealed)).decode()
