"""From the plan into the site: item by item, then what only all of them together make possible.

Killed at any moment and begun again, it ends in the same: what is written is known, what is not is written.
"""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from blog.models import ArticlePage
from deleted.models import BinPage
from pages.models import Topic
from search.refreshing import AT_ONCE, index_now, indexed_together

from ..models import Imported, Kind, Made, Row, Run
from ..plan import FRONT, Plan, Planned
from ..reading.items import host_of, path_of
from .download import Store
from .links import Links, links_pointing_on
from .pages import PageWriter, as_it_was, files_of, keep_version
from .places import Places
from .redirects import Redirects
from .uploads import Uploads
from .verdict import Judge

logger = logging.getLogger(__name__)

DEEPEST = 10  # pages below pages
FINAL = {Row.Action.CREATED, Row.Action.FILLED, Row.Action.UPDATED}


class Stopped(Exception):  # noqa: N818 - asked for, and no fault
    """Somebody asked to stop; the item that was being written is finished."""


def pictures_folder(run: Run | None = None) -> Path:
    """Return where fetched pictures of a run are kept until it is over, or the folder of all such folders."""
    folder = Path(settings.DATA_DIR) / "old-site"
    return folder / str(run.pk) if run else folder


def apply(
    run: Run,
    plan: Plan,
    parent: Page,
    *,
    store: Store | None = None,
    tell: Callable[[Row], None] = lambda _row: None,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Write what is planned. ``tell`` hears of each row, ``is_over`` says whether to stop; raises Stopped then.

    Raises ValueError, in plain words, when there is no place for pages.
    """
    places = Places.of(parent)
    links = Links(plan.export, places.home, places.blog)
    writer = PageWriter(run, plan.choices, places, links)
    judge = Judge(run.site, places.home, plan.choices.update, images=plan.choices.images)
    hosts = {host_of(plan.export.base), *plan.choices.hosts} - {""}
    store = store or Store(pictures_folder(run), hosts)
    done = {(key, kind) for key, kind in run.rows.exclude(action=Row.Action.FAILED).values_list("key", "kind")}
    _find_pages_above(writer, plan)
    index_newest(run)
    with indexed_together() as index:
        for planned in _in_order(plan, places, done):
            if is_over():
                raise Stopped
            row = _one(judge, writer, planned, run, store, with_images=plan.choices.images)
            done.add(planned.key)
            index()
            tell(row)
    point_links_on(run, links, is_over)
    lead_old_addresses(writer.redirects, run, plan, places)


def _in_order(plan: Plan, places: Places, done: set[tuple[str, str]]) -> Iterator[Planned]:
    """Yield what is not done: a page below another after that one, however the file is sorted."""
    for left in reversed(range(DEEPEST)):
        waiting = False
        for planned in plan.entries():
            if planned.key in done:
                continue
            above = planned.item.parent
            if left and above in plan.export.keys and above not in places.above and not plan.choices.only:
                waiting = True
            else:
                yield planned
        if not waiting:
            break


def index_newest(run: Run) -> None:
    """Let the pages be found that runs of this old site wrote just before they were killed, if they were."""
    rows = Row.objects.filter(run__site=run.site, action=Row.Action.CREATED, page__isnull=False)
    # Where there is an entry in the one search, there is one in the other.
    newest = rows.filter(page__search_entry=None).order_by("-pk").values_list("page", flat=True)
    index_now(list(newest[:AT_ONCE]))


def _find_pages_above(writer: PageWriter, plan: Plan) -> None:
    """Remember the pages that came over before, below which others belong."""
    keys = {key: number for number, key in plan.export.keys.items()}
    known = Imported.objects.filter(site=writer.run.site, kind=Kind.PAGE).select_related("page")
    known = known.filter(page__in=BinPage.outside(Page.objects.all()).values("pk"))
    for record in known:
        if number := keys.get(record.key):
            writer.places.above[number] = record.page


def _one(judge: Judge, writer: PageWriter, planned: Planned, run: Run, store: Store, *, with_images: bool) -> Row:
    """Write one item; a failure is a row of the report, and never stops the others."""
    uploads = Uploads(run, store)
    run.rows.filter(key=planned.key[0], kind=planned.key[1]).delete()
    try:
        if planned.failure:
            raise ValueError(planned.failure)
        verdict = judge.decide(planned)
        if verdict.action in FINAL:
            uploads.fetch(planned, list(files_of(planned)), ask=with_images)
        return writer.write(planned, verdict, uploads)
    except Exception as error:
        uploads.clear_away()
        # What it says may hold words of the old site.
        logger.warning("Item %s could not be brought over: %s", planned.item.place, type(error).__name__)
        said = (
            str(error)
            if isinstance(error, ValueError) and not isinstance(error, UnicodeError)
            else type(error).__name__
        )
        return Row.objects.create(
            run=run, key=planned.key[0], kind=planned.key[1], action=Row.Action.FAILED, title=planned.title,
            old_address=f"/{planned.item.path}" if planned.item.path else "",
            warnings=[_("It could not be written (%(why)s); nothing of it was kept.") % {"why": said[:200]}],
        )  # fmt: skip


def point_links_on(run: Run, links: Links, is_over: Callable[[], bool] = lambda: False) -> None:
    """Let links that waited for a page lead to it, now that it is here."""
    for record in Imported.objects.filter(site=run.site, page__isnull=False).exclude(waits_for=[]).order_by("pk"):
        if is_over():
            raise Stopped
        here = {path for path in record.waits_for if path in links.pages}
        # Edited since: the links of staff are theirs.
        if here and record.page.latest_revision_id == record.revision:
            _point_on(run, record, links, here)


@transaction.atomic
def _point_on(run: Run, record: Imported, links: Links, here: set[str]) -> None:
    page = Page.objects.select_for_update().get(pk=record.page_id).specific
    if page.latest_revision_id != record.revision:
        return
    if record.run_id != run.pk:
        _keep_for_undoing(run, record, page)
    is_shown = page.live and page.live_revision_id == record.revision
    waits = Revision.page_revisions.filter(pk=record.revision, approved_go_live_at__isnull=False).exists()
    newest = page.get_latest_revision_as_object()

    def find(address: str) -> int | None:
        path = links.path(address)
        return links.pages.get(path) if links.is_theirs(address) and path in here else None

    raw = [_with_links(block, find, links) for block in newest.body.raw_data]
    body = newest.body.stream_block.to_python(raw)
    if is_shown:
        # As when it came: publishing would save it three times.
        page.body, page.last_published_at = body, timezone.now()
        with disable_reference_index_auto_update():
            page.save(clean=False)
            revision = keep_version(page, run.started_by)
        page.update_aliases(revision=revision)
    else:
        newest.body = body
        revision = newest.save_revision(user=run.started_by, clean=False)
        if waits:
            revision.publish(user=run.started_by)
    _follow(run, record, revision, sorted(set(record.waits_for) - here))


def _keep_for_undoing(run: Run, record: Imported, page: Page) -> None:
    """Keep a page of an earlier run as it was, once."""
    row, _new = run.rows.get_or_create(
        key=record.key, kind=record.kind,
        defaults={"action": Row.Action.UNCHANGED, "title": page.title, "page": page, "old_address": f"/{record.path}"},
    )  # fmt: skip
    if row.before is None:
        row.before = as_it_was(page, record)
        row.save(update_fields=["before"])


def _with_links(block: dict, find: Callable[[str], int | None], links: Links) -> dict:
    value = block["value"]
    if block["type"] == "paragraph":
        value = links_pointing_on(value, find)
    elif block["type"] == "buttons":
        value = {"buttons": [_button(one, find) for one in _plain_list(value["buttons"])]}
    return dict(block) | {"value": value}


def _plain_list(rows: list) -> list[dict]:
    return [row["value"] if "value" in row and "type" in row else row for row in rows]


def _button(button: dict, find: Callable[[str], int | None]) -> dict:
    page = find(button["address"]) if button.get("address") else None
    return button if page is None else dict(button) | {"page": page, "address": ""}


def _follow(run: Run, record: Imported, revision: Revision, waits_for: list[str]) -> None:
    record.revision, record.waits_for = revision.pk, waits_for
    record.save(update_fields=["revision", "waits_for"])
    # Whichever run made the page: nobody but us has edited it.
    Made.objects.filter(object_id=str(record.page_id), revision__isnull=False).update(revision=revision.pk)


def lead_old_addresses(redirects: Redirects, run: Run, plan: Plan, places: Places) -> None:
    """Lead the old front page, the old list of articles and the old lists of labels to what is here instead."""
    # WordPress may lie in a folder, and show a page there.
    known = FRONT | {path_of(plan.export.base).casefold()}
    fronts = {path for path in plan.export.paths.values() if path and path.casefold() in known}
    redirects.lead(sorted(fronts | {"home"}), places.home)
    if places.blog:
        if plan.export.blog:
            redirects.lead([plan.export.blog], places.blog)
        _lead_labels(redirects, run, plan, places)


def _ways_to(short: str, above: dict[str, str]) -> list[str]:
    """Return a label as its address names it: by itself, and below the categories above it."""
    way = [short]
    while len(way) < DEEPEST and (upper := above.get(way[0], "")) and upper not in way:
        way.insert(0, upper)
    return [short, "/".join(way)]


def _lead_labels(redirects: Redirects, run: Run, plan: Plan, places: Places) -> None:
    """Lead the old lists of one category or tag to the list of the topic, or to all articles where there is none."""
    list_ = places.blog.get_url() or "/"
    topics = {topic.title.casefold(): topic for topic in Topic.objects.filter(locale=places.home.locale)}
    used = set(ArticlePage.objects.child_of(places.blog).live().values_list("topics", flat=True))
    blog = f"/{plan.export.blog}" if plan.export.blog else ""
    read = [name for name, *_rest in run.summary.get("labels", [])]
    for label in dict.fromkeys([*plan.choices.labels, *read, *plan.told.labels]):
        topic = topics.get(label.casefold())
        is_list = topic is not None and topic.pk in used
        target = f"{list_}?topic={topic.slug}" if is_list else list_
        words = [label, slugify(label, allow_unicode=True)]
        for short in sorted(plan.export.labels.get(label, ())):
            words += _ways_to(short, plan.export.above)
        for word in dict.fromkeys(words):
            folders = [f"{start}/{kind}/{word}" for start in {blog, ""} for kind in ("category", "tag")]
            # Without a topic, what stands behind the “?” is left out by itself.
            asked = re.sub(r"[%&+;=#]", lambda sign: quote(sign[0]), word)
            questions = [f"{blog or '/'}?{kind}={asked}" for kind in ("category", "tag")] if is_list else []
            for old in [*folders, *questions]:
                redirects.lead_to(old, target)
