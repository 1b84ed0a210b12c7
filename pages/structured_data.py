"""What pages say about themselves to search engines, in schema.org's words (JSON-LD)."""

from django.conf import settings as django_settings
from wagtail.models import Page

from .models import BasePage
from .site_settings import SettingsPart


def describe(page: BasePage, breadcrumb: list[Page], settings: SettingsPart) -> dict:
    """Return the JSON-LD graph of a page: the organisation, the way to the page, and the article if it is one."""
    graph = [_organisation(settings)]
    if breadcrumb:
        graph.append(_breadcrumb([*breadcrumb, page]))
    if hasattr(page, "standfirst"):
        graph.append(_article(page, settings))
    if hasattr(page, "structured_data"):
        graph += [own] if (own := page.structured_data(settings)) else []
    return {"@context": "https://schema.org", "@graph": graph}


def _organisation(settings: SettingsPart) -> dict:
    data = {"@type": "Organization", "name": settings.organisation_name, "url": f"{django_settings.SITE_ADDRESS}/"}
    if settings.description:
        data["description"] = settings.description
    if settings.social_addresses:
        data["sameAs"] = [block.value["address"] for block in settings.social_addresses]
    return data


def _breadcrumb(pages: list[Page]) -> dict:
    items = [
        {"@type": "ListItem", "position": place, "name": page.title, "item": page.full_url}
        for place, page in enumerate(pages, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _article(page: BasePage, settings: SettingsPart) -> dict:
    organisation = {"@type": "Organization", "name": settings.organisation_name}
    data = {
        "@type": "Article",
        "headline": page.title,
        "datePublished": page.date.isoformat(),
        "dateModified": (page.updated or page.date).isoformat(),
        "author": [{"@type": "Person", "name": author.name} for author in page.authors] or organisation,
        "publisher": organisation,
        "mainEntityOfPage": page.full_url,
        "inLanguage": page.locale.language_code,
    }
    if page.summary:
        data["description"] = page.summary
    return data
