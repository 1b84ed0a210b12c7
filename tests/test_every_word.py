"""With every string of the catalogue and of the content in ⟦marks⟧, nothing without marks is left on any page.

A third language (Arabic) is switched on by its setting alone, with a catalogue that is made here.
"""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
import wagtail
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.core import mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override, trans_real
from letter_keys import give_key, mark_made, print_paper
from two_languages import in_languages
from wagtail.models import Page
from wagtail.users.models import UserProfile

from accounts import notices
from attention.summary import send_summary
from checks.models import Term
from consent.models import Consent
from first_content import languages
from first_content.content_files import DATA
from home.models import HomePage, SiteSettings
from letters.gate import EMPTY_FIELD
from letters.models import FormPage
from newsletter.models import SignUpPage
from pages import placeholders
from resources.models import Label

pytestmark = pytest.mark.any_database

TEMPLATES = site_settings.BASE_DIR / "templates"
CATALOGUE = site_settings.BASE_DIR / "locale" / "es" / "LC_MESSAGES" / "django.po"
# Names, and what is the same in every language.
CONTENT = re.compile(
    r"Organization for Prostitution Survivors|Example [A-Z][\w ’]*|Example author \w+|Example editorial team|RSS|"
    r"\(the nearest page\)|\bOPS\b|https?://\S+|(?<![\w.-])[\w.-]+@[\w.-]+|/\S+|English|"
    r"\b[ap]\.m\.|HELLO|HELP LIST|localhost\S*"
)
# Attributes that are seen, read out, or said by scripts.
SAID = {
    "aria-label", "placeholder", "title", "alt", "data-list", "data-some", "data-none", "data-done", "data-one",
    "data-two", "data-on", "data-slow", "data-lost", "content",
}  # fmt: skip


def marked(text):
    """Return a text in marks, its placeholders and tags as they were."""
    return f"⟦{text}⟧"


class Words(HTMLParser):
    """Collects what of a page is read, seen or said."""

    def __init__(self, html):
        super().__init__()
        self.found, self.silent, self.depth = [], 0, 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in ("script", "style"):
            self.silent += 1
        for name in SAID & values.keys():
            if name != "content" or values.get("property", values.get("name", "")) in ("description", "og:title"):
                self.found.append(values[name] or "")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def unmarked(html):
    """Return the letters of a page that stand outside of marks and are no name."""
    text = "\n".join(Words(html).found)
    # Marks within marks: names and labels stand in sentences.
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    text = CONTENT.sub("", text)
    return [line.strip() for line in text.splitlines() if re.search(r"[A-Za-zÀ-ÿ]{2}", line)]


