"""Any organisation begins with its own name and not a word about the one that this site was first made for."""

import html
import re
from io import StringIO

import pytest
from django.contrib.auth.models import Group as People
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, Site, Task, Workflow
from wagtail.snippets.models import get_snippet_models

from attention.items import Group, what_needs_attention
from checks.models import Term
from first_content.blank import OF_ONE, without
from first_content.site import load_first_content
from home.models import HomePage, SiteSettings
from pages.models import SiteImage, Topic
from search.models import WordGroup

pytestmark = pytest.mark.any_database

NAME = "Lantern House"


@pytest.fixture(scope="module")
def blank_site(django_db_setup, django_db_blocker):
    """A site that began for another organisation, made once and rolled back after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("remove_demo_content", stdout=StringIO())
        HomePage.objects.get().get_children().delete()
        root = Page.get_first_root_node()
        Site.objects.all().delete()
        HomePage.objects.get().delete()
        welcome = root.add_child(instance=Page(title="Welcome", slug="welcome"))
        Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
        for model in (WordGroup, Term, Topic, SiteImage, *get_snippet_models(), People, Workflow, Task):
            model.objects.all().delete()
        assert load_first_content(NAME)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def blank(blank_site, client, db):
    return client


def words(answer):
    text = answer.getvalue().decode() if hasattr(answer, "getvalue") else answer.content.decode()
    return html.unescape(re.sub(r"<script.*?</script>|<style.*?</style>", " ", text, flags=re.DOTALL))


def test_a_site_that_has_content_stays_as_it_is(home):
    assert not load_first_content(NAME)
    assert SiteSettings.objects.get().organisation_name != NAME


def test_no_page_feed_or_file_says_anything_about_us(blank):
    urls = [page.url for page in Page.objects.live().filter(depth__gt=1)]
    assert len(urls) >= 8
    urls += ["/articles/feed/", "/articles/feed/atom/", "/sitemap.xml", "/robots.txt", "/search/?q=help", "/nowhere/"]
    for url in urls:
        found = words(blank.get(url))
        assert not OF_ONE.search(found), (url, OF_ONE.search(found))
    home = words(blank.get("/"))
    assert NAME in home
    assert "I want help" in home


def test_no_screen_of_the_editor_does(blank, django_user_model):
    person = django_user_model.objects.create_superuser("first@example.org", "seven quiet river stones")
    blank.force_login(person)
    blank.get("/admin/")
    session = blank.session
    session["second_step_later"] = True
    session.save()
    from datetime import timedelta

    from django.utils import timezone

    django_user_model.objects.update(second_step_due=timezone.now() + timedelta(hours=1))
    screens = ["/admin/", "/admin/attention/", "/admin/well/", "/admin/bin/", "/admin/facts/", "/admin/people/invite/"]
    screens += ["/admin/pages/", "/admin/search-words/", "/admin/words-to-avoid/", "/admin/articles/new/"]
    screens += [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in Page.objects.filter(depth__gt=1)]
    screens += [f"/admin/settings/home/sitesettings/{Site.objects.get().pk}/"]
    for url in screens:
        answer = blank.get(url, follow=True)
        assert answer.status_code == 200, url
        assert not any("/account/" in address for address, _status in answer.redirect_chain), url
        found = words(answer)
        assert not OF_ONE.search(found), (url, OF_ONE.search(found), found[OF_ONE.search(found).start() - 80 :][:160])
    assert len(screens) > 20


def test_what_needs_its_own_words_is_a_placeholder_and_is_led_through(blank, django_user_model):
    call_command("daily", stdout=StringIO())
    person = django_user_model(is_superuser=True, is_active=True)
    open_points = [item.text for item in what_needs_attention(person) if item.group == Group.PLACEHOLDERS]
    assert any("About us" in text for text in open_points)
    assert any("name of your first service" in text for text in open_points)
    about = Page.objects.get(slug="about")
    assert not about.live


def test_search_works_without_those_words(blank):
    assert WordGroup.objects.count() > 50
    assert SiteSettings.objects.get().organisation_name == NAME
    found = blank.get("/search/?q=councelling+hlep").context["listing"].object_list
    assert "/get-help/" in [result["page"].url for result in found if "page" in result]


@pytest.mark.any_database
def test_alternatives_are_taken_out_of_lines_and_the_rest_stays():
    assert without(["pimp/prostitute/escort", "prostitution", "sell/prostitute", "leave prostitution", "Seattle"]) == [
        "pimp/escort",
        "sell",
    ]
    assert without(["shops and stops"]) == ["shops and stops"]
