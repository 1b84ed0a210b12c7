"""A wrong click is not final: what was deleted in the editor can be put back, and until then nobody finds it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, Revision, Site

from attention.items import what_needs_attention
from blog.models import ArticlePage, BlogIndexPage
from consent.models import Consent
from consent.withdrawal import withdraw
from deleted.models import Binned, BinPage
from editor.preview_links import make
from search.query import search

pytestmark = pytest.mark.django_db


def delete(client, page):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)


def put_back(client, title):
    binned = Binned.objects.get(title=title)
    return client.post(reverse("bin_put_back", args=[binned.pk]), follow=True).content.decode()


@pytest.fixture
def moderator(sign_in):
    return sign_in("Moderators")


@pytest.fixture
def article(add_article):
    add_article("Before it")
    made = add_article("Deleted by mistake", text="<p>The word quinquereme stands in it.</p>")
    add_article("After it")
    return made


def siblings(index):
    return [page.pk for page in BlogIndexPage.objects.get(pk=index.pk).get_children().order_by("path")]


def test_a_page_comes_back_with_its_place_address_history_and_dates(moderator, client, article, index):
    before = (siblings(index), article.url_path, article.last_published_at, article.first_published_at)
    history = PageLogEntry.objects.filter(page=article.pk).count()
    said = delete(moderator, article).content.decode()
    assert "lies in the bin. You can put it back for 30 days." in said
    assert client.get(article.url).status_code == 404
    assert "is back where it was" in put_back(moderator, "Deleted by mistake")
    article.refresh_from_db()
    assert (siblings(index), article.url_path, article.last_published_at, article.first_published_at) == before
    assert client.get(article.url).status_code == 200
    assert PageLogEntry.objects.filter(page=article.pk).count() >= history + 2
    assert not Binned.objects.exists()


def test_what_is_below_a_page_goes_along_and_comes_back_each_as_it_was(sign_in, client, index, add_article):
    moderator = sign_in("Administrators")
    public, draft = add_article("A public one"), add_article("A draft", live=False)
    public.body = [("paragraph", "<p>Words of a draft.</p>")]
    public.save_revision()
    addresses = [page.url for page in (index, public)]
    delete(moderator, index)
    assert [client.get(url).status_code for url in addresses] == [404, 404]
    assert "pages below it" in moderator.get("/admin/bin/").content.decode()
    put_back(moderator, index.title)
    assert [client.get(url).status_code for url in addresses] == [200, 200]
    assert "Words of a draft." not in client.get(public.url).content.decode()
    public.refresh_from_db()
    draft.refresh_from_db()
    assert (public.live, public.has_unpublished_changes, draft.live) == (True, True, False)


def test_no_door_of_visitors_leads_to_it(moderator, client, article):
    address, token = article.url, make(article)[0]
    Redirect.objects.create(old_path="/old", redirect_page=article, site=Site.objects.get())
    assert any(hit.page_id == article.pk for hit in search("quinquereme", "en").hits)
    delete(moderator, article)
    for url in (address, "/old/", token, f"/bin/deleted-{article.pk}/", "/bin/", f"/deleted-{article.pk}/"):
        assert client.get(url).status_code in {404, 410}, url
    assert not any(hit.page_id == article.pk for hit in search("quinquereme", "en").hits)
    for url in ("/lets-talk-about/", "/lets-talk-about/feed/", "/sitemap.xml", "/"):
        assert "Deleted by mistake" not in client.get(url).content.decode()
        assert article.slug not in client.get(url).content.decode()
    put_back(moderator, "Deleted by mistake")
    assert client.get("/old/")["Location"].endswith(address)
    assert any(hit.page_id == article.pk for hit in search("quinquereme", "en").hits)


def test_what_was_scheduled_does_not_come_out_of_the_bin_by_itself(moderator, article):
    soon = timezone.now() + timedelta(hours=1)
    article.go_live_at = soon
    article.save_revision().publish()
    waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False, object_id=str(article.pk))
    assert waiting.exists()
    delete(moderator, article)
    assert not waiting.exists()
    put_back(moderator, "Deleted by mistake")
    assert waiting.get().approved_go_live_at == soon


def test_a_review_that_was_going_on_ends(moderator, add_article, django_user_model):
    article = add_article("In review", live=False)
    article.get_workflow().start(article, django_user_model.objects.first())
    delete(moderator, article)
    assert ArticlePage.objects.get(pk=article.pk).current_workflow_state is None


@pytest.mark.parametrize("door", ["edit", "copy", "delete"])
def test_nobody_works_on_a_page_in_the_bin(moderator, article, door):
    delete(moderator, article)
    answer = moderator.get(reverse(f"wagtailadmin_pages:{door}", args=[article.pk]))
    assert answer["Location"] == reverse("bin")


def test_nobody_moves_a_page_out_of_the_bin_but_by_putting_it_back(moderator, article, home):
    delete(moderator, article)
    answer = moderator.post(reverse("wagtailadmin_pages:move_confirm", args=[article.pk, home.pk]))
    assert answer["Location"] == reverse("bin")
    assert BinPage.holds(ArticlePage.objects.get(pk=article.pk))


def test_it_stands_in_no_list_or_chooser_of_the_editor(moderator, article):
    delete(moderator, article)
    moderator.get("/admin/")  # where the message stood
    for url in ("/admin/pages/", "/admin/pages/?q=mistake", "/admin/choose-page/search/?q=mistake"):
        assert "Deleted by mistake" not in moderator.get(url, follow=True).content.decode(), url
    person = Binned.objects.get().by
    assert not any("Deleted by mistake" in item.text for item in what_needs_attention(person))


def test_a_withdrawn_consent_is_not_put_back(moderator, client, article):
    consent = Consent.objects.create(person="M.", covers_story=True, withdrawal_contact="us", paid="yes")
    article.body = [("quote", {"text": "I left.", "attribution": "M.", "consent": consent})]
    article.save_revision().publish()
    delete(moderator, article)
    withdraw(consent, None)
    assert "is a draft now: a consent for it has ended or was taken back." in put_back(moderator, "Deleted by mistake")
    assert client.get(article.url).status_code == 404


def test_its_address_may_be_taken_meanwhile(moderator, client, article, add_article):
    delete(moderator, article)
    other = add_article("Deleted by mistake")
    assert other.slug == article.slug
    assert "Another page has its address by now" in put_back(moderator, "Deleted by mistake")
    article.refresh_from_db()
    assert article.slug == f"{other.slug}-2"
    assert client.get(article.url).status_code == client.get(other.url).status_code == 200


def test_a_page_whose_place_was_deleted_waits_for_it(sign_in, article, index):
    moderator = sign_in("Administrators")
    delete(moderator, article)
    delete(moderator, index)
    said = put_back(moderator, "Deleted by mistake")
    assert "stays in the bin. It stood below" in said
    assert "put that back first" in said
    put_back(moderator, index.title)
    assert "is back where it was" in put_back(moderator, "Deleted by mistake")


def test_a_page_whose_place_is_gone_for_good_finds_another(sign_in, article, index, home):
    client = sign_in("Administrators")
    other = home.add_child(instance=BlogIndexPage(title="Another list", slug="another-list"))
    for page in (article, index):
        delete(client, page)
    client.post(reverse("bin_delete_for_good", args=[Binned.objects.get(title=index.title).pk]))
    assert "stands below “Another list” now" in put_back(client, "Deleted by mistake")
    assert Page.objects.get(pk=article.pk).get_parent().pk == other.pk


def test_the_front_page_is_not_deleted(sign_in, home):
    assert "is the front page of the site" in delete(sign_in("Administrators"), home).content.decode()
    home.refresh_from_db()
    assert home.live


def test_what_somebody_locked_is_not_deleted_nor_what_it_stands_below(sign_in, article, index, django_user_model):
    moderator = sign_in("Administrators")
    other = django_user_model.objects.create_user("other@example.org")
    Page.objects.filter(pk=article.pk).update(locked=True, locked_by=other, locked_at=timezone.now())
    for page in (article, index):
        assert "is locked by somebody" in delete(moderator, page).content.decode()
    article.refresh_from_db()
    assert article.live


def test_many_at_once(sign_in, add_article):
    client, pages = sign_in("Administrators"), [add_article(f"Number {number}") for number in range(3)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    query = "&".join(f"id={page.pk}" for page in pages)
    client.post(f"{url}?{query}&next=/admin/pages/")
    assert Binned.objects.count() == 3
    assert not ArticlePage.objects.filter(live=True, title__startswith="Number").exists()


def test_after_thirty_days_it_is_gone_for_good(moderator, article, add_article):
    delete(moderator, article)
    delete(moderator, add_article("Deleted later"))
    Binned.objects.filter(title="Deleted by mistake").update(at=timezone.now() - timedelta(days=30, minutes=1))
    call_command("empty_bin")
    assert not Page.objects.filter(pk=article.pk).exists()
    assert [one.title for one in Binned.objects.all()] == ["Deleted later"]


@pytest.mark.parametrize(
    ("group", "may_see", "may_end"),
    [
        ("Administrators", True, True),
        ("Moderators", True, False),
        ("Editors", True, False),
        ("Survivor leadership", False, False),
    ],
)
def test_who_may_do_what(sign_in, article, group, may_see, may_end):
    delete(sign_in(None), article)
    binned = Binned.objects.get()
    client = sign_in(group)
    assert ("Deleted by mistake" in client.get("/admin/bin/").content.decode()) is may_see
    end = reverse("bin_delete_for_good", args=[binned.pk])
    assert (client.get(end).status_code == 200) is may_end
    assert client.get(reverse("bin_put_back", args=[binned.pk])).status_code == 405
    if not may_end:
        client.post(end)
    if not may_see:
        client.post(reverse("bin_put_back", args=[binned.pk]))
    assert Binned.objects.filter(pk=binned.pk).exists()


def test_an_editor_who_may_not_publish_puts_back_a_draft(sign_in, article, client):
    delete(sign_in(None), article)
    said = put_back(sign_in("Editors"), "Deleted by mistake")
    assert "It is a draft: somebody who may publish has to look at it." in said
    assert client.get(article.url).status_code == 404


def test_nobody_without_an_account_reaches_the_bin(client, sign_in, article):
    delete(sign_in(None), article)
    binned = Binned.objects.get()
    for name in ("bin_put_back", "bin_delete_for_good"):
        assert client.post(reverse(name, args=[binned.pk])).status_code == 302
    assert client.get("/admin/bin/").status_code == 302
    assert Binned.objects.exists()


def test_the_bin_itself_is_no_page_for_anybody(sign_in, article):
    delete(sign_in(None), article)
    assert not BinPage.objects.get().live


def test_an_alias_in_the_bin_stays_hidden_when_its_original_is_published_again(moderator, client, article, index):
    alias = article.create_alias(parent=BlogIndexPage.objects.get(pk=index.pk), update_slug="the-same")
    assert client.get(alias.url).status_code == 200
    delete(moderator, alias)
    ArticlePage.objects.get(pk=article.pk).save_revision().publish()
    alias.refresh_from_db()
    assert BinPage.holds(alias)
    assert not alias.live
    assert [hit.page_id for hit in search("quinquereme", "en").hits] == [article.pk]
    put_back(moderator, alias.title)
    alias.refresh_from_db()
    assert alias.live


def test_a_schedule_comes_back_only_with_its_consent_and_staff_are_told(moderator, article):
    consent = Consent.objects.create(person="A.", covers_story=True, withdrawal_contact="letter", paid="no")
    quote = {"text": "Her words.", "attribution": "", "consent": consent, "consent_note": ""}
    article.body = [("paragraph", "<p>About her.</p>"), ("quote", quote)]
    article.unpublish()
    article.go_live_at = timezone.now() + timedelta(days=1)
    article.save_revision().publish()
    delete(moderator, article)
    withdraw(consent, None)
    assert "is not scheduled any more" in put_back(moderator, "Deleted by mistake")
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
