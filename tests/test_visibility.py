"""Drafts and private pages appear nowhere: not in lists, feeds, sitemap, search, menus or beside an article."""

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from blog.models import ArticlePage, PinnedArticle
from home.models import MenuItem, StandardPage
from pages.models import SiteImage
from resources.models import ResourcePage, ServicePage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SECRET = "Quagmire unicorn"


@pytest.fixture(params=["private", "below a private page", "unpublished"])
def hide(request, make_private):
    """Return a function that hides a page in one of the ways there are."""

    def hide_page(page):
        if request.param == "private":
            make_private(page)
        elif request.param == "below a private page":
            make_private(page.get_parent())
        else:
            page.unpublish()

    hide_page.way = request.param
    return hide_page


def everywhere(client):
    """Return the text of every public list, by its address."""
    urls = [
        "/",
        "/lets-talk-about/",
        "/lets-talk-about/?page=2",
        "/lets-talk-about/feed/",
        "/lets-talk-about/feed/rss/",
    ]
    urls += ["/sitemap.xml", f"/search/?q={SECRET}", "/search/?q=unicorn&type=articlepage", "/resources/", "/get-help/"]
    urls += [
        "/resources/?page=2",
        "/resources/?page=3",
        "/get-help/counseling/",
        "/lets-talk-about/ally-vs-accomplice/",
    ]
    return {url: client.get(url).content.decode().replace(f'value="{SECRET}"', "") for url in urls}


def test_a_hidden_article_appears_nowhere(client, add_article, seed, hide):
    article = add_article(SECRET, date=seed.date, text=f"<p>{SECRET}</p>")
    article.topics.set(seed.topics.all())
    article.save_revision().publish()
    seed.pinned = [PinnedArticle(article=article)]
    seed.save_revision().publish()
    MenuItem.objects.filter(sort_order=4).update(page=article, label="")
    shown = everywhere(client)
    assert SECRET in shown["/"]
    assert SECRET in shown["/lets-talk-about/feed/"]
    assert SECRET in shown["/lets-talk-about/ally-vs-accomplice/"]
    assert article.slug in shown["/sitemap.xml"]

    hide(article)
    for url, text in everywhere(client).items():
        assert SECRET not in text, url
        assert article.slug not in text, url
    assert client.get(article.url).status_code in {302, 404}


def test_a_hidden_service_and_resource_appear_nowhere(client, hide):
    for model, parent in ((ServicePage, "/get-help/"), (ResourcePage, "/resources/")):
        page = model.objects.live().first()
        page.title, page.search_description = SECRET, SECRET
        page.save_revision().publish()
        assert SECRET in client.get(parent).content.decode() + client.get(f"{parent}?page=3").content.decode()
        page.refresh_from_db()
        hide(page)
        for url, text in everywhere(client).items():
            assert SECRET not in text, url


def test_a_hidden_page_is_no_target_of_links_and_calls_to_action(client, add_article, seed, hide):
    hidden = add_article(SECRET)
    link = {"title": "Read", "text": "", "page": hidden, "document": None, "address": "", "label": "More"}
    seed.body = [("call_to_action", link), ("paragraph", f'<p><a linktype="page" id="{hidden.pk}">words</a></p>')]
    seed.save_revision().publish()
    url = seed.url
    assert client.get(url).content.decode().count(f'href="{hidden.url}"') >= 2
    hide(hidden)
    if hide.way == "below a private page":
        assert client.get(url).status_code == 302
        return
    text = client.get(url).content.decode()
    assert hidden.url not in text
    assert "words" in text


def test_a_private_page_asks_to_sign_in_and_a_draft_is_not_found(client, add_article, make_private):
    article = add_article(SECRET)
    make_private(article)
    assert client.get(article.url, follow=True).status_code == 200
    assert client.get(article.url, follow=True).redirect_chain[-1][0].startswith("/account/login/")
    assert client.get(ArticlePage.objects.filter(live=False).first().url).status_code == 404


