"""The forms of the editor, filled in as staff would, for each page type."""

from datetime import timedelta

from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.models import ArticlePage, BlogIndexPage
from events.models import EventIndexPage, EventPage
from home.models import HomePage, StandardPage
from letters.models import FormPage
from newsletter.models import NewsletterPage, SignUpPage
from resources.models import DonatePage, ResourceIndexPage, ResourcePage, ServicePage, ServicesPage

# What a page type needs beyond its title to be published.
NEEDED = {
    HomePage: {"welcome": "Welcome", "introduction": "Hello.", "doors": streamfield([]), "body": streamfield([])},
    StandardPage: {"body": streamfield([("paragraph", rich_text("<p>Words</p>"))])},
    BlogIndexPage: {},
    ArticlePage: {
        "date": "2026-02-03",
        "body": streamfield(
            [
                (
                    "principle",
                    {
                        "title": "Listening",
                        "text": rich_text("<p>Words</p>"),
                        "in_practice-count": "0",
                        "question": "",
                    },
                ),
                (
                    "definition",
                    {
                        "term": "Care",
                        "text": rich_text("<p>Care is steady.</p>"),
                        "source_name": "",
                        "source_address": "",
                    },
                ),
            ]
        ),
        "article_authors": inline_formset([]),
        "pinned": inline_formset([]),
    },
    DonatePage: {
        "introduction": "It helps.",
        "ways": streamfield([("way", {"name": "Cheque", "kind": "cheque", "often": "once"})]),
        "body": streamfield([]),
    },
    ServicesPage: {"introduction": "For you.", "body": streamfield([]), "card_front": "blank"},
    ServicePage: {
        "summary_text": "A talk.",
        "cost": "free",
        **{name: rich_text("") for name in ServicePage.QUESTIONS},
        "body": streamfield([]),
    },
    FormPage: {
        "must_report": "What we must pass on.",
        "who_reads": "our advocates",
        "days": "90",
        "form_fields": inline_formset([{"label": "What is it?", "field_type": "multiline", "choices": ""}]),
    },
    EventIndexPage: {},
    EventPage: {
        "summary_text": "A meeting.",
        "first_day": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "interval": "1",
        "state": "planned",
        "where": "ask",
        "cost": "free",
        "single_dates": inline_formset([]),
        **{name: rich_text("") for name in ("who_for", "getting_there", "not_needed")},
        "body": streamfield([]),
    },
    SignUpPage: {
        "introduction": "Four times a year.",
        "postal_address": "P.O. Box 1",
        "per_minute": "60",
        "body": streamfield([]),
    },
    NewsletterPage: {"subject": "News", "body": streamfield([("paragraph", rich_text("<p>Words</p>"))])},
    ResourceIndexPage: {},
    ResourcePage: {"summary_text": "A guide.", "cost": "ask", "body": streamfield([])},
}


def form_for(model, title):
    common = {
        "title": title,
        "slug": title.lower().replace(" ", "-"),
        "next_step": streamfield([]),
        "comments": inline_formset([]),
    }
    return nested_form_data(common | NEEDED[model])
