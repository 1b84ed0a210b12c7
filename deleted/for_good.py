"""The end: what is in the bin is deleted, with its history and its file."""

from django.core.files.storage import default_storage
from django.db import transaction

from .models import Binned


def delete_for_good(binned: Binned) -> None:
    """Delete it; nothing brings it back but a backup."""
    with transaction.atomic():
        name, page = binned.file.name, binned.page
        binned.delete()
        if page:
            page.specific.delete()
        if name:
            transaction.on_commit(lambda: default_storage.delete(name))
