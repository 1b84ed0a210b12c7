"""Facts that are edited once and stand in many texts: how to reach the organisation, and its crisis contacts.

In a text a fact is ``<embed embedtype="fact" fact="hours"/>``: only its name is stored, never its
value, so that nothing old stays behind.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.models import Page, ReferenceIndex

from pages import site_settings
from pages.content_values import content_values, is_rich_text
from pages.loader import get_many
from pages.phone_numbers import dialled
from resources.models import CrisisContact

# Name of a fact: (field of the site settings, what staff call it).
ORGANISATION = {
    "name": ("organisation_name", gettext_lazy("Name of the organisation")),
    "phone": ("phone", gettext_lazy("Phone")),
    "email": ("email", gettext_lazy("E-mail")),
    "address": ("street_address", gettext_lazy("Address")),
    "hours": ("hours", gettext_lazy("Opening hours")),
    "tax": ("tax_number", gettext_lazy("Tax number")),
}
CONTACT = re.compile(r"contact-(\d{1,12})")
IN_TEXT = re.compile(r"<embed\b[^>]*\bembedtype=\"fact\"[^>]*>")
NAME = re.compile(r"\bfact=\"([\w-]{1,40})\"")


@dataclass(frozen=True)
class Fact:
    """A fact as it stands now; ``value`` is empty when nobody has filled it in, or when it is gone."""

    name: str
    label: str
    value: str
    scheme: str = "tel"  # what a tap on a number does

    @property
    def text(self) -> str:
        """Return what a reader sees."""
        return self.value or _("ask us")

    @property
    def html(self) -> SafeString:
        """Return the fact for a page; numbers and addresses can be tapped."""
        number = dialled(self.value)
        if number and (self.name == "phone" or (CONTACT.fullmatch(self.name) and len(number) >= 3)):
            return format_html('<a class="fact" href="{}:{}">{}</a>', self.scheme, number, self.value)
        if self.value and self.name == "email":
            return format_html('<a class="fact" href="mailto:{}">{}</a>', self.value, self.value)
        return format_html('<span class="fact">{}</span>', self.text)


def fact(name: str) -> Fact:
    """Return the fact of this name; one that is unknown or gone has no value."""
    if name in ORGANISATION:
        field, label = ORGANISATION[name]
        return Fact(name, str(label), str(getattr(site_settings.of_main_site(), field)))
    if match := CONTACT.fullmatch(name):
        contact = get_many(CrisisContact, [int(match[1])]).get(int(match[1]))
        if contact and contact.is_shown:
            if contact.phone:
                return Fact(name, contact.name, contact.phone)
            return Fact(name, contact.name, contact.text_number, "sms")
    return Fact(name, "", "")


def all_facts() -> list[Fact]:
    """Return what staff may put into a text."""
    # One row for each: its number is the same in all languages.
    first = CrisisContact.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    offered = Q(pk__in=first) | ~Q(translation_key__in=first.values("translation_key"))
    contacts = [f"contact-{pk}" for pk in CrisisContact.objects.filter(offered, live=True).values_list("pk", flat=True)]
    return [*(fact(name) for name in ORGANISATION), *(f for f in map(fact, contacts) if f.value)]


def names_in(html: str) -> list[str]:
    """Return the names of the facts in a stored rich text."""
    return [match[1] for tag in IN_TEXT.findall(html) if (match := NAME.search(tag))]


def facts_on(page: Page) -> list[str]:
    """Return the names of the facts in the texts of a version of a page."""
    return [name for leaf in content_values(page) if is_rich_text(leaf) for name in names_in(leaf.raw)]


def where_used() -> dict[str, list[Page]]:
    """Return {name of a fact: pages whose text holds it}, in the order of the page tree."""
    targets = [*site_settings.settings_model().objects.all(), *CrisisContact.objects.all()]
    ids = set()
    for target in targets:
        ids.update(
            reference.object_id
            for reference in ReferenceIndex.get_references_to(target)
            if issubclass(reference.content_type.model_class() or object, Page)
        )
    used: dict[str, list[Page]] = {}
    for page in Page.objects.filter(pk__in=ids).order_by("path").specific():
        for name in dict.fromkeys(facts_on(page)):
            used.setdefault(name, []).append(page)
    return used
