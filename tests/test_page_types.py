"""Every page type can be made, previewed, edited and shown, and stands only where it belongs."""

from unittest import mock

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.test import Client
from letter_keys import give_key, print_paper, publish
from page_forms import NEEDED, form_for
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from blog.models import ArticlePage, Author, BlogIndexPage
from events.models import EventIndexPage, EventPage
from home.models import HomePage, StandardPage
from letters.models import FormPage
from newsletter.models import NewsletterPage, SignUpPage
from pages.models import BasePage
from resources.models import DonatePage, ResourceIndexPage, ResourcePage, ServicePage, ServicesPage

pytestmark = pytest.mark.any_database

ALLOWED = {
    HomePage: (
        {Page},
        {
            StandardPage,
            BlogIndexPage,
            ServicesPage,
            ResourceIndexPage,
            EventIndexPage,
            DonatePage,
            SignUpPage,
            FormPage,
        },
    ),
    StandardPage: ({HomePage, StandardPage}, {StandardPage, FormPage}),
    FormPage: ({HomePage, StandardPage}, set()),
    BlogIndexPage: ({HomePage}, {ArticlePage}),
    ArticlePage: ({BlogIndexPage}, set()),
    ServicesPage: ({HomePage}, {ServicePage}),
    ServicePage: ({ServicesPage}, set()),
    SignUpPage: ({HomePage}, {NewsletterPage}),
    NewsletterPage: ({SignUpPage}, set()),
    EventIndexPage: ({HomePage}, {EventPage}),
    EventPage: ({EventIndexPage}, set()),
    ResourceIndexPage: ({HomePage}, {ResourcePage}),
    ResourcePage: ({ResourceIndexPage}, set()),
    DonatePage: ({HomePage}, set()),
}


class PageTypesTest(WagtailPageTestCase):
    def setUp(self):
        super().setUp()
        self.chief = User.objects.create_superuser("chief@example.org")
        TOTP.activate(self.chief, "JBSWY3DPEHPK3PXP")
        self.client.force_login(self.chief)
        # Forms are published only where somebody can read what is written.
        give_key(self.chief)
        print_paper()
        publish("write-to-us")

    def test_every_type_is_covered_here(self):
        assert set(BasePage.__subclasses__()) == set(NEEDED) == set(ALLOWED)

    def test_types_stand_only_where_they_belong(self):
        for model, (parents, children) in ALLOWED.items():
            self.assertAllowedParentPageTypes(model, parents)
            self.assertAllowedSubpageTypes(model, children)

    def test_nobody_can_put_an_article_under_a_service(self):
        self.assertCanNotCreateAt(ServicePage, ArticlePage)
        service = ServicePage.objects.first()
        response = self.client.get(f"/admin/pages/add/blog/articlepage/{service.pk}/")
        assert response.status_code in {302, 403}

    def test_every_type_can_be_created_and_published_in_the_editor(self):
        for model, (parents, _children) in ALLOWED.items():
            parent_type = next(iter(parents))
            parent = Page.get_first_root_node() if parent_type is Page else parent_type.objects.get_queryset().first()
            # There is one of some types already; to make another, the limit is lifted here.
            with self.subTest(model=model), mock.patch.object(model, "max_count_per_parent", None):
                self.assertCanCreate(parent, model, form_for(model, f"New {model.__name__}"), publish=True)
                page = model.objects.get(slug=f"new-{model.__name__.lower()}")
                assert page.live
                if model is not HomePage:
                    assert Client().get(page.url).status_code == 200

    def test_types_of_which_there_is_one_cannot_be_made_twice(self):
        home = HomePage.objects.get()
        for model in (BlogIndexPage, ServicesPage, ResourceIndexPage):
            assert not model.can_create_at(home)
        model_counts = {model: model.objects.count() for model in (BlogIndexPage, ServicesPage, ResourceIndexPage)}
        assert set(model_counts.values()) == {1}

    def test_every_page_is_editable_renderable_and_previewable(self):
        for model in ALLOWED:
            page = model.objects.live().last()
            with self.subTest(model=model):
                self.assertPageIsRoutable(page)
                self.assertPageIsRenderable(page)
                data = form_for(model, page.title) | {"slug": page.slug}
                self.assertPageIsEditable(page, post_data=data, user=self.chief)
                self.assertPageIsPreviewable(page, post_data=data, user=self.chief)


@pytest.mark.django_db
def test_a_preview_shows_what_is_not_saved_yet(sign_in, seed):
    client = sign_in(None)
    data = form_for(ArticlePage, "A new title") | {"slug": seed.slug}
    url = f"/admin/pages/{seed.pk}/edit/preview/"
    assert client.post(url, data).json()["is_valid"]
    page = client.get(url).content.decode()
    assert "A new title" in page
    assert "Care" in page
    assert "A new title" not in Client().get(seed.url).content.decode()


@pytest.mark.django_db
def test_a_preview_names_the_authors_that_are_not_saved_yet(sign_in, seed):
    client, author = sign_in(None), Author.objects.create(name="Quill Feather")
    data = form_for(ArticlePage, seed.title) | {"slug": seed.slug}
    data |= nested_form_data({"article_authors": inline_formset([{"author": author.pk}])})
    url = f"/admin/pages/{seed.pk}/edit/preview/"
    assert client.post(url, data).json()["is_valid"]
    assert "Quill Feather" in client.get(url).content.decode()
    assert "Quill Feather" not in Client().get(seed.url).content.decode()


@pytest.mark.django_db
def test_a_draft_saves_with_a_title_alone(sign_in, index):
    data = nested_form_data(
        {
            "title": "Only a title",
            "slug": "only-a-title",
            "date": "2026-01-01",
            "body": streamfield([]),
            "next_step": streamfield([]),
            "article_authors": inline_formset([]),
            "pinned": inline_formset([]),
            "comments": inline_formset([]),
        }
    )
    response = sign_in("Editors").post(f"/admin/pages/add/blog/articlepage/{index.pk}/", data)
    assert response.status_code == 302, response.context["form"].errors
    assert not ArticlePage.objects.get(title="Only a title").live


@pytest.mark.django_db
def test_the_house_rules_are_checked_by_django(monkeypatch):
    from django.core.management.base import SystemCheckError

    call_command("check")
    monkeypatch.setattr(StandardPage, "template", "nowhere.html")
    monkeypatch.setattr(StandardPage.body.field.stream_block.child_blocks["quote"], "is_previewable", False)
    with pytest.raises(SystemCheckError) as error:
        call_command("check")
    assert "pages.E001" in str(error.value)
    assert "pages.E004" in str(error.value)


@pytest.mark.django_db
def test_a_page_that_may_stand_anywhere_and_a_block_without_a_name_are_no_start(monkeypatch):
    from django.core.management.base import SystemCheckError

    # Looking keeps what it found with the class.
    monkeypatch.setattr(StandardPage, "_clean_subpage_models", StandardPage.clean_subpage_models())
    monkeypatch.delattr(StandardPage, "subpage_types")
    monkeypatch.setattr(StandardPage.body.field.stream_block.child_blocks["quote"].meta, "label", "")
    with pytest.raises(SystemCheckError) as error:
        call_command("check")
    assert "StandardPage does not say its subpage_types" in str(error.value)
    assert "Block QuoteBlock has no label" in str(error.value)
