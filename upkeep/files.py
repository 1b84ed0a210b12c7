"""Holds the files of uploads against the rows that name them: what is missing, and what nothing names any more."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage, default_storage, storages
from django.db import models, transaction
from django.utils import timezone
from wagtail.images.models import AbstractRendition

from .models import BackedUpFile, MissingFile

# Whoever uploads something writes the file first and its row a moment later.
SETTLED = timedelta(days=1)
BATCH = 500
# Made anew from the originals, and from what pages say.
SIZES = "images/"
MADE_ANEW = {SIZES, "sharing/"}


@dataclass
class Outcome:
    """What a look at all files found: rows without their file, names of files without a row, sizes to be made anew."""

    missing: list[MissingFile] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    sizes: int = 0


def bucket() -> Storage | None:
    """Return the bucket that backups go to, if BACKUP_FOLDER names one."""
    return storages["backups"] if "backups" in settings.STORAGES else None


def uploads(folder: str = "") -> Iterator[str]:
    """Yield the names of uploaded files, without the sizes of pictures."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        if f"{folder}{name}/" not in MADE_ANEW:
            yield from uploads(f"{folder}{name}/")


def backups_kept() -> list[str]:
    """Return the names of the backups that still exist. Raises OSError."""
    there = bucket()
    if there:
        return there.listdir("")[1]
    folder = Path(settings.BACKUP_FOLDER)
    return [file.name for file in folder.iterdir()] if folder.is_dir() else []


def file_fields() -> Iterator[tuple[type[models.Model], str]]:
    """Give every field of the site that names an upload: pictures and their sizes, documents, avatars, logos."""
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for one in model._meta.local_fields:
                if isinstance(one, models.FileField) and one.storage == default_storage:
                    yield model, one.name


def look() -> Outcome:
    """Hold all files against all rows, and note what is missing. Raises OSError when the storage does not answer."""
    there = set(uploads()) | {f"{SIZES}{name}" for name in _sizes()}
    outcome, named, now = Outcome(), set(), timezone.now()
    for model, name in file_fields():
        rows = model._base_manager.exclude(**{name: ""}).exclude(**{f"{name}__isnull": True})
        if issubclass(model, AbstractRendition):
            files = dict(rows.values_list("pk", name))
            gone = [pk for pk, file in files.items() if file not in there]
            # They are made again from the original.
            for begin in range(0, len(gone), BATCH):
                model._base_manager.filter(pk__in=gone[begin : begin + BATCH]).delete()
            outcome.sizes += len(gone)
            named.update(files.values())
            continue
        for row in rows.only("pk", *[f.name for f in model._meta.local_fields if f.name in {name, "title"}]).iterator():
            file = getattr(row, name).name
            named.add(file)
            if file not in there:
                outcome.missing.append(_missing(row, file, now))
    outcome.unnamed = sorted(there - named)
    with transaction.atomic():
        known = dict(MissingFile.objects.values_list("name", "found_on"))
        MissingFile.objects.all().delete()
        for one in outcome.missing:
            one.found_on = known.get(one.name, now)
        MissingFile.objects.bulk_create(outcome.missing, BATCH)
    return outcome


def _missing(row: models.Model, file: str, now: datetime) -> MissingFile:
    kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
    title = str(getattr(row, "title", "") or row._meta.verbose_name)
    return MissingFile(name=file, content_type=kind, object_id=str(row.pk), title=title[:255], found_on=now)


def _sizes() -> list[str]:
    try:
        return default_storage.listdir(SIZES.rstrip("/"))[1]
    except FileNotFoundError:
        return []


def note_backed_up(names: list[str], backup: str) -> None:
    """Note which uploads a new backup holds."""
    rows = [BackedUpFile(name=name, first_backup=backup, last_backup=backup) for name in names if len(name) <= 255]
    BackedUpFile.objects.bulk_create(rows, BATCH, ignore_conflicts=True)
    for begin in range(0, len(names), BATCH):
        BackedUpFile.objects.filter(name__in=names[begin : begin + BATCH]).update(last_backup=backup)


def newest_backup_with(name: str, kept: list[str] | None = None) -> str:
    """Return the newest backup that still exists and holds an upload, or ""; ``kept`` are the backups there are."""
    known = BackedUpFile.objects.filter(name=name).first()
    if known is None:
        return ""
    kept = backups_kept() if kept is None else kept
    return max((one for one in kept if known.first_backup <= one <= known.last_backup), default="")


def clear(names: list[str]) -> list[str]:
    """Delete files that no row names, unless they are younger than a day; return what was deleted."""
    old, gone = timezone.now() - SETTLED, []
    for name in names:
        if default_storage.get_modified_time(name) < old:
            default_storage.delete(name)
            gone.append(name)
    return gone
