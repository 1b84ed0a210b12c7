"""The first content of a new site: written once, then it belongs to staff."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from attention.notes import written_later
from blog.models import ArticlePage, BlogIndexPage, StartingTemplate
from checks.models import Term
from home.models import HomePage, Menu, MenuItem, SiteSettings, StandardPage
from letters.models import FormField, FormPage
from pages.models import Topic
from resources.models import ResourceIndexPage, ServicePage, ServicesPage
from search.models import WordGroup
from search.phrases import list_phrases
from search.refreshing import indexed_together

from . import blank as blank_site
from .content_files import body, next_step, page_at, read
from .roles import let_writers_translate, set_up_advocates, set_up_roles
from .tree import add_page

MODELS = {
    "standard": StandardPage,
    "blog_index": BlogIndexPage,
    "services": ServicesPage,
    "service": ServicePage,
    "resource_index": ResourceIndexPage,
}
# Everything else in an entry is a field of the page.
STRUCTURE = {"type", "parent", "body", "next_step", "doors", "draft"}


@transaction.atomic
@written_later()
@indexed_together()
def load_first_content(blank: str = "") -> bool:
    """Fill an empty site; return whether anything was done. A site with a home page is left alone.

    ``blank`` is the name of another organisation, whose site begins without a word about ours.
    """
    keep_address()
    set_up_advocates()
    let_writers_translate()
    if HomePage.objects.exists():
        return False
    set_up_roles()
    content = blank_site.content(blank) if blank else read("first/pages.toml")
    home = _add_home(content["home"])
    bodies = []
    for entry in content["pages"]:
        model = MODELS[entry["type"]]
        fields = {name: value for name, value in entry.items() if name not in STRUCTURE}
        parent = page_at(entry["parent"]) if "parent" in entry else home
        bodies.append((add_page(parent, model(**fields), draft=entry.get("draft", False)), entry))
    if not blank:
        add_seed_article(page_at("/lets-talk-about/"))
    # Texts may link to any page, so they come when all pages are there.
    for page, entry in [(home, content["home"]), *bodies]:
        if entry.get("body") or entry.get("next_step") or entry.get("doors"):
            page = page.specific_class.objects.get(pk=page.pk)
            if entry.get("body"):
                page.body = body(entry["body"], page.slug)
            page.next_step = next_step(entry.get("next_step"), page.slug)
            for door in entry.get("doors", []):
                page.doors.append(("door", {"text": door["text"], "page": page_at(door["link"])}))
            revision = page.save_revision(clean=not entry.get("draft"))
            if not entry.get("draft"):
                revision.publish()
    add_forms(home)
    _add_menus(content["menus"])
    SiteSettings.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults=content["settings"])
    load_search_words(blank_site.word_group if blank else None)
    load_terms(blank_site.terms if blank else None)
    load_templates()
    return True


def load_search_words(narrow: Callable[[WordGroup], WordGroup | None] | None = None) -> None:
    """Add the first list of search words, which then belongs to staff; one that is there is left alone."""
    if WordGroup.objects.exists():
        return
    groups = _word_groups("search-words") + _word_groups("danger-words")
    if narrow:
        groups = list(filter(None, map(narrow, groups)))
    # Hundreds at once: listed together instead of one by one as they are saved.
    list_phrases(WordGroup.objects.bulk_create(groups))


def renew_danger_words() -> tuple[int, list[WordGroup]]:
    """Bring the lines about danger to a site that began without them.

    Returns (lists added, lists about danger that staff made or changed, which stay as they are).
    """
    old = {(group.language, group.words): group for group in WordGroup.objects.all()}
    ours = [group for group in _word_groups("danger-words") if (group.language, group.words) not in old]
    # Single words of the first version, which nobody has changed: they go on leading to pages, and no more.
    replaced = [old[key] for group in _word_groups("search-words") if (key := (group.language, group.words)) in old]
    mine = [group for group in old.values() if group.danger and group not in replaced and not group.name]
    known = {(group.language, group.words) for group in _word_groups("danger-words")}
    for group in replaced:
        group.danger = False
    with transaction.atomic():
        WordGroup.objects.bulk_update(replaced, ["danger"])
        WordGroup.objects.bulk_create(ours)
        list_phrases([*replaced, *ours])
    return len(ours), [group for group in mine if (group.language, group.words) not in known]


def _word_groups(name: str) -> list[WordGroup]:
    groups = []
    for entry in read(f"first/{name}.toml")["groups"]:
        texts = {
            field: value if isinstance(value, list) else value.strip().splitlines()
            for field, value in entry.items()
            if field in ("words", "also", "unless")
        }
        groups.append(WordGroup(**entry | {field: "\n".join(value) for field, value in texts.items()}))
    return groups


def load_terms(narrow: Callable[[list[dict]], list[dict]] | None = None) -> None:
    """Load the first words to avoid."""
    texts = ("words", "near", "fine")
    entries = read("first/terms.toml")["terms"]
    Term.objects.bulk_create(
        Term(**{name: "\n".join(value) if name in texts else value for name, value in entry.items() if name != "key"})
        for entry in (narrow(entries) if narrow else entries)
    )


def load_templates() -> None:
    """Load the first starting templates for articles."""
    for order, entry in enumerate(read("first/templates.toml")["templates"]):
        StartingTemplate.objects.create(
            locale=Locale.get_default(),
            title=entry["title"],
            description=entry["description"],
            body=[{"type": piece["type"], "value": piece["value"]} for piece in entry["body"]],
            next_step=[{"type": "next_step", "value": {}}] if entry.get("next_step") else [],
            is_story=entry.get("is_story", False),
            sort_order=order,
        )


def keep_address() -> None:
    """Let the site answer at SITE_ADDRESS; the address is a matter of where it runs, not of its content."""
    address = urlsplit(settings.SITE_ADDRESS)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    if site and (site.hostname, site.port) != (address.hostname, port):
        site.hostname, site.port = address.hostname, port
        site.save()


def _add_home(entry: dict) -> HomePage:
    root = Page.get_first_root_node()
    fields = {name: value for name, value in entry.items() if name not in STRUCTURE}
    # Wagtail's own welcome page gives its place, and its slug, to ours.
    site = Site.objects.get(is_default_site=True)
    welcome = site.root_page
    home = add_page(root, HomePage(slug="site", locale=Locale.get_default(), **fields))
    site.root_page = home
    site.site_name = home.title
    site.save()
    if welcome.specific_class is Page:
        welcome.delete()
    return home


def add_seed_article(index: BlogIndexPage) -> ArticlePage:
    """Add the article the site began with, and its two neighbours, known by title only, as drafts."""
    content = read("first/ally-vs-accomplice.toml")
    today: date = timezone.localdate()
    # The same day for all three: the order in which they are made decides, older first.
    add_page(index, ArticlePage(**content["older"], date=today), draft=True)
    article = content["article"]
    topics = [_topic(title) for title in article.pop("topics")]
    entries, step = article.pop("body"), article.pop("next_step", None)
    page = add_page(index, ArticlePage(**article, date=today), related={"topics": topics})
    page.body = body(entries, page.slug)
    page.next_step = next_step(step, page.slug)
    page.save_revision().publish()
    add_page(index, ArticlePage(**content["newer"], date=today), draft=True)
    return page


def add_forms(home: HomePage) -> None:
    """Add the forms for writing to the organisation, as drafts."""
    for entry in read("first/forms.toml")["forms"]:
        questions, parent = entry.pop("questions"), entry.pop("parent", "")
        form = FormPage(**entry)
        form.form_fields = [FormField(sort_order=order, **question) for order, question in enumerate(questions)]
        add_page(page_at(parent) if parent else home, form, draft=True)


def _topic(title: str) -> Topic:
    slug = title.lower().replace(" ", "-")
    return Topic.objects.get_or_create(slug=slug, locale=Locale.get_default(), defaults={"title": title})[0]


def _add_menus(menus: dict[str, list[dict]]) -> None:
    locale = Locale.get_default()
    for place, entries in menus.items():
        menu = Menu.objects.create(place=place, locale=locale)
        for order, entry in enumerate(entries):
            page = Page.objects.get(pk=page_at(entry["link"]).pk)
            MenuItem.objects.create(menu=menu, locale=locale, sort_order=order, page=page, label=entry.get("label", ""))
