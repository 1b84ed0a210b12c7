"""Staff who write in Spanish are helped as those who write in English; translations that need a person are named."""

import pytest
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation

from accounts.models import User
from attention.item import Group
from attention.items import what_needs_attention
from blog.models import BlogIndexPage
from checks.page import Kind, advice_for
from checks.spanish import perspicuity, syllables
from home.models import StandardPage
from pages.models import Topic

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("casa", 2), ("tía", 2), ("guerra", 2), ("cielo", 2), ("país", 2), ("ayuda", 3), ("leer", 2), ("quien", 1),
        ("sobrevivientes", 5), ("y", 1), ("muy", 1), ("pingüino", 3), ("explotación", 4),
    ],
)  # fmt: skip
def test_syllables(word, number):
    assert syllables(word) == number


EASY = "Ven a la casa. Come algo. Habla con la gente si quieres. Nadie te pregunta tu nombre. " * 8
HARD = (
    "La implementación administrativa de procedimientos interinstitucionales especializados requiere indudablemente "
    "consideraciones metodológicas extraordinariamente pormenorizadas respecto de responsabilidades organizacionales. "
) * 8


def test_easy_and_hard_texts_are_told_apart_and_short_ones_not_judged():
    assert perspicuity([EASY]) > 80
    assert perspicuity([HARD]) < 20
    assert perspicuity(["Ven a la casa."]) is None


@pytest.fixture
def spanish_page():
    home = Page.objects.get(locale__language_code="es", depth=2)

    def make(text):
        page = StandardPage(title="Una página", body=[("paragraph", f"<p>{text}</p>")], locale=home.locale, live=False)
        return home.add_child(instance=page)

    return make


def test_a_page_in_spanish_is_judged_on_the_scale_for_spanish(spanish_page):
    said = [one.text for one in advice_for(spanish_page(HARD)) if one.kind == Kind.READING]
    assert any("on the INFLESZ scale" in text and "aims at 55" in text for text in said)
    assert not any("INFLESZ" in one.text for one in advice_for(spanish_page(EASY)))


def test_words_to_avoid_are_those_of_the_language_of_the_page(spanish_page):
    page = spanish_page("No hablamos de pornografía infantil. A prostitute.")
    found = [one.text for one in advice_for(page) if one.kind == Kind.WORD]
    assert any("material de abuso sexual" in text for text in found)
    assert not any("prostitute" in text for text in found)


def needed(text):
    person = User.objects.create_superuser("all@example.org", "seven quiet river stones")
    return [item for item in what_needs_attention(person) if item.group == Group.TRANSLATIONS and text in item.text]


def test_a_translation_that_nobody_has_read_is_named():
    page = Page.objects.get(locale__language_code="es", url_path__endswith="/privacy/")
    Page.objects.filter(pk=page.pk).update(live=False, first_published_at=None)
    (item,) = needed(f"“{page.title}” (Spanish) waits to be read by a person")
    assert f"/{page.pk}/" in item.url


def test_a_translation_that_is_older_than_its_original_is_named():
    original = Page.objects.get(locale=Locale.get_default(), url_path__endswith="/privacy/").specific
    assert needed("has changed since") == []
    original.introduction = "Changed."
    original.save_revision().publish()
    User.objects.all().delete()
    (item,) = needed("has changed since")
    source = Translation.objects.get(source__object_id=original.translation_key).source
    assert item.url.endswith(f"/update/{source.pk}/")


def test_a_page_without_translation_is_named(add_article):
    article = add_article(title="Only in English")
    (item,) = needed("“Only in English” is not there in this language")
    assert f"/{article.pk}/" in item.url


def test_as_long_as_nobody_can_read_a_language_no_page_is_asked_for_in_it(add_article):
    add_article(title="Only in English")
    Page.objects.get(locale__language_code="es", depth=2).specific.unpublish()
    assert needed("is not there in this language") == []


def test_a_page_that_a_menu_leads_to_is_not_alone_in_any_language():
    person = User.objects.create_superuser("chief@example.org")
    alone = [item.text for item in what_needs_attention(person) if item.group == Group.LONELY]
    assert [text for text in alone if "Buscar ayuda" in text or "Privacidad" in text] == []
    about = Page.objects.get(slug="about", locale__language_code="es")
    page = about.get_parent().add_child(instance=StandardPage(title="Sola", slug="sola", locale=about.locale))
    assert any("Sola" in item.text for item in what_needs_attention(person) if item.group == Group.LONELY)
    assert page.live


def test_a_new_article_begins_below_the_list_in_the_language_in_which_somebody_works(sign_in):
    staff = sign_in("Administrators")
    for code, blog in (("en", "Let’s Talk About"), ("es", "Hablemos de")):
        UserProfile.objects.update_or_create(user=staff.person, defaults={"preferred_language": code})
        assert staff.get("/admin/articles/new/").context["index"].title == blog


def test_a_page_is_offered_the_labels_of_its_language(sign_in):
    staff = sign_in("Administrators")
    for code, here, elsewhere in (("en", "Legal help", "Ayuda legal"), ("es", "Ayuda legal", "Legal help")):
        blog = BlogIndexPage.objects.get(locale__language_code=code)
        add = f"/admin/pages/add/blog/articlepage/{blog.pk}/?template=empty"
        form = staff.get(add).context["form"]
        titles = [str(label) for label in form.fields["topics"].queryset]
        assert (here in titles, elsewhere in titles) == (True, False)
    # One that nobody has translated is better than none.
    only = Topic.objects.create(title="Only in English", slug="only", locale=Locale.get_default())
    assert only in staff.get(add).context["form"].fields["topics"].queryset
