"""What nobody has filled in yet cannot reach visitors by mistake, whichever way it is published."""

import pytest
from django.core.exceptions import ValidationError
from page_forms import form_for
from wagtail.models import Task, TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from blog.models import ArticlePage
from pages.placeholders import find_placeholders
from resources.models import CrisisContact, ServicePage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HOURS = "[[fill in: opening hours]]"


@pytest.fixture
def unfinished(add_article):
    return add_article("Unfinished", live=False, text=f"<p>We are open {HOURS}.</p>")


def test_placeholders_are_found_in_every_kind_of_field():
    service = ServicePage(
        title="A",
        summary_text="[[fill in: what it is]]",
        who_for="<p>[[ Fill in ]]</p>",
        cost_note="plain [words]",
        body=[
            ("paragraph", f"<p>{HOURS}</p>"),
            ("accordion", {"items": [{"title": "x", "text": "[[fill in: a “price”]]"}]}),
        ],
    )
    assert find_placeholders(service) == ["what it is", "something", "opening hours", "a “price”"]


def test_a_placeholder_may_be_written_in_the_language_of_whoever_writes():
    text = "[[completar: horario]] [[Completar]] [[completamente]] [[fill in: price]]"
    assert find_placeholders(ServicePage(title="A", summary_text=text)) == ["horario", "something", "price"]


def test_the_editor_refuses_to_publish_and_says_what_is_missing(sign_in, index):
    client = sign_in("Moderators")
    data = form_for(ArticlePage, "With a gap") | {"standfirst": f"Open {HOURS}", "action-publish": "1"}
    response = client.post(f"/admin/pages/add/blog/articlepage/{index.pk}/", data)
    assert "opening hours still to be filled in" in response.content.decode()
    assert HOURS in response.content.decode()  # nothing typed is lost
    assert not ArticlePage.objects.filter(title="With a gap").exists()


def test_placeholders_in_blocks_are_refused_as_well(sign_in, index):
    body = streamfield([("paragraph", rich_text(f"<p>{HOURS}</p>"))])
    data = form_for(ArticlePage, "With a gap") | nested_form_data({"body": body}) | {"action-publish": "1"}
    response = sign_in("Moderators").post(f"/admin/pages/add/blog/articlepage/{index.pk}/", data)
    assert "opening hours still to be filled in" in response.content.decode()


def test_the_editor_saves_a_draft_with_placeholders(sign_in, index):
    data = form_for(ArticlePage, "With a gap") | {"standfirst": HOURS}
    assert sign_in("Editors").post(f"/admin/pages/add/blog/articlepage/{index.pk}/", data).status_code == 302
    assert not ArticlePage.objects.get(title="With a gap").live


def test_what_has_placeholders_cannot_be_sent_to_review(sign_in, index):
    data = form_for(ArticlePage, "With a gap") | {"standfirst": HOURS, "action-submit": "1"}
    response = sign_in("Editors").post(f"/admin/pages/add/blog/articlepage/{index.pk}/", data)
    assert "opening hours still to be filled in" in response.content.decode()


def test_publishing_many_at_once_names_the_unfinished_one_and_publishes_none(sign_in, unfinished, add_article):
    other = add_article("Finished", live=False)
    url = f"/admin/bulk/wagtailcore/page/publish/?id={unfinished.pk}&id={other.pk}&next=/admin/"
    response = sign_in("Moderators").post(url, follow=True)
    assert "Unfinished: This is not ready for visitors yet: opening hours" in response.content.decode()
    for page in (unfinished, other):
        page.refresh_from_db()
        assert not page.live


def test_publishing_many_at_once_publishes_what_is_finished(sign_in, client, add_article):
    one, other = add_article("Finished", live=False), add_article("Finished, too", live=False)
    sign_in("Moderators").post(f"/admin/bulk/wagtailcore/page/publish/?id={one.pk}&id={other.pk}&next=/admin/")
    assert [client.get(f"/lets-talk-about/{page.slug}/").status_code for page in (one, other)] == [200, 200]


