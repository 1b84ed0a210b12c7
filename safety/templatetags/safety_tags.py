"""What templates need for leaving and for the policy."""

import re

from django import template
from django.template import Context, NodeList
from django.template.base import Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from safety.csp import nonce
from safety.targets import DEFAULT_TARGET

register = template.Library()

register.simple_tag(nonce, name="csp_nonce")


@register.simple_tag(takes_context=True)
def leave_target(context: dict) -> str:
    """Return where leaving leads; the default where settings cannot be asked (500)."""
    layout = context.get("layout")
    return layout.settings.leave_target if layout else DEFAULT_TARGET


INLINE = re.compile(r'<script(?: type="text/javascript")?>')


class NoncedNode(template.Node):
    """A piece of one of Wagtail's own templates, whose inline scripts get the nonce."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Render; what people wrote is escaped there, so that every <script> is Wagtail's."""
        opening = format_html('<script nonce="{}">', nonce())
        return mark_safe(INLINE.sub(opening, self.nodelist.render(context)))  # noqa: S308 - Wagtail's own HTML


@register.tag
def nonced(parser: Parser, token: Token) -> NoncedNode:
    """{% nonced %}…{% endnonced %}: let the scripts of an original template run."""
    nodelist = parser.parse(("endnonced",))
    parser.delete_first_token()
    return NoncedNode(nodelist)
