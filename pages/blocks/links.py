"""Blocks that lead somewhere: calls to action, the next step, services."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from pages.addresses import own_page, without_trackers
from pages.visibility import is_visible

from .choosers import LoadedDocumentChooserBlock, LoadedPageChooserBlock, public_url
from .groups import LINKS


class AddressBlock(blocks.URLBlock):
    """The address of another site, kept without what was hung on to it to follow readers."""

    def clean(self, value: Any) -> str:
        """Return the address as its owner wrote it."""
        return super().clean(without_trackers(value or ""))


class DoorBlock(blocks.StructBlock):
    """One of the ways in from the home page, in the words of those who come."""

    text = blocks.CharBlock(max_length=60, label=_("In their own words"), help_text=_("For example: I want help"))
    page = LoadedPageChooserBlock(label=_("Leads to"))

    class Meta:
        icon = "arrow-right"
        label = _("Door")
        description = _("A large link from the home page, in the words of those who come.")
        group = LINKS
        template = "blocks/door.html"
        preview_value = {"text": _("I want help")}


class LinkValue(blocks.StructValue):
    """A call to action that knows where it leads."""

    @cached_property
    def url(self) -> str:
        """Return the address, or "" when the page is not public (the link is then left out)."""
        if page := self.get("page"):
            return public_url(page)
        if document := self.get("document"):
            return document.url
        return self.get("address") or ""

    @property
    def has_something_to_say(self) -> bool:
        """Return whether anything is left to show when the link is not."""
        return bool(self.url or self.get("title") or self.get("text"))

    @property
    def link_text(self) -> str:
        """Return what the link says: its label, else the title of what it leads to."""
        target = (self.get("page") or self.get("document")) if self.url else None
        return self.get("label") or (target.title if target else "") or self.get("title") or self.url


class CallToActionBlock(blocks.StructBlock):
    """An invitation with one link."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=600, rows=3, label=_("Text"))
    page = LoadedPageChooserBlock(required=False, label=_("Leads to a page"))
    document = LoadedDocumentChooserBlock(required=False, label=_("or to a document"))
    address = AddressBlock(required=False, label=_("or to an address"), help_text=_("Starts with https://"))
    label = blocks.CharBlock(
        required=False, max_length=60, label=_("Words on the link"), help_text=_("Empty: the title of the page.")
    )

    class Meta:
        icon = "link"
        label = _("Call to action")
        description = _("An invitation to do one thing, with one link: a page, a document or another site.")
        group = LINKS
        template = "blocks/call_to_action.html"
        value_class = LinkValue
        preview_value = {
            "title": _("Walk beside someone"),
            "text": _("Small, steady steps help. Start with one."),
            "address": "https://example.org/",
            "label": _("See how to start"),
        }

    # A next step may be words of hope alone; a call to action must lead somewhere.
    needs_target = True

    def clean(self, value: Any) -> Any:
        """Refuse no target, several targets, and addresses that are not https; find our own pages."""
        cleaned = super().clean(value)
        if not cleaned.get("page") and (page := own_page(cleaned.get("address") or "")):
            cleaned["page"], cleaned["address"] = page, ""
        targets = [name for name in ("page", "document", "address") if cleaned.get(name)]
        errors = {}
        if len(targets) > 1:
            errors[targets[1]] = ValidationError(_("Choose only one: a page, a document or an address."))
        elif not targets and self.needs_target and not self.is_deferred_validation:
            errors["page"] = ValidationError(_("Choose where it leads: a page, a document or an address."))
        if (address := cleaned.get("address")) and not address.startswith("https://"):
            errors["address"] = ValidationError(_("Use a complete address that starts with https://"))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class ButtonBlock(CallToActionBlock):
    """One link that looks like a button."""

    title = text = None
    label = blocks.CharBlock(max_length=60, label=_("Words on it"), help_text=_("What happens: “See our services”."))

    class Meta:
        icon = "link"
        label = _("Button")
        template = "blocks/button.html"


class ButtonsBlock(blocks.StructBlock):
    """A row of buttons."""

    buttons = blocks.ListBlock(ButtonBlock(), min_num=1, max_num=4, label=_("Buttons"))

    class Meta:
        icon = "link"
        label = _("Buttons")
        description = _("One to four links side by side that look like buttons.")
        group = LINKS
        template = "blocks/buttons.html"
        preview_value = {
            "buttons": [
                {"address": "https://example.org/", "label": _("See how to start")},
                {"address": "https://example.org/", "label": _("Read more")},
            ]
        }


class NextStepBlock(CallToActionBlock):
    """What comes after reading: a step, or words of hope."""

    needs_target = False

    class Meta:
        icon = "arrow-right"
        label = _("Next step")
        description = _("What someone can do after reading, or words of hope.")
        template = "blocks/next_step.html"


class ServicesValue(blocks.StructValue):
    """Chosen services, of which only the public ones are shown."""

    @property
    def public_services(self) -> list:
        """Return the chosen services that anyone may see."""
        return [page for page in self["services"] if page and is_visible(page)]


class ServicesBlock(blocks.StructBlock):
    """A quiet row of links to services."""

    title = blocks.CharBlock(required=False, max_length=80, label=_("Title"))
    services = blocks.ListBlock(
        LoadedPageChooserBlock(page_type="resources.ServicePage", label=_("Service")), min_num=1, label=_("Services")
    )

    class Meta:
        icon = "list-ul"
        label = _("Services row")
        description = _("A quiet row of links to services that you choose; titles and texts come from their pages.")
        group = LINKS
        template = "blocks/services.html"
        value_class = ServicesValue
        preview_value = {"title": _("Our services"), "services": []}
