"""Keeps pictures and documents that somebody deletes in the editor, and makes them again with their number.

Pages name them by number, so they stand where they stood as soon as they are back.
"""

import json
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Collection, Page, ReferenceIndex

from accounts.models import User
from pages.models import SiteImage

from .models import Binned, Kind, NotPutBackError


def _deleted(instance: models.Model, **_kwargs: Any) -> None:
    """Keep what a person deletes; what a command deletes, such as the examples, is meant to be gone."""
    user = get_active_log_context().user
    if user is None or getattr(instance, "is_example", False):
        return
    name = instance.file.name
    try:
        with default_storage.open(name) as opened:
            content = opened.read()
    except OSError:
        # What is gone cannot be kept.
        return
    row = json.loads(serializers.serialize("json", [instance]))[0]
    kept = {"row": row, "name": name, "tags": [*instance.tags.names()], "users": _users(instance)}
    # Wagtail forgets where something is used when it is deleted.
    places = ReferenceIndex.get_references_to(instance).select_related("content_type")
    kept["pages"] = sorted({p.object_id for p in places if issubclass(p.content_type.model_class() or object, Page)})
    binned = Binned(
        kind=Kind.PICTURE if isinstance(instance, SiteImage) else Kind.DOCUMENT,
        title=instance.title, place=instance.collection.name, kept=kept, at=timezone.now(), by=user,
    )  # fmt: skip
    binned.file.save(name.rpartition("/")[2], ContentFile(content), save=False)
    binned.save()


def _users(instance: models.Model) -> list[list]:
    """Return [model, pk, field] of every row that points at it and is told to point at nothing from now on."""
    found = []
    for relation in instance._meta.get_fields(include_hidden=True):
        if relation.one_to_many and getattr(relation, "on_delete", None) is models.SET_NULL:
            model, field = relation.related_model, relation.field.name
            rows = model._base_manager.filter(**{field: instance.pk})
            found += [[model._meta.label, pk, field] for pk in rows.values_list("pk", flat=True)]
    return found


# Sent with ``pages``, a query of those that show again what was put back.
shown_again = Signal()


def put_back(binned: Binned, user: User) -> models.Model:
    """Make a picture or document again, with its number, file, tags, and where it was used. Raises NotPutBackError."""
    kept = binned.kept
    try:
        with default_storage.open(binned.file.name) as opened:
            content = opened.read()
    except OSError as error:
        raise NotPutBackError(_("Its file is gone; “Is everything well?” may name a backup that has it.")) from error
    with transaction.atomic():
        (row,) = serializers.deserialize("json", json.dumps([kept["row"]]), ignorenonexistent=True)
        made = row.object
        _forget_what_is_gone(made)
        made.file.name = default_storage.save(kept["name"], ContentFile(content))
        made.save(force_insert=True)
        made.tags.set(kept["tags"])
        for label, pk, field in kept["users"]:
            apps.get_model(label)._base_manager.filter(pk=pk, **{field: None}).update(**{field: made.pk})
        pages = Page.objects.filter(pk__in=kept.get("pages", []))
        for page in pages.specific():
            ReferenceIndex.create_or_update_for_object(page)
        shown_again.send(type(made), pages=pages)
        log(made, "deleted.put_back", user=user)
        name = binned.file.name
        binned.delete()
        transaction.on_commit(lambda: default_storage.delete(name))
    return made


def _forget_what_is_gone(made: models.Model) -> None:
    """Let it point at nothing that was deleted meanwhile."""
    for field in made._meta.concrete_fields:
        key = getattr(made, field.attname) if field.is_relation else None
        if key is None or field.related_model._base_manager.filter(pk=key).exists():
            continue
        is_collection = field.related_model is Collection
        setattr(made, field.attname, Collection.get_first_root_node().pk if is_collection else None)
        if field.name == "consent":
            made.is_withdrawn = True


def connect() -> None:
    """Listen to what is deleted."""
    for model in (SiteImage, get_document_model()):
        pre_delete.connect(_deleted, sender=model, dispatch_uid=f"deleted.{model.__name__}")
