"""What other sites met (their trackers have it), tried on this one: nothing is shown, lost or broken by it.

What each is about stands beside it; docs/decisions.md names those that were tried and held from the start.
"""

from datetime import timedelta
from xml.dom import minidom

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from page_forms import form_for
from two_languages import in_languages
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page

from attention.item import Group
from attention.items import what_needs_attention
from blog.models import ArticlePage
from home.models import HomePage, StandardPage
from pages.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def alias_of(page, slug):
    return page.create_alias(update_slug=slug, parent=HomePage.objects.get(pk=page.get_parent().pk))


# Addresses (wagtail#12582, #7790, #9858, #12669, adhocracy-plus#1799, linkding#552)


def test_a_redirect_tells_nobody_of_a_page_that_is_not_public(sign_in, client, add_article):
    draft = add_article("Secret plan", live=False)
    draft.slug = "new-name"
    draft.save()
    assert client.get("/lets-talk-about/secret-plan/").status_code == 404
    page = add_article("Taken down")
    Redirect.add_redirect("/old-one/", page)
    assert client.get("/old-one/").status_code == 301
    page.unpublish()
    assert client.get("/old-one/").status_code == 404


def test_a_redirect_to_a_private_page_is_not_for_good(client, add_article, make_private):
    page = add_article("For us")
    Redirect.add_redirect("/old-one/", page)
    make_private(page)
    assert client.get("/old-one/").status_code == 302


def test_a_document_whose_file_has_another_name_is_found_by_the_old_one_unless_it_is_private(client):
    documents = get_document_model().objects
    document = documents.create(title="Guide", file="documents/guide-2026.txt")
    assert client.get(f"/documents/{document.pk}/guide-2025.txt")["Location"] == document.url
    room = Collection.get_first_root_node().add_child(name="Room")
    CollectionViewRestriction.objects.create(collection=room, restriction_type="login")
    documents.filter(pk=document.pk).update(collection=room)
    assert client.get(f"/documents/{document.pk}/guide-2025.txt").status_code == 404


@pytest.mark.parametrize("slug", ["search", "leave", "admin", "es"])
def test_a_page_never_takes_an_address_at_which_the_site_itself_answers(sign_in, home, slug):
    with in_languages("en", "es"):
        sign_in(None).post(
            f"/admin/pages/add/home/standardpage/{home.pk}/",
            form_for(StandardPage, "In the way") | {"slug": slug, "action-publish": "1"},
        )
        page = StandardPage.objects.get(title="In the way")
        assert page.slug != slug
        assert "In the way" in Client().get(page.url).content.decode()


def test_nor_one_of_the_list_it_stands_below_however_it_comes_there(sign_in, client, index, add_article, plain):
    administrator = sign_in(None)
    administrator.post(
        f"/admin/pages/add/blog/articlepage/{index.pk}/?template=none",
        form_for(ArticlePage, "Feed") | {"action-publish": "1"},
    )
    assert ArticlePage.objects.get(title="Feed").slug == "feed-2"
    assert client.get("/lets-talk-about/feed/")["Content-Type"].startswith("application/atom")
    article = add_article("Something else")
    copied = {"new_title": "Copied", "new_slug": "feed", "new_parent_page": index.pk, "publish_copies": "on"}
    answer = administrator.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), copied)
    assert "The site itself answers at this address" in answer.content.decode()
    page = plain("Leave it", slug="leave-it")
    below = plain("Leave", parent=page, slug="leave")
    answer = administrator.post(
        reverse("wagtailadmin_pages:move_confirm", args=[below.pk, page.get_parent().pk]), follow=True
    )
    assert "The site itself answers at this address" in answer.content.decode()
    below.refresh_from_db()
    assert below.depth == page.depth + 1


def test_a_published_page_does_not_move_to_such_an_address_and_keeps_its_own(sign_in, client, plain):
    page, administrator = plain("About us"), sign_in(None)
    typed = form_for(StandardPage, "About us") | {"action-publish": "1"}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = administrator.post(edit, typed | {"slug": "search"})
    assert "The site itself answers at this address" in answer.content.decode()
    assert client.get("/about-us/").status_code == 200
    assert administrator.post(edit, typed | {"slug": "who-we-are"}).status_code == 302
    assert client.get("/who-we-are/").status_code == 200


def test_a_copy_goes_where_it_can_be_seen(sign_in, client, index, add_article):
    article = add_article("Something else")
    copied = {"new_title": "Copied", "new_slug": "copied", "new_parent_page": index.pk, "publish_copies": "on"}
    sign_in(None).post(reverse("wagtailadmin_pages:copy", args=[article.pk]), copied)
    assert "Copied" in client.get("/lets-talk-about/copied/").content.decode()


def test_many_pages_at_once_go_nowhere_where_one_of_them_could_not_be_seen(sign_in, client, home, plain):
    room = plain("A room")
    one, other = plain("Fine", parent=room), plain("Search", parent=room, slug="search")
    move = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    administrator = sign_in(None)
    address = f"{move}?id={one.pk}&id={other.pk}&next=/admin/"
    said = administrator.post(address, {"chooser": home.pk}, follow=True).content.decode()
    assert "Search: The site itself answers at this address" in said
    assert client.get("/a-room/fine/").status_code == 200
    administrator.post(f"{move}?id={one.pk}&next=/admin/", {"chooser": home.pk})
    assert client.get("/fine/").status_code == 200


