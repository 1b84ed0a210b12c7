"""What happens with a letter between the form and the database: it is sealed first, and kept in one transaction."""

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from . import six_words
from .gate import Mark
from .models import FormPage, Letterbox, Part, SealedMessage, State
from .models.messages import readers_keys
from .questions import Way
from .sealing import fingerprint, seal


def words_of(mark: Mark) -> list[str]:
    """Return the six words that belong to a copy of a form, in the language of the page."""
    return six_words.make(mark.seed, six_words.language_of_words())


def receive(
    form: FormPage, questions: list[dict], answer: dict[str, Any], mark: Mark, keys: list[str], apart: bool
) -> list[str]:
    """Seal a letter to those who read this form, keep it, and return the six words if an answer is to wait here.

    The same copy sent again is kept once.
    ``questions`` is [{"question", "answer"}], ``answer`` what AnswerForm says, ``keys`` those of the readers.
    """
    try:
        return _receive(form, questions, answer, mark, keys, apart)
    except IntegrityError:
        # The same copy came a second time in the same moment, with other words: by now the first one is known.
        return _receive(form, questions, answer, mark, keys, apart)


def _receive(
    form: FormPage, questions: list[dict], answer: dict[str, Any], mark: Mark, keys: list[str], apart: bool
) -> list[str]:
    content = {"questions": questions, "answer": answer, "language": get_language()}
    message = SealedMessage(form=form, title=form.title, days=form.days, state=State.APART if apart else State.NEW)
    words: list[str] = []
    kind = Part.Kind.LETTER
    if answer["way"] == Way.COME:
        words = words_of(mark)
        derived = six_words.derive(words, Letterbox.get().words_salt)
        if known := SealedMessage.objects.filter(answer_mark=derived.mark).first():
            # The same copy, sent once more: whatever is new in it belongs to the same conversation.
            message, kind = known, Part.Kind.WRITER
            message.state = State.APART if message.state == State.APART else State.NEW
        message.answer_mark, message.answer_key = derived.mark, str(derived.key.to_public())
    _keep(message, kind, content, mark, keys)
    return words


def write_back(message: SealedMessage, text: str, mark: Mark) -> None:
    """Keep what the writer adds to a conversation; the same copy sent again is kept once."""
    if message.state != State.APART:
        message.state = State.NEW
    _keep(message, Part.Kind.WRITER, {"text": text}, mark, readers_keys(message.form))


def _keep(message: SealedMessage, kind: Part.Kind, content: dict[str, Any], mark: Mark, keys: list[str]) -> None:
    """Seal a text to those who read it, and keep it, all or nothing; what is kept already is left alone."""
    part = Part(kind=kind, mark=mark.known_as(json.dumps(content)), sealed_to=fingerprint(keys))
    try:
        with transaction.atomic():
            # Of a conversation that is known, a reader may change the rest in this moment.
            is_kept = SealedMessage.objects.select_for_update().filter(pk=message.pk).exists()
            message.save(update_fields=["state"] if is_kept else None)
            part.message = message
            part.sealed = seal(content, part.recipients(keys))
            part.save()
            if message.state != State.APART:
                Letterbox.objects.filter(has_news=False).update(has_news=True)
    except IntegrityError:
        # It was sent twice, and the first is kept.
        if not Part.objects.filter(mark=part.mark).exists():
            raise
