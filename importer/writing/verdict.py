"""What is to be done with an item: brought over, brought up to date, or left alone because of what is here."""

from dataclasses import dataclass

from wagtail.models import Page

from blog.models import ArticlePage
from deleted.models import BinPage
from home.models import HomePage, StandardPage

from ..body.pieces import lost_words, words
from ..models import Imported, Row
from ..plan import Planned

ALIKE = 0.1  # of the words may differ in an article that is here already
Action = Row.Action


@dataclass
class Verdict:
    """What is to be done with an item, and with which page."""

    action: str
    record: Imported | None = None
    page: Page | None = None
    merge: Page | None = None  # has the same title, and words of its own
    is_for_pictures: bool = False  # nothing else is new


class Judge:
    """Decides; nothing is written. ``update`` is "skip", "changed" or "force", ``images``: whether they come along."""

    def __init__(self, site: str, home: HomePage, update: str, *, images: bool = True) -> None:
        self.site, self.home, self.update, self.images = site, home, update, images
        self._known: dict[type[Page], dict[tuple[str, ...], list[int]]] = {}

    def decide(self, planned: Planned) -> Verdict:
        """Return what is to be done with an item."""
        key, kind = planned.key
        record = Imported.objects.filter(site=self.site, key=key, kind=kind).select_related("page").first()
        force = self.update == "force"
        if record is None:
            return self._new(planned)
        if record.page is None or not BinPage.outside(Page.objects.filter(pk=record.page_id)).exists():
            return Verdict(Action.CREATED if force else Action.DELETED, record)
        is_same = record.source_hash == planned.item.hash and not force
        is_whole = not (self.images and record.open.get("left"))
        if is_same and is_whole:
            return Verdict(Action.UNCHANGED, record, record.page)
        if self.update == "skip":
            return Verdict(Action.SKIPPED, record, record.page)
        if record.page.latest_revision_id != record.revision and not force:
            return Verdict(Action.CONFLICT, record, record.page)
        return Verdict(Action.UPDATED, record, record.page, is_for_pictures=is_same)

    def _new(self, planned: Planned) -> Verdict:
        model = model_of(planned)
        for page in model.objects.filter(pk__in=self._titles(model).get(tuple(words(planned.title)), [])).order_by(
            "pk"
        ):
            newest = page.get_latest_revision_as_object()
            told = words(newest.plain_text() if isinstance(page, ArticlePage) else _text(newest))
            if not page.live and not page.first_published_at and len(newest.body) == 0:
                return Verdict(Action.FILLED, None, page)
            ours = [word for piece in planned.body.pieces for text in piece.texts() for word in words(text)]
            if ours and len(lost_words(ours, told)) <= ALIKE * len(ours):
                return Verdict(Action.UNCHANGED, None, page)
            return Verdict(Action.CREATED, None, None, page)
        return Verdict(Action.CREATED)

    def _titles(self, model: type[Page]) -> dict[tuple[str, ...], list[int]]:
        """Return {words of a title: ids} of the pages that were here before anything came over."""
        if model not in self._known:
            known = self._known[model] = {}
            ours = model.objects.descendant_of(self.home)
            ours = ours.exclude(pk__in=Imported.objects.filter(site=self.site, page__isnull=False).values("page"))
            for pk, title in ours.values_list("pk", "draft_title"):
                known.setdefault(tuple(words(title)), []).append(pk)
        return self._known[model]


def model_of(planned: Planned) -> type[ArticlePage] | type[StandardPage]:
    """Return the type of page that an item becomes."""
    return ArticlePage if planned.item.kind == "post" else StandardPage


def _text(page: Page) -> str:
    return page.body.stream_block.plain_text(page.body)
