"""What staff read before and after they delete something, and what is told when it does not come back as it was."""

import html

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page

from blog.models import ArticlePage, BlogIndexPage
from deleted.models import Binned, BinPage
from home.models import StandardPage
from letters.models import ReaderKey
from letters.models.form_page import NOT_READY

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def administrator(sign_in):
    return sign_in("Administrators")


def said(response):
    return html.unescape(response.content.decode())


def delete(client, page):
    return said(client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True))


def put_back(client, title):
    return said(client.post(reverse("bin_put_back", args=[Binned.objects.get(title=title).pk]), follow=True))


def many(client, action, pages, **fields):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    query = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{url}?{query}&next=/admin/pages/", fields, follow=True)


def test_before_a_page_is_deleted_it_is_asked_what_goes_along_and_who_leads_there(administrator, add_article, index):
    first = add_article("Asked about")
    add_article("Leads there", text=f'<p><a linktype="page" id="{first.pk}">See it</a>.</p>')
    url = reverse("wagtailadmin_pages:delete", args=[first.pk])
    asked = said(administrator.get(f"{url}?next=/admin/attention/"))
    assert "Asked about" in asked
    assert reverse("wagtailadmin_pages:usage", args=[first.pk]) in asked
    assert 'name="next" value="/admin/attention/"' in asked
    assert "30 days" in asked
    assert ArticlePage.objects.get(pk=first.pk).live
    below = index.get_descendant_count()
    asked = said(administrator.get(reverse("wagtailadmin_pages:delete", args=[index.pk])))
    assert f"{below} page" in asked


def test_whoever_locked_a_page_may_delete_it(administrator, add_article):
    article = add_article("Locked by me")
    Page.objects.filter(pk=article.pk).update(locked=True, locked_by=administrator.person, locked_at=timezone.now())
    assert "“Locked by me” lies in the bin" in delete(administrator, article)


def test_of_many_pages_none_is_deleted_while_one_is_locked_by_somebody(administrator, add_article, django_user_model):
    free, locked = add_article("Free"), add_article("Locked")
    other = django_user_model.objects.create_user("other@example.org")
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=other, locked_at=timezone.now())
    answer = said(many(administrator, "delete", [free, locked]))
    assert "“Locked” is locked by somebody" in answer
    assert not Binned.objects.exists()
    assert ArticlePage.objects.filter(pk__in=[free.pk, locked.pk], live=True).count() == 2


@pytest.mark.parametrize("action", ["delete", "publish", "move"])
def test_nothing_is_done_to_many_pages_of_which_one_lies_in_the_bin(administrator, add_article, home, action):
    deleted, other = add_article("In the bin"), add_article("Outside", live=action != "publish")
    elsewhere = home.add_child(instance=BlogIndexPage(title="Another list", slug="another-list"))
    delete(administrator, deleted)
    answer = many(administrator, action, [deleted, other], chooser=elsewhere.pk)
    assert answer.redirect_chain[0][0] == reverse("bin")
    assert BinPage.holds(Page.objects.get(pk=deleted.pk))
    stayed = Page.objects.get(pk=other.pk)
    assert (stayed.url_path, stayed.live) == (other.url_path, action != "publish")


def test_many_pages_go_offline_at_once_but_never_with_the_front_page(administrator, client, add_article, home):
    one, two = add_article("One"), add_article("Two")
    answer = said(many(administrator, "unpublish", [one, home]))
    assert "is the front page of the site, and cannot be taken offline" in answer
    assert client.get(one.url).status_code == client.get("/").status_code == 200
    many(administrator, "unpublish", [one, two])
    assert [client.get(page.url).status_code for page in (one, two)] == [404, 404]


def test_a_page_for_which_there_is_no_place_any_more_stays_in_the_bin(administrator, add_article, index, home):
    article = add_article("Without a place")
    for page in (article, index):
        delete(administrator, page)
    administrator.post(reverse("bin_delete_for_good", args=[Binned.objects.get(title=index.title).pk]))
    answer = put_back(administrator, "Without a place")
    assert "stays in the bin. There is no page any more below which it may stand." in answer
    assert BinPage.holds(Page.objects.get(pk=article.pk))


def test_a_public_page_of_which_no_version_was_kept_comes_back_public(administrator, client, home):
    page = home.add_child(instance=StandardPage(title="Quinquereme", slug="quinquereme"))
    assert client.get("/quinquereme/").status_code == 200
    delete(administrator, page)
    assert client.get("/quinquereme/").status_code == 404
    assert "“Quinquereme” is back where it was." in put_back(administrator, "Quinquereme")
    assert client.get("/quinquereme/").status_code == 200
    assert 'href="/quinquereme/"' in said(client.get("/search/?q=quinquereme"))


def test_a_form_that_nobody_could_read_any_more_comes_back_as_a_draft_and_the_reason_is_said(
    administrator, client, live_form
):
    delete(administrator, live_form)
    ReaderKey.objects.all().delete()
    answer = put_back(administrator, live_form.title)
    assert f"“{live_form.title}” is a draft now: " in answer
    assert str(NOT_READY) in answer
    assert client.get(live_form.url).status_code == 404


def test_the_bin_has_no_draft_to_look_at(sign_in, add_article):
    chief = sign_in(None)
    delete(chief, add_article("Deleted"))
    assert chief.get(reverse("wagtailadmin_pages:view_draft", args=[BinPage.objects.get().pk])).status_code == 302


@pytest.mark.usefixtures("own_media")
def test_a_document_without_its_file_is_deleted_and_nothing_is_promised(administrator):
    document = get_document_model().objects.create(title="Lost", file=ContentFile(b"beans", name="lost.txt"))
    default_storage.delete(document.file.name)
    administrator.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert not get_document_model().objects.filter(pk=document.pk).exists()
    assert not Binned.objects.exists()


@pytest.mark.usefixtures("own_media")
def test_a_document_whose_collection_is_gone_comes_back_into_the_first_one(administrator, client):
    shelf = Collection.get_first_root_node().add_child(instance=Collection(name="Shelf"))
    document = get_document_model().objects.create(
        title="A list", file=ContentFile(b"beans", name="shelf.txt"), collection=shelf
    )
    administrator.post(reverse("wagtaildocs:delete", args=[document.pk]))
    shelf.delete()
    assert "is back where it was" in put_back(administrator, "A list")
    back = get_document_model().objects.get(pk=document.pk)
    assert back.collection == Collection.get_first_root_node()
    assert client.get(back.url).getvalue() == b"beans"
