"""Editors write, Moderators publish, Administrators manage people; articles go through one review."""

import pytest
from django.core import mail
from django.test import Client
from page_forms import form_for

from home.models import SiteSettings
from resources.models import DonatePage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_an_article_goes_from_editor_to_moderator_to_visitors(sign_in, index):
    from blog.models import ArticlePage

    editor = sign_in("Editors")
    add = f"/admin/pages/add/blog/articlepage/{index.pk}/"
    editor.post(add, form_for(ArticlePage, "Written here") | {"action-submit": "1"})
    article = ArticlePage.objects.get(title="Written here")
    assert not article.live
    assert article.workflow_in_progress
    assert article.current_workflow_state.workflow.name == "Review before publishing"

    moderator = sign_in("Moderators")
    assert "Written here" in moderator.get("/admin/").content.decode()
    state = article.current_workflow_task_state
    moderator.post(f"/admin/pages/workflow/action/{article.pk}/approve/{state.pk}/", {"comment": ""})
    article.refresh_from_db()
    assert article.live
    assert Client().get(article.url).status_code == 200


def test_an_editor_cannot_publish_or_unpublish(sign_in, index, seed):
    from blog.models import ArticlePage

    editor = sign_in("Editors")
    editor.post(
        f"/admin/pages/add/blog/articlepage/{index.pk}/", form_for(ArticlePage, "Too fast") | {"action-publish": "1"}
    )
    assert not ArticlePage.objects.get(title="Too fast").live
    editor.post(f"/admin/pages/{seed.pk}/unpublish/")
    seed.refresh_from_db()
    assert seed.live


CLOSED = {
    "Editors": [
        "/admin/settings/home/sitesettings/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/redirects/",
        "/admin/snippets/home/menu/",
        "/admin/snippets/resources/crisiscontact/",
        "/admin/workflows/list/",
        "/admin/search-words/",
        "/admin/words-to-avoid/",
        "/admin/snippets/blog/startingtemplate/",
    ],
    "Moderators": [
        "/admin/settings/home/sitesettings/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/snippets/home/menu/",
        "/admin/redirects/",
        "/admin/snippets/blog/startingtemplate/",
        "/admin/workflows/list/",
    ],
    "Administrators": [],
    "Survivor leadership": [
        "/admin/settings/home/sitesettings/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/redirects/",
        "/admin/snippets/home/menu/",
        "/admin/snippets/resources/crisiscontact/",
        "/admin/snippets/blog/author/",
        "/admin/search-words/",
        "/admin/articles/new/",
        "/admin/workflows/list/",
    ],
}
OPEN = {
    "Editors": [
        "/admin/",
        "/admin/pages/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/snippets/blog/author/",
        "/admin/snippets/pages/topic/add/",
    ],
    "Moderators": [
        "/admin/snippets/resources/crisiscontact/add/",
        "/admin/reports/workflow/",
        "/admin/words-to-avoid/",
        "/admin/consents/",
        "/admin/attention/",
    ],
    "Survivor leadership": [
        "/admin/",
        "/admin/consents/",
        "/admin/consents/new/",
        "/admin/words-to-avoid/",
        "/admin/attention/",
        "/admin/guide/",
    ],
    "Administrators": [
        "/admin/settings/home/sitesettings/",
        "/admin/users/",
        "/admin/people/invite/",
        "/admin/groups/",
        "/admin/snippets/home/menu/",
        "/admin/redirects/",
        "/admin/workflows/list/",
        "/admin/snippets/resources/label/",
    ],
}


@pytest.mark.parametrize(("group", "offered"), [("Editors", False), ("Moderators", False), (None, True)])
def test_only_who_sets_reviews_up_is_offered_how_they_run(sign_in, group, offered):
    menu = sign_in(group).get("/admin/").content.decode()
    assert "/admin/reports/site-history/" in menu
    assert ("/admin/reports/workflow" in menu) == offered


@pytest.mark.parametrize("group", CLOSED)
def test_each_group_opens_its_own_doors_only(sign_in, group):
    client = sign_in(group)
    # Its list leads on, whoever asks.
    settings_page = f"/admin/settings/home/sitesettings/{SiteSettings.objects.get().site_id}/"
    for url in OPEN[group]:
        assert client.get(url, follow=True).redirect_chain in ([], [(f"{url}1/", 302)], [(f"{url}2/", 302)]), url
        assert client.get(url, follow=True).status_code == 200, url
    for url in [*CLOSED[group], *([] if group == "Administrators" else [settings_page])]:
        assert client.get(url).status_code in {302, 403}, url
        assert url not in [address for address, _status in client.get(url, follow=True).redirect_chain], url


def test_an_administrator_edits_the_settings_that_show_on_every_page(sign_in, client):
    settings = SiteSettings.objects.get()
    url = f"/admin/settings/home/sitesettings/{settings.site_id}/"
    data = {
        "organisation_name": "Another organisation",
        "logo_text": "AO",
        "palette": "forest",
        "description": "",
        "phone": "206-555-0199",
        "email": "",
        "donate_address": "https://give.example.org/",
        "leave_target": "https://www.weather.gov/",
        "neutral_title": "Reading",
        "footer_text": "",
        "social_addresses-count": "0",
        "quiet_words-count": "0",
        "texts-TOTAL_FORMS": "0",
        "texts-INITIAL_FORMS": "0",
        "security_contact": "",
        "checks_interval": "90",
        "draft_weeks": "6",
    }
    sign_in("Administrators").post(url, data)
    DonatePage.objects.get().unpublish()
    page = client.get("/").content.decode()
    assert "Another organisation" in page
    assert 'data-palette="forest"' in page
    assert 'href="https://give.example.org/"' in page
    assert 'href="tel:2065550199"' in client.get("/get-help/counseling/").content.decode()
    assert "<title>Reading</title>" in client.get("/get-help/").content.decode()


def test_readers_and_writers_are_told_by_mail_in_plain_words_where_to_go(sign_in, add_article, settings):
    editor, moderator = sign_in("Editors"), sign_in("Moderators")
    page = add_article("To be read", live=False)
    page.get_workflow().start(page, editor.person)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([moderator.person.email], "Please read: To be read")
    ]
    assert f"{settings.SITE_ADDRESS}/admin/pages/{page.pk}/edit/" in mail.outbox[0].body
    assert "workflow" not in mail.outbox[0].body.partition("How it will look")[0]
    state = page.current_workflow_task_state
    action = f"/admin/pages/workflow/action/{page.pk}/reject/{state.pk}/"
    moderator.post(action, {"comment": "Say “they” & name nobody."})
    told = mail.outbox[-1]
    assert (told.to, told.subject) == ([editor.person.email], "Changes asked for: To be read")
    assert "Say “they” & name nobody." in told.body
    page.refresh_from_db()
    page.current_workflow_state.resume(user=editor.person)
    state = page.current_workflow_task_state
    moderator.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": ""})
    assert mail.outbox[-1].subject == "Online: To be read"


def test_comments_beside_fields_are_on(sign_in, seed):
    page = sign_in("Editors").get(f"/admin/pages/{seed.pk}/edit/").content.decode()
    assert 'id="comments-output"' in page
