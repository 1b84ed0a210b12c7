"""What happens with a letter between the form and the database: it is sealed first, and kept in one transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from . import six_words
from .gate import Mark
from .models import FormPage, Letterbox, Part, SealedMessage, State
from .models.messages import readers_keys
from .questions import Way
from .sealing import fingerprint, seal


@dataclass(frozen=True)
class Received:
    """What the writer is told: the six words, if an answer is to wait here."""

    words: list[str]


def words_of(mark: Mark) -> list[str]:
    """Return the six words that belong to a copy of a form, in the language of the page."""
    return six_words.make(mark.seed, six_words.language_of_words())


def receive(
    form: FormPage, questions: list[dict], answer: dict[str, Any], mark: Mark, keys: list[str], apart: bool
) -> Received:
    """Seal a letter to those who read this form and keep it; the same copy sent again is kept once.

    ``questions`` is [{"question", "answer"}], ``answer`` what AnswerForm says, ``keys`` those of the readers.
    """
    words, derived = [], None
    if answer["way"] == Way.COME:
        words = words_of(mark)
        derived = six_words.derive(words, Letterbox.get().words_salt)
    message = SealedMessage(form=form, title=form.title, days=form.days, state=State.APART if apart else State.NEW)
    if derived:
        message.answer_mark, message.answer_key = derived.mark, str(derived.key.to_public())
    content = {"questions": questions, "answer": answer, "language": get_language()}
    try:
        with transaction.atomic():
            message.save()
            add_part(message, Part.Kind.LETTER, content, mark, keys)
            if not apart:
                tell_readers()
    except IntegrityError:
        # It was sent twice: the first is the one that is kept.
        if not Part.objects.filter(mark=mark.known_as).exists():
            raise
    return Received(words)


def write_back(message: SealedMessage, text: str, mark: Mark) -> None:
    """Keep what the writer adds to a conversation; the same copy sent again is kept once."""
    try:
        with transaction.atomic():
            add_part(message, Part.Kind.WRITER, {"text": text}, mark, readers_keys(message.form))
            message.state = State.NEW if message.state != State.APART else State.APART
            message.save(update_fields=["state"])
            tell_readers()
    except IntegrityError:
        if not Part.objects.filter(mark=mark.known_as).exists():
            raise


def add_part(message: SealedMessage, kind: Part.Kind, content: dict[str, Any], mark: Mark, keys: list[str]) -> None:
    """Seal a text to those who read it, and keep it."""
    part = Part(message=message, kind=kind, mark=mark.known_as)
    part.sealed, part.sealed_to = seal(content, part.recipients(keys)), fingerprint(keys)
    part.save()


def tell_readers() -> None:
    """Let the clock tell readers that there is something new."""
    Letterbox.objects.filter(has_news=False).update(has_news=True)
