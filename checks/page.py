"""What a careful colleague would say about a page before it is published: advice, and the few things that refuse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from wagtail.documents import get_document_model
from wagtail.models import Page

from facts.values import fact, facts_on
from pages import site_settings
from pages.content_values import content_values, referenced_ids
from pages.models import SiteImage
from pages.placeholders import find_placeholders

from .models import Term
from .passages import Passage, anchor_of, passages
from .sentences import grade, sentences
from .spanish import FAIRLY_EASY, NORMAL, perspicuity
from .words import find_flags, terms_for

LONG_SENTENCE = 30  # words
HELP_GRADE = 6  # up to which a page is for people who need help
EMPTY_LINKS = {
    "click here", "here", "click", "read more", "more", "learn more", "link", "this link", "this page", "this",
    "see more",
    "aquí", "haz clic aquí", "haga clic aquí", "clic aquí", "pulsa aquí", "leer más", "lee más", "más", "ver más",
    "más información", "este enlace", "enlace", "esta página", "saber más",
}  # fmt: skip
FILE_NAME = re.compile(
    r"\.(?:avif|gif|heic|jpe?g|png|svg|webp)$|_|^(?:img|dsc|image|screenshot)[\s_-]*\d", re.IGNORECASE
)


class Kind(TextChoices):
    """What an advice is about."""

    PLACEHOLDER = "placeholder", gettext_lazy("Still to be filled in")
    CONSENT = "consent", gettext_lazy("Consent")
    WORD = "word", gettext_lazy("Words")
    LINK = "link", gettext_lazy("Links")
    PICTURE = "picture", gettext_lazy("Pictures")
    FACT = "fact", gettext_lazy("Facts")
    READING = "reading", gettext_lazy("Easy to read")
    MISSING = "missing", gettext_lazy("Missing")


@dataclass(frozen=True)
class Advice:
    """One thing to look at: a sentence for staff, where to put it right, and whether it refuses publishing."""

    kind: Kind
    text: str
    anchor: str = ""
    refuses: bool = False


def advice_for(page: Page, terms: list[Term] | None = None) -> list[Advice]:
    """Return what is open on a version of a page, what refuses publishing first."""
    texts = list(passages(page))
    if terms is None:
        terms = terms_for(page.locale.language_code)
    found = [
        *_refusals(page),
        *_words(texts, terms),
        *_links(page, texts),
        *_pictures(page),
        *_facts(page),
        *_reading(page, texts),
        *_missing(page),
    ]
    return list(dict.fromkeys(found))


def _refusals(page: Page) -> Iterator[Advice]:
    places = {}
    for leaf in content_values(page):
        if isinstance(leaf.raw, str) and "[[" in leaf.raw:
            places.setdefault(anchor_of(leaf), leaf)
    anchor = next(iter(places), "")
    for missing in find_placeholders(page):
        yield Advice(Kind.PLACEHOLDER, _("Still to be filled in: %(what)s.") % {"what": missing}, anchor, refuses=True)
    if problem := getattr(page, "consent_problem", ""):
        yield Advice(Kind.CONSENT, problem, "#id_is_story", refuses=True)


def _words(texts: list[Passage], terms: list[Term]) -> Iterator[Advice]:
    names = site_settings.settings_model().objects.values_list("organisation_name", flat=True)
    # Most pages have no such word, and need not know whose site this is.
    own = SimpleLazyObject(lambda: list(names))
    for passage in texts:
        for flag in find_flags(passage.text, _applicable(terms, passage), own):
            text = _("“%(word)s” in “%(sentence)s” – %(advice)s") % {
                "word": flag.text,
                "sentence": shorten(flag.sentence, flag.text),
                "advice": flag.term.advice,
            }
            yield Advice(Kind.WORD, text, passage.anchor)


def _applicable(terms: list[Term], passage: Passage) -> list[Term]:
    return [term for term in terms if not term.fine_in_quotations] if passage.is_quotation else terms


def shorten(sentence: str, around: str = "", most: int = 140) -> str:
    """Return a sentence, cut to about ``most`` characters around a word of it."""
    if len(sentence) <= most:
        return sentence
    middle = max(0, sentence.find(around)) if around else 0
    start = max(0, min(middle - most // 2, len(sentence) - most))
    cut = sentence[start : start + most]
    cut = cut.partition(" ")[2] if start else cut
    cut = cut.rpartition(" ")[0] if start + most < len(sentence) else cut
    return f"{'… ' if start else ''}{cut}{' …' if start + most < len(sentence) else ''}"


def _links(page: Page, texts: list[Passage]) -> Iterator[Advice]:
    for passage in texts:
        for label, _attributes in passage.links:
            if label.lower().strip(" .!›»→") in EMPTY_LINKS:
                text = _("The link “%(label)s” does not say where it leads: “%(sentence)s”")
                text %= {"label": label, "sentence": shorten(passage.text, label)}
                yield Advice(Kind.LINK, text, passage.anchor)
            elif re.match(r"https?://", label):
                text = _("The link “%(label)s” is an address: words are easier to read.")
                yield Advice(Kind.LINK, text % {"label": shorten(label, most=60)}, passage.anchor)
    yield from broken_inside(page)


def broken_inside(page: Page) -> Iterator[Advice]:
    """Yield the links of a version of a page to pages and documents of this site that visitors cannot open."""
    wanted = referenced_ids(page, Page)
    found = {p.pk: p for p in Page.objects.filter(pk__in=wanted)}
    for pk in sorted(wanted):
        target = found.get(pk)
        if target is None:
            yield Advice(Kind.LINK, _("A link leads to a page that was deleted."), _anchor_of_id(page, Page, pk))
        elif not target.live:
            text = _("A link leads to “%(title)s”, which is not published: visitors see plain words.")
            yield Advice(Kind.LINK, text % {"title": target.get_admin_display_title()}, _anchor_of_id(page, Page, pk))
    documents = referenced_ids(page, get_document_model())
    for pk in sorted(
        documents - set(get_document_model().objects.filter(pk__in=documents).values_list("pk", flat=True))
    ):
        text = _("A link leads to a document that was deleted.")
        yield Advice(Kind.LINK, text, _anchor_of_id(page, get_document_model(), pk))


def _anchor_of_id(page: Page, model: type, pk: int) -> str:
    for leaf in content_values(page):
        batched = getattr(leaf.kind, "loaded_model", None)
        if (batched is model and leaf.raw == pk) or (
            isinstance(leaf.raw, str)
            and re.search(rf'linktype="(?:page|document)"[^>]*\bid="{pk}"|\bid="{pk}"', leaf.raw)
        ):
            return anchor_of(leaf)
    return ""


def _pictures(page: Page) -> Iterator[Advice]:
    pictures = SiteImage.objects.filter(pk__in=referenced_ids(page, SiteImage)).select_related("consent")
    said = _said_pictures(page)
    for picture in sorted(pictures, key=lambda picture: picture.pk):
        anchor = _anchor_of_id(page, SiteImage, picture.pk)
        name = {"title": picture.title}
        if not picture.is_decorative:
            if not picture.description.strip():
                yield Advice(Kind.PICTURE, _("The picture “%(title)s” has no alt text.") % name, anchor)
            elif FILE_NAME.search(picture.description):
                text = _("The alt text of “%(title)s” is a file name: say what the picture shows.")
                yield Advice(Kind.PICTURE, text % name, anchor)
            elif picture.pk in said and not picture.text_in(page.locale.language_code, "description"):
                text = _("The alt text of “%(title)s” is not in the language of this page: add it at the picture.")
                yield Advice(Kind.PICTURE, text % name, anchor)
        if not picture.people:
            text = _("Can someone be recognised in the picture “%(title)s”? Open the picture and answer.")
            yield Advice(Kind.PICTURE, text % name, anchor)
        elif picture.people == SiteImage.People.SOMEBODY:
            yield from _consent_of(picture, anchor)


def _said_pictures(page: Page) -> list[int]:
    """Return the ids of pictures whose own alt text is read out: in a block, without a text for this place."""
    said = []
    for leaf in content_values(page):
        if issubclass(getattr(leaf.kind, "loaded_model", object), SiteImage):
            said.append(leaf.raw)
        elif leaf.names[-1] == "alt_text" and said:
            said.pop()
    return said


def _consent_of(picture: SiteImage, anchor: str) -> Iterator[Advice]:
    consent = picture.consent
    if consent is None:
        text = _("Someone can be recognised in “%(title)s”, and no consent is recorded.")
        yield Advice(Kind.PICTURE, text % {"title": picture.title}, anchor)
    elif not consent.in_force:
        text = _("The consent for the picture “%(title)s” does not hold any more (%(state)s).")
        yield Advice(Kind.PICTURE, text % {"title": picture.title, "state": consent.state}, anchor)
    elif not consent.covers_picture:
        text = _("The consent of %(person)s does not cover pictures, but “%(title)s” shows someone.")
        yield Advice(Kind.PICTURE, text % {"title": picture.title, "person": consent.person}, anchor)
    else:
        text = _(
            "“%(title)s” shows %(person)s, with consent recorded by %(who)s, %(state)s. Still right for this page?"
        )
        who = consent.recorded_by.email if consent.recorded_by else _("somebody who has left")
        values = {"title": picture.title, "person": consent.person, "who": who, "state": consent.state}
        yield Advice(Kind.PICTURE, text % values, anchor)


def _facts(page: Page) -> Iterator[Advice]:
    for name in dict.fromkeys(facts_on(page)):
        if not fact(name).value:
            label = fact(name).label or _("a crisis contact")
            text = _("A text says “ask us” instead of a fact that is empty or gone: %(label)s.")
            yield Advice(Kind.FACT, text % {"label": label})


def _reading(page: Page, texts: list[Passage]) -> Iterator[Advice]:
    running = [passage for passage in texts if passage.is_running and not passage.is_quotation]
    wanted = getattr(page, "reading_grade", None)
    if wanted and (text := _too_hard([passage.text for passage in running], wanted, page.locale.language_code)):
        yield Advice(Kind.READING, text)
    for passage in running:
        for sentence in sentences(passage.text):
            count = len(sentence.words)
            if count > LONG_SENTENCE:
                text = _("A sentence of %(count)d words: “%(sentence)s”")
                text %= {"count": count, "sentence": shorten(sentence.text, most=90)}
                yield Advice(Kind.READING, text, passage.anchor)


def _missing(page: Page) -> Iterator[Advice]:
    if hasattr(page, "next_step") and not page.next_step:
        text = _("There is no next step: visitors see the general one at the end.")
        yield Advice(Kind.MISSING, text, "#panel-child-content-next_step-section")
    if not page.search_description:
        text = _("There is no search description: one sentence for search engines and lists.")
        yield Advice(Kind.MISSING, text, "#id_search_description")


def summary(advice: list[Advice]) -> str:
    """Return in one line how much is open."""
    if not advice:
        return _("Nothing is open.")
    refusing = sum(item.refuses for item in advice)
    text = ngettext("%(count)d thing to look at", "%(count)d things to look at", len(advice)) % {"count": len(advice)}
    if refusing:
        text += "; " + ngettext(
            "%(count)d of them keeps the page from being published",
            "%(count)d of them keep the page from being published",
            refusing,
        ) % {"count": refusing}
    return text + "."


def _too_hard(texts: list[str], wanted: int, language: str) -> str:
    """Return what to say of a text that is harder than school grade ``wanted``; "" if it is not, or none can tell."""
    if language.startswith("en") and (reached := grade(texts)) and reached > wanted + 0.5:
        text = _(
            "Reads like school grade %(reached)d; this kind of page aims at %(wanted)d. Shorter sentences help most."
        )
        return text % {"reached": round(reached), "wanted": wanted}
    least = FAIRLY_EASY if wanted <= HELP_GRADE else NORMAL
    if language.startswith("es") and (reached := perspicuity(texts)) is not None and reached < least:
        text = _(
            "Reads at %(reached)d on the INFLESZ scale, where 100 is easiest; this kind of page aims at %(least)d. "
            "Shorter sentences and shorter words help most."
        )
        return text % {"reached": round(reached), "least": least}
    return ""
