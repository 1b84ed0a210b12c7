"""A site with its first content and the examples, loaded once; each test sees it fresh."""

import gc
import shutil
import tempfile

import kept_database
import letter_keys
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as site_settings
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.signals import request_finished, request_started, setting_changed
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from hypothesis import settings
from two_languages import in_languages
from wagtail.models import Locale, Page, PageViewRestriction

from blog.models import ArticlePage, BlogIndexPage
from first_content import site as first_site
from first_content.demo import bring_services_back, load_demo_content
from home.models import HomePage, StandardPage
from search.models import WordGroup
from search.phrases import list_phrases

# script/test --security asks more often.
settings.register_profile("default", max_examples=250)
settings.register_profile("security", max_examples=10_000)
settings.load_profile("default")


def pytest_collection_finish(session):
    """Leave what stays until the end out of every look for what may go: one in fifteen seconds of a run went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


# Of the first lists of search words, which are most of what a rebuild of the index takes time for.
SOME_WORDS = 250


@pytest.fixture(scope="session")
def few_search_words():
    """A site begins with all words about danger, and with some of the others."""
    known = first_site._word_groups
    first_site._word_groups = lambda name: known(name)[:SOME_WORDS] if name == "search-words" else known(name)
    yield known
    first_site._word_groups = known


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker, few_search_words):
    site_settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="site-media-")
    setting_changed.send(None, setting="MEDIA_ROOT", value=site_settings.MEDIA_ROOT, enter=True)
    with django_db_blocker.unblock(), kept_database.turn():
        if kept_database.is_there():
            kept_database.read(site_settings.MEDIA_ROOT)
        else:
            request.getfixturevalue("made_database")
            first_site.load_first_content()
            load_demo_content()
            bring_services_back()
            kept_database.write(site_settings.MEDIA_ROOT)
    yield
    shutil.rmtree(site_settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="session")
def made_database(django_test_environment, django_db_blocker):
    """An empty database with all tables, on whichever server the settings name."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def every_search_word(few_search_words, db):
    """All first lists of search words, as on a site."""
    there = set(WordGroup.objects.values_list("language", "words"))
    groups = [group for group in few_search_words("search-words") if (group.language, group.words) not in there]
    list_phrases(WordGroup.objects.bulk_create(groups))


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Tests roll the database back, so what was cached from it must go too, and the language of the last answer."""
    caches["default"].clear()
    translation.deactivate()


@pytest.fixture
def own_media(tmp_path, settings):
    """A copy of the uploads, to be spoilt; gives its folder."""
    folder = tmp_path / "media"
    shutil.copytree(site_settings.MEDIA_ROOT, folder)
    settings.MEDIA_ROOT = str(folder)
    return folder


@pytest.fixture
def database_file(db, tmp_path):
    """A file with a copy of the database (SQLite), for what is tried in a process or a thread of its own."""
    file = tmp_path / "site.sqlite3"
    connection.ensure_connection()
    file.write_bytes(connection.connection.serialize())
    return file


@pytest.fixture
def called_by_server(db):
    """The site as a WSGI server calls it."""
    # A test is one transaction, which would end with its connection; Django's own client does the same.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def home(db):
    return HomePage.objects.get(locale=Locale.get_default())


@pytest.fixture
def index(db):
    return BlogIndexPage.objects.get(locale=Locale.get_default())


@pytest.fixture
def seed(db):
    return ArticlePage.objects.get(slug="ally-vs-accomplice")


@pytest.fixture
def add_article(index):
    """Return a function that publishes an article."""

    def add(title, *, live=True, **fields):
        body = [("paragraph", fields.pop("text", "<p>Some words.</p>"))]
        article = ArticlePage(title=title, live=False, body=body, **fields)
        BlogIndexPage.objects.get(pk=index.pk).add_child(instance=article)
        revision = article.save_revision()
        if live:
            revision.publish()
        article.refresh_from_db()
        return article

    return add


@pytest.fixture
def plain(home):
    """Return a function that publishes a plain page below the home page, or another."""

    def add(title, parent=None, **fields):
        page = StandardPage(title=title, live=False, body=[("paragraph", "<p>Words.</p>")], **fields)
        Page.objects.get(pk=(parent or home).pk).add_child(instance=page)
        page.save_revision().publish()
        return StandardPage.objects.get(pk=page.pk)

    return add


@pytest.fixture
def spanish(home):
    """The site in two languages, with a Spanish home page."""
    with in_languages("en", "es"):
        locale, _made = Locale.objects.get_or_create(language_code="es")
        if not home.has_translation(locale):
            home.copy_for_translation(locale)
        home.get_translation(locale).save_revision().publish()
        yield locale


@pytest.fixture
def make_private():
    """Return a function that lets only people who signed in see a page and what is below it."""

    def restrict(page):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    return restrict


@pytest.fixture
def sign_in(db, django_user_model):
    """Return a function that gives a client signed in as a member of a group (None: first administrator)."""

    def as_member_of(group):
        name = (group or "admin").lower().replace(" ", "-")
        person = django_user_model.objects.create_user(f"{name}@example.org", is_superuser=group is None)
        if group:
            person.groups.add(Group.objects.get(name=group))
        # The second step is set up, as it is for everyone who works here for more than a day.
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        client = Client()
        client.force_login(person)
        client.person = person
        return client

    return as_member_of


@pytest.fixture
def live_form(db, django_user_model):
    """A form that visitors can write in: somebody reads, and the paper key is printed."""
    letter_keys.give_key(django_user_model.objects.create_user("reader@example.org", is_superuser=True))
    letter_keys.print_paper()
    return letter_keys.publish()


_fetched = {}


@pytest.fixture
def every_page(public_urls):
    """Return {address: response} of every public page and of one that is not there, to a stranger; asked once."""
    if not _fetched:
        _fetched.update({url: Client().get(url) for url in [*public_urls, "/nowhere/"]})
    return _fetched


@pytest.fixture
def public_urls(db, live_form):
    """Return the address of every live page, then the other addresses a visitor can open."""
    pages = [page.get_url() for page in Page.objects.live().public().filter(depth__gt=1)]
    return [
        *pages,
        "/search/",
        "/search/?q=housing",
        "/answer/",
        "/lets-talk-about/?topic=healing",
        "/resources/?cost=free",
    ]
