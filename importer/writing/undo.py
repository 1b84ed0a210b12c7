"""Takes a run back: what it made goes, what it changed is as it was; unless somebody has edited any of it."""

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, Page, ReferenceIndex, Revision

from pages.content_values import referenced_ids

from ..models import Imported, Made, Row, Run


class CannotUndoError(Exception):
    """Somebody has edited what the run made: ``titles`` of those pages."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


def edited(run: Run) -> list[str]:
    """Return the titles of the pages of a run that somebody has edited, or below which there are others now."""
    found = []
    made = {int(one.object_id): one.revision for one in _pages(run)}
    for page in Page.objects.filter(pk__in=made):
        others = page.get_descendants().exclude(pk__in=made)
        if page.latest_revision_id != made[page.pk] or others.exists():
            found.append(page.draft_title)
    for row in run.rows.filter(before__isnull=False, page__isnull=False).select_related("page"):
        record = Imported.objects.filter(site=run.site, key=row.key, kind=row.kind).first()
        if record is None or row.page.latest_revision_id != record.revision:
            found.append(row.page.draft_title)
    return found


def _pages(run: Run) -> models.QuerySet[Made]:
    return run.made.filter(revision__isnull=False)


def undo(run: Run) -> None:
    """Leave the database as it was before a run; raises CannotUndoError if that would lose somebody's work."""
    with transaction.atomic():
        if titles := edited(run):
            raise CannotUndoError(titles)
        _bring_back(run)
        pages = Page.objects.filter(pk__in=[int(one.object_id) for one in _pages(run)])
        for page in pages.order_by("-depth", "-path"):
            page.specific.delete()
        _delete_the_rest(run)
        Imported.objects.filter(run=run).delete()
        run.made.all().delete()
        run.rows.update(page=None, before=None)


def _bring_back(run: Run) -> None:
    """Write pages that were changed as they were, without the versions that came since."""
    for row in run.rows.filter(before__isnull=False, page__isnull=False):
        before = row.before
        if "page" not in before:
            # It was deleted by staff before it was made anew, and so it is again.
            Imported.objects.filter(site=run.site, key=row.key, kind=row.kind).update(page=None, **before["record"])
            continue
        model = row.page.specific_class
        versions = Revision.page_revisions.filter(object_id=str(row.page_id), pk__gt=before["latest"] or 0)
        old = model.from_serializable_data(before["page"], check_fks=False, strict_fks=False)
        # Its place in the tree may be another by now.
        now = Page.objects.get(pk=row.page_id)
        for name in ("path", "depth", "numchild", "url_path"):
            setattr(old, name, getattr(now, name))
        old.save(clean=False)
        kept = {
            "latest_revision": before["page"].get("latest_revision"),
            "live_revision": before["page"].get("live_revision"),
        }
        columns = {f"{name}_id": value for name, value in kept.items()} | before["times"]
        Page.objects.filter(pk=old.pk).update(**columns)
        versions.delete()
        if "record" in before:
            written = Made.objects.filter(object_id=str(old.pk), revision__isnull=False).exclude(run=run)
            written.update(revision=before["record"]["revision"])
            Imported.objects.filter(site=run.site, key=row.key, kind=row.kind).update(**before["record"])


def _delete_the_rest(run: Run) -> None:
    """Delete what was made beside pages, as long as nothing else leads to it."""
    pages = ContentType.objects.get_for_models(*Page.__subclasses__())
    rest = run.made.filter(revision__isnull=True).exclude(content_type__in=pages.values())
    in_drafts = _files_in_drafts()
    for one in rest.order_by("-pk").select_related("content_type"):
        instance = one.content_type.model_class()._base_manager.filter(pk=one.object_id).first()
        if instance is not None and not _is_used(instance, in_drafts) and not _was_edited(instance):
            instance.delete()


def _files_in_drafts() -> set[tuple[type, int]]:
    """Return {(model, id)} of the pictures and documents of drafts, which no index of references holds."""
    found = set()
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    for page in drafts.select_related("latest_revision").iterator(chunk_size=200):
        newest = page.latest_revision.as_object()
        for model in (get_image_model(), get_document_model()):
            found |= {(model, pk) for pk in referenced_ids(newest, model)}
    return found


def _was_edited(instance: models.Model) -> bool:
    """Return whether staff have changed a redirect, a topic or a picture since it came."""
    return ModelLogEntry.objects.for_instance(instance).filter(action="wagtail.edit").exists()


def _is_used(instance: models.Model, in_drafts: set[tuple[type, int]]) -> bool:
    if isinstance(instance, get_image_model() | get_document_model()):
        if (type(instance), instance.pk) in in_drafts:
            return True
        return ReferenceIndex.get_references_to(instance).exclude(base_content_type__model="revision").exists()
    for relation in instance._meta.related_objects:
        if relation.related_model._base_manager.filter(**{relation.field.name: instance.pk}).exists():
            return True
    return False


def rows_told(run: Run) -> dict[str, int]:
    """Return {action: how many}."""
    counted = run.rows.order_by().values("action").annotate(number=models.Count("pk"))
    found = {row["action"]: row["number"] for row in counted}
    return {action: found.get(action, 0) for action in Row.Action.values}
