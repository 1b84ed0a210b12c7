"""The place that is told to those who ask is in no answer to a visitor, by whatever door."""

import io
import json
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from editor.preview_links import make
from events.models import EventDate, EventPage
from search import meaning
from search.models import Entry

pytestmark = pytest.mark.django_db
CANARY = "Canary House, 77 Nightingale Row"
WORDS = ("Canary", "Nightingale", "77 N")


@pytest.fixture
def hidden(event):
    first = timezone.localdate() + timedelta(days=3)
    return event(
        "Quiet group",
        first_day=first,
        repeats="weeks",
        repeat_times=5,
        where="ask",
        told_when_asked=CANARY,
        neutral_title=False,
        single_dates=[EventDate(day=first, change="cancelled")],
    )


def holds(content):
    text = content.decode() if isinstance(content, bytes) else content
    return any(word.casefold() in text.casefold() for word in WORDS)


def doors(page, listing):
    day = page.first_day
    return [
        page.url,
        f"{page.url}calendar/",
        f"{page.url}calendar/{day}/",
        f"{page.url}calendar/{day + timedelta(days=7)}/",
        listing.url,
        f"{listing.url}calendar/",
        "/",
        "/sitemap.xml",
        "/search/?q=canary",
        "/search/?q=nightingale+row",
        "/search/?q=quiet+group",
        "/search/suggest/?q=nightin",
        "/search/suggest/?q=quiet",
        "/nightingale/",
        f"{page.url}nightingale/",
    ]


def test_the_canary_would_be_found(client, event):
    page = event(where="shown", place=CANARY)
    assert holds(client.get(page.url).content)
    assert holds(client.get(f"{page.url}calendar/").content)
    assert page.url in client.get("/search/?q=nightingale").content.decode()


def test_no_door_for_visitors_gives_it_away(client, hidden, listing, settings):
    # By words alone: what an event means may be near to anything, and knows the place as little (below).
    settings.SEARCH_MEANING = False
    for url in doors(hidden, listing):
        response = client.get(url)
        body = response.content.replace(b"q=canary", b"").replace(b"nightingale/", b"")
        # What somebody types stands in the field of the search.
        body = b" ".join(part for part in body.split() if b'value="' not in part)
        if "/search/?q=canary" in url or "nightingale" in url:
            assert hidden.url.encode() not in body or url.startswith(hidden.url), url
            continue
        assert not holds(body), url


def test_what_an_event_means_knows_nothing_of_the_place(hidden):
    entry = Entry.objects.get(page=hidden)
    assert meaning.of_pages([(entry.title, entry.text)]) == [bytes(entry.meaning.vector)]
    assert not holds(meaning.text_of(entry.title, entry.text))


def test_neither_the_index_of_search_nor_the_rows_of_dates_hold_it(hidden):
    entry = Entry.objects.get(page=hidden)
    assert not holds(f"{entry.words} {entry.text}")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            # The page itself, and its versions, which the editor alone reads.
            if table in {"events_eventpage", "wagtailcore_revision"}:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any(holds(str(row)) for row in cursor.fetchall()), table


def test_a_link_to_a_draft_shows_a_friend_nothing_more_than_the_site(client, hidden):
    hidden.save_revision()
    url, _until = make(hidden)
    response = client.get(url)
    assert response.status_code == 200
    assert "Quiet group" in response.content.decode()
    assert not holds(response.content)


def test_previews_in_the_editor_are_what_visitors_will_see(hidden):
    response = hidden.make_preview_request(preview_mode="")
    assert "Quiet group" in response.content.decode()
    assert not holds(response.content)


def test_the_export_leaves_it_out(hidden, tmp_path):
    call_command("export", str(tmp_path / "export"), stdout=io.StringIO())
    texts = [
        file.read_text(errors="replace") for file in (tmp_path / "export").rglob("*") if file.suffix in {".md", ".json"}
    ]
    assert any("Quiet group" in text for text in texts)
    assert not any(holds(text) for text in texts)


def test_the_editor_s_interface_for_programs_is_closed_and_does_not_list_it(client, hidden):
    assert client.get(f"/admin/api/main/pages/{hidden.pk}/").status_code in {302, 401, 403}
    chief = User.objects.create_superuser("chief@example.org")
    TOTP.activate(chief, "JBSWY3DPEHPK3PXP")
    client.force_login(chief)
    response = client.get(f"/admin/api/main/pages/{hidden.pk}/?fields=*")
    assert not holds(response.content)
    listed = client.get("/admin/api/main/pages/?search=nightingale").content.decode()
    assert "Quiet group" not in listed
    assert not holds(listed)
    assert "Quiet group" in client.get("/admin/api/main/pages/?search=quiet").content.decode()


def test_it_stays_hidden_when_the_page_is_copied_moved_or_private(client, hidden, listing, make_private):
    copy = hidden.copy(update_attrs={"slug": "again", "title": "Again"}, keep_live=True).specific
    elsewhere = listing.copy(update_attrs={"slug": "elsewhere", "title": "Elsewhere"}, keep_live=True)
    copy.move(Page.objects.get(pk=elsewhere.pk), pos="last-child")
    answer = client.get(EventPage.objects.get(pk=copy.pk).url)
    assert (answer.status_code, holds(answer.content)) == (200, False)
    make_private(hidden)
    assert not holds(client.get(hidden.url, follow=True).content)


def test_staff_read_it_where_they_edit_it(admin_client, hidden):
    chief = User.objects.get(is_superuser=True, email="admin@example.com")
    TOTP.activate(chief, "JBSWY3DPEHPK3PXP")
    assert holds(admin_client.get(f"/admin/pages/{hidden.pk}/edit/").content)


def test_a_place_that_people_must_ask_for_cannot_stand_where_everyone_reads(hidden):
    from wagtail.test.utils.form_data import nested_form_data

    form_class = EventPage.get_edit_handler().get_form_class()
    from page_forms import form_for

    data = form_for(EventPage, "Quiet group") | nested_form_data({"where": "ask", "place": CANARY})
    form = form_class(data, instance=hidden, parent_page=hidden.get_parent())
    assert not form.is_valid()
    assert "Everyone would read this." in json.dumps(form.errors)


def test_an_event_whose_place_all_may_read_says_where_it_is(sign_in, listing):
    from page_forms import form_for

    client, add = sign_in("Moderators"), f"/admin/pages/add/events/eventpage/{listing.pk}/"
    data = form_for(EventPage, "Open evening") | {"where": "shown", "place": "", "action-publish": "1"}
    assert "Say where it is." in client.post(add, data).content.decode()
    assert not EventPage.objects.filter(title="Open evening").exists()
    assert client.post(add, data | {"place": "Library, Main Street 1"}).status_code == 302
    assert "Main Street 1" in client.get(EventPage.objects.get(title="Open evening").url).content.decode()
