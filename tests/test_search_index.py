"""The index holds what anyone may see and nothing else, at any moment; it can be checked and built anew."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page, PageViewRestriction

from blog.models import ArticlePage, Author
from deleted.models import Binned
from home.models import StandardPage
from pages.models import SiteImage, Topic
from resources.models import CrisisContact, ResourcePage
from search import index, rebuild
from search.content import page_document
from search.models import Entry, Posting, Statistics, Term, Word
from search.query import search, suggest

pytestmark = pytest.mark.django_db


def found(words):
    return [hit.page_id for hit in search(words, "en").hits if not hit.by_meaning]


def known(word):
    """Return whether a word left any trace: results, suggestions, corrections."""
    near = f"{word[:-2]}{word[-1]}{word[-2]}"
    return bool(
        found(word)
        or suggest(word[:5], "en")
        or search(near, "en").question.corrected
        or Word.objects.filter(text=word)
    )


# In step with what visitors may see


def test_a_page_is_found_the_moment_it_is_published_and_gone_the_moment_it_is_not(add_article):
    article = add_article("Gleaming obsidian", live=False)
    assert not known("obsidian")
    article.get_latest_revision().publish()
    assert found("obsidian") == [article.pk]
    article.refresh_from_db()
    article.unpublish()
    assert not known("obsidian")


def test_a_change_is_found_only_once_it_is_published(add_article):
    article = add_article("Gleaming obsidian")
    article.title = "Dull feldspar"
    revision = article.save_revision()
    assert not known("feldspar")
    revision.publish()
    assert found("feldspar") == [article.pk]
    assert not known("obsidian")


def test_a_scheduled_page_is_found_when_its_time_has_come(add_article):
    article = add_article("Gleaming obsidian", live=False)
    # Approved for a moment that has just passed: what the command finds when the time has come.
    article.go_live_at = timezone.now() - timezone.timedelta(minutes=1)
    article.save_revision(approved_go_live_at=article.go_live_at)
    assert not known("obsidian")
    call_command("publish_scheduled")
    assert found("obsidian") == [article.pk]


def test_an_expired_page_is_gone(add_article):
    article = add_article("Gleaming obsidian")
    Page.objects.filter(pk=article.pk).update(expire_at=timezone.now())
    call_command("publish_scheduled")
    assert not known("obsidian")


def test_a_private_page_leaves_no_trace_and_comes_back(add_article, make_private):
    article = add_article("Gleaming obsidian")
    make_private(article)
    assert not known("obsidian")
    PageViewRestriction.objects.filter(page=article).delete()
    assert found("obsidian") == [article.pk]


def test_pages_below_a_private_one_leave_no_trace(add_article, index, make_private):
    add_article("Gleaming obsidian")
    make_private(index)
    assert not known("obsidian")


def test_a_page_published_below_a_private_one_is_not_found(add_article, index, make_private):
    make_private(index)
    add_article("Gleaming obsidian")
    assert not known("obsidian")


def test_moving_below_a_private_page_hides_and_moving_out_shows(home, make_private):
    private = home.add_child(instance=StandardPage(title="For staff", slug="for-staff"))
    make_private(private)
    page = home.add_child(instance=StandardPage(title="Gleaming obsidian", slug="obsidian"))
    assert found("obsidian") == [page.pk]
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=private.pk), pos="last-child")
    assert not known("obsidian")
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=home.pk), pos="last-child")
    assert found("obsidian") == [page.pk]


def test_a_deleted_page_leaves_no_trace_nor_do_those_below_it(home):
    above = home.add_child(instance=StandardPage(title="Above", slug="above"))
    above.add_child(instance=StandardPage(title="Gleaming obsidian", slug="obsidian"))
    postings = Posting.objects.count()
    Page.objects.get(pk=above.pk).delete()
    assert not known("obsidian")
    assert Posting.objects.count() < postings
    assert rebuild.differences() == []


def test_a_copy_and_an_alias_are_found(add_article, index):
    article = add_article("Gleaming obsidian")
    alias = article.create_alias(parent=Page.objects.get(pk=index.pk), update_slug="an-alias")
    copy = article.copy(update_attrs={"slug": "a-copy", "title": "Dull obsidian"}, keep_live=True)
    assert set(found("obsidian")) == {article.pk, alias.pk, copy.pk}


def test_what_is_said_of_a_file_is_gone_with_it_and_back_with_it(add_article, sign_in):
    document = get_document_model().objects.create(title="Talk", file=ContentFile(b"words", "talk.txt"))
    page = add_article("With a file")
    page.body = [("paragraph", "<p>Words.</p>"), ("document", {"document": document, "description": "By Mariabella."})]
    page.save_revision().publish()
    assert [hit.page_id for hit in search("Mariabella", "en").hits] == [page.pk]
    staff = sign_in("Administrators")
    staff.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert search("Mariabella", "en").hits == []
    staff.post(reverse("bin_put_back", args=[Binned.objects.get().pk]))
    assert [hit.page_id for hit in search("Mariabella", "en").hits] == [page.pk]


def test_what_a_page_holds_is_in_its_own_language_whoever_saves_it(add_article):
    picture = SiteImage.objects.filter(is_example=True).first()
    beside = {"image": picture, "alt_text": "", "side": "start", "title": "Beds", "text": "<p>Hello.</p>"}
    page = add_article("Beside")
    page.body = [("picture_beside_text", beside)]
    with translation.override("es"):
        page.save_revision().publish()
    kept = Entry.objects.get(page=page).text
    assert "Beds" in kept
    assert "Antes" not in kept
    assert "Before the text" not in kept
    call_command("search_check")


def test_a_renamed_topic_changes_the_pages_that_carry_it():
    topic = Topic.objects.filter(articles__live=True).first()
    pages = set(topic.articles.filter(live=True).values_list("pk", flat=True))
    topic.title = "Feldspar"
    topic.save()
    assert pages <= set(found("feldspar"))
    topic.delete()
    assert not known("feldspar")


def test_an_author_is_found_with_what_they_wrote():
    author = Author.objects.first()
    author.name = "Quillfeather"
    author.save()
    written = ArticlePage.objects.filter(live=True, article_authors__author=author).values_list("pk", flat=True)
    assert set(found("quillfeather")) == set(written)
    assert written


def test_a_crisis_contact_is_found_only_while_it_is_live():
    contact = CrisisContact(name="Obsidian line", phone="555-0100", locale=Locale.get_default(), live=False)
    contact.save()
    assert not known("obsidian")
    contact.save_revision().publish()
    assert [hit.contact_id for hit in search("obsidian", "en").hits] == [contact.pk]
    contact.refresh_from_db()
    contact.unpublish()
    assert not known("obsidian")
    contact.get_latest_revision().publish()
    contact.delete()
    assert not known("obsidian")


def test_an_index_that_fails_fails_the_publication_and_nothing_is_half_written(add_article, monkeypatch):
    article = add_article("Gleaming obsidian", live=False)

    def fail(*_arguments, **_options):
        raise RuntimeError("no room left")

    monkeypatch.setattr(index, "_count_terms", fail)
    with pytest.raises(RuntimeError, match="no room left"), transaction.atomic():
        article.get_latest_revision().publish()
    monkeypatch.undo()
    article.refresh_from_db()
    assert not article.live
    assert not known("obsidian")
    assert rebuild.differences() == []


def test_indexing_without_a_change_writes_nothing(add_article):
    article = add_article("Gleaming obsidian")
    with CaptureQueriesContext(connection) as queries:
        index.write([page_document(article)])
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


# What is read


def test_markup_addresses_staff_notes_and_captions_of_missing_pictures_are_left_out(add_article):
    article = add_article(
        "Plain",
        text="<p>Read <b>bold</b> words at https://zanzibar.example.org/quagga or write to lemur@example.org.</p>",
    )
    article.body = [
        *[(block.block_type, block.value) for block in article.body],
        ("quote", {"text": "Said kindly.", "attribution": "Somebody", "consent_note": "secretnote"}),
        ("image", {"image": None, "caption": "hiddencaption", "alt_text": ""}),
        ("embed", {"address": "https://vimeo.com/123456", "title": "A talk", "transcript": "spokenword"}),
    ]
    article.save_revision().publish()
    document = page_document(ArticlePage.objects.get(pk=article.pk))
    assert "bold words" in document.text
    assert "spokenword" in document.text
    for word in ("zanzibar", "quagga", "lemur", "secretnote", "hiddencaption", "vimeo", "href", "https"):
        assert word not in document.text, word
        assert not Word.objects.filter(text=word), word


def test_topics_and_labels_are_found_but_not_quoted():
    resource = ResourcePage.objects.live().filter(topics__isnull=False).first()
    topic = resource.topics.first()
    document = page_document(resource)
    assert any(topic.title in text for text, _weight, shown in document.parts if not shown)
    assert ("topic", topic.slug, topic.title) in document.facets


def test_however_many_words_staff_list_each_is_known_once_and_gone_when_nobody_lists_it():
    words = [f"zqlisted{number}" for number in range(2500)]
    for _time in range(2):
        index.count_listed(dict.fromkeys(words, 1), "en")
    assert set(Word.objects.filter(text__startswith="zqlisted").values_list("listed", flat=True)) == {2}
    index.count_listed({**dict.fromkeys(words, -2), "zqunheard": 0}, "en")
    assert not Word.objects.filter(text__startswith="zq").exists()


def test_what_is_counted_of_a_language_goes_down_to_nothing_and_no_further():
    Statistics.objects.filter(language="en").update(entries=1)
    for _time in range(2):
        Entry.objects.filter(language="en").first().delete()
        assert Statistics.objects.get(language="en").entries == 0


def test_how_much_a_word_says_is_worked_out_as_in_the_literature():
    """BM25F, by hand: k1 1.2; the title twice, with b 0.5; the text with b 0.75; a word in its part's weight."""
    parts = [("obsidian obsidian glass", 1.0, True), ("glass e-mail", 0.5, False)]
    document = index.Document("en", "articlepage", "Obsidian lamp", parts)

    def impact(times):
        return round(10_000 * times * 2.2 / (times + 1.2))

    assert document.all_words() == {"obsidian", "lamp", "glass", "e", "mail", "email"}
    title, text = document.lengths()
    assert title == 2
    for usual_title, usual_text in ((2, text), (1, text / 2), (4, text * 2)):
        statistics = Statistics(language="en")
        statistics.usual_title, statistics.usual_text = usual_title, usual_text
        of_title = 2 / (0.5 + 0.5 * title / usual_title)
        of_text = 1 / (0.25 + 0.75 * text / usual_text)
        found = document.impacts(statistics)
        assert found["en:obsidian"] == (impact(of_title + 2 * of_text), True)
        assert found["en:lamp"] == (impact(of_title), True)
        assert found["en:glass"] == (impact(1.5 * of_text), False)
        assert found["en:email"] == (impact(of_text), False)


def test_however_many_words_two_pages_share_both_are_found_by_each(add_article):
    words = " ".join(f"zqshared{number}" for number in range(1500))
    for title in ("One of many words", "Two of many words"):
        add_article(title, text=f"<p>{words}</p>")
    for number in (0, 750, 1499):
        assert len(found(f"zqshared{number}")) == 2


def test_what_no_page_says_any_more_is_counted_nowhere(add_article):
    page = add_article("It changes", text="<p>zqbefore</p>")
    page.body = [("paragraph", "<p>zqafter</p>")]
    page.save_revision().publish()
    assert [term.entries for term in Term.objects.filter(text__in=["en:zqbefore", "en:zqafter"])] == [1]
    page.delete()
    assert not Term.objects.filter(text__in=["en:zqbefore", "en:zqafter"]).exists()
