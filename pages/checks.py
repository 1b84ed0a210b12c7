"""House rules as system checks: Django refuses to start on an error, so nobody needs to remember them."""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail import blocks
from wagtail.fields import StreamField


@register
def check_house_rules(app_configs: list[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every page type has a template, and says where it may stand; every block explains itself."""
    from .models import BasePage

    messages: list[CheckMessage] = []
    seen: set[type] = set()
    for model in BasePage.__subclasses__():
        try:
            get_template(model.template)
        except TemplateDoesNotExist:
            messages.append(Error(f"{model.__name__} has no template {model.template}", id="pages.E001"))
        for rule in ("parent_page_types", "subpage_types"):
            if rule not in vars(model):
                messages += [Error(f"{model.__name__} does not say its {rule}", id="pages.E002")]
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for block in _own_blocks(field.stream_block):
                    if type(block) not in seen:
                        seen.add(type(block))
                        messages += _check_block(block)
    return messages


def _own_blocks(stream: blocks.StreamBlock) -> Iterator[blocks.Block]:
    """Yield the blocks that staff choose from."""
    yield from stream.child_blocks.values()


def _check_block(block: blocks.Block) -> Iterator[CheckMessage]:
    for name in ("icon", "label", "description", "group", "template"):
        if not getattr(block.meta, name, None):
            yield Error(f"Block {type(block).__name__} has no {name}", id="pages.E003")
    if not block.is_previewable:
        yield Error(f"Block {type(block).__name__} has no preview value", id="pages.E004")
