"""A new site starts with the seed article, word for word, and never overwrites what staff wrote."""

import html
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags
from two_languages import in_languages
from wagtail.models import Locale, Page

from blog.models import ArticlePage, Author, Series, StartingTemplate
from first_content import demo
from first_content.content_files import page_at
from first_content.languages import make_ready
from first_content.site import load_first_content
from home.models import SiteSettings, StandardPage
from pages.models import BasePage, SiteImage, Topic
from pages.visibility import visible
from resources.models import CrisisContact, Label, ResourcePage, ServicePage, ServicesPage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SEED = Path("first_content/data/first/ally-vs-accomplice.txt")


def words(text):
    return re.findall(r"\w+(?:[’'-]\w+)*", text.replace("’", "'"))


def test_the_seed_article_has_the_words_of_its_file_and_no_others(seed):
    original = SEED.read_text(encoding="utf-8").partition("\nPrevious\n")[0]
    assert words(f"{seed.title} {' '.join(texts_of(seed))}") == words(original)


def texts_of(article):
    """What is to be read in each block; term and source of the definition stand in its text as well."""
    for block in article.body:
        if block.block_type == "heading":
            yield block.value
        elif block.block_type == "paragraph":
            yield strip_tags(str(block.value).replace("</p>", " "))
        else:
            yield f"{block.value.get('title', '')} {strip_tags(str(block.value['text']))}"


def test_a_visitor_reads_the_words_of_the_seed_in_their_order(client, seed):
    page = strip_tags(client.get(seed.url).content.decode().partition("<article>")[2])
    shown = iter(words(html.unescape(page)))
    missing = [word for word in words(" ".join(texts_of(seed))) if word not in shown]
    assert missing == []


def test_the_seed_article_is_held_in_its_proper_blocks(seed):
    kinds = [block.block_type for block in seed.body]
    assert kinds[:3] == ["paragraph", "definition", "paragraph"]
    assert kinds.count("principle") == 5
    assert kinds[-1] == "call_to_action"
    titles = [block.value["title"] for block in seed.body if block.block_type == "principle"]
    assert titles[0] == "Active Participation"
    assert titles[-1] == "Long-Term Commitment"


def test_the_neighbours_are_drafts_with_a_title_only(seed):
    drafts = ArticlePage.objects.filter(live=False)
    assert {draft.title.split(":")[0] for draft in drafts} == {
        "Healing from Within",
        "How to Be a Friend to a Survivor",
    }
    assert all(not draft.body and not draft.standfirst for draft in drafts)


def test_the_neighbours_stand_on_either_side_once_they_are_published(seed):
    for draft in ArticlePage.objects.filter(live=False):
        draft.save_revision().publish()
    # The examples share no date with the seed article.
    around = seed.companions([])
    assert around["previous"].slug == "how-to-be-a-friend-to-a-survivor"
    assert around["next"].slug == "healing-from-within"


def test_the_previous_post_becomes_a_link_when_it_is_published(client, seed):
    address = "/lets-talk-about/how-to-be-a-friend-to-a-survivor/"
    assert address not in client.get(seed.url).content.decode()
    ArticlePage.objects.get(slug="how-to-be-a-friend-to-a-survivor").save_revision().publish()
    assert f'<a href="{address}">previous blog post</a>' in client.get(seed.url).content.decode()


def test_loading_again_changes_nothing(seed):
    seed.title = "Changed by staff"
    seed.save_revision().publish()
    before = list(Page.objects.order_by("pk").values_list("pk", "draft_title", "latest_revision_id"))
    assert load_first_content() is False
    assert list(Page.objects.order_by("pk").values_list("pk", "draft_title", "latest_revision_id")) == before


def test_the_four_services_of_the_seed_are_there_and_say_ask_us(client):
    services = ServicePage.objects.live().filter(is_example=False)
    assert [service.title for service in services.order_by("path")] == [
        "Counseling",
        "Advocacy",
        "Housing assistance",
        "Empowerment programs",
    ]
    page = client.get(services.first().url).content.decode()
    assert page.count("Ask us before you decide anything") == 2
    asked = page.partition("Ask us about")[2].partition("</ul>")[0]
    for question in (
        "Who it is for",
        "What happens first",
        "Who hears what you say",
        "When we must tell someone",
        "How to stop",
    ):
        assert question in asked


def test_no_phone_number_or_address_is_shipped():
    settings = SiteSettings.objects.get()
    assert (settings.phone, settings.email, settings.donate_address) == ("", "", "")
    assert not CrisisContact.objects.filter(is_example=False).exists()


def test_every_live_page_answers(every_page):
    assert len(every_page) > 50
    assert {url for url, response in every_page.items() if response.status_code != 200} == {"/nowhere/"}


def test_the_examples_are_many_and_marked(client):
    articles = ArticlePage.objects.live().filter(is_example=True)
    assert articles.count() == 14
    assert articles.exclude(series=None).values("series").distinct().count() == 2
    assert ServicePage.objects.live().filter(is_example=True).count() == 6
    assert all(not service.open_questions for service in ServicePage.objects.filter(is_example=True))
    assert ResourcePage.objects.live().filter(is_example=True).count() == 25
    assert CrisisContact.objects.filter(live=True, is_example=True).count() == 4
    for model in BasePage.__subclasses__():
        for page in model.objects.filter(is_example=True):
            assert "This page was made up to try the site" in client.get(page.url).content.decode(), page.title