@pytest.mark.parametrize("title", ["你好", "💜💜", "!!!"])
def test_a_title_in_any_script_gives_an_address(sign_in, client, index, title):
    data = form_for(ArticlePage, title) | {"slug": "", "action-publish": "1"}
    assert sign_in(None).post(f"/admin/pages/add/blog/articlepage/{index.pk}/?template=none", data).status_code == 302
    assert client.get(ArticlePage.objects.get(title=title).url).status_code == 200
    topic = Topic(title=title, locale=Locale.get_default())
    topic.full_clean(exclude=["slug"])
    assert topic.slug or title == "!!!"


@pytest.mark.parametrize("many", [False, True])
def test_the_front_page_is_not_taken_offline(sign_in, client, home, many):
    address = f"/admin/bulk/wagtailcore/page/unpublish/?id={home.pk}" if many else f"/admin/pages/{home.pk}/unpublish/"
    answer = sign_in(None).post(address, follow=True)
    assert "front page of the site, and cannot be taken offline" in answer.content.decode()
    assert client.get("/").status_code == 200


def test_search_engines_hear_of_an_alias_by_its_originals_address(client, plain):
    page = plain("Said once")
    alias = alias_of(page, "said-twice")
    assert f'<link rel="canonical" href="{page.full_url}">' in client.get(alias.url).content.decode()
    assert alias.full_url not in client.get("/sitemap.xml").content.decode()


# Signs that are not seen (linkding#552, django-import-export#1712, unisubs#3506)


def test_signs_that_nobody_sees_break_neither_feed_nor_export_nor_mail(sign_in, client, index, add_article):
    index.title = "Let’s\x0btalk\ufffe"
    index.save_revision().publish()
    article = add_article("Pasted\x0btitle\nin two lines")
    assert article.title == "Pasted title in two lines"
    assert "Pasted title in two lines" in minidom.parseString(client.get("/lets-talk-about/feed/").content).toxml()
    export = sign_in(None).get("/admin/reports/site-history/?export=xlsx")
    assert b"".join(export.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("words", ['"housing', 'it"s', '"', '"a" "b'])
@pytest.mark.parametrize("door", ["/admin/pages/", "/admin/images/", "/admin/snippets/pages/topic/"])
def test_a_quotation_mark_in_the_editors_search_is_a_sign_like_any_other(sign_in, door, words):
    assert sign_in(None).get(door, {"q": words}).status_code == 200


# The editor (wagtail#13879, #14253, #13896, wagtail-localize#108, django-two-factor-auth#621)


def test_a_scheduled_page_whose_address_is_taken_stops_no_other_and_is_named(sign_in, add_article):
    soon = timezone.now() + timedelta(hours=1)
    late, fine = add_article("Late", live=False), add_article("Fine", live=False)
    for page in (late, fine):
        page.go_live_at = soon
        page.save_revision().publish()
    ArticlePage.objects.filter(pk=late.pk).update(slug="free-again")
    add_article("Late")
    past = timezone.now() - timedelta(minutes=10)
    for page in (late, fine):
        version = page.revisions.get(approved_go_live_at__isnull=False)
        version.approved_go_live_at, version.content["go_live_at"] = past, past.isoformat()
        version.save()
    call_command("publish_scheduled", verbosity=0)
    late.refresh_from_db()
    fine.refresh_from_db()
    assert (late.live, fine.live) == (False, True)
    items = what_needs_attention(sign_in("Moderators").person)
    assert any("Late was to go online by now" in item.text for item in items if item.group == Group.SCHEDULED)


def test_many_are_not_published_at_once_while_one_lacks_something(sign_in, add_article):
    lacking, fine = add_article("Lacking", live=False), add_article("Whole", live=False)
    lacking.title = ""
    lacking.save_revision(clean=False)
    answer = sign_in(None).post(f"/admin/bulk/wagtailcore/page/publish/?id={lacking.pk}&id={fine.pk}", follow=True)
    assert answer.status_code == 200
    assert "cannot be blank" in answer.content.decode()
    fine.refresh_from_db()
    assert not fine.live


def test_what_has_expired_is_saved_as_its_form_is_offered(sign_in, add_article):
    page = add_article("Over")
    page.expire_at = timezone.now() + timedelta(seconds=1)
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(days=1))
    page.latest_revision.content["expire_at"] = (timezone.now() - timedelta(days=1)).isoformat()
    page.latest_revision.save()
    call_command("publish_scheduled", verbosity=0)
    form = sign_in(None).get(f"/admin/pages/{page.pk}/edit/").context["form"]
    assert form["expire_at"].value() is None


@pytest.mark.parametrize(("group", "may"), [("Editors", True), ("Moderators", True), ("Survivor leadership", False)])
def test_whoever_writes_may_translate_and_nobody_else_is_asked_to(sign_in, plain, spanish, group, may):
    page = plain("Not in Spanish yet")
    client = sign_in(group)
    items = [item for item in what_needs_attention(client.person) if item.group == Group.TRANSLATIONS]
    found = [item for item in items if page.title in item.text]
    assert [client.get(item.url).status_code for item in found] == ([200] if may else [])


def test_after_the_second_step_one_comes_to_where_one_was_going(client, django_user_model, seed):
    from allauth.mfa.totp.internal.auth import TOTP
    from django.contrib.auth.models import Group as Role

    person = django_user_model.objects.create_user("new@example.org")
    person.groups.add(Role.objects.get(name="Moderators"))
    client.force_login(person)
    wanted = f"/admin/pages/{seed.pk}/edit/"
    assert client.get(wanted)["Location"] == reverse("account_second_step")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert client.get("/admin/")["Location"] == wanted
    assert client.get("/admin/").status_code == 200
