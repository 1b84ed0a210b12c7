"""Example content for whoever tries the site. Everything it makes is marked, and only what is marked is removed."""

import io
import json
import math

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify
from PIL import Image, ImageDraw
from wagtail.log_actions import log
from wagtail.models import Locale, Page, PageLogEntry, ReferenceIndex

from attention.notes import written_later
from blog.models import ArticleAuthor, ArticlePage, Author, Series
from home.models import StandardPage
from pages.models import BasePage, SiteImage, SiteRendition, Topic
from resources.models import CrisisContact, DonatePage, Label, ResourcePage, ServicePage
from search.refreshing import indexed_together

from .content_files import DATA, body, next_step, page_at, read, rich_text
from .demo_events import add_events, add_newsletter
from .tree import add_page

SNIPPETS = (Author, Series, Topic, Label, CrisisContact)
ASIDE = "first_content.put_aside"
SERVICE_TEXTS = ("who_for", "first_step", "not_needed", "confidentiality", "mandatory_report", "how_to_stop")


@transaction.atomic
@written_later()
@indexed_together()
def load_demo_content() -> bool:
    """Add the examples; return whether anything was done. Examples that are there are left as they are."""
    if any(model.objects.filter(is_example=True).exists() for model in BasePage.__subclasses__()):
        return False
    images = [_picture(number) for number in (1, 2, 3)]
    put_services_aside()
    services = _add_services()
    _add_articles(images, services)
    _add_resources()
    _add_contacts()
    _add_giving()
    add_events()
    add_newsletter()
    for entry in read("demo/pages.toml")["pages"]:
        parent, entries = page_at(entry.pop("parent")), entry.pop("body")
        add_page(parent, StandardPage(**entry, body=body(entries, entry["slug"]), is_example=True))
    return True


@transaction.atomic
def remove_demo_content() -> tuple[int, list[str]]:
    """Delete every example and nothing else; return (how many, titles kept because staff's pages stand below)."""
    removed, kept = 0, []
    for model in BasePage.__subclasses__():
        for page in model.objects.filter(is_example=True).order_by("-depth"):
            own = Page.objects.descendant_of(page).specific()
            if any(not below.is_example for below in own):
                kept.append(page.title)
                continue
            page.delete()
            removed += 1
    for model in (*SNIPPETS, SiteImage):
        for item in model.objects.filter(is_example=True):
            if _is_used(item):
                kept.append(str(item))
                model.objects.filter(pk=item.pk).update(is_example=False)
                continue
            item.delete()
            removed += 1
    bring_services_back()
    return removed, kept


def put_services_aside() -> None:
    """Take down services that say nothing yet, so that a list of examples reads like a real one."""
    for service in ServicePage.objects.live().filter(is_example=False):
        said = [service.body, service.how_to_start, service.cost_note]
        said += [getattr(service, name) for name in ServicePage.QUESTIONS]
        if any(said) or service.has_unpublished_changes or not service.live_revision_id:
            continue
        shown = service.live_revision_id
        service.unpublish()
        log(service, ASIDE, data={"revision": shown})


def bring_services_back() -> None:
    """Publish again what the examples stood in for, unless somebody has worked on it since."""
    for service in ServicePage.objects.not_live():
        newest = PageLogEntry.objects.filter(page_id=service.pk).order_by("-timestamp", "-pk").first()
        if newest and newest.action == ASIDE:
            service.revisions.get(pk=newest.data["revision"]).publish()


def _is_used(item: Model) -> bool:
    """Return whether staff's own content uses an example by now (the examples' pages are gone): it becomes theirs."""
    if ReferenceIndex.get_references_to(item).exists():
        return True
    relations = [
        field for field in item._meta.get_fields(include_hidden=True) if field.auto_created and field.is_relation
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: item}).exists()
        for relation in relations
        if relation.one_to_many and relation.related_model is not SiteRendition
    )


def _example(model: type, title_field: str, title: str, **fields: object) -> object:
    """Return the example of this title; one of staff's own of the same name is used as it is."""
    locale = Locale.get_default()
    found = model.objects.filter(locale=locale, **{title_field: title}, **fields).first()
    if found:
        return found
    if title_field == "title":
        fields["slug"] = slugify(title)
    return model.objects.create(locale=locale, is_example=True, **{title_field: title}, **fields)