def test_a_scheduled_article_waits_for_its_time(client, add_article):
    from datetime import timedelta

    from django.utils import timezone

    article = add_article(SECRET, live=False, go_live_at=timezone.now() + timedelta(days=1))
    article.save_revision().publish()
    for url, text in everywhere(client).items():
        assert SECRET not in text, url


def test_the_password_of_a_page_opens_it(client, add_article):
    article = add_article(SECRET)
    lock = PageViewRestriction.objects.create(page=article, restriction_type="password", password="lantern")
    url = f"/_util/authenticate_with_password/{lock.pk}/{article.pk}/"
    assert SECRET not in client.get(article.url).content.decode()
    response = client.post(url, {"password": "lantern", "return_url": article.url}, follow=True)
    assert SECRET in response.content.decode()


def test_the_title_of_a_hidden_page_is_named_nowhere(client, add_article, seed, index):
    hidden = add_article(SECRET, live=False)
    link = {"title": "", "text": "", "page": hidden, "document": None, "address": "", "label": ""}
    seed.body = [("call_to_action", link)]
    seed.next_step = [("next_step", link)]
    seed.save_revision().publish()
    assert SECRET not in client.get(seed.url).content.decode()

    def trail():
        return client.get(seed.url).content.decode().partition("<article>")[0].partition("Where you are")[2]

    assert "Let’s Talk About" in trail()
    index.unpublish()
    assert "Let’s Talk About" not in trail()


# Privacy: what is private is so by every address (wagtail#6750, wagtail-localize#469)


def test_an_alias_is_private_and_public_again_with_its_original(client, plain, make_private):
    page = plain("Only for us")
    alias = page.create_alias(update_slug="another-address", parent=page.get_parent())
    assert client.get(alias.url).status_code == 200
    make_private(page)
    assert client.get(alias.url).status_code == 302
    PageViewRestriction.objects.get(page=page).delete()
    assert client.get(alias.url).status_code == 200


def test_aliases_of_what_is_below_a_page_are_private_with_it(client, plain, make_private):
    above = plain("A room")
    alias = plain("Inner", parent=above).create_alias(update_slug="outside", parent=above.get_parent())
    make_private(above)
    assert client.get(alias.url).status_code == 302


def test_a_page_that_is_moved_below_a_private_one_is_private_in_all_languages(
    sign_in, client, plain, make_private, spanish
):
    room, page = plain("Staff room"), plain("Inner words")
    make_private(room)
    translation = page.copy_for_translation(spanish)
    translation.save_revision().publish()
    assert client.get(translation.url).status_code == 200
    sign_in(None).post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, room.pk]))
    for one in (page, translation):
        assert client.get(StandardPage.objects.get(pk=one.pk).url).status_code == 302


@pytest.mark.parametrize("moved", [True, False])
def test_a_page_that_is_thrown_away_opens_no_other_language(sign_in, client, plain, make_private, spanish, moved):
    room = plain("Staff room")
    page = plain("Inner words") if moved else plain("Inner words", parent=room)
    make_private(room)
    translation = page.copy_for_translation(spanish, copy_parents=True)
    translation.save_revision().publish()
    staff = sign_in(None)
    if moved:
        staff.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, room.pk]))
    address = StandardPage.objects.get(pk=translation.pk).url
    assert client.get(address).status_code == 302
    staff.post(reverse("wagtailadmin_pages:delete", args=[(page if moved else room).pk]))
    assert client.get(address).status_code == 302


def test_a_public_page_that_is_thrown_away_hides_no_other_language_because_something_else_is_private(
    sign_in, client, plain, make_private, spanish
):
    make_private(plain("Staff room"))
    page = plain("For everybody")
    translation = page.copy_for_translation(spanish)
    translation.save_revision().publish()
    sign_in(None).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert client.get(page.url).status_code == 404
    assert client.get(translation.url).status_code == 200