def test_example_numbers_reach_nobody():
    texts = " ".join(
        [*CrisisContact.objects.values_list("phone", flat=True), *ResourcePage.objects.values_list("phone", flat=True)]
    )
    for file in Path("first_content/data/demo").rglob("*.toml"):
        texts += file.read_text(encoding="utf-8")
    numbers = re.findall(r"\b\d{3}-\d{3}-\d{4}\b", texts)
    assert len(numbers) > 20
    assert all(re.fullmatch(r"206-555-01\d\d", number) for number in numbers)


def test_one_command_removes_the_examples_and_nothing_else(seed, home, add_article):
    mine = add_article("Ours")
    topic = Topic.objects.filter(is_example=True).first()
    mine.topics.add(topic)
    mine.save_revision().publish()
    keep = set(Page.objects.filter(depth__gt=1).values_list("pk", flat=True)) - {
        pk
        for model in BasePage.__subclasses__()
        for pk in model.objects.filter(is_example=True).values_list("pk", flat=True)
    }
    call_command("remove_demo_content", verbosity=0)
    assert set(Page.objects.filter(depth__gt=1).values_list("pk", flat=True)) == keep
    for model in (Series, Author, Label, CrisisContact, SiteImage):
        assert not model.objects.filter(is_example=True).exists(), model
    # A topic that staff's own article uses stays with it.
    assert list(mine.topics.all()) == [topic]
    assert not Topic.objects.get(pk=topic.pk).is_example


def test_examples_are_left_out_in_words_where_the_first_pages_have_moved(capsys, tmp_path, settings):
    settings.DATA_DIR, settings.DEBUG = tmp_path, True  # nothing to collect in a test
    call_command("remove_demo_content", verbosity=0)
    services = ServicesPage.objects.get()
    services.slug = "help"
    services.save()
    call_command("prepare_site", "--demo")
    assert "The examples were not added" in capsys.readouterr().out
    assert not ArticlePage.objects.filter(is_example=True).exists()


def test_pages_are_found_by_their_address_on_this_site_whatever_lies_elsewhere(home):
    """Another language has a front page beside ours, with pages of the same names below it; so has the bin."""
    beside = home.get_parent().add_child(instance=StandardPage(title="Beside", slug="beside"))
    beside.add_child(instance=StandardPage(title="Get help", slug="get-help"))
    assert page_at("/get-help/").get_parent() == home.page_ptr
    assert page_at("/") == home.page_ptr


def test_a_page_that_staff_put_below_an_example_keeps_the_example():
    example = StandardPage.objects.filter(is_example=True).first()
    example.add_child(instance=StandardPage(title="Ours below"))
    call_command("remove_demo_content", verbosity=0)
    assert StandardPage.objects.filter(title="Ours below").exists()
    assert visible(StandardPage.objects.filter(pk=example.pk)).exists()


def test_a_copy_of_an_example_is_staffs_own(seed):
    example = ArticlePage.objects.filter(is_example=True).first()
    example.copy(update_attrs={"slug": "our-own", "title": "Our own"})
    call_command("remove_demo_content", verbosity=0)
    assert ArticlePage.objects.filter(slug="our-own", is_example=False).exists()


def test_with_the_examples_a_list_of_services_reads_like_a_real_one(client):
    empty = ["Advocacy", "Counseling"]
    page = client.get("/get-help/").content.decode()
    assert all(f">{title}</a>" in page for title in empty)
    demo.put_services_aside()
    page = client.get("/get-help/").content.decode()
    assert not any(f">{title}</a>" in page for title in empty)
    assert "Example one-on-one counseling" in page
    call_command("remove_demo_content", stdout=StringIO())
    page = client.get("/get-help/").content.decode()
    assert all(f">{title}</a>" in page for title in empty)


def test_a_service_that_says_something_stays_beside_the_examples_and_what_staff_took_down_stays_down():
    said, taken = ServicePage.objects.get(slug="counseling"), ServicePage.objects.get(slug="advocacy")
    said.first_step = "<p>We talk.</p>"
    said.save_revision().publish()
    demo.put_services_aside()
    said.refresh_from_db()
    assert said.live
    taken.refresh_from_db()
    taken.save_revision(log_action=True)
    demo.bring_services_back()
    taken.refresh_from_db()
    assert not taken.live


def test_a_language_that_is_added_publishes_nothing_and_translates_nothing_that_staff_wrote(client, add_article):
    article = add_article(title="Written by staff")
    with in_languages("en", "es"):
        assert make_ready() == ["es"]
        spanish = Locale.objects.get(language_code="es")
        pages = Page.objects.filter(locale=spanish)
        assert pages.count() > 20
        assert not pages.filter(live=True).exists()
        assert pages.filter(url_path__contains="/ally-vs-accomplice/").exists()
        assert not article.has_translation(spanish)
        assert StartingTemplate.objects.filter(locale=spanish, title="Anuncio").exists()
        assert client.get("/es/").status_code == 404
        assert 'class="languages"' not in client.get("/get-help/").content.decode()
        assert make_ready() == []