def _add_services() -> list[ServicePage]:
    services = []
    for entry in read("demo/services.toml")["services"]:
        step = {"title": entry["next_step_title"], "text": entry["next_step_text"]}
        page = ServicePage(
            **{name: entry[name] for name in ("title", "slug", "search_description", "cost", "cost_note")},
            **{name: rich_text(entry[name]) for name in SERVICE_TEXTS},
            summary_text=entry["summary"],
            how_to_start=entry["how_to_start"],
            body=body([{"type": "paragraph", "text": entry["more"]}], entry["slug"]),
            next_step=next_step(step, entry["slug"]),
            is_example=True,
        )
        services.append(add_page(page_at("/get-help/"), page))
    return services


def _add_articles(images: list[SiteImage], services: list[ServicePage]) -> None:
    index = page_at("/lets-talk-about/")
    for place, file in enumerate(sorted((DATA / "demo" / "articles").glob("*.toml"))):
        entry = read(f"demo/articles/{file.name}")
        for block in entry["body"]:
            if block["type"] == "image":
                block["image"] = images[block["number"] - 1].pk
            if block["type"] == "services":
                block["services"] = [service.pk for service in services[:4]]
        names = ("title", "slug", "standfirst", "search_description", "content_note", "date")
        page = ArticlePage(
            **{name: entry[name] for name in names},
            series=_example(Series, "title", entry["series"]) if entry["series"] else None,
            series_order=entry["series_order"] or None,
            body=body(entry["body"], entry["slug"]),
            next_step=next_step(entry["next_step"], entry["slug"]),
            listing_image=images[place // 4] if place % 4 == 0 and place < 12 else None,
            is_example=True,
        )
        authors = [_example(Author, "name", name) for name in entry["authors"]]
        related = {
            "topics": [_example(Topic, "title", title) for title in entry["topics"]],
            "article_authors": [ArticleAuthor(author=author, sort_order=n) for n, author in enumerate(authors)],
        }
        add_page(index, page, related=related)


def _add_resources() -> None:
    index = page_at("/resources/")
    kinds = {"audiences": "audience", "regions": "region", "languages": "language"}
    for entry in read("demo/resources.toml")["resources"]:
        page = ResourcePage(
            **{name: entry[name] for name in ("title", "slug", "provider", "search_description", "phone", "cost")},
            summary_text=entry["summary"],
            address=entry["url"],
            is_open_at_night=entry.get("night", False),
            needs_no_papers=entry.get("no_papers", False),
            body=body([{"type": "paragraph", "text": entry["description"]}], entry["slug"]),
            is_example=True,
        )
        related = {
            name: [_example(Label, "title", title, kind=kind) for title in entry[name]] for name, kind in kinds.items()
        }
        related["topics"] = [_example(Topic, "title", title) for title in entry["topics"]]
        add_page(index, page, related=related)


def _add_contacts() -> None:
    for entry in read("demo/contacts.toml")["contacts"]:
        order, address = entry.pop("order"), entry.pop("url")
        times = json.dumps([{"type": "times", "value": one} for one in entry.pop("times", [])])
        contact = CrisisContact(
            **entry,
            opening_times=times,
            address=address,
            sort_order=order,
            is_example=True,
            locale=Locale.get_default(),
            live=False,
        )
        contact.save()
        contact.save_revision().publish()


def _add_giving() -> None:
    entry = read("demo/giving.toml")
    ways = json.dumps([{"type": "way", "value": way} for way in entry.pop("ways")])
    add_page(page_at("/"), DonatePage(**entry, ways=ways, is_example=True))


def _picture(number: int) -> SiteImage:
    """Return a picture of warm overlapping shapes: drawn here, so that it shows nobody and belongs to nobody."""
    width, height = 1280, 800
    ground = [(247, 236, 222), (236, 228, 240), (228, 238, 234)][number - 1]
    shades = [(94, 44, 82, 210), (214, 146, 72, 190), (150, 72, 96, 170), (66, 104, 110, 160)]
    picture = Image.new("RGB", (width, height), ground)
    for place in range(7):
        layer = Image.new("RGBA", (width, height))
        angle = number * 1.3 + place * 2.4
        x = width / 2 + math.cos(angle) * width * 0.36
        y = height / 2 + math.sin(angle * 1.7) * height * 0.34
        radius = 90 + 38 * ((place * number) % 5)
        ImageDraw.Draw(layer).ellipse((x - radius, y - radius, x + radius, y + radius), fill=shades[place % 4])
        picture.paste(layer, mask=layer)
    file = io.BytesIO()
    picture.save(file, "PNG")
    image = SiteImage(
        title=f"Example pattern {number}",
        description="An abstract pattern of warm overlapping circles.",
        credit="Drawn by a program as an example",
        is_example=True,
    )
    image.file.save(f"example-pattern-{number}.png", ImageFile(file, name="example.png"), save=False)
    image.full_clean(exclude=["file_hash"])
    image.save()
    return image
