"""Where people sign up, and the newsletters themselves."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from page_cache.application import do_not_keep
from pages.blocks import StandardBodyBlock
from pages.models import BasePage
from pages.site_settings import for_request

from ..blocks import MailBlock


class SignUpPage(BasePage):
    """Where people sign up: one field. Below it lie the newsletters that may be read on the site."""

    kind = _("Newsletter")
    reading_grade = 6
    lists_children = True

    introduction = models.TextField(
        _("introduction"), max_length=500, help_text=_("What comes, and how often, in your own words.")
    )
    sender_name = models.CharField(
        _("name of the sender"),
        max_length=60,
        blank=True,
        help_text=_("Stands in the inbox beside each mail, for whoever looks over a shoulder. Empty: a neutral one."),
    )
    postal_address = models.TextField(
        _("postal address"),
        max_length=200,
        help_text=_("At the end of each mail; the law of many countries asks for it. A post office box will do."),
    )
    per_minute = models.PositiveSmallIntegerField(
        _("mails a minute"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(6_000)],
        help_text=_("What your mail server takes. Ask whoever runs it; 60 is slow and safe."),
    )
    body = StreamField(StandardBodyBlock(), blank=True, verbose_name=_("body"))

    allowed_http_methods = [*BasePage.allowed_http_methods, "POST"]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["newsletter.NewsletterPage"]
    max_count_per_parent = 1
    template = "newsletter/sign_up_page.html"
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction", boost=1.5),
        index.SearchField("body"),
    ]
    edit_handler = BasePage.tabs(
        [
            FieldPanel("introduction"),
            MultiFieldPanel(
                [FieldPanel("sender_name"), FieldPanel("postal_address"), FieldPanel("per_minute")],
                heading=_("In each mail"),
            ),
            FieldPanel("body"),
        ]
    )

    class Meta:
        verbose_name = _("page to sign up for the newsletter")
        verbose_name_plural = _("pages to sign up for the newsletter")

    @property
    def summary(self) -> str:
        """Return the text for lists."""
        return self.listing_summary or self.introduction

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the field, or take an address. It is made anew for each visitor: its mark is theirs."""
        from ..views.sign_up import take

        do_not_keep(request)
        return take(self, request) if request.method == "POST" else super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the field, and the newsletters that anyone may read."""
        from ..views.sign_up import shown

        form = kwargs.pop("form", None) or shown()
        context = super().get_context(request, *args, **kwargs) | form
        context |= self.body.stream_block.outline(self.body)
        sent = self.visible_children(NewsletterPage).order_by("-first_published_at")[:12]
        return context | {"newsletters": list(sent), "sender": self.sender(for_request(request).neutral_title)}

    def sender(self, neutral: str) -> str:
        """Return the name that stands in the inbox."""
        return self.sender_name or neutral


class NewsletterPage(BasePage):
    """One newsletter. It may be read on the site only once it is published; to be sent, it need not be."""

    kind = _("Newsletter")
    reading_grade = 6

    subject = models.CharField(
        _("subject"),
        max_length=120,
        help_text=_("The line in the inbox. Somebody else may read it: think of who looks over a shoulder."),
    )
    preview_line = models.CharField(
        _("line after the subject"), max_length=140, blank=True, help_text=_("Shown by many mail programs.")
    )
    body = StreamField(MailBlock(), verbose_name=_("body"))

    parent_page_types = ["newsletter.SignUpPage"]
    subpage_types: list[str] = []
    template = "newsletter/newsletter_page.html"
    search_fields = [*BasePage.search_fields, index.SearchField("preview_line"), index.SearchField("body")]
    edit_handler = BasePage.tabs(
        [FieldRowPanel([FieldPanel("subject")]), FieldPanel("preview_line"), FieldPanel("body")]
    )

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")

    @property
    def summary(self) -> str:
        """Return the text for lists."""
        return self.listing_summary or self.preview_line

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Return the ways to look at it: as a mail first."""
        return [("mail", _("Mail")), *super().preview_modes]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the mail itself, or the page."""
        if mode_name != "mail":
            return super().serve_preview(request, mode_name)
        from ..mail import compose

        return HttpResponse(compose(self).html)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the blocks."""
        context = super().get_context(request, *args, **kwargs)
        return context | self.body.stream_block.outline(self.body)