@pytest.fixture(scope="module")
def pseudo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The site in English and in ⟦Arabic⟧."""
    folder = tmp_path_factory.mktemp("locale")
    made = folder / "ar" / "LC_MESSAGES"
    made.mkdir(parents=True)
    catalogue = polib.pofile(str(CATALOGUE))
    catalogue.metadata["Language"] = "ar"
    for entry in catalogue:
        if re.fullmatch(r"(l, )?j F( Y)?|F Y", entry.msgid):
            entry.msgstr = "Y-m-d"
        elif entry.msgid_plural:
            entry.msgstr_plural = {0: marked(entry.msgid), 1: marked(entry.msgid_plural)}
        else:
            entry.msgstr = marked(entry.msgid)
    # Wagtail's and other packages' words are theirs to translate, and no fault of ours.
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    for file in Path(wagtail.__file__).parents[1].glob("*/**/locale/ar/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(file)):
            if (entry.msgctxt, entry.msgid) not in known and not entry.msgid_plural and "%" not in entry.msgid:
                known.add((entry.msgctxt, entry.msgid))
                catalogue.append(polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr=marked(entry.msgid)))
    catalogue.save_as_mofile(str(made / "django.mo"))
    words = {entry.msgid: _in_marks(entry.msgid) for entry in polib.pofile(str(DATA / "languages" / "es.po"))}
    known, languages.known_words = languages.known_words, lambda _code: words
    paths = site_settings.LOCALE_PATHS
    with django_db_blocker.unblock(), in_languages("en", "ar"), transaction.atomic():
        site_settings.LOCALE_PATHS = [str(folder)]
        trans_real._translations.clear()
        placeholders._placeholder.cache_clear()
        try:
            languages.make_ready(publish=True)
            yield
        finally:
            site_settings.LOCALE_PATHS, languages.known_words = paths, known
            trans_real._translations.clear()
            placeholders._placeholder.cache_clear()
            transaction.set_rollback(True)


def _in_marks(text):
    """Mark each piece of text between tags, so that the HTML stays whole."""
    return re.sub(r"(^|>)([^<>]+)(<|$)", lambda found: f"{found[1]}⟦{found[2]}⟧{found[3]}", text)


@pytest.fixture(autouse=True)
def db_comes_after(pseudo, db):
    """Let each test see them."""


PATHS = [
    "/ar/", "/ar/search/", "/ar/search/?q=xyzzyq",
    "/ar/nowhere/", "/ar/answer/", "/ar/get-help/card/", "/ar/resources/?page=99", "/ar/events/?month=2027-01",
    "/ar/q",
]  # fmt: skip


def test_no_page_shows_a_word_that_is_not_translated(client):
    pages = Page.objects.filter(locale__language_code="ar", live=True)
    paths = [*PATHS, *(page.get_url() for page in pages)]
    assert len(paths) > 50
    found = {}
    for path in paths:
        html = client.get(path).content.decode()
        assert 'dir="rtl"' in html
        if left := unmarked(html):
            found[path] = left
    assert found == {}


@pytest.fixture
def forms(django_user_model):
    """Every Arabic page with a form, and where answers are read."""
    give_key(django_user_model.objects.create_user("reader@example.org", is_superuser=True))
    print_paper()
    for form in FormPage.objects.filter(locale__language_code="ar"):
        form.must_report = form.who_reads = form.what_next = "⟦Soon⟧"
        form.save_revision().publish()
    ours = {"locale__language_code": "ar"}
    pages = [*FormPage.objects.filter(**ours), *SignUpPage.objects.filter(**ours)]
    return ["/ar/answer/", *(page.get_url() for page in pages)]


# Signs that no language owns: what was typed is shown again.
@pytest.mark.parametrize("typed", ["", " ", "9", "9@9", "ش" * 9, "9" * 30_000])
@pytest.mark.parametrize("begun", [0, 60])
def test_no_mistake_in_a_form_is_told_in_words_that_are_not_translated(client, forms, typed, begun):
    assert len(forms) > 3
    for path in forms:
        form = BeautifulSoup(client.get(path).content, "html.parser").find("form", method="post")
        names = {field["name"] for field in form.find_all(["input", "textarea", "select"]) if field.get("name")}
        told = dict.fromkeys(names - {EMPTY_FIELD}, typed) | ({"mark": mark_made(begun)} if "mark" in names else {})
        answer = client.post(path, told)
        assert answer.status_code in {200, 413, 422, 429}
        assert unmarked(answer.content.decode()) == []


def test_numbers_and_foreign_passages_keep_their_direction(client, add_article):
    assert "<bdi>206-555-0101</bdi>" in client.get("/ar/get-help/").content.decode()
    add_article(title="Zinnias", text="<p>Not translated yet.</p>")
    assert '<p lang="en" dir="auto">' in client.get("/ar/search/?q=zinnias").content.decode()


def test_the_test_would_find_a_word():
    assert unmarked('<p>⟦In marks, by ⟦Somebody⟧⟧</p><p title="⟦x⟧">Left over</p>') == ["Left over"]
    assert unmarked('<input placeholder="Search">') == ["Search"]


def shape(address):
    """Return an address with one letter for each number: screens that differ in these alone are one."""
    return re.sub(r"/\d+/", "/N/", address.partition("?")[0])


def of_wagtail():
    """Return the words of Wagtail's own screens: some are words of ours as well."""
    files = Path(wagtail.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po")
    return {text for file in files for entry in polib.pofile(str(file)) for text in (entry.msgid, entry.msgid_plural)}


# Pages as visitors see them, in their own language.
NOT_OF_THE_EDITOR = re.compile("logout|/view_draft/|/revisions/\\d+/view/|/preview/")


def test_no_screen_of_the_editor_shows_a_word_of_ours_that_is_not_translated(sign_in):
    staff = sign_in(None)
    UserProfile.objects.create(user=staff.person, preferred_language="ar")
    # The last is a label that Wagtail leaves to Django.
    ours = {entry.msgid for entry in polib.pofile(str(CATALOGUE))} - of_wagtail() - {"Phone number"}
    # What staff have written themselves.
    for model, field in ((Page, "title"), (Label, "title"), (Term, "words")):
        ours -= {line for text in model.objects.values_list(field, flat=True) for line in re.split("[/\n]", text)}
    # The guide is a text of its own in each language.
    waiting, seen, found = ["/admin/"], {"/admin/", "/admin/guide/"}, set()
    while waiting:
        address = waiting.pop(0)
        answer = staff.get(address)
        kind = answer.headers["Content-Type"]
        if answer.status_code != 200 or not ("html" in kind or "json" in kind):
            continue
        html = answer.content.decode()
        if "json" in kind:
            # A dialog, as HTML in JSON.
            said = answer.json()
            html = said.get("html", "") if isinstance(said, dict) else ""
        found |= {(line, shape(address)) for line in unmarked(html) if line in ours}
        for link in re.findall(r'"(/admin/[^"#]*)(?:#[^"]*)?"', unescape(html)):
            if shape(link) not in seen and not NOT_OF_THE_EDITOR.search(link):
                seen.add(shape(link))
                waiting.append(link)
    assert len(seen) > 250
    assert found == set()


MAILS = sorted(
    str(file.relative_to(TEMPLATES))
    for file in TEMPLATES.rglob("*.txt")
    # Parts of others, and what allauth asks for as templates of its own.
    if not file.name.startswith("base") and file.parent.name != "messages"
)


@pytest.mark.parametrize("template", MAILS)
def test_no_mail_says_a_word_that_is_not_translated(template):
    groups = [("⟦Group⟧", [{"text": "⟦Note⟧", "action": "⟦Mend it⟧", "url": "/admin/"}])]
    context = {
        "page": HomePage.objects.get(locale__language_code="ar"), "task": SimpleNamespace(pk=1),
        "comment": "⟦Words⟧", "name": "⟦Name⟧", "by": "⟦Somebody⟧", "person": "⟦Somebody⟧", "hours": 48,
        "now": timezone.localtime(), "consent": Consent(pk=1, person="⟦Somebody⟧"), "titles": ["⟦A story⟧"],
        "address": "https://example.org", "site": "https://example.org", "link": "https://example.org/x",
        "password_reset_url": "https://example.org/x", "end_link": "https://example.org/x", "groups": groups,
        "pieces": [{"kind": "paragraph", "text": "⟦Words⟧"}], "sign_up": {"postal_address": "⟦Street⟧"},
    }  # fmt: skip
    with override("ar"):
        text = render_to_string(template, context)
    assert "⟦" in text
    assert unmarked(text) == []


def test_no_subject_of_a_mail_to_staff_does(sign_in, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(notices, "send", lambda message: message.send())
    person = sign_in(None).person
    UserProfile.objects.create(user=person, preferred_language="ar")
    SiteSettings.objects.update(daily_summary=person.email)
    with django_capture_on_commit_callbacks(execute=True):
        for event in ("password_changed", "address_changed", "factors_reset"):
            notices.tell(person.email, event)
        notices.tell_staff(
            "consent.change_consent", "consent_ended", {"consent": Consent(pk=1, person="⟦Somebody⟧"), "titles": []}
        )
    send_summary()
    assert len(mail.outbox) == 5
    assert [message.subject for message in mail.outbox if unmarked(message.subject) or "⟦" not in message.subject] == []