def test_a_reviewer_cannot_approve_what_got_a_placeholder_meanwhile(sign_in, add_article):
    article = add_article("In review", live=False)
    editor = sign_in("Editors").person
    article.get_workflow().start(article, editor)
    article.standfirst = HOURS
    article.save_revision(user=editor)
    client = sign_in("Moderators")
    state = TaskState.objects.get(status="in_progress")
    url = f"/admin/pages/workflow/action/{article.pk}/approve/{state.pk}/"
    assert client.post(url, {"comment": ""}, follow=True).status_code in {200, 403}
    article.refresh_from_db()
    assert not article.live
    actions = Task.objects.get(active=True, name="Review by a moderator").specific.get_actions(article, client.person)
    assert [name for name, _label, _modal in actions] == ["reject"]


def test_no_other_way_publishes_them(unfinished):
    with pytest.raises(ValidationError, match="opening hours"):
        unfinished.get_latest_revision().publish()
    unfinished.refresh_from_db()
    assert not unfinished.live


def test_crisis_contacts_are_guarded_too():
    contact = CrisisContact(name="A line", phone="[[fill in: number]]", live=False, locale_id=1)
    contact.save()
    with pytest.raises(ValidationError, match="number"):
        contact.save_revision().publish()
    contact.refresh_from_db()
    assert not contact.live


def test_publishing_a_contact_with_a_placeholder_is_refused_in_words(sign_in):
    client = sign_in("Moderators")
    data = {
        "name": "A line",
        "phone": "[[fill in: number]]",
        "police": "unknown",
        "last_checked": "2026-01-01",
        "answers": "as_written",
        "opening_times-count": "0",
        "action-publish": "1",
    }
    response = client.post("/admin/snippets/resources/crisiscontact/add/", data)
    assert response.status_code == 200
    assert "number still to be filled in" in response.content.decode()
    assert not CrisisContact.objects.filter(name="A line").exists()


def test_the_editors_first_page_lists_what_is_still_to_be_filled_in(sign_in, unfinished):
    page = sign_in("Moderators").get("/admin/").content.decode()
    assert "Unfinished: Still to be filled in: opening hours." in page
    assert f"/admin/pages/{unfinished.pk}/edit/" in page
    assert "Counseling: 6 questions still say “ask us”." in page


def test_administrators_see_what_the_settings_lack_and_which_contacts_are_due(sign_in):
    CrisisContact.objects.filter(live=True).update(review_by="2020-01-01")
    page = sign_in("Administrators").get("/admin/").content.decode()
    assert "there is no phone or e-mail yet" in page
    assert "Example night and day line: time to call and check." in page
    CrisisContact.objects.all().delete()
    assert "“Get help now” has no crisis contact yet." in sign_in("Moderators").get("/admin/").content.decode()


def test_a_new_contact_stands_last_until_staff_move_it(sign_in, client):
    # Among those of whom nobody has said when they answer: the others are sorted by that.
    CrisisContact.objects.update(answers="as_written")
    data = {"name": "A new line", "phone": "206-555-0150", "police": "unknown", "last_checked": "2026-01-01"}
    data |= {"answers": "as_written", "opening_times-count": "0", "action-publish": "1"}
    sign_in("Moderators").post("/admin/snippets/resources/crisiscontact/add/", data)
    page = client.get("/").content.decode()
    assert page.index("Example web chat for young people") < page.index("A new line")


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("pages/topic", {"title": "[[fill in: a name]]", "slug": "a-name"}),
        ("blog/author", {"name": "[[fill in: a name]]"}),
        ("blog/series", {"title": "A series", "slug": "a-series", "description": "About [[fill in: a name]]"}),
        ("resources/label", {"kind": "audience", "title": "[[ Fill in: a name ]]", "slug": "a-name"}),
    ],
)
def test_what_is_seen_as_soon_as_it_is_saved_is_not_saved_with_one(sign_in, address, fields):
    page = sign_in("Administrators").post(f"/admin/snippets/{address}/add/", fields)
    assert page.status_code == 200
    assert "Visitors see this as soon as it is saved, and a name is still to be filled in." in page.content.decode()


def test_a_link_of_a_menu_holds_none_either():
    from home.models import MenuItem

    with pytest.raises(ValidationError, match="a label is still to be filled in"):
        MenuItem(address="https://example.org/", label="[[fill in: a label]]").clean()