@pytest.mark.parametrize("order", ["moved, then private", "private, then moved"])
def test_a_translation_elsewhere_of_a_page_below_a_private_one_is_found_nowhere(
    sign_in, client, plain, make_private, spanish, order
):
    room = plain("Our rooms")
    inner = plain("Inner words", parent=room)
    translated_room = room.copy_for_translation(spanish)
    translated_room.save_revision().publish()
    other = inner.copy_for_translation(spanish)
    other.title = "Palabras ornitorrinco"
    other.save_revision().publish()
    target = plain("Otro lugar", parent=translated_room.get_parent(), locale=spanish)
    move = reverse("wagtailadmin_pages:move_confirm", args=[other.pk, target.pk])
    if order.startswith("private"):
        make_private(room)
    sign_in(None).post(move)
    make_private(room) if order.startswith("moved") else None
    other = StandardPage.objects.get(pk=other.pk)
    assert other.get_parent().pk == target.pk
    assert client.get(other.url).status_code == 302
    assert other.title not in client.get("/es/search/?q=ornitorrinco").content.decode()
    assert other.title not in client.get(target.url).content.decode()
    assert other.url not in client.get("/sitemap.xml").content.decode()
    if order.startswith("private"):
        # What staff chose for it themselves stays.
        own = PageViewRestriction.objects.get(page=other)
        own.restriction_type = PageViewRestriction.GROUPS
        own.save()
    PageViewRestriction.objects.get(page=room).delete()
    assert client.get(other.url).status_code == (302 if order.startswith("private") else 200)


def test_no_page_leads_to_its_private_translation(client, plain, make_private, spanish):
    page = plain("Two languages")
    other = page.copy_for_translation(spanish)
    other.save_revision().publish()
    assert f'<a href="{other.url}"' in client.get(page.url).content.decode()
    make_private(other)
    assert f'<a href="{other.url}"' not in client.get(page.url).content.decode()


def test_what_is_opened_opens_no_alias_of_what_is_still_private(client, plain, make_private):
    above = plain("A room")
    inner = plain("Inner", parent=above)
    alias = inner.create_alias(update_slug="outside", parent=above.get_parent())
    make_private(inner)
    make_private(above)
    PageViewRestriction.objects.get(page=above).delete()
    assert [client.get(page.url).status_code for page in (inner, alias)] == [302, 302]
    make_private(above)
    PageViewRestriction.objects.get(page=inner).delete()
    assert [client.get(page.url).status_code for page in (inner, alias)] == [302, 302]


def test_an_alias_of_a_private_page_is_private_from_its_beginning_and_by_every_way(client, plain, make_private):
    above = plain("A room")
    inner = plain("Inner", parent=above)
    make_private(above)
    alias = inner.create_alias(update_slug="outside", parent=above.get_parent())
    assert client.get(alias.url).status_code == 302
    assert "/outside/" not in client.get("/search/?q=inner").content.decode()
    # One of before, which nobody restricted.
    PageViewRestriction.objects.filter(page=alias).delete()
    assert client.get(alias.url).status_code == 302


def test_chosen_groups_are_kept_and_a_page_that_comes_out_of_a_private_place_is_public_by_every_address(
    sign_in, client, plain, make_private
):
    room, page = plain("Staff room"), plain("Inner words")
    alias = page.create_alias(update_slug="another-address", parent=page.get_parent())
    strict = PageViewRestriction.objects.create(page=alias, restriction_type=PageViewRestriction.GROUPS)
    make_private(room)
    administrator = sign_in(None)
    administrator.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, room.pk]))
    strict.refresh_from_db()
    assert strict.restriction_type == PageViewRestriction.GROUPS
    administrator.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, room.get_parent().pk]))
    assert [client.get(StandardPage.objects.get(pk=one.pk).url).status_code for one in (page, alias)] == [200, 200]


def test_sizes_of_pictures_in_a_private_collection_are_for_staff(sign_in, client, seed):
    image = SiteImage.objects.first()
    size = image.get_rendition("width-20").url
    assert client.get(size).status_code == 200
    room = Collection.get_first_root_node().add_child(name="Room")
    image.collection = room.add_child(name="Below the room")
    image.save()
    CollectionViewRestriction.objects.create(collection=room, restriction_type="login")
    assert client.get(size).status_code == 404
    assert sign_in("Editors").get(size).status_code == 200
