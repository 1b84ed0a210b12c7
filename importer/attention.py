"""What of an old site needs a person's attention."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from wagtail.models import Page

from attention.item import Group, Item

from .models import Imported

MOST = 200  # items


def what_came_over(_person: AbstractBaseUser, editable: QuerySet) -> Iterator[Item]:
    """Yield pages with suggested headings, with pictures missing, and those to be put together with others."""
    records = Imported.objects.filter(page__in=editable.values("pk")).exclude(open={}).exclude(open={"left": True})
    records = records.select_related("page")
    titles = dict(
        Page.objects.filter(pk__in=[one.open.get("merge") or 0 for one in records[:MOST]]).values_list("pk", "title")
    )
    for record in records[:MOST]:
        title, url = record.page.draft_title, reverse("importer_page", args=[record.page_id])
        if (other := record.open.get("merge")) in titles:
            text = _("%(title)s: “%(other)s” was here before. Put the two together, then delete this draft.")
            yield Item(Group.OLD_SITE, text % {"title": title, "other": titles[other]}, url, _("Look"))
        if number := record.open.get("suggested"):
            text = ngettext(
                "%(title)s: %(count)d bold line may be a heading.",
                "%(title)s: %(count)d bold lines may be headings.",
                number,
            )
            yield Item(Group.OLD_SITE, text % {"title": title, "count": number}, url, _("Look"))
        if missing := record.open.get("missing"):
            text = ngettext(
                "%(title)s: %(count)d picture of the old site is missing.",
                "%(title)s: %(count)d pictures of the old site are missing.",
                len(missing),
            )
            yield Item(Group.OLD_SITE, text % {"title": title, "count": len(missing)}, url, _("Add"))
