"""Facts inside rich text: how they are stored, shown to visitors, and held by the editor."""

from collections.abc import Iterator

from django.db.models import Model
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate_models import ContentState
from wagtail.admin.rich_text.converters.html_to_contentstate import HandlerState, InlineEntityElementHandler
from wagtail.rich_text import EmbedHandler

from pages import site_settings
from resources.models import CrisisContact

from .values import CONTACT, fact


class FactHandler(EmbedHandler):
    """Writes the value of a fact where its name is stored."""

    identifier = "fact"

    @staticmethod
    def expand_db_attributes(attrs: dict) -> str:
        """Return the fact as it stands now."""
        return str(fact(attrs.get("fact", "")).html)

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Return each fact as it stands now."""
        return [cls.expand_db_attributes(attrs) for attrs in attrs_list]

    @classmethod
    def extract_references(cls, attrs: dict) -> Iterator[tuple[type[Model], str, str, str]]:
        """Say where the value comes from, so that the place shows where it is used."""
        name = attrs.get("fact", "")
        if match := CONTACT.fullmatch(name):
            yield CrisisContact, match[1], "", ""
        elif pk := site_settings.of_main_site().pk:
            yield site_settings.settings_model(), str(pk), "", ""


class FactElementHandler(InlineEntityElementHandler):
    """Shows the editor the present value of a fact, as one piece."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict) -> dict:
        """Return the name and label of the fact."""
        found = fact(attrs.get("fact", ""))
        return {"fact": found.name, "label": found.label}

    def handle_starttag(self, name: str, attrs: list, state: HandlerState, contentstate: ContentState) -> None:
        """Open the piece and write the value into it."""
        super().handle_starttag(name, attrs, state, contentstate)
        state.current_block.text += fact(dict(attrs).get("fact", "")).text
        state.leading_whitespace = 1  # what follows keeps its blank


def fact_element(props: dict) -> object:
    """Return what is stored for a fact."""
    return DOM.create_element("embed", {"embedtype": "fact", "fact": props.get("fact", "")})


RULE = {
    "from_database_format": {'embed[embedtype="fact"]': FactElementHandler("FACT")},
    "to_database_format": {"entity_decorators": {"FACT": fact_element}},
}
